//! The one error type of the library: why a source could not be read at all.
//!
//! What stands *in* a filing never fails; an empty page is a report with nothing in it. An [`Error`] means
//! that the bytes could not be had, are not of a supported format, or go beyond a limit.

use std::path::PathBuf;

/// Why a source could not be read. Messages name the source, what was found and what was expected.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file could not be opened or read.
    #[error("{}: cannot read: {source}", path.display())]
    Io {
        /// The path as given.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The bytes are of a format that has no reader.
    #[error("{name}: found {found}, expected {expected}")]
    UnsupportedFormat {
        /// Name of the source.
        name: String,
        /// What the bytes look like.
        found: String,
        /// The formats that can be read, and what to do.
        expected: &'static str,
    },
    /// A workbook or another container is broken.
    #[error("{name}: {place}: found {found}, expected {expected}")]
    Damaged {
        /// Name of the source.
        name: String,
        /// Where in the source (a part of the container, a sheet).
        place: String,
        /// What the reader met.
        found: String,
        /// What it needed, and what to do.
        expected: String,
    },
    /// The source is protected by a password.
    #[error("{name}: found a password-protected workbook, expected an open one: save it without a password")]
    Encrypted {
        /// Name of the source.
        name: String,
    },
    /// The source goes beyond a limit of [`Limits`](crate::Limits).
    #[error("{name}: found {found} {what}, expected at most {limit}: raise the limit with {option}")]
    TooLarge {
        /// Name of the source.
        name: String,
        /// What was counted ("bytes", "cells").
        what: &'static str,
        /// How much there is, at least.
        found: u64,
        /// How much is allowed.
        limit: u64,
        /// The command-line option that raises the limit.
        option: &'static str,
    },
    /// A reader failed in a way that it should not; the source is left out and the run goes on.
    #[error("{name}: the {format} reader failed: {message}: please report it with the file")]
    Reader {
        /// Name of the source.
        name: String,
        /// Format that was being read.
        format: &'static str,
        /// The panic's message.
        message: String,
    },
}
