//! What must be read back from a rendering.

use std::collections::BTreeMap;

/// A cell of the canonical tables: table, row and column by their names in the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// Table.
    pub table: &'static str,
    /// Row.
    pub row: &'static str,
    /// Column.
    pub column: &'static str,
}

impl std::fmt::Display for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "/tables/{}/{}/{}", self.table, self.row, self.column)
    }
}

/// What may come out for a cell: this number, or null for one of these reasons. A number that is not the one
/// named is wrong, whatever the reasons.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Want {
    /// The only number that may come out; none where any number is wrong.
    pub number: Option<String>,
    /// Reasons for which null may come out; none where the number must.
    pub reasons: Vec<&'static str>,
}

impl Want {
    /// Exactly this number.
    pub fn number(number: &str) -> Want {
        Want { number: Some(number.to_owned()), reasons: Vec::new() }
    }

    /// Null for this reason.
    pub fn null(reason: &'static str) -> Want {
        Want { number: None, reasons: vec![reason] }
    }

    /// Allows null for these reasons as well.
    pub fn or(&mut self, reasons: &[&'static str]) {
        for reason in reasons {
            if !self.reasons.contains(reason) {
                self.reasons.push(reason);
            }
        }
    }

    /// Whether the number itself must come out.
    pub fn exact(&self) -> bool {
        self.number.is_some() && self.reasons.is_empty()
    }
}

/// What must be said of something outside of the tables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Field<T> {
    /// This, and nothing else.
    Is(T),
    /// Nothing.
    Absent,
    /// The rendering leaves it open.
    #[default]
    Any,
}

/// A section that must come out.
#[derive(Debug, Clone)]
pub struct SectionWant {
    /// Name in the form.
    pub id: &'static str,
    /// Its ordinal.
    pub number: Field<u32>,
    /// Its heading, compared without white space and Markdown marks.
    pub heading: Field<String>,
    /// Its text, compared without white space.
    pub text: Field<String>,
    /// Whether the heading is lost, so that the section may be, too.
    pub lost: bool,
}

/// All that must come out of one rendering.
#[derive(Debug, Clone, Default)]
pub struct Expect {
    /// The title, compared without white space.
    pub title: Field<String>,
    /// The agency, compared without white space.
    pub agency: Field<String>,
    /// The fiscal year.
    pub year: Field<i32>,
    /// The form.
    pub form: Field<&'static str>,
    /// First and last day, as `2020-01-01`.
    pub period: Field<(String, String)>,
    /// Day of publication, as `2021-01-18`.
    pub published: Field<String>,
    /// The sections in order.
    pub sections: Vec<SectionWant>,
    /// The cells of the form.
    pub cells: BTreeMap<Slot, Want>,
    /// Whether something was printed that belongs nowhere, so that there must be a note.
    pub note: bool,
}

impl Expect {
    /// Allows null for these reasons in all cells of a printed row, beside the number.
    pub fn loosen<'a>(&mut self, slots: impl IntoIterator<Item = &'a Slot>, reasons: &[&'static str]) {
        for slot in slots {
            if let Some(want) = self.cells.get_mut(slot) {
                want.or(reasons);
            }
        }
    }
}
