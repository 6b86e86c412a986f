//! Renderings: a seed and a layout make the bytes of a file and what must be read back from it.

pub mod encode;
pub mod html;
pub mod lines;
pub mod rows;
pub mod text;

use super::expect::{Expect, Field};
use super::generate::{self, Sample};
use super::noise::{Medium, Noise, Numerals};
use super::paper::{self, Paper};
use fastrand::Rng;

/// A rendered filing.
#[derive(Debug)]
pub struct Rendered {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its name.
    pub name: String,
    /// What must be read back.
    pub expect: Expect,
}

/// The families of formats, tested apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Plain text and Markdown.
    Text,
    /// Web pages.
    Html,
}

/// How a report is laid out in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One cell a line.
    Cells,
    /// One cell a line, with blank lines between.
    CellsSpaced,
    /// One cell a line, labels broken over several.
    CellsBroken,
    /// One row a line, cells separated by spaces.
    RowsSpaces,
    /// One row a line, cells separated by tabs, as pasted from a sheet.
    RowsTabs,
    /// The whole report in one line.
    OneRun,
    /// Headings, paragraphs and tables with `thead` and `th`.
    HtmlSemantic,
}

impl Layout {
    /// The layouts of a family.
    pub fn of(family: Family) -> &'static [Layout] {
        use Layout::*;
        match family {
            Family::Text => &[Cells, CellsSpaced, CellsBroken, RowsSpaces, RowsTabs, OneRun],
            Family::Html => &[HtmlSemantic],
        }
    }

    /// How it keeps cells apart.
    pub fn medium(self) -> Medium {
        use Layout::*;
        match self {
            Cells | CellsSpaced | CellsBroken => Medium::Lines,
            RowsSpaces | RowsTabs | OneRun => Medium::Tokens,
            HtmlSemantic => Medium::Grid,
        }
    }

    /// The family it belongs to.
    pub fn family(self) -> Family {
        if Layout::of(Family::Text).contains(&self) { Family::Text } else { Family::Html }
    }
}

/// The model and the noise that a seed makes for a layout.
pub fn draw(seed: u64, layout: Layout) -> (Rng, Sample, Noise) {
    let mut rng = Rng::with_seed(seed);
    let sample = generate::sample(&mut rng);
    let text = layout.family() == Family::Text;
    let mut noise = Noise::draw(&mut rng, layout.medium(), text, sample.nested_headings);
    if layout == Layout::CellsBroken {
        noise.dress.broken = true;
    }
    if layout == Layout::OneRun && noise.dress.numerals == Numerals::Absent {
        // In one run of words only a numeral tells a heading from the words of a sentence.
        noise.dress.numerals = Numerals::Chinese;
    }
    (rng, sample, noise)
}

/// The filing that a seed makes in a layout.
pub fn render(seed: u64, layout: Layout) -> Rendered {
    let (mut rng, sample, noise) = draw(seed, layout);
    let paper = paper::compose(&mut rng, &sample, &noise, layout.medium());
    write(&mut rng, &sample, &noise, layout, paper)
}

/// Writes a printed report down.
pub fn write(rng: &mut Rng, sample: &Sample, noise: &Noise, layout: Layout, mut paper: Paper) -> Rendered {
    if layout.family() == Family::Text {
        // Text has no page around it that could say when it was published.
        paper.expect.published = Field::Any;
    }
    match layout {
        Layout::Cells => lines::render(rng, noise, paper, false),
        Layout::CellsSpaced => lines::render(rng, noise, paper, true),
        Layout::CellsBroken => lines::render(rng, noise, paper, false),
        Layout::RowsSpaces => rows::render(rng, noise, paper, rows::Separator::Spaces),
        Layout::RowsTabs => rows::render(rng, noise, paper, rows::Separator::Tabs),
        Layout::OneRun => lines::render_run(rng, sample, paper),
        Layout::HtmlSemantic => html::semantic(rng, sample, paper),
    }
}
