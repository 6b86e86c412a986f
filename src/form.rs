//! The official forms, as data: `schema/forms/*.toml`, embedded and parsed once.
//!
//! A form names the sections of a report, its tables with their header, columns and rows, and the sums that
//! hold in them. Nothing in the code repeats a label; readers of a form are the outline, the table filler, the
//! JSON Schema, the audit and the test generator.

use serde::Deserialize;
use std::sync::OnceLock;

/// An official form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Name in the JSON: the year the form came into use.
    pub id: String,
    /// Official title.
    pub title: String,
    /// Number of the document that introduced it.
    pub basis: String,
    /// First and last fiscal year that it was meant for.
    pub years: (i32, i32),
    /// The numbered sections, in order; none for an annex.
    #[serde(default)]
    pub sections: Vec<SectionSpec>,
    /// Topics that section one treats, in order.
    #[serde(default)]
    pub topics: Vec<Topic>,
    /// The tables, in order.
    pub tables: Vec<TableSpec>,
}

/// A numbered section of a form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionSpec {
    /// Name in the JSON.
    pub id: String,
    /// Its ordinal, from 1.
    pub number: u32,
    /// Heading without the ordinal.
    pub title: String,
    /// The heading in English.
    pub en: String,
    /// Whether the section holds text or tables.
    pub kind: SectionKind,
    /// Other wordings of the heading.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// What a section of the form holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SectionKind {
    /// Running text.
    Text,
    /// Statistical tables.
    Tables,
}

/// A topic of section one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Name of the topic.
    pub id: String,
    /// Its usual heading.
    pub label: String,
}

/// A statistical table of a form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableSpec {
    /// Name in the JSON.
    pub id: String,
    /// What it counts, in English.
    pub en: String,
    /// The section it belongs to.
    #[serde(default)]
    pub section: Option<String>,
    /// Its first row, where the form prints one.
    #[serde(default)]
    pub caption: Option<String>,
    /// Unit of its values, empty where the form prints none.
    pub unit: String,
    /// The note in its corner cell.
    #[serde(default)]
    pub note: Option<String>,
    /// How many columns of the grid hold labels.
    pub label_columns: u32,
    /// The header cells in document order.
    pub header: Vec<HeaderCell>,
    /// The value columns, left to right.
    pub columns: Vec<Column>,
    /// Headings over several rows.
    #[serde(default)]
    pub groups: Vec<Group>,
    /// The rows, top to bottom.
    pub rows: Vec<Row>,
    /// The sums that must hold.
    #[serde(default)]
    pub sums: Vec<Sum>,
}

/// A cell of a printed header; positions count from 0.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderCell {
    /// Text of the cell.
    pub text: String,
    /// First row.
    pub row: u32,
    /// First column.
    pub column: u32,
    /// Rows covered.
    pub row_span: u32,
    /// Columns covered.
    pub column_span: u32,
}

/// What the numbers of a column may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    /// A number of things, from 0.
    Count,
    /// A change, with a sign.
    SignedCount,
    /// An amount of money, in the column's unit.
    Money,
}

/// A value column.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Name in the JSON.
    pub key: String,
    /// Label as printed.
    pub label: String,
    /// The label in English.
    pub en: String,
    /// What its numbers may be.
    pub kind: ValueKind,
    /// Unit of money.
    #[serde(default)]
    pub unit: String,
    /// Labels of the header cells above, outermost first.
    #[serde(default)]
    pub under: Vec<String>,
    /// Other wordings of the label.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// A heading over several rows, such as （三）不予公开.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Name in the JSON, for the rare filing that prints a sub-total in it.
    pub key: String,
    /// Label as printed.
    pub label: String,
    /// The label in English.
    pub en: String,
}

/// A row of values.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Name in the JSON.
    pub key: String,
    /// Label as printed; empty where the form prints none.
    pub label: String,
    /// The label in English.
    pub en: String,
    /// Keys of the groups (or, in 2014, rows) above it, outermost first.
    #[serde(default)]
    pub path: Vec<String>,
    /// Article that the row rests on.
    #[serde(default)]
    pub basis: Option<String>,
    /// Unit of the row where each row has its own.
    #[serde(default)]
    pub unit: String,
    /// What its numbers may be, where the row decides that and not the column.
    #[serde(default)]
    pub kind: Option<ValueKind>,
    /// A heading row that takes no values.
    #[serde(default)]
    pub heading: bool,
    /// Other wordings of the label.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// A sum of the form: the `left` cells and the `right` cells add up to the same.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    /// Code of the audit rule that reports it.
    pub rule: String,
    /// Whether the keys are rows (it holds in every column) or columns (it holds in every row).
    pub across: Across,
    /// Keys on the left side.
    pub left: Vec<String>,
    /// Keys on the right side.
    pub right: Vec<String>,
}

/// What a [`Sum`] runs across.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Across {
    /// Its keys name rows; it holds in every column.
    Columns,
    /// Its keys name columns; it holds in every row.
    Rows,
}

const SOURCES: [&str; 3] = [
    include_str!("../schema/forms/2014.toml"),
    include_str!("../schema/forms/2019.toml"),
    include_str!("../schema/forms/2021.toml"),
];

/// All forms, oldest first.
pub fn forms() -> &'static [Form] {
    static FORMS: OnceLock<Vec<Form>> = OnceLock::new();
    FORMS.get_or_init(|| {
        SOURCES
            .iter()
            .map(|source| toml::from_str(source).expect("an embedded form is valid; a test reads each"))
            .collect()
    })
}

/// The form of that name.
pub fn form(id: &str) -> Option<&'static Form> {
    forms().iter().find(|form| form.id == id)
}

impl Form {
    /// The table of that name.
    pub fn table(&self, id: &str) -> Option<&TableSpec> {
        self.tables.iter().find(|table| table.id == id)
    }
}
