//! What must hold of every input, whatever its bytes are.

use xxgk::output::json::{self, JsonOptions};
use xxgk::reader::ReadOptions;
use xxgk::report::Value;
use xxgk::{Format, Limits, Options, Source, extract};

/// Bounds that a run of a fuzzer can afford.
fn options() -> Options {
    let mut limits = Limits::default();
    limits.bytes = 1 << 20;
    limits.inflated_bytes = 8 << 20;
    limits.cells = 20_000;
    Options { read: ReadOptions { limits, ..ReadOptions::default() }, form: None }
}

/// Reads bytes as a format.
pub fn check_as(name: &str, format: Format, bytes: &[u8]) {
    check(&Source { name: name.to_owned(), bytes: bytes.to_vec(), format });
}

/// Extracts a source: an error in words, or a report whose JSON is valid, the same twice, and whose numbers all
/// stand in the document.
pub fn check(source: &Source) {
    let options = options();
    let filing = match extract(source, &options) {
        Ok(filing) => filing,
        Err(error) => {
            assert!(error.to_string().starts_with(&source.name), "{error}");
            return;
        }
    };
    assert!(filing.document.text.len() as u64 <= 4 * options.read.limits.inflated_bytes);
    let provenance = JsonOptions { provenance: true, pretty: false };
    let written = json::to_string(&filing, &provenance);
    serde_json::from_str::<serde_json::Value>(&written).expect("the output is JSON");
    let again = extract(source, &options).expect("what was read once is read twice");
    assert!(written == json::to_string(&again, &provenance), "two outputs of the same bytes");
    for entry in filing.report.tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells) {
        if let Value::Number(_) | Value::Inferred(_) = entry.value {
            let raw = entry.raw.as_deref().unwrap_or_default();
            assert!(!raw.is_empty() && filing.document.text.contains(raw), "{} is {raw:?}", entry.key);
        }
    }
}

/// Lets panics inside calamine pass: xxgk catches them and says so. Any other one ends the run at once, caught or not.
pub fn allow_caught_panics() {
    std::panic::set_hook(Box::new(|panic| {
        if !panic.location().is_some_and(|place| place.file().contains("calamine")) {
            eprintln!("{panic}");
            std::process::abort();
        }
    }));
}
