//! The table model of HTML: which slots the cells of a table cover.

use crate::document::Cell;

/// Columns of a table; the widest form has 15.
const COLUMNS: usize = 4096;

/// Lays the cells of a table out. Cells never share a slot: where spans overlap, the later cell is cut short.
#[derive(Debug, Default)]
pub struct Slots {
    /// For each column the first row that no cell from above reaches.
    free_from: Vec<u32>,
    /// The next column of the row.
    column: usize,
    /// The row.
    row: u32,
    /// First cell of the row group, among all cells of the table.
    group: usize,
}

/// Where a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub column: u32,
    /// Rows covered, not yet bounded by the end of the row group.
    pub row_span: u32,
    /// Columns covered.
    pub column_span: u32,
}

impl Slots {
    /// Places the next cell of the row; none beyond the last column that is allowed.
    pub fn place(&mut self, row_span: u32, column_span: u32) -> Option<Slot> {
        let (row, span) = (self.row, column_span as usize);
        let is_free = |column: usize| self.free_from.get(column).is_none_or(|&free| free <= row);
        let column = (self.column..).find(|&column| is_free(column))?;
        let end = column + span;
        if end > COLUMNS {
            return None;
        }
        let width = 1 + (column + 1..end).take_while(|&column| is_free(column)).count();
        if row_span > 1 {
            if self.free_from.len() < end {
                self.free_from.resize(end, 0);
            }
            let below = row.saturating_add(row_span);
            for free in &mut self.free_from[column..end] {
                *free = below.max(*free);
            }
        }
        self.column = end;
        Some(Slot { row, column: column as u32, row_span, column_span: width as u32 })
    }

    /// Goes on to the next row.
    pub fn end_row(&mut self) {
        self.row += 1;
        self.column = 0;
    }

    /// Ends a row group (`thead`, `tbody`, `tfoot`): no cell reaches beyond it.
    pub fn end_group(&mut self, cells: &mut [Cell]) {
        for cell in &mut cells[self.group..] {
            cell.row_span = cell.row_span.min(self.row - cell.row);
        }
        self.group = cells.len();
        self.free_from.clear();
    }
}

/// The columns that a `colspan` asks for, within the bounds of the standard.
pub fn column_span(attribute: Option<&str>) -> u32 {
    attribute.and_then(leading_number).unwrap_or(1).clamp(1, 1000)
}

/// The rows that a `rowspan` asks for, within the bounds of the standard; 0 is all that follow in the group.
pub fn row_span(attribute: Option<&str>) -> u32 {
    match attribute.and_then(leading_number).unwrap_or(1) {
        0 => u32::MAX,
        rows => rows.min(65534),
    }
}

/// The number that an attribute begins with, however large.
fn leading_number(attribute: &str) -> Option<u32> {
    let digits = attribute.trim_ascii_start();
    let digits = digits.strip_prefix('+').unwrap_or(digits);
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    let mut number = 0u32;
    for digit in digits[..length].bytes() {
        number = number.saturating_mul(10).saturating_add(u32::from(digit - b'0'));
    }
    (length > 0).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_as_browsers_read_them() {
        for (text, columns, rows) in [
            ("3", 3, 3),
            (" 3 ", 3, 3),
            ("+2", 2, 2),
            ("100%", 100, 100),
            ("2px", 2, 2),
            ("1.9", 1, 1),
            ("", 1, 1),
            ("x", 1, 1),
            ("-2", 1, 1),
            ("2147483647", 1000, 65534),
            ("99999999999999", 1000, 65534),
            ("３", 1, 1),
        ] {
            assert_eq!((column_span(Some(text)), row_span(Some(text))), (columns, rows), "{text:?}");
        }
        assert_eq!((column_span(Some("0")), row_span(Some("0"))), (1, u32::MAX));
        assert_eq!((column_span(None), row_span(None)), (1, 1));
    }
}
