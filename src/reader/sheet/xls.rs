//! Workbooks of Excel 97 and before: an OLE container with one stream of records ([MS-CFB], [MS-XLS]).
//!
//! calamine decodes the values, but it trusts the container (a loop in its sector table never ends) and lays
//! each sheet out as a full rectangle. So the container and the records are walked here first; calamine gets
//! a clean container with the checked stream. The walk also finds hidden rows and columns.

use super::{Book, Sheet, Slot, order, push_value};
use crate::document::Document;
use crate::error::Error;
use calamine::{Reader, Xls, XlsError};
use std::io::Cursor;

pub(super) fn read(mut book: Book) -> Result<Document, Error> {
    let mut stream = workbook_stream(&book)?;
    let found = walk(&mut stream, &book)?;
    let mut workbook = Xls::new(Cursor::new(container(&stream))).map_err(|error| match error {
        XlsError::Password => book.encrypted(),
        error => book.damaged("workbook", error),
    })?;
    // A writer that cannot calculate gives every formula an empty text for its result.
    let calculated = found.iter().any(|walked| walked.results);
    for (index, hidden) in order(workbook.sheets_metadata()) {
        let name = workbook.sheets_metadata()[index].name.clone();
        let failure = |error: XlsError| book.damaged(&name, error);
        let range = workbook.worksheet_range(&name).map_err(failure)?;
        let merges = workbook.merge_cells_by_sheet_name(&name).map_err(failure)?;
        let mut sheet = Sheet::new(&name, hidden);
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let slot = (top.saturating_add(row as u32), left.saturating_add(column as u32));
            book.add(&mut sheet, slot, |text| push_value(text, value))?;
        }
        for region in merges {
            book.merge(&mut sheet, region.start, region.end)?;
        }
        if let Some(walked) = found.get(index) {
            sheet.hidden_rows.clone_from(&walked.hidden_rows);
            sheet.hidden_columns.clone_from(&walked.hidden_columns);
            if !calculated && !walked.empty_formulas.is_empty() {
                let formulas = workbook.worksheet_formula(&name).map_err(|error| book.damaged(&name, error))?;
                for &slot in &walked.empty_formulas {
                    let formula = formulas.get_value(slot).map_or("", String::as_str);
                    book.add_formula(&mut sheet, slot, formula)?;
                }
            }
        }
        book.finish(sheet);
    }
    Ok(book.document)
}

/// What the walk over a sheet's records found.
#[derive(Default)]
struct Walked {
    hidden_rows: Vec<(u32, u32)>,
    hidden_columns: Vec<(u32, u32)>,
    /// Formulas whose result is an empty text.
    empty_formulas: Vec<Slot>,
    /// Whether a formula has another result.
    results: bool,
    /// First and last row and column of the cells.
    area: Option<(Slot, Slot)>,
}

impl Walked {
    fn cell(&mut self, row: u32, first_column: u32, last_column: u32) {
        let (first, last) = self.area.get_or_insert(((row, first_column), (row, last_column)));
        *first = (first.0.min(row), first.1.min(first_column));
        *last = (last.0.max(row), last.1.max(last_column));
    }
}

/// Walks over the records of all sheets and makes harmless the one by which a file claims how much room its
/// cells need.
fn walk(stream: &mut [u8], book: &Book) -> Result<Vec<Walked>, Error> {
    const END: u16 = 0x000A;
    const BEGIN: u16 = 0x0809;
    let mut positions = Vec::new();
    let mut at = 0;
    loop {
        let record = record(stream, at).ok_or_else(|| book.damaged("workbook", "an end inside its records"))?;
        match record.kind {
            END => break,
            // FilePass
            0x002F => return Err(book.encrypted()),
            // BoundSheet8
            0x0085 => positions.push(long(stream, record.data).unwrap_or(u32::MAX) as usize),
            _ => {}
        }
        at = record.end;
    }
    let mut found = Vec::with_capacity(positions.len());
    let mut area = 0u64;
    for (index, mut at) in positions.into_iter().enumerate() {
        let damaged = |what: &str| book.damaged(format_args!("sheet {}", index + 1), what);
        let mut sheet = Walked::default();
        let mut depth = 0;
        loop {
            let record = record(stream, at).ok_or_else(|| damaged("an end inside its records"))?;
            let data = record.data;
            let short = |offset: usize| short(stream, data + offset).map(u32::from);
            match record.kind {
                BEGIN => depth += 1,
                END if depth <= 1 => break,
                END => depth -= 1,
                // A chart in the sheet.
                _ if depth > 1 => {}
                // Dimensions: no kind of record that anyone knows.
                0x0200 => stream[at..at + 2].fill(0xFF),
                // Row, with fDyZero.
                0x0208 => {
                    if let (Some(row), Some(flags)) = (short(0), short(12))
                        && flags & 0x20 != 0
                    {
                        sheet.hidden_rows.push((row, row));
                    }
                }
                // ColInfo, with fHidden.
                0x007D => {
                    let hidden = short(8).filter(|flags| flags & 1 != 0);
                    sheet.hidden_columns.extend(hidden.and(short(0).zip(short(2))));
                }
                // Formula, BoolErr, Label, LabelSst, Number, RK, RString, and MulRk.
                0x0006 | 0x0205 | 0x0204 | 0x00FD | 0x0203 | 0x027E | 0x00D6 | 0x00BD => {
                    let (Some(row), Some(first)) = (short(0), short(2)) else {
                        return Err(damaged("an end inside a cell"));
                    };
                    let last = match record.kind {
                        0x00BD => short((record.end - data).saturating_sub(2)).unwrap_or(first),
                        _ => first,
                    };
                    if first > last || last > 255 {
                        return Err(damaged("a cell beyond the last column"));
                    }
                    sheet.cell(row, first, last);
                    if record.kind == 0x0006 {
                        let result = stream.get(data + 6..data + 14).unwrap_or_default();
                        match result {
                            [3, .., 0xFF, 0xFF] => sheet.empty_formulas.push((row, first)),
                            _ => sheet.results = true,
                        }
                    }
                }
                _ => {}
            }
            at = record.end;
        }
        if let Some((first, last)) = sheet.area {
            area += u64::from(last.0 - first.0 + 1) * u64::from(last.1 - first.1 + 1);
        }
        found.push(sheet);
    }
    // calamine keeps a place for each of them; a stray cell in the last corner makes them 16 million.
    let limit = book.limits.cells.saturating_mul(4);
    if area > limit {
        return Err(book.too_large("cells between the first and the last", area, limit, "--max-cells"));
    }
    Ok(found)
}

/// A record of the stream: its data stands between `data` and `end`.
struct Record {
    kind: u16,
    data: usize,
    end: usize,
}

fn record(stream: &[u8], at: usize) -> Option<Record> {
    let data = at.checked_add(4)?;
    let end = data.checked_add(usize::from(short(stream, at + 2)?))?;
    (end <= stream.len()).then_some(Record { kind: short(stream, at)?, data, end })
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
/// From here on numbers name no sector.
const NO_SECTOR: u32 = 0xFFFF_FFFA;
/// Streams shorter than this lie in the small sectors of the root's own stream.
const SMALL_STREAM: usize = 4096;

/// The stream of records out of its container.
fn workbook_stream(book: &Book) -> Result<Vec<u8>, Error> {
    let bytes = &book.source.bytes[..];
    let damaged = |found: &str| book.damaged("OLE container", found);
    let header = |at| long(bytes, at).ok_or_else(|| damaged("an end inside its header"));
    let size = match short(bytes, 30) {
        Some(9) => 512,
        Some(12) => 4096,
        _ => return Err(damaged("sectors of an unknown size")),
    };
    let sectors = Sectors { bytes, size, before: size };
    let cut = || damaged("an end before its last sector");
    // The sectors of the table of sectors: some in the header, the rest in a chain of its own.
    let mut table_sectors: Vec<u32> = (0..109).map_while(|n| long(bytes, 76 + 4 * n)).collect();
    let mut next = header(68)?;
    for _ in 0..bytes.len() / size {
        if next >= NO_SECTOR {
            break;
        }
        let mut numbers = sectors.numbers(next).ok_or_else(cut)?;
        next = numbers.pop().unwrap_or(END_OF_CHAIN);
        table_sectors.extend(numbers);
    }
    let mut table = Vec::new();
    for sector in table_sectors.into_iter().filter(|&sector| sector < NO_SECTOR) {
        if table.len() > bytes.len() {
            return Err(damaged("a table of sectors larger than the file"));
        }
        table.extend(sectors.numbers(sector).ok_or_else(cut)?);
    }
    let directory = sectors.chain(header(48)?, &table, usize::MAX).ok_or_else(cut)?;
    let entries = directory.as_chunks::<128>().0;
    let entry = |name: &str| {
        entries.iter().find(|entry| {
            let wide = entry[..64].as_chunks::<2>().0.iter().map(|&pair| u16::from_le_bytes(pair));
            let units = wide.take_while(|&unit| unit != 0);
            char::decode_utf16(units)
                .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER).to_ascii_lowercase())
                .eq(name.chars())
        })
    };
    let place = |entry: &[u8; 128]| {
        let length = long(entry, 120).unwrap_or(0) as usize;
        (long(entry, 116).unwrap_or(END_OF_CHAIN), length)
    };
    if entry("encryptedpackage").is_some() {
        return Err(book.encrypted());
    }
    let (start, length) = entry("workbook")
        .or_else(|| entry("book"))
        .map(place)
        .ok_or_else(|| damaged("no stream named Workbook or Book"))?;
    let stream = if length >= SMALL_STREAM {
        sectors.chain(start, &table, length)
    } else {
        let (root, root_length) = entries.first().map(place).ok_or_else(cut)?;
        let inner = sectors.chain(root, &table, root_length).ok_or_else(cut)?;
        let small_table = sectors.chain(header(60)?, &table, usize::MAX).ok_or_else(cut)?;
        let small_table: Vec<u32> = small_table.as_chunks::<4>().0.iter().map(|&n| u32::from_le_bytes(n)).collect();
        Sectors { bytes: &inner, size: 64, before: 0 }.chain(start, &small_table, length)
    };
    stream.filter(|stream| stream.len() == length).ok_or_else(cut)
}

/// Sectors of one size, after a number of bytes.
struct Sectors<'a> {
    bytes: &'a [u8],
    size: usize,
    before: usize,
}

impl Sectors<'_> {
    /// A sector; the last one of the file may be short.
    fn get(&self, number: u32) -> Option<&[u8]> {
        let start = (number as usize).checked_mul(self.size)?.checked_add(self.before)?;
        let end = (start + self.size).min(self.bytes.len());
        (start < end).then(|| &self.bytes[start..end])
    }

    fn numbers(&self, number: u32) -> Option<Vec<u32>> {
        let numbers = self.get(number)?.as_chunks::<4>().0;
        Some(numbers.iter().map(|&number| u32::from_le_bytes(number)).collect())
    }

    /// The sectors of a chain, up to a length. No chain is longer than the bytes that hold its sectors.
    fn chain(&self, start: u32, table: &[u32], length: usize) -> Option<Vec<u8>> {
        let mut chain = Vec::new();
        let mut number = start;
        while number != END_OF_CHAIN && chain.len() < length {
            chain.extend_from_slice(self.get(number)?);
            if chain.len() > self.bytes.len() {
                return None;
            }
            number = *table.get(number as usize)?;
        }
        chain.truncate(length);
        Some(chain)
    }
}

/// A container with the one stream in it.
fn container(stream: &[u8]) -> Vec<u8> {
    const SECTOR: usize = 512;
    const NUMBERS: usize = SECTOR / 4;
    const HEADER_TABLE: usize = 109;
    const TABLE_SECTOR: u32 = 0xFFFF_FFFD;
    const TABLE_OF_TABLE: u32 = 0xFFFF_FFFC;
    const FREE: u32 = 0xFFFF_FFFF;
    // Sectors: the stream, the directory, the table, and the sectors that list the table's sectors.
    let length = stream.len().max(SMALL_STREAM);
    let data = length.div_ceil(SECTOR);
    let (mut tables, mut lists) = (0, 0);
    while data + 1 + tables + lists > tables * NUMBERS {
        tables += 1;
        lists = tables.saturating_sub(HEADER_TABLE).div_ceil(NUMBERS - 1);
    }
    let (directory, first_table) = (data as u32, data as u32 + 1);
    let first_list = first_table + tables as u32;

    let mut header = [0xFF; SECTOR];
    header[..76].fill(0);
    header[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    let mut shorts = |at: usize, value: u16| header[at..at + 2].copy_from_slice(&value.to_le_bytes());
    shorts(24, 0x3E);
    shorts(26, 3);
    shorts(28, 0xFFFE);
    shorts(30, 9);
    shorts(32, 6);
    let mut longs = |at: usize, value: u32| header[at..at + 4].copy_from_slice(&value.to_le_bytes());
    longs(44, tables as u32);
    longs(48, directory);
    longs(56, SMALL_STREAM as u32);
    longs(60, END_OF_CHAIN);
    longs(68, if lists > 0 { first_list } else { END_OF_CHAIN });
    longs(72, lists as u32);
    for table in 0..tables.min(HEADER_TABLE) {
        longs(76 + 4 * table, first_table + table as u32);
    }

    let mut bytes = Vec::with_capacity(SECTOR * (1 + data + 1 + tables + lists));
    bytes.extend_from_slice(&header);
    bytes.extend_from_slice(stream);
    bytes.resize(SECTOR * (1 + data), 0);
    let entry = |name: &str, kind: u8, child: u32, start: u32, length: usize| {
        let mut entry = [0; 128];
        for (place, unit) in entry.as_chunks_mut::<2>().0.iter_mut().zip(name.encode_utf16()) {
            *place = unit.to_le_bytes();
        }
        entry[64] = 2 * (name.len() as u8 + 1);
        entry[66] = kind;
        entry[67] = 1;
        entry[68..76].fill(0xFF);
        entry[76..80].copy_from_slice(&child.to_le_bytes());
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&(length as u32).to_le_bytes());
        entry
    };
    bytes.extend_from_slice(&entry("Root Entry", 5, 1, END_OF_CHAIN, 0));
    bytes.extend_from_slice(&entry("Workbook", 2, FREE, 0, length));
    bytes.resize(SECTOR * (2 + data), 0);
    let stream_chain = (1..data as u32).chain([END_OF_CHAIN, END_OF_CHAIN]);
    let numbers =
        stream_chain.chain(std::iter::repeat_n(TABLE_SECTOR, tables)).chain(std::iter::repeat_n(TABLE_OF_TABLE, lists));
    bytes.extend(numbers.flat_map(u32::to_le_bytes));
    bytes.resize(SECTOR * (2 + data + tables), 0xFF);
    for list in 0..lists {
        let first = HEADER_TABLE + list * (NUMBERS - 1);
        for table in first..first + NUMBERS - 1 {
            let number = if table < tables { first_table + table as u32 } else { FREE };
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        let next = if list + 1 < lists { first_list + list as u32 + 1 } else { END_OF_CHAIN };
        bytes.extend_from_slice(&next.to_le_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::limits::Limits;
    use crate::source::{Format, Source};

    const SAMPLE: &[u8] = include_bytes!("../../../samples/workbooks/sample.xls");

    fn source(bytes: &[u8]) -> Source {
        Source { name: "sample.xls".into(), bytes: bytes.to_vec(), format: Format::Xls }
    }

    fn book(source: &Source) -> Book<'_> {
        Book { source, limits: Limits::default(), document: Document::new(), cells: 0 }
    }

    #[test]
    fn a_container_gives_back_its_stream() {
        let original = source(SAMPLE);
        let mut stream = workbook_stream(&book(&original)).unwrap();
        // Beyond 109 sectors of the table, which is 7 MB, the table itself needs a list.
        for length in [stream.len(), 7_000_000, 7_100_000, 16_000_000] {
            stream.resize(length, 0);
            let made = source(&container(&stream));
            assert!(workbook_stream(&book(&made)).unwrap() == stream, "{length}");
            assert_eq!(Xls::new(Cursor::new(&made.bytes)).unwrap().sheet_names(), ["隐藏", "年报"]);
        }
    }

    #[test]
    fn loops_and_far_sectors_are_damage() {
        let bytes = container(&workbook_stream(&book(&source(SAMPLE))).unwrap());
        let table = bytes.len() - 512;
        let directory = long(&bytes, 48).unwrap();
        for (at, number) in [
            (table + 4 * directory as usize, directory),
            (table + 8, 0),
            (table + 8, 1 << 30),
            (table, END_OF_CHAIN),
            (48, 1 << 20),
            (68, 0),
            (76, 1 << 30),
        ] {
            let mut bytes = bytes.clone();
            bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
            let broken = source(&bytes);
            let result = read(book(&broken));
            // The loop gives sectors enough, of wrong records.
            assert!(matches!(result, Err(Error::Damaged { .. })), "{number:X} at {at}: {result:?}");
        }
    }

    #[test]
    fn claims_of_room_are_not_believed_and_far_columns_are_damage() {
        let original = source(SAMPLE);
        let stream = workbook_stream(&book(&original)).unwrap();
        let mut claims = stream.clone();
        let at = memchr::memmem::rfind(&stream, b"\x00\x02\x0E\0").unwrap() + 4;
        claims[at + 4..at + 8].copy_from_slice(&0x00FF_FFFF_u32.to_le_bytes());
        let document = read(book(&source(&container(&claims)))).unwrap();
        assert_eq!(document.blocks.len(), 2);
        let mut far = stream.clone();
        // Column, style, result.
        let at = memchr::memmem::find(&stream, b"\x03\0\0\0\0\0\xFF\xFF").unwrap() - 4;
        far[at..at + 2].copy_from_slice(&0xFFFF_u16.to_le_bytes());
        let error = read(book(&source(&container(&far)))).unwrap_err().to_string();
        assert!(error.contains("sheet 2: found a cell beyond the last column"), "{error}");
        far[at - 2..at + 2].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0]);
        let result = read(book(&source(&container(&far))));
        assert!(matches!(result, Err(Error::TooLarge { found: 16_777_217, option: "--max-cells", .. })));
    }
}
