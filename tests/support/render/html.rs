//! Web pages, the way different sites print the same report.

use super::super::expect::Field;
use super::super::generate::Sample;
use super::super::grid::{Cell, Grid, Kind};
use super::super::noise::Noise;
use super::super::paper::{Block, Paper};
use super::super::{chance, pick};
use super::encode::Charset;
use super::{Rendered, chrome};
use fastrand::Rng;

/// Kinds of sites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Site {
    /// Headings, paragraphs, and tables with `thead` and `th`.
    Semantic,
    /// A layout table around all, and the leftovers of a word processor in each cell.
    Cms,
    /// Each row is a table of its own, with its own header.
    RowTables,
    /// The whole report in one cell, between others of the layout.
    OneCell,
    /// Text split over spans and fonts, down to one character each.
    Fragments,
    /// Empty cells where `rowspan` should be.
    EmptyCells,
    /// No tables at all: each cell is a paragraph.
    Flat,
}

/// A report as a page of a site.
pub fn render(rng: &mut Rng, sample: &Sample, noise: &Noise, mut paper: Paper, site: Site) -> Rendered {
    let mut writer =
        Writer { rng, site, alone: false, upper: false, entity: "&nbsp;", indent: "", line_end: "\n", uneven: false };
    writer.draw_habits();
    // Rows without header only tell their columns where these are the form's.
    writer.alone &= noise.defects.is_empty();
    writer.uneven &= !noise.moves_columns();
    let stacked = chance(writer.rng, 0.4);
    let mut body = String::new();
    let titled = !chance(writer.rng, 0.15);
    if titled {
        for line in &paper.front {
            writer.paragraph(line, &mut body);
        }
        writer.title(&paper.title, &mut body);
    }
    let mut index = 0;
    while index < paper.blocks.len() {
        match &paper.blocks[index] {
            Block::Heading(text) => writer.heading(text, &mut body),
            Block::Paragraph(text) => writer.paragraph(text, &mut body),
            Block::Table(_) => {
                let run: Vec<Grid> = paper.blocks[index..]
                    .iter()
                    .map_while(|block| if let Block::Table(grid) = block { Some(grid.clone()) } else { None })
                    .collect();
                index += run.len() - 1;
                let stack = stacked && run.len() > 1 && !matches!(site, Site::RowTables | Site::Flat);
                let run = if stack { vec![Grid::stack(&run, writer.uneven)] } else { run };
                run.iter().for_each(|grid| writer.grid(grid, &mut body));
            }
        }
        index += 1;
    }
    let page = chrome::page(writer.rng, sample, site, titled, &body, &mut paper.expect);
    let (charset, bytes) = encode(writer.rng, &page);
    let name = if charset == Charset::Utf8 { "report.html" } else { "report.htm" };
    Rendered { bytes, name: name.to_owned(), expect: paper.expect }
}

/// The bytes of a page, which says of its encoding what is right, or nothing, or what is wrong.
fn encode(rng: &mut Rng, page: &str) -> (Charset, Vec<u8>) {
    let charset = pick(
        rng,
        &[
            Charset::Utf8,
            Charset::Utf8,
            Charset::Utf8,
            Charset::Utf8Bom,
            Charset::Utf16Le,
            Charset::Gb18030,
            Charset::Gb18030,
        ],
    );
    let unicode = charset != Charset::Gb18030;
    let right = if unicode { "utf-8" } else { pick(rng, &["gb2312", "GBK", "gb18030"]) };
    let wrong = if unicode { "gb2312" } else { "utf-8" };
    let declared = match rng.u8(0..10) {
        0 => None,
        1 => Some(wrong),
        _ => Some(right),
    };
    let meta = match declared {
        None => String::new(),
        Some(name) if rng.bool() => format!("<meta charset=\"{name}\">"),
        Some(name) => format!("<meta http-equiv=\"Content-Type\" content=\"text/html; charset={name}\" />"),
    };
    (charset, charset.encode(&page.replacen(chrome::META, &meta, 1)))
}

/// Writes the parts of a page in the habits of its site.
struct Writer<'a> {
    rng: &'a mut Rng,
    site: Site,
    /// Whether rows of one-row tables come without header.
    alone: bool,
    /// Whether tags are in capitals and attributes without quotes.
    upper: bool,
    /// How a space that does not break is written.
    entity: &'static str,
    /// What paragraphs begin with.
    indent: &'static str,
    /// What stands between elements.
    line_end: &'static str,
    /// Whether stacked tables split their width unevenly.
    uneven: bool,
}

impl Writer<'_> {
    fn draw_habits(&mut self) {
        self.alone = chance(self.rng, 0.3);
        self.upper = chance(self.rng, 0.15);
        self.entity = pick(self.rng, &["&nbsp;", "&#160;", "&nbsp"]);
        self.indent = pick(self.rng, &["", "&nbsp;&nbsp;&nbsp; ", "\u{3000}\u{3000}", "&emsp;&emsp;"]);
        self.line_end = pick(self.rng, &["\n", "\n", "\r\n", ""]);
        self.uneven = chance(self.rng, 0.6);
    }

    /// Text with the characters of markup escaped, rare spaces as references and line breaks as `br`.
    fn escape(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' if chance(self.rng, 0.5) => out.push_str("&quot;"),
                '“' if self.entity == "&nbsp;" && chance(self.rng, 0.2) => out.push_str("&ldquo;"),
                // Without its semicolon the reference only ends before what cannot go on with it.
                '\u{A0}' if self.entity == "&nbsp" && rest.peek().is_some_and(char::is_ascii_alphanumeric) => {
                    out.push_str("&nbsp;");
                }
                '\u{A0}' => out.push_str(self.entity),
                '\u{2000}'..='\u{200F}' | '\u{202F}' => out.push_str(&format!("&#x{:X};", c as u32)),
                '\n' => out.push_str(pick(self.rng, &["<br>", "<br/>", "<br />", "\n<br>"])),
                _ => out.push(c),
            }
        }
        out
    }

    /// Running text inside an element.
    fn inline(&mut self, text: &str) -> String {
        match self.site {
            Site::Cms | Site::OneCell if chance(self.rng, 0.5) => {
                format!("<span style=\"font-size:12pt;font-family:仿宋_GB2312\">{}</span>", self.escape(text))
            }
            Site::Fragments => self.fragments(text),
            _ => self.escape(text),
        }
    }

    /// Text split over elements: digits and Latin letters apart, now and then each character.
    fn fragments(&mut self, text: &str) -> String {
        let every = chance(self.rng, 0.3);
        let mut out = String::new();
        let mut run = String::new();
        let chars: Vec<char> = text.chars().collect();
        for (index, &c) in chars.iter().enumerate() {
            run.push(c);
            let next = chars.get(index + 1).copied();
            let border = next.is_none_or(|next| next.is_ascii_digit() != c.is_ascii_digit());
            if border || every || chance(self.rng, 0.1) {
                let piece = self.escape(&run);
                out.push_str(&match self.rng.u8(0..4) {
                    0 => format!("<span lang=\"EN-US\">{piece}</span>"),
                    1 => format!("<font size=\"3\"><span>{piece}</span></font>"),
                    2 => format!("<span style=\"letter-spacing:-1pt\">{piece}<o:p></o:p></span>"),
                    _ => format!("<b>{piece}</b>"),
                });
                run.clear();
            }
        }
        out
    }

    fn title(&mut self, lines: &[String], out: &mut String) {
        let parts: Vec<String> = lines.iter().map(|line| self.inline(line)).collect();
        match self.site {
            Site::Semantic => out.push_str(&format!("<h1>{}</h1>\n", parts.join("<br>"))),
            Site::OneCell => {
                out.push_str(&format!("<center><font size=5><b>{}</b></font></center>\n", parts.join("<br>")));
            }
            _ => {
                for part in parts {
                    out.push_str(&format!(
                        "<p align=\"center\" style=\"text-align:center\"><strong>{part}</strong></p>\n"
                    ));
                }
            }
        }
    }

    fn heading(&mut self, text: &str, out: &mut String) {
        let text = self.inline(text);
        out.push_str(&match self.site {
            Site::Semantic => format!("<h2>{text}</h2>"),
            Site::OneCell => format!("<br><br><strong>{text}</strong><br>"),
            _ => format!("<p><strong>{}{text}</strong></p>", self.indent),
        });
        out.push_str(self.line_end);
    }

    fn paragraph(&mut self, text: &str, out: &mut String) {
        let text = self.inline(text);
        out.push_str(&match self.site {
            Site::OneCell => format!("{}{text}<br>", self.indent),
            Site::Cms => {
                format!("<p class=\"MsoNormal\" style=\"text-indent:32pt\">{}{text}<o:p></o:p></p>", self.indent)
            }
            Site::Flat => format!("<div>{}{text}</div>", self.indent),
            _ => format!("<p>{}{text}</p>", self.indent),
        });
        out.push_str(self.line_end);
    }

    fn grid(&mut self, grid: &Grid, out: &mut String) {
        match self.site {
            Site::RowTables if grid.label_columns > 0 => {
                for row in grid.header_rows..grid.rows {
                    let header = if self.alone { 0 } else { grid.header_rows };
                    let single = |cell: &Cell| Cell { row_span: 1, ..cell.clone() };
                    let mut cells: Vec<Cell> = grid.row(row).map(single).collect();
                    if let Some(first) = cells.first_mut() {
                        // The label takes the place of a group that stands in another table.
                        first.column_span += first.column;
                    }
                    self.table(grid, (0..header).map(|row| grid.row(row).cloned().collect()).chain([cells]), out);
                }
            }
            Site::Flat => {
                for cell in grid.cells.iter().filter(|cell| !cell.text.is_empty()) {
                    for part in cell.text.split('\n') {
                        let part = self.escape(part);
                        out.push_str(&format!("<p>{part}</p>\n"));
                    }
                }
            }
            Site::EmptyCells => {
                let grid = grid.clone().without_row_spans();
                self.table(&grid, (0..grid.rows).map(|row| grid.row(row).cloned().collect()), out);
            }
            _ => self.table(grid, (0..grid.rows).map(|row| grid.row(row).cloned().collect()), out),
        }
    }

    fn table(&mut self, grid: &Grid, rows: impl Iterator<Item = Vec<Cell>>, out: &mut String) {
        let tag = |name: &str| if self.upper { name.to_uppercase() } else { name.to_owned() };
        let (table, tr) = (tag("table"), tag("tr"));
        out.push_str(&match self.site {
            Site::Semantic => format!("<{table}>"),
            _ => format!("<{table} border=\"1\" cellspacing=\"0\" cellpadding=\"0\" width=\"99%\">"),
        });
        let sections = self.site == Site::Semantic;
        if sections {
            out.push_str("<thead>");
        } else if chance(self.rng, 0.5) {
            out.push_str("<tbody>");
        }
        for (index, cells) in rows.enumerate() {
            if sections && index == grid.header_rows {
                out.push_str("</thead><tbody>");
            }
            out.push_str(&format!("<{tr}>"));
            for cell in &cells {
                self.cell(cell, out);
            }
            out.push_str(&format!("</{tr}>{}", self.line_end));
        }
        out.push_str(&format!("</{table}>\n"));
    }

    fn cell(&mut self, cell: &Cell, out: &mut String) {
        let name = if self.site == Site::Semantic && cell.kind != Kind::Value { "th" } else { "td" };
        let mut attributes = String::new();
        for (name, span) in [("rowspan", cell.row_span), ("colspan", cell.column_span)] {
            if span > 1 && self.upper {
                attributes.push_str(&format!(" {}={span}", name.to_uppercase()));
            } else if span > 1 || self.site == Site::Cms && chance(self.rng, 0.05) {
                attributes.push_str(&format!(" {name}=\"{span}\""));
            }
        }
        if self.site == Site::Cms {
            attributes.push_str(" width=\"72\" style=\"border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt\"");
        }
        let content = if cell.text.is_empty() {
            pick(
                self.rng,
                &["", "&nbsp;", "<br>", "<p class=\"MsoNormal\"><span><o:p>&nbsp;</o:p></span></p>", "<p></p>"],
            )
            .to_owned()
        } else {
            let text = self.inline(&cell.text);
            match self.site {
                Site::Cms => format!(
                    "<p class=\"MsoNormal\" align=\"center\" style=\"text-align:center\"><span lang=\"EN-US\">{text}</span>\
                     <span><o:p></o:p></span></p>"
                ),
                Site::OneCell if chance(self.rng, 0.5) => format!("\n  <div align=center>\n {text}\n </div>\n"),
                _ => text,
            }
        };
        let close = if self.upper && chance(self.rng, 0.3) { String::new() } else { format!("</{name}>") };
        out.push_str(&format!("<{name}{attributes}>{content}{close}"));
    }
}

impl Site {
    /// Whether cells are kept.
    pub fn has_tables(self) -> bool {
        self != Site::Flat
    }
}

/// What a page may say of its publication.
pub fn published(sample: &Sample) -> Field<String> {
    let (year, month, day) = sample.published;
    Field::Is(format!("{year:04}-{month:02}-{day:02}"))
}
