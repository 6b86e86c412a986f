//! One cell a line, as text copied from a page comes, or the whole report in one line.

use super::super::expect::Field;
use super::super::generate::Sample;
use super::super::noise::{Defect, Noise};
use super::super::paper::{Block, Paper};
use super::super::pick;
use super::{Rendered, encode, text};
use fastrand::Rng;

/// One cell a line; with `spaced`, blank lines between.
pub fn render(rng: &mut Rng, noise: &Noise, paper: Paper, spaced: bool) -> Rendered {
    let mut page = rng.u32(1..6);
    let mut lines = text::frame(rng, noise, &paper, |rng, grid, out| {
        for row in 0..grid.rows {
            if row >= grid.header_rows {
                text::page_break(rng, noise, &paper.running_header, &mut page, out);
            }
            for cell in grid.row(row).filter(|cell| !cell.text.is_empty()) {
                for part in cell.text.split('\n') {
                    out.push(part.to_owned());
                    if spaced {
                        out.push(String::new());
                    }
                }
            }
        }
    });
    if noise.has(Defect::RepeatedLinesDropped) {
        let mut seen = std::collections::HashSet::new();
        lines.retain(|line| line.is_empty() || seen.insert(line.clone()));
    }
    Rendered { bytes: encode::text_file(rng, &lines), name: "report.txt".to_owned(), expect: paper.expect }
}

/// Everything in one line, with one space between.
pub fn render_run(rng: &mut Rng, sample: &Sample, mut paper: Paper) -> Rendered {
    let mut words: Vec<String> = paper.front.iter().chain(&paper.title).cloned().collect();
    for block in &paper.blocks {
        match block {
            Block::Heading(text) | Block::Paragraph(text) => words.push(text.clone()),
            Block::Table(grid) => {
                words.extend(grid.cells.iter().filter(|cell| !cell.text.is_empty()).map(|cell| cell.text.clone()));
            }
        }
    }
    if sample.nested_headings {
        // Without lines nothing tells the headings inside section one from the report's own.
        for section in &mut paper.expect.sections {
            section.text = Field::Any;
        }
    }
    let run = words.join(" ");
    let name = pick(rng, &["report.txt", "报告.txt"]).to_owned();
    Rendered { bytes: encode::text_file(rng, &[run]), name, expect: paper.expect }
}
