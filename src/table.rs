//! The tables of a report, found and filled.
//!
//! Labels are anchors: every label of every form is looked for in the token stream, and for each table the chain
//! of labels in the form's order that explains most is taken ([`anchors`]). The cells between two anchors belong
//! to the first ([`cells`]). What the layout leaves open is closed only where the sums of the form leave one way
//! ([`sums`]); all else stays null with its reason.

mod anchors;
mod cells;
mod sums;

use crate::document::Span;
use crate::flow::{Flow, Kind};
use crate::form::{self, Form};
use crate::location::Location;
use crate::number::Unit;
use crate::report::{Entry, Field, Note, NoteKind, Table, TableRow, Value};
use crate::vocabulary::{Target, UnionTable, Vocabulary};

pub use anchors::{Anchor, Hit, hits};

/// A table as found in the stream.
#[derive(Debug)]
pub struct Found {
    /// Index into [`Vocabulary::tables`].
    pub table: usize,
    /// The labels of its rows and groups, in reading order.
    pub anchors: Vec<Anchor>,
    /// First and last token of the table, header included.
    pub tokens: (u32, u32),
    /// The header cells found, as hits, in reading order.
    pub header: Vec<Hit>,
    /// The columns that the rows have, left to right: indices into [`UnionTable::columns`].
    pub columns: Vec<u8>,
    /// What each anchor's row holds, in the order of [`Found::anchors`].
    pub rows: Vec<cells::RowCells>,
}

/// All tables of a document and the form that they fit best.
#[derive(Debug)]
pub struct Recognition {
    /// The form; none where no table of any form was found.
    pub form: Option<&'static Form>,
    /// The tables found, in the order of [`Vocabulary::tables`].
    pub found: Vec<Found>,
    /// Second copies of a table: where each begins.
    pub duplicates: Vec<(usize, u32)>,
}

/// Finds the tables. `year` breaks ties between forms; `forced` overrides the choice.
pub fn recognise(
    flow: &Flow,
    vocabulary: &Vocabulary,
    hits: &[Hit],
    year: Option<i32>,
    forced: Option<&'static Form>,
) -> Recognition {
    let (mut found, duplicates) = anchors::find(flow, vocabulary, hits);
    let edges: Vec<u32> = found.iter().flat_map(|f| [f.tokens.0, f.tokens.1]).collect();
    for table in &mut found {
        table.rows = cells::gather(flow, table, &edges);
    }
    let form = forced.or_else(|| best_form(flow, vocabulary, &found, year));
    let index = form.and_then(|form| form::forms().iter().position(|f| f.id == form.id));
    for table in &mut found {
        cells::place(flow, vocabulary, table, index);
    }
    let lossy = if cells::has_lost_repeats(flow) {
        Some(cells::Loss::Repeats)
    } else {
        found.iter().any(|table| cells::has_lost_cells(flow, table)).then_some(cells::Loss::Blanks)
    };
    for table in &mut found {
        cells::settle(flow, vocabulary, table, lossy);
    }
    for table in &mut found {
        sums::infer(flow, vocabulary, table, form);
    }
    Recognition { form, found, duplicates }
}

/// The form whose own words occur most; ties go to the form of the year, then to the newest.
fn best_form(flow: &Flow, vocabulary: &Vocabulary, found: &[Found], year: Option<i32>) -> Option<&'static Form> {
    let mut best: Option<((i32, bool, i32), &'static Form)> = None;
    for (index, form) in form::forms().iter().enumerate() {
        let bit = 1u8 << index;
        let mut score = 0;
        for table in found {
            let union = &vocabulary.tables[table.table];
            let Some((_, layout)) = union.layouts.iter().find(|(form, _)| *form == index) else { continue };
            let rows = table.anchors.iter().filter(|a| union.items[a.item].row_in & bit != 0);
            // A row counts once, and more where few forms have it.
            score += rows.map(|a| 4 - union.items[a.item].row_in.count_ones() as i32).sum::<i32>();
            score += table
                .header
                .iter()
                .filter(|hit| hit.columns(vocabulary, table.table).any(|c| layout.contains(&c)))
                .count() as i32;
            score -= table
                .header
                .iter()
                .filter(|hit| {
                    let mut columns = hit.columns(vocabulary, table.table).peekable();
                    columns.peek().is_some() && !columns.any(|c| layout.contains(&c))
                })
                .count() as i32;
            score += i32::from(union.unlabelled);
            // How many values a row has tells the form where no header does.
            let telling = union.layouts.iter().any(|(_, other)| other.len() != layout.len());
            score += if telling && cells::common_width(flow, table) == Some(layout.len()) { 4 } else { 0 };
        }
        let fits = year.is_some_and(|year| (form.years.0..=form.years.1).contains(&year));
        let key = (score, fits, form.years.0);
        if score > 0 && best.as_ref().is_none_or(|(other, _)| key > *other) {
            best = Some((key, form));
        }
    }
    best.map(|(_, form)| form)
}

impl Hit {
    /// The columns of a table that the hit may stand for.
    pub fn columns<'v>(&self, vocabulary: &'v Vocabulary, table: usize) -> impl Iterator<Item = u8> + 'v {
        vocabulary.patterns[self.pattern].targets.iter().filter_map(move |target| match target {
            Target::Column(t, column) if usize::from(*t) == table => Some(*column),
            _ => None,
        })
    }
}

/// The canonical tables of the form, every cell present, then those of other forms that were printed; and what
/// no cell claimed.
///
/// `ends` are tokens that no table reaches beyond: the headings of sections, in order.
pub fn canonical(
    flow: &Flow,
    vocabulary: &'static Vocabulary,
    recognition: &Recognition,
    ends: &[u32],
) -> (Vec<Table>, Vec<Note>) {
    let Some(form) = recognition.form else { return (Vec::new(), Vec::new()) };
    let form_index = form::forms().iter().position(|f| f.id == form.id).unwrap_or(0);
    let mut tables = Vec::new();
    for spec in &form.tables {
        let union = vocabulary.tables.iter().position(|t| t.id == spec.id).unwrap_or(0);
        let found = recognition.found.iter().find(|f| f.table == union);
        tables.push(fill_table(flow, vocabulary, union, form_index, found));
    }
    for found in &recognition.found {
        let union = &vocabulary.tables[found.table];
        if !union.layouts.iter().any(|(form, _)| *form == form_index) {
            tables.push(fill_table(flow, vocabulary, found.table, form_index, Some(found)));
        }
    }
    let mut notes = unclaimed(flow, recognition, ends);
    for &(table, token) in &recognition.duplicates {
        notes.push(Note {
            kind: NoteKind::Duplicate,
            at: flow.location(&flow.tokens[token as usize]),
            text: vocabulary.tables[table].id.to_owned(),
        });
    }
    (tables, notes)
}

fn fill_table(flow: &Flow, vocabulary: &'static Vocabulary, table: usize, form: usize, found: Option<&Found>) -> Table {
    let union = &vocabulary.tables[table];
    let at = found.map(|f| flow.location(&flow.tokens[f.tokens.0 as usize]));
    let own: &[u8] = union.layouts.iter().find(|(f, _)| *f == form).map_or(&[], |(_, columns)| columns);
    // The form's own columns, then what is printed beside or in place of them.
    let mut columns = own.to_vec();
    if let Some(found) = found {
        columns.extend(found.columns.iter().filter(|c| !own.contains(c)));
    }
    let mut rows = Vec::new();
    for (index, item) in union.items.iter().enumerate() {
        let anchor = found.and_then(|f| f.anchors.iter().position(|a| a.item == index).map(|i| (f, i)));
        let in_form = item.row_in & (1 << form) != 0;
        let printed = anchor.is_some_and(|(f, i)| f.rows[i].holds_values() || f.rows[i].is_row(union, index, form));
        if !in_form && !printed {
            continue;
        }
        let label = anchor.and_then(|(f, i)| f.anchors[i].label(flow));
        let row_at = label.as_ref().map(|l| l.at.clone()).or_else(|| at.clone());
        let cells = columns
            .iter()
            .map(|&column| entry(flow, union, found, anchor.map(|(_, i)| i), column, row_at.as_ref()))
            .collect();
        rows.push(TableRow { key: item.key, label, cells });
    }
    Table { id: union.id, at, rows }
}

fn entry(
    flow: &Flow,
    union: &'static UnionTable,
    found: Option<&Found>,
    row: Option<usize>,
    column: u8,
    row_at: Option<&Location>,
) -> Entry {
    let spec = &union.columns[usize::from(column)];
    let mut entry = Entry { key: spec.key, value: Value::Missing, raw: None, at: row_at.cloned() };
    let Some((found, row)) = found.zip(row) else { return entry };
    let Some(position) = found.columns.iter().position(|c| *c == column) else { return entry };
    match found.rows[row].cells.get(position).copied() {
        Some(cells::Cell::Token(token)) => {
            let token = &flow.tokens[token as usize];
            entry.value = value(flow, union, found, row, column, token.kind);
            entry.raw = Some(raw(flow, token.span));
            entry.at = Some(flow.location(token));
        }
        Some(cells::Cell::Inferred(token)) => {
            let token = &flow.tokens[token as usize];
            entry.value = match value(flow, union, found, row, column, token.kind) {
                Value::Number(number) => Value::Inferred(number),
                other => other,
            };
            entry.raw = Some(raw(flow, token.span));
            entry.at = Some(flow.location(token));
        }
        Some(cells::Cell::Merged(token)) => {
            let token = &flow.tokens[token as usize];
            entry.value = if token.kind == Kind::Blank { Value::Blank } else { Value::Ambiguous };
            entry.raw = Some(raw(flow, token.span));
            entry.at = Some(flow.location(token));
        }
        Some(cells::Cell::Absent) => entry.value = Value::Blank,
        Some(cells::Cell::Unknown) => entry.value = Value::Ambiguous,
        None => {}
    }
    entry
}

fn raw(flow: &Flow, span: Span) -> String {
    flow.document.str(span).to_owned()
}

/// What a cell's text means in its column: a number only where the unit behind it is the column's.
fn value(flow: &Flow, union: &UnionTable, found: &Found, row: usize, column: u8, kind: Kind) -> Value {
    let spec = &union.columns[usize::from(column)];
    let item = &union.items[found.anchors.get(row).map_or(0, |a| a.item)];
    let money = item.kind.unwrap_or(spec.kind) == form::ValueKind::Money;
    match kind {
        Kind::Number(number, None) => Value::Number(number),
        Kind::Number(number, Some(Unit::Counter)) if !money => Value::Number(number),
        Kind::Number(number, Some(unit)) if money => {
            let printed = found.header_unit(flow, column);
            let expected = printed.unwrap_or(if item.unit.is_empty() { spec.unit } else { item.unit });
            let matches = match unit {
                Unit::Yuan => expected == "元",
                Unit::TenThousandYuan => expected == "万元",
                Unit::HundredMillionYuan => expected == "亿元",
                Unit::Counter => false,
            };
            if matches { Value::Number(number) } else { Value::Unreadable }
        }
        Kind::Number(..) | Kind::Text | Kind::Prose => Value::Unreadable,
        Kind::Placeholder => Value::Placeholder,
        Kind::Blank => Value::Blank,
    }
}

impl Found {
    /// The unit that the header prints in brackets behind a column's label, where it does.
    fn header_unit(&self, flow: &Flow, column: u8) -> Option<&'static str> {
        let vocabulary = crate::vocabulary::vocabulary();
        let hit = self.header.iter().find(|hit| hit.columns(vocabulary, self.table).any(|c| c == column))?;
        let text = flow.text(&flow.tokens[hit.tokens.1 as usize]);
        ["亿元", "万元", "元"].into_iter().find(|unit| text.contains(unit))
    }
}

/// Numbers and rows inside the tables that no cell claimed.
fn unclaimed(flow: &Flow, recognition: &Recognition, ends: &[u32]) -> Vec<Note> {
    let mut notes = Vec::new();
    for found in &recognition.found {
        let (first, mut last) = found.body();
        // A row that the form does not have may stand behind the last that it has.
        let starts = recognition.found.iter().map(|f| f.tokens.0);
        let end = starts.chain(ends.iter().copied()).filter(|&t| t > last).min().unwrap_or(flow.tokens.len() as u32);
        while last + 1 < end && flow.tokens[last as usize + 1].kind != Kind::Prose {
            last += 1;
        }
        let mut claimed = vec![false; (last + 1 - first) as usize];
        let mut mark = |token: u32| {
            if (first..=last).contains(&token) {
                claimed[(token - first) as usize] = true;
            }
        };
        for row in &found.rows {
            for cell in &row.cells {
                if let cells::Cell::Token(token) | cells::Cell::Inferred(token) | cells::Cell::Merged(token) = cell {
                    mark(*token);
                }
            }
        }
        for anchor in &found.anchors {
            (anchor.tokens.0..=anchor.tokens.1)
                .filter(|&t| !flow.tokens[t as usize].is_value() || anchor.holds(&flow.tokens[t as usize]))
                .for_each(&mut mark);
        }
        found.header.iter().for_each(|hit| (hit.tokens.0..=hit.tokens.1).for_each(&mut mark));
        let mut token = first;
        while token <= last {
            let at = &flow.tokens[token as usize];
            if claimed[(token - first) as usize] || !matches!(at.kind, Kind::Number(..)) {
                token += 1;
                continue;
            }
            // Numbers that stand together make one note, with the label before them if the form does not know it.
            let mut end = token;
            let mut numbers = Vec::new();
            while end <= last && !claimed[(end - first) as usize] && flow.tokens[end as usize].is_value() {
                if let Kind::Number(..) = flow.tokens[end as usize].kind {
                    numbers.push(flow.text(&flow.tokens[end as usize]).trim());
                }
                end += 1;
            }
            let before = token.checked_sub(1).filter(|&b| b >= first && !claimed[(b - first) as usize]);
            let label = before.map(|b| &flow.tokens[b as usize]).filter(|t| t.kind == Kind::Text);
            let (kind, place, text) = match label {
                Some(label) => {
                    (NoteKind::UnknownRow, label, format!("{} {}", flow.text(label).trim(), numbers.join(" ")))
                }
                None => (NoteKind::UnclaimedNumber, at, numbers.join(" ")),
            };
            notes.push(Note { kind, at: flow.location(place), text });
            token = end;
        }
    }
    notes
}

impl Anchor {
    /// Whether a token's words are part of the label.
    fn holds(&self, token: &crate::flow::Token) -> bool {
        token.fold.0 < token.fold.1 && self.fold.0 <= token.fold.0 && token.fold.1 <= self.fold.1
    }

    /// The label as printed, pieces joined without space; none for a row without a label.
    fn label(&self, flow: &Flow) -> Option<Field<String>> {
        if !self.labelled {
            return None;
        }
        let tokens = &flow.tokens[self.tokens.0 as usize..=self.tokens.1 as usize];
        let words = || tokens.iter().filter(|t| t.kind == Kind::Text);
        let first = words().next()?;
        let raw: String = words().map(|t| flow.text(t)).collect();
        Some(Field { value: raw.clone(), raw, at: flow.location(first) })
    }
}
