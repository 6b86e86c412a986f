//! `xxgk dump`: the stages of an extraction, one line for each thing found.

use super::args::{Dump, Stage};
use super::console::Console;
use super::extract::{self, silence_caught_panics};
use super::messages::{self, Lang};
use super::walk::Input;
use super::{Status, print};
use std::io::{self, Write};
use xxgk::Filing;
use xxgk::document::{Block, Document};
use xxgk::report::{Field, Report};

/// Runs the command.
pub fn run(args: &Dump, lang: Lang, console: &mut Console) -> Status {
    silence_caught_panics();
    let input = if args.path.as_os_str() == "-" { Input::Stdin } else { Input::File(args.path.clone()) };
    match extract::read(&input, &args.reading.limits(), &args.reading.options()) {
        Ok(filing) => print(console, lang, |out| match args.stage {
            Stage::Document => document(&filing, out),
            Stage::Outline => outline(&filing.report, out),
            Stage::Tables => tables(&filing.report, out),
        }),
        Err(error) => {
            console.error(&messages::error(lang, &error));
            Status::Failed
        }
    }
}

/// Place, kind and text of every block; for a cell also its slot and spans.
fn document(filing: &Filing, out: &mut dyn Write) -> io::Result<()> {
    let document: &Document = &filing.document;
    writeln!(out, "source\tformat {}\tencoding {}", filing.format.name(), document.encoding.unwrap_or("-"))?;
    for field in &document.metadata {
        writeln!(out, "{}\tmetadata\t{}", field.at, flat(&field.value))?;
    }
    for observation in &document.observations {
        writeln!(out, "{}\t{:?}\t{}", observation.at, observation.kind, flat(&observation.detail))?;
    }
    for block in &document.blocks {
        match block {
            Block::Line(line) => {
                writeln!(out, "{}\tline, scope {}\t{}", line.at, line.scope, flat(document.str(line.text)))?;
            }
            Block::Grid(grid) => {
                writeln!(out, "{}\tgrid, scope {}\t{} cells", grid.at, grid.scope, grid.cells.len())?;
                for cell in &grid.cells {
                    let (row, column) = (cell.row + 1, cell.column + 1);
                    let (rows, columns) = (cell.row_span, cell.column_span);
                    let text = flat(document.str(cell.text));
                    writeln!(out, "{}\tcell at {row},{column} spans {rows}×{columns}\t{text}", cell.at)?;
                }
            }
        }
    }
    Ok(())
}

/// Title, agency, year, period, day of publication, form and sections, then the notes.
fn outline(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    fn field<T>(
        out: &mut dyn Write,
        name: &str,
        field: Option<&Field<T>>,
        show: impl FnOnce(&T) -> String,
    ) -> io::Result<()> {
        match field {
            Some(field) => writeln!(out, "{}\t{name}\t{}\t{}", field.at, show(&field.value), flat(&field.raw)),
            None => writeln!(out, "-\t{name}\t-"),
        }
    }
    field(out, "title", report.title.as_ref(), |title| flat(title))?;
    field(out, "agency", report.agency.as_ref(), |agency| flat(agency))?;
    field(out, "year", report.year.as_ref(), i32::to_string)?;
    field(out, "period", report.period.as_ref(), |period| format!("{} … {}", period.from, period.to))?;
    field(out, "published", report.published.as_ref(), ToString::to_string)?;
    writeln!(out, "-\tform\t{}", report.form.map_or("-", |form| &form.id))?;
    for section in &report.sections {
        let number = section.number.map_or("-".into(), |number| number.to_string());
        let heading = section.heading.as_ref().map_or("-".into(), |heading| flat(&heading.value));
        let lines = section.text.lines().count();
        let id = section.id.unwrap_or("-");
        writeln!(out, "{}\tsection {number}\t{id}\t{heading}\t{lines} lines", section.at)?;
    }
    for note in &report.notes {
        writeln!(out, "{}\tnote\t{}\t{}", note.at, note.kind.name(), flat(&note.text))?;
    }
    Ok(())
}

/// Place, row, column, value or reason, and text of every cell.
fn tables(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for table in &report.tables {
        let at = table.at.as_ref().map_or("-".into(), ToString::to_string);
        writeln!(out, "{at}\ttable\t{}", table.id)?;
        for row in &table.rows {
            let (at, label) = match &row.label {
                Some(label) => (label.at.to_string(), flat(&label.value)),
                None => ("-".into(), "-".into()),
            };
            writeln!(out, "{at}\trow\t{}.{}\t{label}", table.id, row.key)?;
            for cell in &row.cells {
                let at = cell.at.as_ref().map_or("-".into(), ToString::to_string);
                let value = match (cell.value.number(), cell.value.null_reason()) {
                    (Some(number), _) => number.to_string(),
                    (None, reason) => reason.unwrap_or("-").into(),
                };
                let raw = cell.raw.as_deref().map_or("-".into(), flat);
                writeln!(out, "{at}\tcell\t{}.{}.{}\t{value}\t{raw}", table.id, row.key, cell.key)?;
            }
        }
    }
    Ok(())
}

/// Text on one line: tabs, line ends and other control characters are escaped.
fn flat(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}
