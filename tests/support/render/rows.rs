//! One row a line.

use super::super::grid::Grid;
use super::super::noise::Noise;
use super::super::paper::Paper;
use super::super::pick;
use super::{Rendered, encode, text};
use fastrand::Rng;

/// What stands between the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// Spaces; empty cells vanish.
    Spaces,
    /// A tab for each column, as pasted from a sheet: merged and empty cells leave theirs.
    Tabs,
}

/// One row a line.
pub fn render(rng: &mut Rng, noise: &Noise, paper: Paper, separator: Separator) -> Rendered {
    let mut page = rng.u32(1..6);
    let space = pick(rng, &[" ", " ", "  ", "    ", "\u{3000}", "\t"]);
    let lines = text::frame(rng, noise, &paper, |rng, grid, out| {
        for row in 0..grid.rows {
            if row >= grid.header_rows {
                text::page_break(rng, noise, &paper.running_header, &mut page, out);
            }
            let line = match separator {
                Separator::Spaces => {
                    let cells: Vec<&str> =
                        grid.row(row).map(|cell| cell.text.as_str()).filter(|text| !text.is_empty()).collect();
                    cells.join(space)
                }
                Separator::Tabs => fields(grid, row).join("\t"),
            };
            out.push(line);
        }
    });
    Rendered { bytes: encode::text_file(rng, &lines), name: "report.txt".to_owned(), expect: paper.expect }
}

/// A field for each column of a row; cells that cover several fill the first.
pub fn fields(grid: &Grid, row: usize) -> Vec<&str> {
    let mut fields = vec![""; grid.columns];
    for cell in grid.row(row) {
        fields[cell.column] = &cell.text;
    }
    fields
}
