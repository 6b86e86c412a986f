//! The readers: each turns the bytes of one format into a [`Document`].

pub mod html;
pub mod sheet;
pub mod text;

use crate::document::Document;
use crate::error::Error;
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
    match source.format {
        Format::Text => text::read(source, options),
        Format::Html => html::read(source, options),
        Format::Xlsx | Format::Xls | Format::Xlsb | Format::Ods => sheet::read(source, options),
    }
}
