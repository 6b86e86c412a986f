//! Tables with bars between cells: Markdown, and what converters of pages leave.

use super::super::grid::Grid;
use super::super::noise::Noise;
use super::super::paper::Paper;
use super::super::{chance, pick};
use super::{Rendered, encode, text};
use fastrand::Rng;

/// Where the bars stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bars {
    /// `| a | b |` and a rule of dashes behind the first row.
    Markdown,
    /// The same, cut into pieces with rules between.
    Cut,
    /// `a | b`
    Between,
    /// Each cell on its line with a bar behind.
    AfterCell,
    /// Bars on lines of their own.
    OwnLine,
}

/// What is left of the slots that merged cells cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Merged {
    /// An empty field in place.
    InPlace,
    /// An empty field at the end of the row.
    AtEnd,
    /// Nothing.
    Gone,
}

/// A report whose tables are drawn with bars.
pub fn render(rng: &mut Rng, noise: &Noise, paper: Paper, bars: Bars) -> Rendered {
    let merged = pick(rng, &[Merged::InPlace, Merged::InPlace, Merged::AtEnd, Merged::Gone]);
    let line_break = if matches!(bars, Bars::AfterCell | Bars::OwnLine) { "\n" } else { pick(rng, &["<br>", "", " "]) };
    let empty_line = chance(rng, 0.5);
    let mut page = rng.u32(1..6);
    let lines = text::frame(rng, noise, &paper, |rng, grid, out| {
        if empty_line {
            out.push(String::new());
        }
        for row in 0..grid.rows {
            let fields: Vec<String> =
                fields(grid, row, merged).iter().map(|text| text.replace('\n', line_break)).collect();
            if row > grid.header_rows {
                text::page_break(rng, noise, &paper.running_header, &mut page, out);
            }
            if bars == Bars::Cut && row >= grid.header_rows && chance(rng, 0.15) {
                out.push(String::new());
                out.push(rule(fields.len()));
            }
            match bars {
                Bars::Markdown | Bars::Cut => out.push(format!("| {} |", fields.join(" | "))),
                Bars::Between => out.push(fields.join(" | ")),
                Bars::AfterCell => out.extend(fields.iter().map(|field| format!("{field}|"))),
                Bars::OwnLine => {
                    for field in fields {
                        out.push("|".to_owned());
                        if !field.is_empty() {
                            out.push(field);
                        }
                    }
                    out.push("|".to_owned());
                }
            }
            if row == 0 && matches!(bars, Bars::Markdown | Bars::Cut) {
                out.push(rule(grid.columns));
            }
        }
        if empty_line {
            out.push(String::new());
        }
    });
    let name = if bars == Bars::Markdown { "report.md" } else { "report.txt" };
    Rendered { bytes: encode::text_file(rng, &lines), name: name.to_owned(), expect: paper.expect }
}

fn rule(columns: usize) -> String {
    format!("|{}", " --- |".repeat(columns))
}

fn fields(grid: &Grid, row: usize, merged: Merged) -> Vec<&str> {
    let mut cells: Vec<&str> = grid.row(row).map(|cell| cell.text.as_str()).collect();
    match merged {
        Merged::InPlace => super::rows::fields(grid, row),
        Merged::Gone => cells,
        Merged::AtEnd => {
            cells.resize(grid.columns, "");
            cells
        }
    }
}
