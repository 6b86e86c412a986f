//! Web pages.

use super::super::expect::Field;
use super::super::generate::Sample;
use super::super::grid::{Grid, Kind};
use super::super::paper::{Block, Paper};
use super::Rendered;
use super::encode::Charset;
use fastrand::Rng;

/// Headings, paragraphs, and tables with `thead` and `th`.
pub fn semantic(rng: &mut Rng, sample: &Sample, mut paper: Paper) -> Rendered {
    let mut body = String::new();
    for line in &paper.front {
        body.push_str(&format!("<p>{}</p>\n", escape(line)));
    }
    body.push_str(&format!("<h1>{}</h1>\n", paper.title.iter().map(|l| escape(l)).collect::<Vec<_>>().join("<br>")));
    for block in &paper.blocks {
        match block {
            Block::Heading(text) => body.push_str(&format!("<h2>{}</h2>\n", escape(text))),
            Block::Paragraph(text) => body.push_str(&format!("<p>{}</p>\n", escape(text))),
            Block::Table(grid) => table(grid, &mut body),
        }
    }
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n</head>\n<body>\n\
         <article>\n{body}</article>\n</body>\n</html>\n",
        escape(&sample.title)
    );
    paper.expect.published = Field::Any;
    let _ = rng;
    Rendered { bytes: Charset::Utf8.encode(&page), name: "report.html".to_owned(), expect: paper.expect }
}

fn table(grid: &Grid, out: &mut String) {
    out.push_str("<table>\n<thead>\n");
    for row in 0..grid.rows {
        if row == grid.header_rows {
            out.push_str("</thead>\n<tbody>\n");
        }
        out.push_str("<tr>");
        for cell in grid.row(row) {
            let tag = if cell.kind == Kind::Value { "td" } else { "th" };
            out.push_str(&format!("<{tag}{}>{}</{tag}>", spans(cell.row_span, cell.column_span), escape(&cell.text)));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}

/// The attributes of a cell that covers more than one slot.
fn spans(rows: usize, columns: usize) -> String {
    let mut out = String::new();
    if rows > 1 {
        out.push_str(&format!(" rowspan=\"{rows}\""));
    }
    if columns > 1 {
        out.push_str(&format!(" colspan=\"{columns}\""));
    }
    out
}

/// Text with the characters of markup escaped and its line breaks as `br`.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\n', "<br>")
}
