//! The canonical JSON of a filing. `schema/report.schema.json` describes it; [`super::schema`] builds that file.
//!
//! The bytes depend on the filing alone. They are written straight into one buffer: a text filing is extracted
//! in tens of microseconds, so a tree of JSON values in between would cost as much as the extraction.

use crate::filing::Filing;
use crate::location::{Location, column_letters};
use crate::number::Number;
use crate::report::{Entry, Field, Report, Table, Value};
use std::io::{self, Write};

/// Version of the JSON. A new field raises the second number, anything else the first.
pub const SCHEMA_VERSION: &str = "1.0";

/// Null reason of what the source does not have.
const MISSING: &str = "missing";

/// How the JSON is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JsonOptions {
    /// Adds `provenance`: where every value, label, heading and metadata field stands.
    pub provenance: bool,
    /// Breaks the document into indented lines; a row of a table stays on one.
    pub pretty: bool,
}

/// Writes the canonical JSON of a filing, without a line end.
///
/// # Errors
///
/// Those of the writer.
pub fn write(filing: &Filing, options: &JsonOptions, out: &mut impl Write) -> io::Result<()> {
    let mut buffer = Vec::new();
    append(filing, options, &mut buffer);
    out.write_all(&buffer)
}

/// The canonical JSON of a filing, without a line end.
pub fn to_string(filing: &Filing, options: &JsonOptions) -> String {
    let mut buffer = Vec::new();
    append(filing, options, &mut buffer);
    String::from_utf8(buffer).expect("JSON of UTF-8 strings is UTF-8")
}

/// Appends the canonical JSON of a filing to a buffer, which may be used again.
pub fn append(filing: &Filing, options: &JsonOptions, buffer: &mut Vec<u8>) {
    let text: usize = filing.report.sections.iter().map(|section| section.text.len()).sum();
    buffer.reserve(text + 12 * 1024);
    let mut json = Json { out: buffer, pretty: options.pretty, depth: 0, inline: 0, empty: true };
    document(&mut json, filing, options.provenance);
}

fn document(json: &mut Json, filing: &Filing, with_provenance: bool) {
    let report = &filing.report;
    json.open(b'{');
    json.key("schema_version").string(SCHEMA_VERSION);
    source(json.key("source"), filing);
    json.key("title").optional_string(report.title.as_ref().map(|title| title.value.as_str()));
    json.key("agency").optional_string(report.agency.as_ref().map(|agency| agency.value.as_str()));
    json.key("year").optional(report.year.as_ref().map(|year| i64::from(year.value)));
    json.key("form").optional_string(report.form.map(|form| form.id.as_str()));
    match &report.period {
        Some(period) => {
            json.key("period").open_inline(b'{');
            json.key("from").display(period.value.from);
            json.key("to").display(period.value.to);
            json.close(b'}');
        }
        None => json.key("period").null(),
    }
    match &report.published {
        Some(day) => json.key("published").display(day.value),
        None => json.key("published").null(),
    }
    sections(json.key("sections"), report);
    json.key("tables").open(b'{');
    for table in &report.tables {
        cells(json.key(table.id), table);
    }
    json.close(b'}');
    nulls(json.key("nulls"), report);
    json.key("notes").open(b'[');
    for note in &report.notes {
        json.item().open_inline(b'{');
        json.key("kind").string(note.kind.name());
        json.key("text").string(&note.text);
        location(json.key("location"), &note.at);
        json.close(b'}');
    }
    json.close(b']');
    if with_provenance {
        provenance(json.key("provenance"), report);
    }
    json.close(b'}');
}

fn source(json: &mut Json, filing: &Filing) {
    json.open(b'{');
    json.key("name").string(&filing.name);
    json.key("format").string(filing.format.name());
    if let Some(encoding) = filing.document.encoding {
        json.key("encoding").string(encoding);
    }
    json.key("bytes").integer(filing.bytes);
    json.key("sha256").hexadecimal(&filing.sha256);
    json.close(b'}');
}

fn sections(json: &mut Json, report: &Report) {
    json.open(b'[');
    for section in &report.sections {
        json.item().open(b'{');
        json.key("id").optional_string(section.id);
        json.key("number").optional(section.number);
        json.key("heading").optional_string(section.heading.as_ref().map(|heading| heading.value.as_str()));
        json.key("text").string(&section.text);
        json.close(b'}');
    }
    json.close(b']');
}

fn cells(json: &mut Json, table: &Table) {
    json.open(b'{');
    for row in &table.rows {
        json.key(row.key).open_inline(b'{');
        for entry in &row.cells {
            json.key(entry.key);
            match entry.value.number() {
                Some(number) => json.number(number),
                None => json.null(),
            }
        }
        json.close(b'}');
    }
    json.close(b'}');
}

/// Every null of the document with its reason, in the order of the document.
fn nulls(json: &mut Json, report: &Report) {
    json.open(b'{');
    let fields = [
        ("title", report.title.is_none()),
        ("agency", report.agency.is_none()),
        ("year", report.year.is_none()),
        ("form", report.form.is_none()),
        ("period", report.period.is_none()),
        ("published", report.published.is_none()),
    ];
    for (name, _) in fields.iter().filter(|(_, is_null)| *is_null) {
        json.pointer(&[name]).string(MISSING);
    }
    for (index, section) in report.sections.iter().enumerate() {
        let fields = [
            ("id", section.id.is_none()),
            ("number", section.number.is_none()),
            ("heading", section.heading.is_none()),
        ];
        for (name, _) in fields.iter().filter(|(_, is_null)| *is_null) {
            json.pointer(&["sections", &index.to_string(), name]).string(MISSING);
        }
    }
    for table in &report.tables {
        for row in &table.rows {
            for entry in &row.cells {
                if let Some(reason) = entry.value.null_reason() {
                    json.pointer(&["tables", table.id, row.key, entry.key]).string(reason);
                }
            }
        }
    }
    json.close(b'}');
}

/// Where everything stands, in the order of the document.
fn provenance(json: &mut Json, report: &Report) {
    json.open(b'{');
    field(json, &["title"], report.title.as_ref());
    field(json, &["agency"], report.agency.as_ref());
    field(json, &["year"], report.year.as_ref());
    field(json, &["period"], report.period.as_ref());
    field(json, &["published"], report.published.as_ref());
    for (index, section) in report.sections.iter().enumerate() {
        let index = index.to_string();
        place(json, &["sections", &index], Some(&section.at), None, false);
        field(json, &["sections", &index, "heading"], section.heading.as_ref());
    }
    for table in &report.tables {
        place(json, &["tables", table.id], table.at.as_ref(), None, false);
        for row in &table.rows {
            field(json, &["tables", table.id, row.key], row.label.as_ref());
            for Entry { key, value, raw, at } in &row.cells {
                let inferred = matches!(value, Value::Inferred(_));
                place(json, &["tables", table.id, row.key, key], at.as_ref(), raw.as_deref(), inferred);
            }
        }
    }
    json.close(b'}');
}

fn field<T>(json: &mut Json, pointer: &[&str], field: Option<&Field<T>>) {
    if let Some(field) = field {
        place(json, pointer, Some(&field.at), Some(&field.raw), false);
    }
}

/// One entry of `provenance`; none for what stands nowhere.
fn place(json: &mut Json, pointer: &[&str], at: Option<&Location>, raw: Option<&str>, inferred: bool) {
    if at.is_none() && raw.is_none() {
        return;
    }
    json.pointer(pointer).open_inline(b'{');
    location(json.key("location"), at.unwrap_or(&Location::Source));
    if let Some(raw) = raw {
        json.key("raw").string(raw);
    }
    if inferred {
        json.key("inferred").boolean(true);
    }
    json.close(b'}');
}

fn location(json: &mut Json, at: &Location) {
    json.open_inline(b'{');
    match at {
        Location::Source => json.key("source").boolean(true),
        Location::Line { line, column } => {
            json.key("line").integer(*line);
            json.key("column").integer(*column);
        }
        Location::Paragraph { index } => json.key("paragraph").integer(*index),
        Location::TableCell { table, row, cell } => {
            json.key("table").integer(*table);
            json.key("row").integer(*row);
            json.key("cell").integer(*cell);
        }
        Location::SheetCell { sheet, row, column } => {
            json.key("sheet").string(sheet);
            json.key("row").integer(*row);
            json.key("column").integer(*column);
            json.key("cell").display(format_args!("{}{row}", column_letters(*column)));
        }
        Location::Metadata { name } => json.key("metadata").string(name),
    }
    json.close(b'}');
}

/// Writes JSON token by token: commas, line breaks and indents are its business.
struct Json<'a> {
    out: &'a mut Vec<u8>,
    pretty: bool,
    depth: usize,
    /// How many of the open containers stay on one line.
    inline: usize,
    /// Whether the container opened last holds nothing yet.
    empty: bool,
}

impl Json<'_> {
    fn open(&mut self, bracket: u8) {
        self.out.push(bracket);
        self.depth += 1;
        self.inline += usize::from(self.inline > 0);
        self.empty = true;
    }

    fn open_inline(&mut self, bracket: u8) {
        self.open(bracket);
        self.inline = self.inline.max(1);
    }

    fn close(&mut self, bracket: u8) {
        self.depth -= 1;
        if !self.empty && self.inline == 0 {
            self.break_line();
        }
        self.inline = self.inline.saturating_sub(1);
        self.out.push(bracket);
        self.empty = false;
    }

    fn break_line(&mut self) {
        if self.pretty {
            self.out.push(b'\n');
            self.out.resize(self.out.len() + 2 * self.depth, b' ');
        }
    }

    /// Begins an item of an array or a key of an object.
    fn item(&mut self) -> &mut Self {
        if !self.empty {
            self.out.push(b',');
        }
        if self.inline == 0 {
            self.break_line();
        } else if self.pretty && !self.empty {
            self.out.push(b' ');
        }
        self.empty = false;
        self
    }

    /// Writes a key; keys are plain names and need no escapes.
    fn key(&mut self, name: &str) -> &mut Self {
        self.item().out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.end_key()
    }

    /// Writes a key that is a JSON pointer of plain names.
    fn pointer(&mut self, names: &[&str]) -> &mut Self {
        self.item().out.push(b'"');
        for name in names {
            self.out.push(b'/');
            self.out.extend_from_slice(name.as_bytes());
        }
        self.end_key()
    }

    fn end_key(&mut self) -> &mut Self {
        self.out.extend_from_slice(if self.pretty { b"\": " } else { b"\":" });
        self
    }

    fn string(&mut self, text: &str) {
        serde_json::to_writer(&mut *self.out, text).expect("memory takes every string");
    }

    fn optional_string(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.string(text),
            None => self.null(),
        }
    }

    /// Writes a string that holds nothing to escape.
    fn display(&mut self, text: impl std::fmt::Display) {
        write!(self.out, "\"{text}\"").expect("memory takes every string");
    }

    fn hexadecimal(&mut self, bytes: &[u8]) {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        self.out.push(b'"');
        self.out.extend(bytes.iter().flat_map(|&b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]));
        self.out.push(b'"');
    }

    fn integer(&mut self, value: impl serde::Serialize) {
        serde_json::to_writer(&mut *self.out, &value).expect("memory takes every number");
    }

    fn optional(&mut self, value: Option<impl serde::Serialize>) {
        self.integer(value);
    }

    /// Writes a number digit for digit; it never passes through binary floating point.
    fn number(&mut self, number: Number) {
        match number.to_integer() {
            Some(value) if number.scale() == 0 => self.integer(value),
            _ => write!(self.out, "{number}").expect("memory takes every number"),
        }
    }

    fn boolean(&mut self, value: bool) {
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
    }

    fn null(&mut self) {
        self.out.extend_from_slice(b"null");
    }
}
