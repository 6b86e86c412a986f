//! All integration tests in one binary.

/// The command: files and folders in, documents and exit codes out.
mod cli;

/// The canonical JSON of reports made by hand.
mod json;

/// The JSON Schema in the repository.
mod schema;
