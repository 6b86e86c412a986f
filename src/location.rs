//! Where something stands in its source.

use std::fmt;
use std::sync::Arc;

/// A place in a source. All counts start at 1; columns of text count characters.
///
/// Only readers make locations; later stages copy them, at most moving a [`Location::Line`] to a later column.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Location {
    /// The source as a whole.
    Source,
    /// A place in plain text.
    Line {
        /// Line, from 1.
        line: u32,
        /// Character of the line, from 1.
        column: u32,
    },
    /// A block of text outside of tables, in a format that has no lines (HTML).
    Paragraph {
        /// Number of the block in reading order, from 1.
        index: u32,
    },
    /// A cell of a table in a page or a document.
    TableCell {
        /// Number of the table in the source, from 1; layout tables count.
        table: u32,
        /// Row as written (`tr`), from 1.
        row: u32,
        /// Cell of that row as written (`td` or `th`), from 1.
        cell: u32,
    },
    /// A cell of a spreadsheet.
    SheetCell {
        /// Name of the sheet.
        sheet: Arc<str>,
        /// Row, from 1.
        row: u32,
        /// Column, from 1 (A).
        column: u32,
    },
    /// A field of the page's head, such as `PubDate`.
    Metadata {
        /// Name of the field as written.
        name: Arc<str>,
    },
}

impl Location {
    /// The same place, `characters` further right where the location counts them.
    pub fn advanced(&self, characters: u32) -> Location {
        match self {
            Location::Line { line, column } => Location::Line { line: *line, column: column + characters },
            other => other.clone(),
        }
    }
}

/// The letters of a spreadsheet column: 1 is A, 27 is AA.
pub fn column_letters(mut column: u32) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        column -= 1;
        letters.push(b'A' + (column % 26) as u8);
        column /= 26;
    }
    letters.iter().rev().map(|&b| b as char).collect()
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::Source => write!(f, "source"),
            Location::Line { line, column } => write!(f, "{line}:{column}"),
            Location::Paragraph { index } => write!(f, "paragraph {index}"),
            Location::TableCell { table, row, cell } => write!(f, "table {table}, row {row}, cell {cell}"),
            Location::SheetCell { sheet, row, column } => write!(f, "{sheet}!{}{row}", column_letters(*column)),
            Location::Metadata { name } => write!(f, "metadata {name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_a_sheet_have_letters() {
        assert_eq!(column_letters(1), "A");
        assert_eq!(column_letters(26), "Z");
        assert_eq!(column_letters(27), "AA");
        assert_eq!(column_letters(702), "ZZ");
        assert_eq!(column_letters(703), "AAA");
        assert_eq!(column_letters(16384), "XFD");
    }
}
