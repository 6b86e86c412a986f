//! OpenDocument spreadsheets, read from `content.xml` directly: calamine expands repeated cells before a
//! limit can stop it, rounds printed numbers to doubles and leaves out merged regions and hidden rows.

use super::parts::Parts;
use super::{Book, COLUMNS, ROWS, Sheet, Slot, push, push_lines, push_number};
use crate::document::{Document, Span};
use crate::error::Error;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::{HashMap, HashSet};

pub(super) fn read(mut book: Book) -> Result<Document, Error> {
    let parts = Parts::open(&book)?;
    let manifest = parts.find("META-INF/manifest.xml").unwrap_or_default();
    if memchr::memmem::find(manifest, b"encryption-data").is_some() {
        return Err(book.encrypted());
    }
    let xml = parts.find("content.xml").ok_or_else(|| book.damaged("content.xml", "no such part"))?;
    let xml = std::str::from_utf8(xml).map_err(|error| book.damaged("content.xml", error))?;
    let mut content =
        Content { xml: Reader::from_str(xml), book: &mut book, undisplayed: HashSet::new(), sheets: Vec::new() };
    content.read()?;
    let mut sheets = content.sheets;
    sheets.sort_by_key(|sheet| sheet.hidden);
    for sheet in sheets {
        book.finish(sheet);
    }
    Ok(book.document)
}

/// Attributes by their names as written; the prefixes are the same in all writers.
type Attributes = HashMap<String, String>;

struct Content<'x, 'b, 'a> {
    xml: Reader<&'x [u8]>,
    book: &'b mut Book<'a>,
    /// Styles of sheets that are not displayed.
    undisplayed: HashSet<String>,
    sheets: Vec<Sheet>,
}

impl<'x> Content<'x, '_, '_> {
    fn damaged(&self, found: impl std::fmt::Display) -> Error {
        self.book.damaged("content.xml", found)
    }

    fn next(&mut self) -> Result<Event<'x>, Error> {
        let event = self.xml.read_event().map_err(|error| self.damaged(error))?;
        if matches!(event, Event::Eof) { Err(self.damaged("an end inside its elements")) } else { Ok(event) }
    }

    fn skip(&mut self, start: &BytesStart) -> Result<(), Error> {
        self.xml.read_to_end(start.name()).map(|_| ()).map_err(|error| self.damaged(error))
    }

    fn attributes(&self, start: &BytesStart) -> Result<Attributes, Error> {
        let mut attributes = Attributes::new();
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| self.damaged(error))?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| self.damaged(error))?;
            attributes.insert(attribute.key.as_ref().to_owned(), value.into_owned());
        }
        Ok(attributes)
    }

    /// Reads the styles and all sheets.
    fn read(&mut self) -> Result<(), Error> {
        self.xml.config_mut().expand_empty_elements = true;
        let mut style = None;
        loop {
            match self.xml.read_event().map_err(|error| self.damaged(error))? {
                Event::Start(start) => match start.local_name().as_ref() {
                    "style" => style = self.attributes(&start)?.remove("style:name"),
                    "table-properties" => {
                        let display = self.attributes(&start)?.remove("table:display");
                        self.undisplayed.extend(style.take().filter(|_| display.as_deref() == Some("false")));
                    }
                    // Changes hold cells that are no more; the rest holds tables of its own.
                    "tracked-changes" | "content-validations" | "shapes" => self.skip(&start)?,
                    "table" => {
                        let attributes = self.attributes(&start)?;
                        self.table(&attributes)?;
                    }
                    _ => {}
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn table(&mut self, attributes: &Attributes) -> Result<(), Error> {
        let hidden = attributes.get("table:style-name").is_some_and(|name| self.undisplayed.contains(name));
        let name = attributes.get("table:name").map_or("", String::as_str);
        let mut sheet = Sheet::new(name, hidden);
        let (mut row, mut column) = (0, 0);
        loop {
            match self.next()? {
                Event::Start(start) => {
                    match start.local_name().as_ref() {
                        "table-column" => {
                            let attributes = self.attributes(&start)?;
                            let count = repeated(&attributes, "table:number-columns-repeated", COLUMNS - column);
                            if hides(&attributes) && count > 0 {
                                sheet.hidden_columns.push((column, column + count - 1));
                            }
                            column += count;
                        }
                        "table-row" => {
                            let attributes = self.attributes(&start)?;
                            let count = repeated(&attributes, "table:number-rows-repeated", ROWS - row);
                            if hides(&attributes) && count > 0 {
                                sheet.hidden_rows.push((row, row + count - 1));
                            }
                            self.row(&mut sheet, row, count)?;
                            row += count;
                        }
                        // Groups and headings of rows and columns hold the sheet's own.
                        "table-columns"
                        | "table-column-group"
                        | "table-header-columns"
                        | "table-rows"
                        | "table-row-group"
                        | "table-header-rows" => {}
                        _ => self.skip(&start)?,
                    }
                }
                Event::End(end) if end.local_name().as_ref() == "table" => break,
                _ => {}
            }
        }
        self.sheets.push(sheet);
        Ok(())
    }

    /// Reads a row that stands `count` times from `row` on.
    fn row(&mut self, sheet: &mut Sheet, row: u32, count: u32) -> Result<(), Error> {
        let first_cell = sheet.cells.len();
        let mut column = 0;
        loop {
            match self.next()? {
                Event::Start(start) => {
                    let name = start.local_name();
                    if !matches!(name.as_ref(), "table-cell" | "covered-table-cell") {
                        self.skip(&start)?;
                        continue;
                    }
                    let attributes = self.attributes(&start)?;
                    let columns = repeated(&attributes, "table:number-columns-repeated", COLUMNS - column);
                    let text = self.cell_text()?;
                    if columns > 0 && count > 0 {
                        self.cell(sheet, (row, column), columns, count, &attributes, &text)?;
                    }
                    column += columns;
                }
                Event::End(end) if end.local_name().as_ref() == "table-row" => break,
                _ => {}
            }
        }
        // The same cells in the rows that follow; their number has been counted.
        let cells: Vec<(u32, Span)> = sheet.cells[first_cell..].iter().map(|cell| (cell.slot.1, cell.text)).collect();
        for row in row + 1..row + count {
            if cells.is_empty() {
                break;
            }
            sheet.cells.extend(cells.iter().map(|&(column, text)| super::Found { slot: (row, column), text }));
        }
        Ok(())
    }

    /// Adds a cell that stands `columns` times side by side and `rows` times below.
    fn cell(
        &mut self,
        sheet: &mut Sheet,
        slot: Slot,
        columns: u32,
        rows: u32,
        attributes: &Attributes,
        text: &str,
    ) -> Result<(), Error> {
        let spanned = |name| attributes.get(name).and_then(|n| n.parse().ok()).unwrap_or(1u32).max(1);
        let last = (
            slot.0.saturating_add(spanned("table:number-rows-spanned") - 1),
            slot.1.saturating_add(spanned("table:number-columns-spanned") - 1),
        );
        self.book.merge(sheet, slot, last)?;
        let before = sheet.cells.len();
        let formula = attributes.get("table:formula");
        let value = ["office:value", "office:date-value", "office:time-value", "office:boolean-value"];
        let unknown = !value.iter().chain(&["office:string-value"]).any(|name| attributes.contains_key(*name));
        match formula.filter(|_| unknown && text.is_empty()) {
            Some(formula) => {
                let formula = formula.split_once(":=").map_or(formula.as_str(), |(_, formula)| formula);
                self.book.add_formula(sheet, slot, formula)?;
            }
            None => self.book.add(sheet, slot, |out| push_cell(out, attributes, text))?,
        }
        if let Some(span) = sheet.cells.get(before).map(|cell| cell.text) {
            self.book.count(u64::from(columns) * u64::from(rows) - 1)?;
            let slots = slot.1 + 1..slot.1 + columns;
            sheet.cells.extend(slots.map(|column| super::Found { slot: (slot.0, column), text: span }));
        }
        Ok(())
    }

    /// The paragraphs of a cell, up to its end.
    fn cell_text(&mut self) -> Result<String, Error> {
        let mut text = String::new();
        let mut paragraphs = 0;
        let mut depth = 0;
        loop {
            match self.next()? {
                Event::Start(start) => match start.local_name().as_ref() {
                    // A note, or something drawn on the cell, is not its text.
                    "annotation" | "frame" | "custom-shape" | "g" | "rect" | "line" | "detective" => {
                        self.skip(&start)?
                    }
                    "ruby-text" => self.skip(&start)?,
                    name => {
                        match name {
                            "p" => {
                                if paragraphs > 0 {
                                    text.push('\n');
                                }
                                paragraphs += 1;
                            }
                            "s" => {
                                let attributes = self.attributes(&start)?;
                                let count = repeated(&attributes, "text:c", 1 << 15);
                                text.extend(std::iter::repeat_n(' ', count as usize));
                                let (length, limit) = (text.len() as u64, self.book.limits.inflated_bytes);
                                if length > limit {
                                    let option = "--max-inflated-bytes";
                                    return Err(self.book.too_large("bytes of text", length, limit, option));
                                }
                            }
                            "tab" => text.push('\t'),
                            "line-break" => text.push('\n'),
                            _ => {}
                        }
                        depth += 1;
                    }
                },
                Event::End(_) if depth == 0 => return Ok(text),
                Event::End(_) => depth -= 1,
                // Text between the paragraphs is layout of the XML.
                Event::Text(part) if depth > 0 => text.push_str(&part.xml10_content()),
                Event::CData(part) if depth > 0 => text.push_str(&part.xml10_content()),
                Event::GeneralRef(entity) if depth > 0 => {
                    let character = entity.resolve_char_ref().map_err(|error| self.damaged(error))?;
                    match (character, resolve_predefined_entity(&entity)) {
                        (Some(character), _) => text.push(character),
                        (_, Some(known)) => text.push_str(known),
                        _ => return Err(self.damaged(format_args!("the entity &{};", &*entity))),
                    }
                }
                _ => {}
            }
        }
    }
}

/// Appends what a cell holds: the value of its type, or its paragraphs.
fn push_cell(out: &mut String, attributes: &Attributes, text: &str) {
    let value = |name: &str| attributes.get(name).map(String::as_str);
    // Errors call themselves strings, with an empty value.
    if value("calcext:value-type") == Some("error") {
        return push_lines(out, text);
    }
    match (value("office:value-type"), text) {
        (Some("float" | "percentage" | "currency"), _) => match value("office:value") {
            Some(number) => push_printed(out, number),
            None => push_lines(out, text),
        },
        (Some("date"), _) => push_lines(out, value("office:date-value").unwrap_or(text)),
        (Some("time"), _) => push_lines(out, value("office:time-value").unwrap_or(text)),
        (Some("boolean"), _) => match value("office:boolean-value") {
            Some("true") => out.push_str("TRUE"),
            Some("false") => out.push_str("FALSE"),
            _ => push_lines(out, text),
        },
        _ => push_lines(out, value("office:string-value").unwrap_or(text)),
    }
}

/// Appends a number as printed, without an exponent and without a point that nothing follows.
fn push_printed(out: &mut String, number: &str) {
    let number = number.trim();
    if number.contains(['e', 'E'])
        && let Ok(double) = number.parse()
    {
        return push_number(out, double);
    }
    match number.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|digit| digit == b'0') => push(out, whole),
        _ => push(out, number),
    }
}

/// How often an element stands; once when it does not say.
fn repeated(attributes: &Attributes, name: &str, most: u32) -> u32 {
    let count = attributes.get(name).and_then(|count| count.trim().parse::<u64>().ok()).unwrap_or(1);
    count.min(u64::from(most)) as u32
}

fn hides(attributes: &Attributes) -> bool {
    attributes.get("table:visibility").is_some_and(|value| value == "collapse" || value == "filter")
}
