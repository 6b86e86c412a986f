//! All integration tests in one binary.

/// The command: files and folders in, documents and exit codes out.
mod cli;

/// Input made to harm, and what must hold of any input at all.
mod hostile;

/// The canonical JSON of reports made by hand.
mod json;

/// The filing that the project started from, checked against the document by hand.
mod seed;

/// The JSON Schema in the repository.
mod schema;

/// What the tests share: the generator of filings and its renderers.
mod support;

/// What is rendered from a model must come back from extraction, or as null with the right reason.
mod roundtrip;

/// Two reports in one source.
mod two_filings;
