//! Everything known about one source: the document as read and the report as rebuilt.

use crate::document::{Document, ObservationKind};
use crate::error::Error;
use crate::flow::Flow;
use crate::form::Form;
use crate::location::Location;
use crate::reader::{self, ReadOptions};
use crate::report::{Note, NoteKind, Report};
use crate::source::{Format, Source};
use crate::vocabulary::vocabulary;
use crate::{metadata, outline, table};
use sha2::{Digest, Sha256};

/// What the caller asks of an extraction.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// What the readers are told.
    pub read: ReadOptions,
    /// The form to read the tables by, in place of the one that fits best.
    pub form: Option<&'static Form>,
}

/// One filing: where it came from, what was read, what it says.
#[derive(Debug)]
pub struct Filing {
    /// Name of the source.
    pub name: String,
    /// Format it was read as.
    pub format: Format,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// The lines and grids.
    pub document: Document,
    /// The report.
    pub report: Report,
}

/// Reads a source and rebuilds the report in it. Content never fails: a source without a report gives an
/// empty one.
///
/// # Errors
///
/// When the source is damaged, protected, or beyond a limit.
pub fn extract(source: &Source, options: &Options) -> Result<Filing, Error> {
    let document = reader::read(source, &options.read)?;
    let report = report(source, &document, options);
    Ok(Filing {
        name: source.name.clone(),
        format: source.format,
        bytes: source.bytes.len() as u64,
        sha256: Sha256::digest(&source.bytes).into(),
        document,
        report,
    })
}

/// Rebuilds the report in a document.
fn report(source: &Source, document: &Document, options: &Options) -> Report {
    let vocabulary = vocabulary();
    let flow = Flow::new(document);
    let hits = table::hits(&flow, vocabulary);
    // The tables need the year only to choose between forms that fit alike, and the year needs the outline.
    let mut recognition = table::recognise(&flow, vocabulary, &hits, None, options.form);
    let mut outline = outline::outline(&flow, vocabulary, &hits, &recognition);
    let second = second_filing(&flow, &outline, &recognition);
    if let Some(start) = second {
        outline.tokens.1 = outline.tokens.1.min(start);
    }
    let metadata = metadata::read(&flow, &outline);
    if let Some(year) = &metadata.year
        && options.form.is_none()
        && recognition.form.is_some_and(|form| !(form.years.0..=form.years.1).contains(&year.value))
    {
        recognition = table::recognise(&flow, vocabulary, &hits, Some(year.value), None);
    }
    let mut ends: Vec<u32> = outline.headings.iter().map(|heading| heading.tokens.0).collect();
    ends.push(outline.tokens.1);
    let (tables, mut notes) = table::canonical(&flow, vocabulary, &recognition, &ends);
    let (sections, unmatched) = outline::sections(&flow, vocabulary, &outline, &recognition, metadata.title_tokens);
    notes.extend(unmatched);
    notes.extend(second.map(|start| {
        let token = &flow.tokens[start as usize];
        let text = flow.row_text(&flow.rows[token.row as usize]).trim().to_owned();
        Note { kind: NoteKind::SecondFiling, at: flow.location(token), text }
    }));
    notes.extend(observed(source, document));
    Report {
        title: metadata.title,
        agency: metadata.agency,
        year: metadata.year,
        form: recognition.form,
        period: metadata.period,
        published: metadata.published,
        sections,
        tables,
        notes,
    }
}

/// Where a second filing begins in the same source: the title before the second copies of its tables.
fn second_filing(flow: &Flow, outline: &outline::Outline, recognition: &table::Recognition) -> Option<u32> {
    let after = outline.headings.last()?.tokens.1;
    let copies: Vec<u32> = recognition.duplicates.iter().map(|(_, token)| *token).filter(|&t| t >= after).collect();
    let copy = copies.iter().copied().min().filter(|_| copies.len() > 1)?;
    let rows: Vec<_> = flow
        .rows
        .iter()
        .filter(|row| after <= row.tokens.0 && row.tokens.0 < copy && row.tokens.0 < row.tokens.1)
        .collect();
    // The title may be broken over two lines.
    let title = rows.iter().enumerate().find(|(i, row)| {
        let line = flow.row_text(row);
        let next = rows.get(i + 1).map(|next| flow.row_text(next)).unwrap_or_default();
        metadata::is_title(&line) || metadata::is_title(&format!("{line}{next}"))
    });
    Some(title.map_or(copy, |(_, row)| row.tokens.0))
}

/// What the reader observed, as notes.
fn observed(source: &Source, document: &Document) -> Vec<Note> {
    let mut notes: Vec<Note> = document
        .observations
        .iter()
        .map(|observation| Note {
            kind: match observation.kind {
                ObservationKind::DecodingLoss => NoteKind::DecodingLoss,
                ObservationKind::MarkupDropped => NoteKind::MarkupDropped,
                ObservationKind::HiddenCells => NoteKind::HiddenCells,
                ObservationKind::FormulaWithoutValue => NoteKind::FormulaWithoutValue,
                ObservationKind::Image => NoteKind::Image,
                ObservationKind::TypeMismatch => NoteKind::TypeMismatch,
            },
            at: observation.at.clone(),
            text: observation.detail.clone(),
        })
        .collect();
    if let Some(promised) = source.promised_format().filter(|promised| *promised != source.format) {
        let text = format!("{} for {}", source.format.name(), promised.name());
        notes.push(Note { kind: NoteKind::TypeMismatch, at: Location::Source, text });
    }
    notes
}
