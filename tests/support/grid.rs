//! Tables as they are printed.

use super::expect::Slot;
use xxgk::form::TableSpec;

/// What a cell is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A header cell.
    Header,
    /// A label over several rows.
    Group,
    /// The label of a row, or its unit.
    Label,
    /// A value cell, the invented ones of unknown rows and columns included.
    Value,
    /// Something that does not belong in the table.
    Stray,
}

/// A cell as printed. A `\n` in its text is a line break inside the cell.
#[derive(Debug, Clone)]
pub struct Cell {
    /// First row, from 0.
    pub row: usize,
    /// First column, from 0.
    pub column: usize,
    /// Rows covered.
    pub row_span: usize,
    /// Columns covered.
    pub column_span: usize,
    /// What is printed; empty for an empty cell.
    pub text: String,
    /// What it is for.
    pub kind: Kind,
    /// The cell of the canonical table that it fills.
    pub slot: Option<Slot>,
}

/// A table as printed. Cells are sorted by row and column.
#[derive(Debug, Clone)]
pub struct Grid {
    /// The table of the form (the first, where several are one).
    pub spec: &'static TableSpec,
    /// Columns.
    pub columns: usize,
    /// Columns of labels.
    pub label_columns: usize,
    /// Rows of the header.
    pub header_rows: usize,
    /// Rows in all.
    pub rows: usize,
    /// The cells.
    pub cells: Vec<Cell>,
}

impl Grid {
    /// The cells that begin in a row.
    pub fn row(&self, row: usize) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(move |cell| cell.row == row)
    }

    /// Sorts the cells into document order.
    pub fn sort(&mut self) {
        self.cells.sort_by_key(|cell| (cell.row, cell.column));
    }

    /// Whether a cell from above reaches into a row.
    pub fn covered_from_above(&self, row: usize) -> bool {
        self.cells.iter().any(|cell| cell.row < row && cell.row + cell.row_span > row)
    }

    /// Takes a column out; cells across it lose one column.
    pub fn remove_column(&mut self, column: usize) {
        for cell in &mut self.cells {
            if (cell.column..cell.column + cell.column_span).contains(&column) {
                cell.column_span -= 1;
            } else if cell.column > column {
                cell.column -= 1;
            }
        }
        self.cells.retain(|cell| cell.column_span > 0);
        self.columns -= 1;
    }

    /// Adds a column with a header and no cells; a header across the whole table grows.
    pub fn append_column(&mut self, header: &str) {
        let mut top = 0;
        for cell in &mut self.cells {
            if cell.kind == Kind::Header && cell.column == 0 && cell.column_span == self.columns {
                cell.column_span += 1;
                top = top.max(cell.row + cell.row_span);
            }
        }
        self.cells.push(Cell {
            row: top,
            column: self.columns,
            row_span: self.header_rows - top,
            column_span: 1,
            text: header.to_owned(),
            kind: Kind::Header,
            slot: None,
        });
        self.columns += 1;
        self.sort();
    }

    /// Makes room for a row; cells across it grow.
    pub fn insert_row(&mut self, row: usize) {
        for cell in &mut self.cells {
            if cell.row >= row {
                cell.row += 1;
            } else if cell.row + cell.row_span > row {
                cell.row_span += 1;
            }
        }
        self.rows += 1;
    }

    /// Several tables as one, each under the other. With `uneven`, header and data rows split the same width
    /// differently, as pages of the 2019 form do.
    pub fn stack(grids: &[Grid], uneven: bool) -> Grid {
        let widest = grids.iter().map(|grid| grid.columns).max().unwrap_or(1);
        let columns = if uneven { widest + 1 } else { widest };
        let mut whole = Grid { rows: 0, cells: Vec::new(), columns, ..grids[0].clone() };
        for grid in grids {
            for cell in &grid.cells {
                let widths = widths(grid.columns, columns, cell.kind == Kind::Header);
                let end = cell.column + cell.column_span;
                whole.cells.push(Cell {
                    row: whole.rows + cell.row,
                    column: widths[..cell.column].iter().sum(),
                    column_span: widths[cell.column..end].iter().sum(),
                    ..cell.clone()
                });
            }
            whole.rows += grid.rows;
        }
        whole
    }

    /// The table without rows that cells share: an empty cell stands in each further row instead.
    pub fn without_row_spans(mut self) -> Grid {
        let mut empty = Vec::new();
        for cell in &mut self.cells {
            for row in cell.row + 1..cell.row + cell.row_span {
                empty.push(Cell { row, row_span: 1, text: String::new(), ..cell.clone() });
            }
            cell.row_span = 1;
        }
        self.cells.extend(empty);
        self.sort();
        self
    }
}

/// How the columns of a table share a wider grid.
fn widths(columns: usize, grid: usize, header: bool) -> Vec<usize> {
    let mut widths = vec![1; columns];
    let spare = grid - columns;
    // The last column takes what is left; of one spare column, header and data rows each have their own idea.
    let wide = match (columns, spare) {
        (1, _) => 0,
        (_, 1) if columns > 3 => {
            if header {
                columns - 2
            } else {
                1
            }
        }
        (3, 2) => {
            widths[1] += 1;
            widths[2] += 1;
            return widths;
        }
        _ => columns - 1,
    };
    widths[wide] += spare;
    widths
}
