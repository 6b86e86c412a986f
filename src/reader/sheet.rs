//! Workbooks: each sheet with cells becomes one sparse [`Grid`] in a scope of its own.
//!
//! Values come from calamine (xlsx, xlsb, xls) or from a reader of our own (ods). What calamine does not
//! tell — merged regions at a fair price, hidden rows and columns, limits on what hostile bytes may cost —
//! is read here beside it.

mod ods;
mod parts;
#[cfg(test)]
mod tests;
mod xls;
mod xlsb;
mod xlsx;

use super::ReadOptions;
use crate::document::{Block, Cell, Document, Grid, Observation, ObservationKind, Span};
use crate::error::Error;
use crate::limits::Limits;
use crate::location::{Location, column_letters};
use crate::number::Number;
use crate::source::{Format, Source};
use calamine::{DataType, ExcelDateTime, SheetType, SheetVisible};
use std::collections::BTreeMap;
use std::fmt::{Display, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Reads a workbook: its visible sheets in order, then its hidden ones.
pub fn read(source: &Source, options: &ReadOptions) -> Result<Document, Error> {
    let book = Book { source, limits: options.limits, document: Document::new(), cells: 0 };
    // calamine is known to panic on broken bytes; one filing must not end the run.
    let result = catch_unwind(AssertUnwindSafe(|| match source.format {
        Format::Xls => xls::read(book),
        Format::Xlsb => xlsb::read(book),
        Format::Ods => ods::read(book),
        _ => xlsx::read(book),
    }));
    result.unwrap_or_else(|panic| {
        let message = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("panicked");
        Err(Error::Reader { name: source.name.clone(), format: source.format.name(), message: message.to_owned() })
    })
}

/// Rows and columns that a sheet can have.
const ROWS: u32 = 1 << 20;
const COLUMNS: u32 = 1 << 14;

/// Row and column from 0, in the order of reading.
type Slot = (u32, u32);

/// A sheet while its parts are collected, in any order.
struct Sheet {
    name: Arc<str>,
    hidden: bool,
    cells: Vec<Found>,
    /// Merged regions: first and last slot, both included.
    merges: Vec<(Slot, Slot)>,
    /// Runs of hidden rows, first and last included.
    hidden_rows: Vec<(u32, u32)>,
    hidden_columns: Vec<(u32, u32)>,
}

/// A cell that holds text.
struct Found {
    slot: Slot,
    text: Span,
}

impl Sheet {
    fn new(name: &str, hidden: bool) -> Sheet {
        Sheet {
            name: name.into(),
            hidden,
            cells: Vec::new(),
            merges: Vec::new(),
            hidden_rows: Vec::new(),
            hidden_columns: Vec::new(),
        }
    }

    fn at(&self, (row, column): Slot) -> Location {
        Location::SheetCell { sheet: self.name.clone(), row: row.saturating_add(1), column: column.saturating_add(1) }
    }
}

/// The document being made of a workbook, within its limits.
struct Book<'a> {
    source: &'a Source,
    limits: Limits,
    document: Document,
    cells: u64,
}

impl Book<'_> {
    fn too_large(&self, what: &'static str, found: u64, limit: u64, option: &'static str) -> Error {
        Error::TooLarge { name: self.source.name.clone(), what, found, limit, option }
    }

    fn damaged(&self, place: impl Display, found: impl Display) -> Error {
        let format = self.source.format.name();
        Error::Damaged {
            name: self.source.name.clone(),
            place: place.to_string(),
            found: found.to_string(),
            expected: format!("a whole {format} workbook: fetch it again, or open and save it in Excel or WPS"),
        }
    }

    fn encrypted(&self) -> Error {
        Error::Encrypted { name: self.source.name.clone() }
    }

    /// Counts cells against the limit.
    fn count(&mut self, cells: u64) -> Result<(), Error> {
        self.cells = self.cells.saturating_add(cells);
        let limit = self.limits.cells;
        if self.cells > limit { Err(self.too_large("cells", self.cells, limit, "--max-cells")) } else { Ok(()) }
    }

    /// Adds a cell whose text `write` appends; none when it appends nothing.
    fn add(&mut self, sheet: &mut Sheet, slot: Slot, write: impl FnOnce(&mut String)) -> Result<(), Error> {
        let start = self.document.text.len();
        write(&mut self.document.text);
        let end = self.document.text.len();
        if end == start {
            return Ok(());
        }
        if slot.0 >= ROWS || slot.1 >= COLUMNS {
            return Err(self.damaged(&sheet.name, "a cell beyond the last row or column"));
        }
        // A workbook may name one long string in many cells.
        let limit = self.limits.inflated_bytes.min(u64::from(u32::MAX));
        if end as u64 > limit {
            return Err(self.too_large("bytes of text", end as u64, limit, "--max-inflated-bytes"));
        }
        self.count(1)?;
        sheet.cells.push(Found { slot, text: Span { start: start as u32, end: end as u32 } });
        Ok(())
    }

    /// Adds a formula whose result the file does not hold. Its text is no number: unreadable, never blank.
    fn add_formula(&mut self, sheet: &mut Sheet, slot: Slot, formula: &str) -> Result<(), Error> {
        let formula = formula.trim_start_matches('=');
        self.observe(ObservationKind::FormulaWithoutValue, sheet.at(slot), format!("={formula}"));
        self.add(sheet, slot, |text| {
            text.push('=');
            push_lines(text, formula);
        })
    }

    fn merge(&mut self, sheet: &mut Sheet, first: Slot, last: Slot) -> Result<(), Error> {
        let last = (last.0.min(ROWS - 1), last.1.min(COLUMNS - 1));
        if first.0 <= last.0 && first.1 <= last.1 && first != last {
            self.count(1)?;
            sheet.merges.push((first, last));
        }
        Ok(())
    }

    fn observe(&mut self, kind: ObservationKind, at: Location, detail: String) {
        self.document.observations.push(Observation { kind, at, detail });
    }

    /// Turns a sheet into a grid; nothing when it holds no text.
    fn finish(&mut self, mut sheet: Sheet) {
        if !sheet.cells.is_sorted_by_key(|cell| cell.slot) {
            sheet.cells.sort_by_key(|cell| cell.slot);
        }
        // Of two cells at one place the later one counts.
        sheet.cells.dedup_by(|later, kept| {
            let same = later.slot == kept.slot;
            if same {
                kept.text = later.text;
            }
            same
        });
        let cells = self.lay_out(&mut sheet);
        let Some(first) = cells.first() else { return };
        let at = first.at.clone();
        self.observe_hidden(&sheet, &cells);
        let scope = self.document.scopes.len() as u32;
        self.document.scopes.push(0);
        self.document.blocks.push(Block::Grid(Grid { cells, at, scope, sparse: true }));
    }

    /// The cells of a grid in order: those with text that no merged region covers, and merged regions. The
    /// cost depends on the number of cells and regions, never on the area of a region.
    fn lay_out(&mut self, sheet: &mut Sheet) -> Vec<Cell> {
        sheet.merges.sort_unstable();
        let mut merges = sheet.merges.iter().copied().peekable();
        let mut found = sheet.cells.iter().peekable();
        let mut regions = Regions::default();
        let mut cells: Vec<Cell> = Vec::with_capacity(sheet.cells.len());
        let (mut rows, mut columns) = (0, 0);
        loop {
            let next = found.peek().map(|cell| cell.slot);
            let merge = merges.next_if(|&(first, _)| next.is_none_or(|next| first <= next));
            let (slot, last, text) = if let Some((first, last)) = merge {
                if !regions.open(first, last) {
                    continue;
                }
                let own = found.next_if(|cell| cell.slot == first);
                (first, last, own.map(|cell| cell.text).unwrap_or_default())
            } else if let Some(cell) = found.next() {
                if let Some((first, last)) = regions.covering(cell.slot) {
                    let [cell_name, first, last] = [cell.slot, first, last].map(address);
                    let detail = format!("{cell_name} is covered by {first}:{last} and left out");
                    self.observe(ObservationKind::HiddenCells, sheet.at(cell.slot), detail);
                    continue;
                }
                (cell.slot, cell.slot, cell.text)
            } else {
                break;
            };
            if text != Span::default() {
                rows = rows.max(slot.0);
                columns = columns.max(slot.1);
            }
            cells.push(Cell {
                row: slot.0,
                column: slot.1,
                row_span: last.0 - slot.0 + 1,
                column_span: last.1 - slot.1 + 1,
                text,
                at: sheet.at(slot),
            });
        }
        // Regions end where the last text stands; blank ones beyond it are nothing.
        cells.retain_mut(|cell| {
            let within = cell.row <= rows && cell.column <= columns;
            if within {
                cell.row_span = cell.row_span.min(rows - cell.row + 1);
                cell.column_span = cell.column_span.min(columns - cell.column + 1);
            }
            within && (cell.text != Span::default() || cell.row_span > 1 || cell.column_span > 1)
        });
        // A sheet of blank regions only holds nothing.
        if cells.iter().all(|cell| cell.text == Span::default()) {
            cells.clear();
        }
        cells
    }

    /// Notes each run of hidden rows or columns, or the hidden sheet, that holds text.
    fn observe_hidden(&mut self, sheet: &Sheet, cells: &[Cell]) {
        let written = |cell: &&Cell| cell.text != Span::default();
        let kind = ObservationKind::HiddenCells;
        if sheet.hidden
            && let Some(cell) = cells.iter().find(written)
        {
            self.observe(kind, cell.at.clone(), sheet.name.to_string());
        }
        for (first, last) in joined(&sheet.hidden_rows) {
            let start = cells.partition_point(|cell| cell.row < first);
            let mut run = cells[start..].iter().take_while(|cell| cell.row <= last);
            if let Some(cell) = run.find(written) {
                let detail = format!("{}!{}:{}", sheet.name, u64::from(first) + 1, u64::from(last) + 1);
                self.observe(kind, cell.at.clone(), detail);
            }
        }
        let runs = joined(&sheet.hidden_columns);
        let mut seen = vec![None; runs.len()];
        for cell in cells.iter().filter(written).filter(|_| !runs.is_empty()) {
            let run = runs.partition_point(|&(_, last)| last < cell.column);
            if runs.get(run).is_some_and(|&(first, _)| first <= cell.column) && seen[run].is_none() {
                seen[run] = Some(cell.at.clone());
            }
        }
        for ((first, last), at) in runs.into_iter().zip(seen) {
            if let Some(at) = at {
                let letters = |column: u32| column_letters(column.saturating_add(1));
                self.observe(kind, at, format!("{}!{}:{}", sheet.name, letters(first), letters(last)));
            }
        }
    }
}

/// Merged regions that reach the row being laid out, by first column. They never overlap.
#[derive(Default)]
struct Regions(BTreeMap<u32, (Slot, Slot)>);

impl Regions {
    /// Takes a region up, unless an earlier one covers a part of it. Regions come in the order of their rows.
    fn open(&mut self, first: Slot, last: Slot) -> bool {
        let mut over = Vec::new();
        for (&column, &(_, other)) in self.0.range(..=last.1).rev() {
            if other.1 < first.1 {
                break;
            }
            if other.0 >= first.0 {
                return false;
            }
            over.push(column);
        }
        for column in over {
            self.0.remove(&column);
        }
        self.0.insert(first.1, (first, last));
        true
    }

    /// The region that covers a slot of the current row.
    fn covering(&self, (row, column): Slot) -> Option<(Slot, Slot)> {
        let (_, &(first, last)) = self.0.range(..=column).next_back()?;
        (last.0 >= row && last.1 >= column).then_some((first, last))
    }
}

/// Runs in order, those that touch made one.
fn joined(runs: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut runs = runs.to_vec();
    runs.sort_unstable();
    runs.dedup_by(|next, run| {
        let touch = next.0 <= run.1.saturating_add(1);
        if touch {
            run.1 = run.1.max(next.1);
        }
        touch
    });
    runs
}

/// The name of a slot: A1.
fn address((row, column): Slot) -> String {
    format!("{}{}", column_letters(column.saturating_add(1)), u64::from(row) + 1)
}

/// The indexes of the worksheets in the order of reading, with whether each is hidden.
fn order(sheets: &[calamine::Sheet]) -> Vec<(usize, bool)> {
    let worksheets = sheets.iter().enumerate().filter(|(_, sheet)| sheet.typ == SheetType::WorkSheet);
    let mut order: Vec<_> = worksheets.map(|(index, sheet)| (index, sheet.visible != SheetVisible::Visible)).collect();
    order.sort_by_key(|&(_, hidden)| hidden);
    order
}

/// Appends the text of a value.
fn push_value(text: &mut String, value: &impl DataType) {
    if let Some(string) = value.get_string() {
        push_lines(text, string);
    } else if let Some(number) = value.get_float() {
        push_number(text, number);
    } else if let Some(number) = value.get_int() {
        push(text, number);
    } else if let Some(date) = value.get_datetime() {
        push_date(text, date);
    } else if let Some(iso) = value.get_datetime_iso().or_else(|| value.get_duration_iso()) {
        text.push_str(iso);
    } else if let Some(truth) = value.get_bool() {
        text.push_str(if truth { "TRUE" } else { "FALSE" });
    } else if let Some(error) = value.get_error() {
        push(text, error);
    }
}

fn push(text: &mut String, value: impl Display) {
    write!(text, "{value}").expect("a String takes all text");
}

/// Appends a string with `\n` for every line end.
fn push_lines(text: &mut String, string: &str) {
    let mut rest = string;
    while let Some(at) = memchr::memchr(b'\r', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        text.push('\n');
        rest = &rest[at + 1..];
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    text.push_str(rest);
}

fn push_number(text: &mut String, number: f64) {
    match Number::from_double(number).map(|exact| (exact, exact.to_integer())) {
        Some((_, Some(integer))) => push(text, integer),
        Some((exact, None)) => push(text, exact),
        None => push(text, number),
    }
}

/// Appends a date, a date with its time, a time, or a duration in hours.
fn push_date(text: &mut String, date: ExcelDateTime) {
    let days = date.as_f64();
    if !(0.0..2_958_466.0).contains(&days) {
        return push_number(text, days);
    }
    if !date.is_datetime() {
        let seconds = (days * 86_400.0).round() as u64;
        return push(text, format_args!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60));
    }
    let (year, month, day, hour, minute, second, milli) = date.to_ymd_hms_milli();
    let timed = (hour, minute, second, milli) != (0, 0, 0, 0);
    if days >= 1.0 {
        push(text, format_args!("{year:04}-{month:02}-{day:02}{}", if timed { "T" } else { "" }));
    }
    if timed || days < 1.0 {
        push(text, format_args!("{hour:02}:{minute:02}:{second:02}"));
    }
    if milli != 0 {
        push(text, format_args!(".{milli:03}"));
    }
}
