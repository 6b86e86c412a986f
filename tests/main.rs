//! All integration tests in one binary.

/// What the tests share: the generator of filings and its renderers.
mod support;

/// What is rendered from a model must come back from extraction, or as null with the right reason.
mod roundtrip;
