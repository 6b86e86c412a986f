//! Workbooks: where everything stands on the sheets, and the two kinds of files.

use super::super::expect::{Slot, Want};
use super::super::grid::{Cell, Grid, Kind};
use super::super::noise::Noise;
use super::super::paper::{Block, Paper};
use super::super::{chance, pick};
use super::Rendered;
use fastrand::Rng;
use rust_xlsxwriter::{Format, Workbook};
use std::io::{Cursor, Write};

/// A sheet before it is written.
#[derive(Debug, Default)]
pub struct Sheet {
    name: String,
    cells: Vec<Placed>,
    next_row: usize,
}

/// A cell of a sheet.
#[derive(Debug)]
struct Placed {
    row: usize,
    column: usize,
    row_span: usize,
    column_span: usize,
    text: String,
    number: bool,
}

/// An Office Open XML workbook.
pub fn xlsx(rng: &mut Rng, noise: &Noise, mut paper: Paper, many: bool) -> Rendered {
    let sheets = lay_out(rng, noise, &mut paper, many);
    let mut book = Workbook::new();
    let format = Format::new().set_text_wrap();
    for sheet in &sheets {
        let target = book.add_worksheet();
        target.set_name(&sheet.name).expect("names of sheets are short and differ");
        for cell in &sheet.cells {
            let (row, column) = (cell.row as u32, cell.column as u16);
            let (last_row, last_column) = (row + cell.row_span as u32 - 1, column + cell.column_span as u16 - 1);
            if (last_row, last_column) != (row, column) {
                target.merge_range(row, column, last_row, last_column, &cell.text, &format).expect("no overlap");
            }
            let plain = cell.text.trim_start_matches('+').parse::<f64>();
            match plain {
                Ok(number) if cell.number => target.write_number_with_format(row, column, number, &format),
                _ if cell.text.is_empty() => target.write_blank(row, column, &format),
                _ => target.write_string_with_format(row, column, &cell.text, &format),
            }
            .expect("the cell is on the sheet");
        }
    }
    let bytes = book.save_to_buffer().expect("the workbook is sound");
    Rendered { bytes, name: "report.xlsx".to_owned(), expect: paper.expect }
}

/// An OpenDocument spreadsheet.
pub fn ods(rng: &mut Rng, noise: &Noise, mut paper: Paper, many: bool) -> Rendered {
    const KIND: &str = "application/vnd.oasis.opendocument.spreadsheet";
    let sheets = lay_out(rng, noise, &mut paper, many);
    let mut content = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.3\">\
         <office:body><office:spreadsheet>",
    );
    sheets.iter().for_each(|sheet| ods_table(sheet, &mut content));
    content.push_str("</office:spreadsheet></office:body></office:document-content>");
    let manifest = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest:manifest \
         xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\">\
         <manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"{KIND}\"/>\
         <manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>\
         </manifest:manifest>"
    );
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let packed = zip::write::SimpleFileOptions::default();
    for (name, text, options) in [
        ("mimetype", KIND, stored),
        ("content.xml", content.as_str(), packed),
        ("META-INF/manifest.xml", manifest.as_str(), packed),
    ] {
        archive.start_file(name, options).expect("the archive is in memory");
        archive.write_all(text.as_bytes()).expect("the archive is in memory");
    }
    let bytes = archive.finish().expect("the archive is in memory").into_inner();
    Rendered { bytes, name: "report.ods".to_owned(), expect: paper.expect }
}

fn ods_table(sheet: &Sheet, out: &mut String) {
    out.push_str(&format!("<table:table table:name=\"{}\">", sheet.name));
    let columns = sheet.cells.iter().map(|cell| cell.column + cell.column_span).max().unwrap_or(1);
    for row in 0..sheet.next_row {
        out.push_str("<table:table-row>");
        let mut empty = 0;
        let flush = |empty: &mut usize, out: &mut String| {
            match *empty {
                0 => {}
                1 => out.push_str("<table:table-cell/>"),
                n => out.push_str(&format!("<table:table-cell table:number-columns-repeated=\"{n}\"/>")),
            }
            *empty = 0;
        };
        for column in 0..columns {
            let covers = |cell: &&Placed| {
                (cell.row..cell.row + cell.row_span).contains(&row)
                    && (cell.column..cell.column + cell.column_span).contains(&column)
            };
            match sheet.cells.iter().find(covers) {
                Some(cell) if (cell.row, cell.column) == (row, column) => {
                    flush(&mut empty, out);
                    ods_cell(cell, out);
                }
                Some(_) => {
                    flush(&mut empty, out);
                    out.push_str("<table:covered-table-cell/>");
                }
                None => empty += 1,
            }
        }
        // Sheets run on to their last possible column.
        empty += 1024usize.saturating_sub(columns);
        flush(&mut empty, out);
        out.push_str("</table:table-row>");
    }
    out.push_str("<table:table-row table:number-rows-repeated=\"1048000\">");
    out.push_str("<table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row></table:table>");
}

fn ods_cell(cell: &Placed, out: &mut String) {
    out.push_str("<table:table-cell");
    if cell.row_span > 1 || cell.column_span > 1 {
        let (rows, columns) = (cell.row_span, cell.column_span);
        out.push_str(&format!(" table:number-columns-spanned=\"{columns}\" table:number-rows-spanned=\"{rows}\""));
    }
    if cell.text.is_empty() {
        out.push_str("/>");
        return;
    }
    match cell.text.trim_start_matches('+').parse::<f64>() {
        Ok(number) if cell.number => out.push_str(&format!(" office:value-type=\"float\" office:value=\"{number}\">")),
        _ => out.push_str(" office:value-type=\"string\">"),
    }
    for line in cell.text.split('\n') {
        let line = line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        out.push_str(&format!("<text:p>{line}</text:p>"));
    }
    out.push_str("</table:table-cell>");
}

/// Puts a report on one sheet, or each section on its own.
fn lay_out(rng: &mut Rng, noise: &Noise, paper: &mut Paper, many: bool) -> Vec<Sheet> {
    let left = pick(rng, &[0, 0, 0, 1]);
    let numbers = chance(rng, 0.7);
    let skip_blank = rng.bool();
    let stacked = chance(rng, 0.4);
    let uneven = chance(rng, 0.4) && !noise.moves_columns();
    let spread = pick(rng, &[1, 1, 10]);
    let mut sheets = vec![Sheet { name: "年报".to_owned(), ..Sheet::default() }];
    let blocks = std::mem::take(&mut paper.blocks);
    let front: Vec<String> = paper.front.iter().chain(&paper.title).cloned().collect();
    for line in front {
        sheets[0].line(left, spread, line);
    }
    let mut index = 0;
    while index < blocks.len() {
        match &blocks[index] {
            Block::Heading(text) => {
                if many {
                    let name = format!("表{}", sheets.len());
                    sheets.push(Sheet { name, ..Sheet::default() });
                }
                let sheet = sheets.last_mut().expect("there is always a sheet");
                sheet.line(left, spread, text.clone());
            }
            Block::Paragraph(text) => {
                let sheet = sheets.last_mut().expect("there is always a sheet");
                sheet.line(left, spread, text.clone());
            }
            Block::Table(_) => {
                let run: Vec<Grid> = blocks[index..]
                    .iter()
                    .map_while(|block| if let Block::Table(grid) = block { Some(grid.clone()) } else { None })
                    .collect();
                index += run.len() - 1;
                let run = if stacked && run.len() > 1 { vec![Grid::stack(&run, uneven)] } else { run };
                let sheet = sheets.last_mut().expect("there is always a sheet");
                let absent = |cell: &Cell| skip_blank && cell.text.is_empty() && cell.column_span == 1;
                for grid in &run {
                    for cell in grid.cells.iter().filter(|cell| !absent(cell)) {
                        let number = numbers && cell.kind == Kind::Value;
                        sheet.cells.push(Placed {
                            row: sheet.next_row + cell.row,
                            column: left + cell.column,
                            row_span: cell.row_span,
                            column_span: cell.column_span,
                            text: cell.text.clone(),
                            number,
                        });
                        let slot = cell.slot.filter(|_| number && cell.text.parse::<f64>().is_ok());
                        if let Some(want) = slot.and_then(|slot| paper.expect.cells.get_mut(&slot)) {
                            drop_zeros(want);
                        }
                    }
                    if stacked && uneven {
                        // Rows split the width differently, and only cells that are there show where.
                        loosen_blank_rows(grid, paper);
                    }
                    sheet.next_row += grid.rows + rng.usize(..2);
                }
            }
        }
        index += 1;
    }
    sheets
}

/// Allows doubt about the columns of rows that have empty cells.
fn loosen_blank_rows(grid: &Grid, paper: &mut Paper) {
    for row in 0..grid.rows {
        let slots: Vec<Slot> = grid.row(row).filter_map(|cell| cell.slot).collect();
        if grid.row(row).any(|cell| cell.slot.is_some() && cell.text.is_empty()) {
            paper.expect.loosen(&slots, &["ambiguous"]);
        }
    }
}

/// A number that is stored as one has lost the zeros behind its point.
fn drop_zeros(want: &mut Want) {
    if let Some(number) = want.number.as_mut().filter(|number| number.contains('.')) {
        *number = number.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
}

impl Sheet {
    /// A line of text in a cell, merged across the sheet where `spread` says so.
    fn line(&mut self, column: usize, spread: usize, text: String) {
        let (row, row_span, column_span) = (self.next_row, 1, spread);
        self.cells.push(Placed { row, column, row_span, column_span, text, number: false });
        self.next_row += 1;
    }
}
