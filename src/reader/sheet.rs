//! To be written.
use super::ReadOptions;
use crate::document::Document;
use crate::error::Error;
use crate::source::Source;

/// Reads.
pub fn read(_source: &Source, _options: &ReadOptions) -> Result<Document, Error> {
    Ok(Document::new())
}
