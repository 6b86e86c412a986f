//! What all text layouts share: the frame of title, headings and paragraphs around the tables.

use super::super::grid::Grid;
use super::super::noise::Noise;
use super::super::paper::{Block, Paper};
use super::super::{chance, pick};
use fastrand::Rng;

/// The lines of a report; `table` writes the lines of each table.
pub fn frame(
    rng: &mut Rng,
    noise: &Noise,
    paper: &Paper,
    mut table: impl FnMut(&mut Rng, &Grid, &mut Vec<String>),
) -> Vec<String> {
    let indent = pick(rng, &["", "", "    ", "\u{3000}\u{3000}", "\u{A0}\u{A0}\u{A0}\u{A0}"]);
    let spaced = chance(rng, 0.4);
    let mut out = Vec::new();
    out.extend(paper.front.iter().cloned());
    for (index, line) in paper.title.iter().enumerate() {
        let mark = if noise.dress.markdown && index == 0 { "# " } else { "" };
        let pad = pick(rng, &["", "", "\t", "          "]);
        out.push(if mark.is_empty() { format!("{pad}{line}") } else { format!("{mark}{line}") });
        if chance(rng, 0.2) {
            out.push(String::new());
        }
    }
    for block in &paper.blocks {
        match block {
            Block::Heading(heading) => {
                if chance(rng, 0.4) {
                    out.push(String::new());
                }
                let pad = if chance(rng, 0.2) && !noise.dress.markdown { indent } else { "" };
                out.push(format!("{pad}{heading}"));
                if chance(rng, 0.3) {
                    out.push(String::new());
                }
            }
            Block::Paragraph(text) => {
                let end = if chance(rng, 0.1) { "\u{3000}" } else { "" };
                out.push(format!("{indent}{text}{end}"));
                if spaced {
                    out.push(String::new());
                }
            }
            Block::Table(grid) => table(rng, grid, &mut out),
        }
    }
    out
}

/// Now and then the end of a page: its number, and the words at the head of the next.
pub fn page_break(rng: &mut Rng, noise: &Noise, running_header: &str, page: &mut u32, out: &mut Vec<String>) {
    if !noise.dress.pages || !chance(rng, 0.08) {
        return;
    }
    out.push(page_number(rng, page));
    if chance(rng, 0.3) {
        out.push(String::new());
    }
    if chance(rng, 0.25) {
        out.push(running_header.to_owned());
    }
}

/// The number of a page as it is printed.
pub fn page_number(rng: &mut Rng, page: &mut u32) -> String {
    *page += 1;
    match rng.u8(0..4) {
        0 => format!("- {page} -"),
        1 => format!("— {page} —"),
        2 => format!("-{page}-"),
        _ => format!("第{page}页"),
    }
}
