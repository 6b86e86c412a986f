//! Words by which a page tells of the report it shows: `schema/page.toml`.

use aho_corasick::AhoCorasick;
use serde::Deserialize;
use std::sync::OnceLock;

/// Field names, labels and marks of pages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageWords {
    /// Metadata fields that hold the title, lower case, best first.
    pub title_fields: Vec<String>,
    /// Metadata fields that hold the day of publication.
    pub date_fields: Vec<String>,
    /// Metadata fields that hold the agency.
    pub agency_fields: Vec<String>,
    /// Labels before a visible day of publication.
    pub date_labels: Vec<String>,
    /// Labels before a visible agency.
    pub agency_labels: Vec<String>,
    /// Marks of a line that ends the report.
    pub footer: Vec<String>,
}

impl PageWords {
    /// Whether a text holds any label of a visible field, so that its lines are worth looking at.
    pub fn has_label(&self, text: &str) -> bool {
        static LABELS: OnceLock<AhoCorasick> = OnceLock::new();
        let words = page_words();
        LABELS
            .get_or_init(|| {
                AhoCorasick::new(words.date_labels.iter().chain(&words.agency_labels))
                    .expect("a few short labels fit every limit of the automaton")
            })
            .is_match(text)
    }
}

/// The words, parsed once.
pub fn page_words() -> &'static PageWords {
    static WORDS: OnceLock<PageWords> = OnceLock::new();
    WORDS.get_or_init(|| {
        toml::from_str(include_str!("../schema/page.toml")).expect("the embedded file is valid; a test reads it")
    })
}
