//! Office Open XML workbooks: values by calamine; merged regions and hidden rows and columns by one search
//! over the same part, where calamine would parse its XML a second time and not tell what is hidden.

use super::parts::Parts;
use super::{Book, Sheet, Slot, order, push_value};
use crate::document::Document;
use crate::error::Error;
use calamine::{DataType, Reader, Xlsx, XlsxError, XlsxFormulaMetadata, expand_shared_formula};
use memchr::{memchr, memmem, memrchr};
use std::collections::HashMap;

pub(super) fn read(mut book: Book) -> Result<Document, Error> {
    let parts = Parts::open(&book)?;
    check_shared_strings(&parts, &book)?;
    check_styles(&parts, &book)?;
    let (archive, mut tracker) = parts.reader();
    let mut workbook = Xlsx::new(archive).map_err(|error| failure(&book, "workbook", error))?;
    let sheets = workbook.sheets_metadata().to_vec();
    if sheets.len() > parts.len() {
        return Err(book.damaged("workbook", format_args!("{} sheets in {} parts", sheets.len(), parts.len())));
    }
    for (index, hidden) in order(&sheets) {
        let name = &sheets[index].name;
        let mut sheet = Sheet::new(name, hidden);
        // Formulas that other cells share, by their number in the sheet.
        let mut shared: HashMap<usize, (Slot, String)> = HashMap::new();
        let mut cells = match workbook.worksheet_cells_reader(name) {
            Ok(cells) => cells,
            // A chart or a dialog.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(failure(&book, name, error)),
        };
        let xml = tracker.part(name, &book)?;
        // The variant with metadata, for it is the one that makes no room for a formula number of the file.
        while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|error| failure(&book, name, error))? {
            let missing = cell.formula.filter(|formula| {
                if let XlsxFormulaMetadata::Shared { shared_index, formula, .. } = formula {
                    shared.insert(*shared_index, (cell.pos, formula.clone()));
                }
                cell.value.is_empty()
            });
            match missing {
                None => book.add(&mut sheet, cell.pos, |text| push_value(text, &cell.value))?,
                Some(formula) => {
                    let formula = match formula {
                        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => {
                            formula
                        }
                        XlsxFormulaMetadata::SharedDerived { shared_index } => {
                            let expanded = shared
                                .get(&shared_index)
                                .and_then(|(first, formula)| expand_shared_formula(formula, *first, cell.pos).ok());
                            expanded.unwrap_or_default()
                        }
                        _ => String::new(),
                    };
                    book.add_formula(&mut sheet, cell.pos, &formula)?;
                }
            }
        }
        scan(xml, &mut sheet, &mut book)?;
        book.finish(sheet);
    }
    Ok(book.document)
}

fn failure(book: &Book, place: &str, error: XlsxError) -> Error {
    match error {
        XlsxError::Password => book.encrypted(),
        error => book.damaged(place, error),
    }
}

/// calamine makes room for as many strings as the part says it has, before it reads one.
fn check_shared_strings(parts: &Parts, book: &Book) -> Result<(), Error> {
    let xml = parts.find("sharedStrings.xml").unwrap_or_default();
    for at in memmem::find_iter(xml, b"uniqueCount") {
        let count = attribute(tag_around(xml, at), b"uniqueCount").and_then(number);
        if count.is_none_or(|count| count as usize > xml.len()) {
            return Err(book.damaged("sharedStrings.xml", "a count of strings that cannot be"));
        }
    }
    Ok(())
}

/// calamine copies the font and the number format into every cell style.
fn check_styles(parts: &Parts, book: &Book) -> Result<(), Error> {
    /// What a style takes with no long name in it, about.
    const STYLE: usize = 512;
    let xml = parts.find("styles.xml").unwrap_or_default();
    let styles = memmem::find_iter(xml, b"xf").count();
    let longest = xml.split(|&byte| byte == b'<').map(<[u8]>::len).max().unwrap_or(0);
    let cost = styles.saturating_mul(STYLE + longest) as u64;
    let limit = book.limits.inflated_bytes.saturating_mul(4);
    if cost > limit {
        return Err(book.too_large("bytes of styles", cost, limit, "--max-inflated-bytes"));
    }
    Ok(())
}

/// Finds merged regions and hidden rows and columns in the XML of a sheet. A `<` stands in no text, so a
/// search finds only tags.
fn scan(xml: &[u8], sheet: &mut Sheet, book: &mut Book) -> Result<(), Error> {
    for at in memmem::find_iter(xml, b"mergeCell") {
        let tag = tag_around(xml, at);
        if element(tag) == b"mergeCell"
            && let Some((first, last)) = attribute(tag, b"ref").and_then(range)
        {
            book.merge(sheet, first, last)?;
        }
    }
    for at in memmem::find_iter(xml, b"hidden=") {
        let tag = tag_around(xml, at);
        if !attribute(tag, b"hidden").is_some_and(|value| value == b"1" || value == b"true") {
            continue;
        }
        let from_one = |name| attribute(tag, name).and_then(number).and_then(|n| n.checked_sub(1));
        match element(tag) {
            b"row" => sheet.hidden_rows.extend(from_one(b"r").map(|row| (row, row))),
            b"col" => sheet.hidden_columns.extend(from_one(b"min").zip(from_one(b"max"))),
            _ => {}
        }
    }
    Ok(())
}

/// The tag that a byte stands in, without its brackets; nothing when it stands in none.
fn tag_around(xml: &[u8], at: usize) -> &[u8] {
    let start = memrchr(b'<', &xml[..at]).map_or(at, |start| start + 1);
    let tag = &xml[start..];
    let tag = &tag[..memchr(b'>', tag).unwrap_or(tag.len())];
    if start + tag.len() > at { tag } else { &[] }
}

/// The name of a tag's element without its prefix.
fn element(tag: &[u8]) -> &[u8] {
    let name = tag.split(|&byte| byte.is_ascii_whitespace() || byte == b'/').next().unwrap_or_default();
    name.rsplit(|&byte| byte == b':').next().unwrap_or_default()
}

/// The value of an attribute as it is written.
fn attribute<'a>(tag: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    for at in memmem::find_iter(tag, name) {
        let value = &tag[at + name.len()..];
        if at > 0
            && tag[at - 1].is_ascii_whitespace()
            && let [b'=', quote @ (b'"' | b'\''), value @ ..] = value
        {
            return value.get(..memchr(*quote, value)?);
        }
    }
    None
}

fn number(digits: &[u8]) -> Option<u32> {
    std::str::from_utf8(digits).ok()?.trim().parse().ok()
}

/// The slots of a range: A1:B2.
fn range(text: &[u8]) -> Option<(Slot, Slot)> {
    let colon = memchr(b':', text)?;
    Some((slot(&text[..colon])?, slot(&text[colon + 1..])?))
}

fn slot(text: &[u8]) -> Option<Slot> {
    let letters = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    if letters == 0 || letters > 3 {
        return None;
    }
    let column = text[..letters]
        .iter()
        .fold(0, |column, letter| column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    Some((number(&text[letters..])?.checked_sub(1)?, column - 1))
}
