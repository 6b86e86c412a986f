//! The annual report as it was rebuilt: what the canonical JSON prints.

use crate::form::Form;
use crate::location::Location;
use crate::number::Number;

/// A report with every value's place. Writers print it; rules judge it.
#[derive(Debug, Default)]
pub struct Report {
    /// The title, joined where the source breaks it.
    pub title: Option<Field<String>>,
    /// The agency that reports.
    pub agency: Option<Field<String>>,
    /// The fiscal year reported on.
    pub year: Option<Field<i32>>,
    /// The form whose tables fit best.
    pub form: Option<&'static Form>,
    /// First and last day that the figures cover.
    pub period: Option<Field<Period>>,
    /// Day of publication, as the page or the text states it.
    pub published: Option<Field<Date>>,
    /// The sections in the order of the source.
    pub sections: Vec<Section>,
    /// The tables in the order of the form.
    pub tables: Vec<Table>,
    /// What was observed and could not be placed.
    pub notes: Vec<Note>,
}

/// A value of the source with its words and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<T> {
    /// The value.
    pub value: T,
    /// The words it was read from.
    pub raw: String,
    /// Where they begin.
    pub at: Location,
}

/// A calendar day that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// Year, four digits.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day, 1 to the month's last.
    pub day: u8,
}

impl Date {
    /// The day, if the calendar has it.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Date> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        ((1900..=2999).contains(&year) && (1..=days).contains(&day)).then_some(Date { year, month, day })
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// The days that the figures cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// A section with its text.
#[derive(Debug)]
pub struct Section {
    /// Name in the form; none for text before the first section or in a report on no known form.
    pub id: Option<&'static str>,
    /// The ordinal as printed.
    pub number: Option<u32>,
    /// The heading as printed, ordinal included.
    pub heading: Option<Field<String>>,
    /// The text of the section without its tables; lines are separated by `\n`.
    pub text: String,
    /// Where the section begins.
    pub at: Location,
}

/// A table of the form, every cell present.
#[derive(Debug)]
pub struct Table {
    /// Name in the form.
    pub id: &'static str,
    /// Where it was found; none where nothing of it was.
    pub at: Option<Location>,
    /// Its rows in the order of the form.
    pub rows: Vec<TableRow>,
}

/// A row of a [`Table`].
#[derive(Debug)]
pub struct TableRow {
    /// Name in the form.
    pub key: &'static str,
    /// The label as printed; none where the row was not found or has none.
    pub label: Option<Field<String>>,
    /// Its cells in the order of the form.
    pub cells: Vec<Entry>,
}

/// A cell of the canonical table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Name of the column in the form.
    pub key: &'static str,
    /// What it holds.
    pub value: Value,
    /// The text of the cell, where there is one.
    pub raw: Option<String>,
    /// Where the cell stands, or what encloses it; none where nothing of the table was found.
    pub at: Option<Location>,
}

/// What a cell holds. Only [`Value::Number`] prints as a number; all others print as null with their reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A number in a place that is certain.
    Number(Number),
    /// A number that the layout does not place, but the sums of the form do, in one way only.
    Inferred(Number),
    /// The cell is there and empty.
    Blank,
    /// The cell holds a mark for "nothing" in place of a number.
    Placeholder,
    /// The row or column was not found.
    Missing,
    /// The cell holds text that is no number.
    Unreadable,
    /// There are numbers, but which column they belong to cannot be known.
    Ambiguous,
}

impl Value {
    /// The number, certain or inferred.
    pub fn number(self) -> Option<Number> {
        match self {
            Value::Number(number) | Value::Inferred(number) => Some(number),
            _ => None,
        }
    }

    /// Why the value is null.
    pub fn null_reason(self) -> Option<&'static str> {
        Some(match self {
            Value::Number(_) | Value::Inferred(_) => return None,
            Value::Blank => "blank",
            Value::Placeholder => "placeholder",
            Value::Missing => "missing",
            Value::Unreadable => "unreadable",
            Value::Ambiguous => "ambiguous",
        })
    }
}

/// Something seen and not placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is.
    pub kind: NoteKind,
    /// Where it stands.
    pub at: Location,
    /// The words or numbers concerned.
    pub text: String,
}

/// What a [`Note`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum NoteKind {
    /// A number inside a table that no cell claimed.
    UnclaimedNumber,
    /// A row of a table whose label the form does not have, with its cells.
    UnknownRow,
    /// A column of a table that the form does not have.
    UnknownColumn,
    /// A line that looks like a heading and matches no section.
    UnmatchedHeading,
    /// A table or section that occurs a second time; the first was taken.
    Duplicate,
    /// A second filing in the same source; only the first was read.
    SecondFiling,
    /// Bytes that the encoding does not have.
    DecodingLoss,
    /// Markup nested beyond the limit was left out.
    MarkupDropped,
    /// Values stand in hidden rows, columns or sheets.
    HiddenCells,
    /// A formula without a stored result.
    FormulaWithoutValue,
    /// A picture where a table may be.
    Image,
    /// The name of the source promises another format.
    TypeMismatch,
}

impl NoteKind {
    /// Every kind, for the schema.
    pub const ALL: [NoteKind; 12] = [
        NoteKind::UnclaimedNumber,
        NoteKind::UnknownRow,
        NoteKind::UnknownColumn,
        NoteKind::UnmatchedHeading,
        NoteKind::Duplicate,
        NoteKind::SecondFiling,
        NoteKind::DecodingLoss,
        NoteKind::MarkupDropped,
        NoteKind::HiddenCells,
        NoteKind::FormulaWithoutValue,
        NoteKind::Image,
        NoteKind::TypeMismatch,
    ];

    /// Name in the JSON.
    pub fn name(self) -> &'static str {
        match self {
            NoteKind::UnclaimedNumber => "unclaimed_number",
            NoteKind::UnknownRow => "unknown_row",
            NoteKind::UnknownColumn => "unknown_column",
            NoteKind::UnmatchedHeading => "unmatched_heading",
            NoteKind::Duplicate => "duplicate",
            NoteKind::SecondFiling => "second_filing",
            NoteKind::DecodingLoss => "decoding_loss",
            NoteKind::MarkupDropped => "markup_dropped",
            NoteKind::HiddenCells => "hidden_cells",
            NoteKind::FormulaWithoutValue => "formula_without_value",
            NoteKind::Image => "image",
            NoteKind::TypeMismatch => "type_mismatch",
        }
    }
}
