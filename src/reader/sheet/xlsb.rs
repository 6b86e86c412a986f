//! Binary Office Open XML workbooks: values by calamine; merged regions, hidden rows and columns and failed
//! formulas, which it leaves out, from the records of the same part ([MS-XLSB] 2.4).

use super::parts::Parts;
use super::{Book, Sheet, order, push_value};
use crate::document::Document;
use crate::error::Error;
use calamine::{Reader, Xlsb, XlsbError};

pub(super) fn read(mut book: Book) -> Result<Document, Error> {
    let parts = Parts::open(&book)?;
    let (archive, mut tracker) = parts.reader();
    let mut workbook = Xlsb::new(archive).map_err(|error| failure(&book, "workbook", error))?;
    let sheets = workbook.sheets_metadata().to_vec();
    for (index, hidden) in order(&sheets) {
        let name = &sheets[index].name;
        let mut sheet = Sheet::new(name, hidden);
        let mut cells = workbook.worksheet_cells_reader(name).map_err(|error| failure(&book, name, error))?;
        let records = tracker.part(name, &book)?;
        while let Some(cell) = cells.next_cell().map_err(|error| failure(&book, name, error))? {
            book.add(&mut sheet, cell.get_position(), |text| push_value(text, cell.get_value()))?;
        }
        scan(records, &mut sheet, &mut book)?;
        book.finish(sheet);
    }
    Ok(book.document)
}

fn failure(book: &Book, place: &str, error: XlsbError) -> Error {
    match error {
        XlsbError::Password => book.encrypted(),
        error => book.damaged(place, error),
    }
}

/// Reads what calamine leaves out. It has read the same records, so an end before the end is none.
fn scan(mut records: &[u8], sheet: &mut Sheet, book: &mut Book) -> Result<(), Error> {
    let mut row = 0;
    while let Some((kind, data)) = record(&mut records) {
        let long = |at: usize| data.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        let bit = |at: usize, bit: u8| data.get(at).is_some_and(|byte| byte & bit != 0);
        match kind {
            // BrtRowHdr: row, style, height, flags with fDyZero.
            0 => {
                row = long(0).unwrap_or(row);
                if bit(11, 0x10) {
                    sheet.hidden_rows.push((row, row));
                }
            }
            // BrtFmlaError: column, style, error.
            0x0B => {
                if let (Some(column), Some(&error)) = (long(0), data.get(8)) {
                    book.add(sheet, (row, column), |text| text.push_str(error_text(error)))?;
                }
            }
            // BrtColInfo: first and last column, width, style, flags with fHidden.
            0x3C if bit(16, 0x01) => sheet.hidden_columns.extend(long(0).zip(long(4))),
            // BrtMergeCell: first and last row, first and last column.
            0xB0 => {
                if let [Some(top), Some(bottom), Some(left), Some(right)] = [0, 4, 8, 12].map(long) {
                    book.merge(sheet, (top, left), (bottom, right))?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Takes the next record: its type and its length in groups of seven bits, then its data.
fn record<'a>(records: &mut &'a [u8]) -> Option<(u32, &'a [u8])> {
    let mut group = |most: u32| {
        let mut value = 0;
        for at in 0..most {
            let (&byte, rest) = records.split_first()?;
            *records = rest;
            value |= u32::from(byte & 0x7F) << (7 * at);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(value)
    };
    let kind = group(2)?;
    let length = group(4)? as usize;
    let (data, rest) = records.split_at_checked(length)?;
    *records = rest;
    Some((kind, data))
}

fn error_text(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        _ => "#ERROR!",
    }
}
