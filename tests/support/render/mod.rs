//! Renderings: a seed and a layout make the bytes of a file and what must be read back from it.

pub mod chrome;
pub mod columns;
pub mod encode;
pub mod html;
pub mod lines;
pub mod pipes;
pub mod rows;
pub mod sheet;
pub mod text;

use super::expect::Expect;
use super::generate::{self, Sample};
use super::noise::{Defect, Medium, Noise, Numerals};
use super::paper::{self, Paper};
use fastrand::Rng;
use html::Site;
use pipes::Bars;

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
    /// Workbooks.
    Workbook,
}

impl Family {
    /// All of them.
    pub const ALL: [Family; 3] = [Family::Text, Family::Html, Family::Workbook];
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
    /// Set in columns by spaces, with pages.
    Columns,
    /// A Markdown table.
    Markdown,
    /// Bars between cells, none outside.
    BareBars,
    /// Each cell on its line with a bar behind.
    BarAfterCell,
    /// Bars on lines of their own.
    BarLines,
    /// Tables with bars, cut into many.
    PipesCut,
    /// The whole report in one line.
    OneRun,
    /// A page of a kind of site.
    Page(Site),
    /// An xlsx workbook of one sheet.
    XlsxOne,
    /// An xlsx workbook with a sheet for each section.
    XlsxMany,
    /// An ods workbook of one sheet.
    OdsOne,
    /// An ods workbook with a sheet for each section.
    OdsMany,
}

impl Layout {
    /// The layouts of a family.
    pub fn of(family: Family) -> &'static [Layout] {
        use Layout::*;
        match family {
            Family::Text => &[
                Cells,
                CellsSpaced,
                CellsBroken,
                RowsSpaces,
                RowsTabs,
                Columns,
                Markdown,
                BareBars,
                BarAfterCell,
                BarLines,
                PipesCut,
                OneRun,
            ],
            Family::Html => &[
                Page(Site::Semantic),
                Page(Site::Cms),
                Page(Site::RowTables),
                Page(Site::OneCell),
                Page(Site::Fragments),
                Page(Site::EmptyCells),
                Page(Site::Flat),
            ],
            Family::Workbook => &[XlsxOne, XlsxMany, OdsOne, OdsMany],
        }
    }

    /// How it keeps cells apart.
    pub fn medium(self) -> Medium {
        use Layout::*;
        match self {
            Cells | CellsSpaced | CellsBroken | BarAfterCell | BarLines => Medium::Lines,
            RowsSpaces | RowsTabs | Columns | OneRun => Medium::Tokens,
            Page(site) if !site.has_tables() => Medium::Lines,
            Markdown | BareBars | PipesCut | Page(_) | XlsxOne | XlsxMany | OdsOne | OdsMany => Medium::Grid,
        }
    }

    /// The family it belongs to.
    pub fn family(self) -> Family {
        use Layout::*;
        match self {
            Page(_) => Family::Html,
            XlsxOne | XlsxMany | OdsOne | OdsMany => Family::Workbook,
            _ => Family::Text,
        }
    }

    /// Its name, fit for a file.
    pub fn name(self) -> String {
        format!("{self:?}").replace('(', "").replace(')', "")
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
        noise.defects.retain(|&defect| defect != Defect::RepeatedLinesDropped);
    }
    if noise.has(Defect::RepeatedLinesDropped) {
        // Halves of labels that go missing would leave halves that say something else.
        (noise.dress.broken, noise.dress.vertical) = (false, false);
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
pub fn write(rng: &mut Rng, sample: &Sample, noise: &Noise, layout: Layout, paper: Paper) -> Rendered {
    match layout {
        Layout::Cells => lines::render(rng, noise, paper, false),
        Layout::CellsSpaced => lines::render(rng, noise, paper, true),
        Layout::CellsBroken => lines::render(rng, noise, paper, false),
        Layout::RowsSpaces => rows::render(rng, noise, paper, rows::Separator::Spaces),
        Layout::RowsTabs => rows::render(rng, noise, paper, rows::Separator::Tabs),
        Layout::OneRun => lines::render_run(rng, sample, paper),
        Layout::Columns => columns::render(rng, noise, paper),
        Layout::Markdown => pipes::render(rng, noise, paper, Bars::Markdown),
        Layout::BareBars => pipes::render(rng, noise, paper, Bars::Between),
        Layout::BarAfterCell => pipes::render(rng, noise, paper, Bars::AfterCell),
        Layout::BarLines => pipes::render(rng, noise, paper, Bars::OwnLine),
        Layout::PipesCut => pipes::render(rng, noise, paper, Bars::Cut),
        Layout::Page(site) => html::render(rng, sample, noise, paper, site),
        Layout::XlsxOne => sheet::xlsx(rng, noise, paper, false),
        Layout::XlsxMany => sheet::xlsx(rng, noise, paper, true),
        Layout::OdsOne => sheet::ods(rng, noise, paper, false),
        Layout::OdsMany => sheet::ods(rng, noise, paper, true),
    }
}
