//! What a reader found: lines and grids in reading order, each with its place. From here on nothing knows
//! what format the source had.

use crate::location::Location;

/// A piece of [`Document::text`], as byte offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A source as blocks in reading order. All text stands in one buffer; blocks hold spans of it.
#[derive(Debug, Default)]
pub struct Document {
    /// All text of the source.
    pub text: String,
    /// Lines and grids in reading order.
    pub blocks: Vec<Block>,
    /// Fields of the page's head and properties of the file (`title`, `PubDate`, `ArticleTitle` …) in order.
    pub metadata: Vec<MetadataField>,
    /// What the reader met and could not pass on unharmed.
    pub observations: Vec<Observation>,
    /// Parent of each scope; scope 0 is the whole source and is its own parent. A scope is a container of
    /// blocks (an element of a page, a sheet), so that the report can be told from what surrounds it.
    pub scopes: Vec<u32>,
    /// WHATWG name of the encoding that the text was decoded from; none for workbooks.
    pub encoding: Option<&'static str>,
}

/// One block of a [`Document`].
#[derive(Debug)]
pub enum Block {
    /// A line of text (plain text) or a block of running text (HTML).
    Line(Line),
    /// A table whose cells are known with their spans.
    Grid(Grid),
}

/// A line or paragraph. Never empty after trimming.
#[derive(Debug)]
pub struct Line {
    /// Its text, surrounding white space included as far as the reader keeps it.
    pub text: Span,
    /// Where its text begins.
    pub at: Location,
    /// The container it stands in: an index into [`Document::scopes`].
    pub scope: u32,
}

/// A table as a grid of slots. Cells are sorted by row, then column, and do not overlap.
#[derive(Debug)]
pub struct Grid {
    /// The cells, each stored once at its top left slot.
    pub cells: Vec<Cell>,
    /// Where the table begins.
    pub at: Location,
    /// The container it stands in: an index into [`Document::scopes`].
    pub scope: u32,
    /// Whether a slot without a cell is an empty cell (spreadsheets) or no cell at all (HTML).
    pub sparse: bool,
}

/// A cell of a [`Grid`].
#[derive(Debug)]
pub struct Cell {
    /// First row, from 0.
    pub row: u32,
    /// First column, from 0.
    pub column: u32,
    /// Rows covered, at least 1.
    pub row_span: u32,
    /// Columns covered, at least 1.
    pub column_span: u32,
    /// Text of the cell; lines inside it are separated by `\n`. Numbers of a workbook are written exactly.
    pub text: Span,
    /// Where the cell stands.
    pub at: Location,
}

/// A named value from the head of a page or the properties of a file.
#[derive(Debug)]
pub struct MetadataField {
    /// Name as written (`title` for the page title).
    pub name: String,
    /// Value with entities decoded.
    pub value: String,
    /// Where it stands.
    pub at: Location,
}

/// What kind of loss or oddity a reader observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ObservationKind {
    /// Bytes that the encoding does not have; U+FFFD stands in their place.
    DecodingLoss,
    /// Elements nested beyond the limit were left out.
    MarkupDropped,
    /// Values stand in hidden rows, columns or sheets; they were read.
    HiddenCells,
    /// A formula whose result the file does not hold.
    FormulaWithoutValue,
    /// A picture stands where a table or text may be; its text cannot be read.
    Image,
    /// The name of the source ends unlike its content.
    TypeMismatch,
}

/// Something a reader met and could not pass on unharmed.
#[derive(Debug)]
pub struct Observation {
    /// What it is.
    pub kind: ObservationKind,
    /// Where it stands.
    pub at: Location,
    /// The words concerned, or a count, as a short text.
    pub detail: String,
}

impl Document {
    /// An empty document with its outermost scope.
    pub fn new() -> Self {
        Document { scopes: vec![0], ..Document::default() }
    }

    /// The text of a span.
    pub fn str(&self, span: Span) -> &str {
        &self.text[span.start as usize..span.end as usize]
    }

    /// Appends text to the buffer and returns where it stands.
    pub fn push_text(&mut self, text: &str) -> Span {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        Span { start, end: self.text.len() as u32 }
    }
}
