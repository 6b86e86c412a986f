//! The readers: each turns the bytes of one format into a [`Document`].

pub mod html;
pub mod sheet;
pub mod text;

use crate::document::{Block, Document};
use crate::error::Error;
use crate::flow::pieces;
use crate::limits::Limits;
use crate::source::{Format, Source};
use encoding_rs::Encoding;

/// What the caller asks of a reader.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadOptions {
    /// Bounds.
    pub limits: Limits,
    /// Encoding of text and HTML, in place of detection.
    pub encoding: Option<&'static Encoding>,
}

/// Reads a source with the reader of its format.
pub fn read(source: &Source, options: &ReadOptions) -> Result<Document, Error> {
    let document = match source.format {
        Format::Text => return text::read(source, options),
        Format::Html => html::read(source, options)?,
        Format::Xlsx | Format::Xls | Format::Xlsb | Format::Ods => sheet::read(source, options)?,
    };
    check_words(source, options, document.text.len(), || document.blocks.iter().map(|b| words(&document, b)).sum())?;
    Ok(document)
}

/// Refuses a text of more words than its tables may have cells, twice over: each may turn out to be a cell. They
/// are counted only where the text is long enough to have so many.
fn check_words(source: &Source, options: &ReadOptions, bytes: usize, words: impl FnOnce() -> u64) -> Result<(), Error> {
    let limit = options.limits.cells.saturating_mul(2);
    if bytes as u64 <= limit {
        return Ok(());
    }
    match words() {
        found if found > limit => {
            Err(Error::TooLarge { name: source.name.clone(), what: "words", found, limit, option: "--max-cells" })
        }
        _ => Ok(()),
    }
}

/// The words of a block that are looked at one by one: those of a line, or of a cell alone in its row.
fn words(document: &Document, block: &Block) -> u64 {
    match block {
        Block::Line(line) => pieces(document.str(line.text)),
        Block::Grid(grid) => grid
            .cells
            .chunk_by(|a, b| a.row == b.row)
            .map(|row| if let [cell] = row { pieces(document.str(cell.text)) } else { 0 })
            .sum(),
    }
}
