//! From the tree of a page to lines and grids.

use super::slots::{Slot, Slots, column_span, row_span};
use super::style::Style;
use crate::document::{Block, Cell, Document, Grid, Line, MetadataField, Observation, ObservationKind, Span};
use crate::location::Location;
use crate::number::is_space;
use scraper::{ElementRef, Html, Node};
use std::ops::Deref;

/// A node of the tree.
type Ref<'a> = <ElementRef<'a> as Deref>::Target;
type Element = scraper::node::Element;

/// Fields of metadata kept, and bytes of the name and value of each.
const FIELDS: usize = 200;
const NAME_BYTES: usize = 200;
const FIELD_BYTES: usize = 4096;
/// Pictures noted, and bytes of what is said of each.
const IMAGES: usize = 50;
const IMAGE_BYTES: usize = 200;
/// Bytes of a cell from which its text may be prose, in several lines or with a heading; about 300 characters.
const PROSE: usize = 900;
/// Bytes of a cell from which its text is prose in any case.
const LONG_PROSE: usize = 4500;
/// Cells with numbers, of at most so many bytes, that make a table one of data although one cell holds prose; or
/// cells with any text.
const NUMBERS: usize = 8;
const NUMBER: usize = 9;
const FILLED: usize = 16;

/// Reads the whole tree into the document; too many cells are an error that tells how many were met.
pub fn walk(html: &Html, document: Document, cell_limit: u64) -> Result<Document, u64> {
    let mut walker = Walker {
        document,
        cell_limit,
        start: 0,
        gap: Gap::None,
        cell: None,
        frames: Vec::new(),
        containers: Vec::new(),
        placed: 0,
        preformatted: false,
        margin: false,
        heading: false,
        nested: false,
        paragraphs: 0,
        tables: 0,
        cells: 0,
        images: 0,
    };
    walker.children(html.tree.root())?;
    walker.break_line();
    Ok(walker.document)
}

/// What stands between the text written so far and the next word. Later ones outdo earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    /// White space.
    Space,
    /// White space with a line break of the source, which may be nothing between Chinese characters.
    Newline,
    /// A line break in a cell.
    Break,
}

struct Walker {
    document: Document,
    cell_limit: u64,
    /// Where the text of the line or cell begins that is being written.
    start: usize,
    gap: Gap,
    /// The cell being read; none outside of grids.
    cell: Option<Location>,
    /// Open elements, as what closing them needs to know.
    frames: Vec<Frame>,
    /// Open containers, each with its scope once a block stands in it.
    containers: Vec<u32>,
    /// How many of the containers, from the outermost, have a scope.
    placed: usize,
    preformatted: bool,
    /// In a part of the page that is not its content (`nav`, `header`, `footer`).
    margin: bool,
    /// A heading was met in the cell.
    heading: bool,
    /// A table was met in the cell.
    nested: bool,
    paragraphs: u32,
    tables: u32,
    cells: u64,
    images: usize,
}

#[derive(Clone, Copy)]
struct Frame {
    breaks: bool,
    container: bool,
    /// The state outside of the element.
    preformatted: bool,
    margin: bool,
}

impl Walker {
    /// Reads all that stands in a node; no recursion, however deep it is. Ends early at a table in a cell.
    fn children(&mut self, root: Ref) -> Result<(), u64> {
        let base = self.frames.len();
        let mut next = root.first_child();
        while let Some(mut node) = next {
            let mut opened = match node.value() {
                Node::Text(text) => {
                    self.text(text);
                    false
                }
                Node::Element(element) => self.open(node, element)?,
                _ => false,
            };
            if self.nested {
                self.frames.truncate(base);
                return Ok(());
            }
            if opened && node.has_children() {
                next = node.first_child();
                continue;
            }
            next = loop {
                if opened {
                    self.close();
                }
                if let Some(sibling) = node.next_sibling() {
                    break Some(sibling);
                }
                match node.parent() {
                    Some(parent) if parent != root => (node, opened) = (parent, true),
                    _ => break None,
                }
            };
        }
        Ok(())
    }

    /// Begins an element; tells whether its content is to be read, with [`Walker::close`] to follow.
    fn open(&mut self, node: Ref, element: &Element) -> Result<bool, u64> {
        let name = element.name();
        let mut frame = Frame { breaks: true, container: false, preformatted: self.preformatted, margin: self.margin };
        match name {
            "script" | "style" | "template" | "noscript" | "noembed" | "noframes" | "iframe" | "select"
            | "datalist" | "option" | "button" | "textarea" | "svg" | "input" | "audio" | "video" | "canvas"
            | "map" => {
                return Ok(false);
            }
            "title" => {
                self.title(node);
                return Ok(false);
            }
            "meta" => {
                self.meta(element);
                return Ok(false);
            }
            "br" | "hr" => {
                self.break_line();
                return Ok(false);
            }
            _ => {}
        }
        let style = Style::of(element.attrs());
        if style.gone || style.invisible {
            self.skip(node);
            return Ok(false);
        }
        match name {
            "img" => {
                self.image(element);
                return Ok(false);
            }
            "table" => {
                self.break_line();
                if self.cell.is_some() {
                    self.nested = true;
                    return Ok(false);
                }
                if self.grid(node)? {
                    return Ok(false);
                }
                frame.container = true;
            }
            "html" | "p" | "li" | "dt" | "dd" | "tr" | "tbody" | "thead" | "tfoot" | "caption" | "legend"
            | "summary" | "figcaption" | "address" => {}
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = true,
            "pre" | "listing" | "xmp" | "plaintext" => self.preformatted = true,
            "nav" | "header" | "footer" => {
                self.margin = true;
                frame.container = true;
            }
            "body" | "div" | "td" | "th" | "section" | "article" | "main" | "form" | "aside" | "ul" | "ol" | "dl"
            | "menu" | "center" | "blockquote" | "fieldset" | "figure" | "details" | "dialog" | "dir" | "hgroup"
            | "search" => frame.container = true,
            _ => frame.breaks = style.block,
        }
        self.preformatted |= style.preformatted;
        if frame.breaks {
            self.break_line();
        }
        frame.container &= self.cell.is_none();
        if frame.container {
            self.containers.push(0);
        }
        self.frames.push(frame);
        Ok(true)
    }

    /// Ends the element opened last.
    fn close(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        if frame.breaks {
            self.break_line();
        }
        if frame.container {
            self.containers.pop();
            self.placed = self.placed.min(self.containers.len());
        }
        self.preformatted = frame.preformatted;
        self.margin = frame.margin;
    }

    /// Passes over an element that does not show; its tables count all the same.
    fn skip(&mut self, node: Ref) {
        let tables = node.descendants().filter(|node| is_element(node, "table")).count();
        self.tables += tables as u32;
    }

    /// Writes text, its white space collapsed.
    fn text(&mut self, text: &str) {
        if self.preformatted {
            for (number, line) in text.split('\n').enumerate() {
                if number > 0 {
                    self.break_line();
                }
                let words = line.trim_ascii();
                if !line.starts_with(words) {
                    self.gap = self.gap.max(Gap::Space);
                }
                if !words.is_empty() {
                    self.word(words);
                }
                if !line.ends_with(words) {
                    self.gap = self.gap.max(Gap::Space);
                }
            }
            return;
        }
        let mut rest = text;
        loop {
            let visible = rest.trim_ascii_start();
            let space = &rest[..rest.len() - visible.len()];
            if !space.is_empty() {
                let gap = if space.contains('\n') { Gap::Newline } else { Gap::Space };
                self.gap = self.gap.max(gap);
            }
            if visible.is_empty() {
                return;
            }
            let end = visible.bytes().position(|b| b.is_ascii_whitespace()).unwrap_or(visible.len());
            let (word, behind) = visible.split_at(end);
            self.word(word);
            rest = behind;
        }
    }

    /// Writes a word, and before it what the gap comes to.
    fn word(&mut self, word: &str) {
        let text = &mut self.document.text;
        if text.len() > self.start {
            match self.gap {
                Gap::None => {}
                Gap::Space => text.push(' '),
                Gap::Newline => {
                    if !(text.chars().next_back().is_some_and(is_chinese)
                        && word.chars().next().is_some_and(is_chinese))
                    {
                        text.push(' ');
                    }
                }
                Gap::Break => text.push('\n'),
            }
        }
        self.gap = Gap::None;
        text.push_str(word);
    }

    /// Ends the line: a block outside of grids, one of several lines in a cell.
    fn break_line(&mut self) {
        if self.cell.is_some() {
            self.gap = Gap::Break;
            return;
        }
        self.gap = Gap::None;
        if self.document.text.len() > self.start {
            let span = self.end_span();
            self.push_line(span);
        }
    }

    /// The text written since the last span ended.
    fn end_span(&mut self) -> Span {
        let span = Span { start: self.start as u32, end: self.document.text.len() as u32 };
        self.start = self.document.text.len();
        self.gap = Gap::None;
        span
    }

    fn push_line(&mut self, text: Span) {
        if self.document.str(text).chars().all(is_space) {
            return;
        }
        self.paragraphs += 1;
        let (at, scope) = (Location::Paragraph { index: self.paragraphs }, self.scope());
        self.document.blocks.push(Block::Line(Line { text, at, scope }));
    }

    /// The scope of the innermost open container. Containers without blocks never get one.
    fn scope(&mut self) -> u32 {
        let scopes = &mut self.document.scopes;
        let mut parent = self.placed.checked_sub(1).map_or(0, |last| self.containers[last]);
        for container in &mut self.containers[self.placed..] {
            *container = scopes.len() as u32;
            scopes.push(parent);
            parent = *container;
        }
        self.placed = self.containers.len();
        parent
    }

    /// Reads a table as a grid, if it is one of data. If it is there for the layout, nothing remains of the attempt
    /// but its number, and its content is to be read like that of any other element.
    ///
    /// The attempt ends at the first table inside, so that no node is read more than twice.
    fn grid(&mut self, table: Ref) -> Result<bool, u64> {
        self.tables += 1;
        let number = self.tables;
        let begin = self.start;
        let (observations, fields) = (self.document.observations.len(), self.document.metadata.len());
        let (images, cells_before) = (self.images, self.cells);
        let outside = (self.preformatted, self.margin, self.heading);
        let attempt = self.data_table(table, number);
        self.cell = None;
        (self.preformatted, self.margin, self.heading) = outside;
        if let Some(Table { captions, cells, .. }) = attempt? {
            for caption in captions {
                self.push_line(caption);
            }
            if !cells.is_empty() {
                let at = Location::TableCell { table: number, row: 1, cell: 1 };
                let scope = self.scope();
                self.document.blocks.push(Block::Grid(Grid { cells, at, scope, sparse: false }));
            }
            return Ok(true);
        }
        self.document.text.truncate(begin);
        self.document.observations.truncate(observations);
        self.document.metadata.truncate(fields);
        (self.start, self.gap, self.nested) = (begin, Gap::None, false);
        (self.tables, self.images, self.cells) = (number, images, cells_before);
        Ok(false)
    }

    /// The content of a table; none if it is there for the layout.
    fn data_table(&mut self, element: Ref, number: u32) -> Result<Option<Table>, u64> {
        let mut table = Table { number, ..Table::default() };
        for group in element.children() {
            match group.value().as_element().map_or("", Element::name) {
                "caption" if !is_hidden(group) => {
                    self.cell = Some(table.at(1));
                    self.children(group)?;
                    let text = self.end_span();
                    table.captions.extend(lines(&self.document, text));
                }
                "thead" | "tbody" | "tfoot" => {
                    for row in group.children().filter(|node| is_element(node, "tr")) {
                        table.rows += 1;
                        if is_hidden(group) || is_hidden(row) {
                            self.skip(row);
                        } else if !self.data_row(row, &mut table)? {
                            return Ok(None);
                        }
                    }
                    table.slots.end_group(&mut table.cells);
                }
                _ => {}
            }
            if self.nested {
                return Ok(None);
            }
        }
        Ok((table.cells.len() != 1 && !table.content.is_prose()).then_some(table))
    }

    /// Reads the cells of a row; tells whether the table may still be one of data.
    fn data_row(&mut self, row: Ref, table: &mut Table) -> Result<bool, u64> {
        let mut number = 0;
        for node in row.children() {
            let Some(element) = node.value().as_element() else { continue };
            if !matches!(element.name(), "td" | "th") {
                continue;
            }
            number += 1;
            let style = Style::of(element.attrs());
            if style.gone {
                self.skip(node);
                continue;
            }
            self.cells += 1;
            if self.cells > self.cell_limit {
                return Err(self.cells);
            }
            let (mut rows, mut columns) = (None, None);
            for (name, value) in element.attrs() {
                match name {
                    "rowspan" => rows = Some(value),
                    "colspan" => columns = Some(value),
                    _ => {}
                }
            }
            let Some(slot) = table.slots.place(row_span(rows), column_span(columns)) else { return Ok(false) };
            let at = table.at(number);
            self.cell = Some(at.clone());
            (self.preformatted, self.heading) = (style.preformatted, false);
            if style.invisible {
                self.skip(node);
            } else {
                self.children(node)?;
            }
            if self.nested {
                return Ok(false);
            }
            let text = self.end_span();
            table.content.add(self.document.str(text), self.heading);
            let Slot { row, column, row_span, column_span } = slot;
            table.cells.push(Cell { row, column, row_span, column_span, text, at });
        }
        table.slots.end_row();
        Ok(true)
    }

    fn title(&mut self, node: Ref) {
        let mut value = String::new();
        for text in node.children().filter_map(|child| child.value().as_text()) {
            for word in text.split_ascii_whitespace() {
                if !value.is_empty() {
                    value.push(' ');
                }
                value.push_str(word);
            }
        }
        // Pages in pieces have more than one.
        if !self.document.metadata.iter().any(|field| field.name == "title") {
            self.metadata("title", &value);
        }
    }

    fn meta(&mut self, element: &Element) {
        let (mut name, mut content) = (None, None);
        for (attribute, value) in element.attrs() {
            match attribute {
                "name" => name = Some(value),
                "property" if value == "og:title" => name = name.or(Some(value)),
                "content" => content = Some(value),
                _ => {}
            }
        }
        if let (Some(name), Some(content)) = (name, content) {
            self.metadata(name, content);
        }
    }

    fn metadata(&mut self, name: &str, value: &str) {
        let (name, value) = (name.trim_matches(is_space), value.trim_matches(is_space));
        if !name.is_empty() && name.len() <= NAME_BYTES && !value.is_empty() && self.document.metadata.len() < FIELDS {
            self.document.metadata.push(MetadataField {
                name: name.to_owned(),
                value: clipped(value, FIELD_BYTES).to_owned(),
                at: Location::Metadata { name: name.into() },
            });
        }
    }

    /// Notes a picture that may stand for a table or a page of the report.
    fn image(&mut self, element: &Element) {
        if self.margin || self.images == IMAGES {
            return;
        }
        let (mut alt, mut src) = ("", "");
        for (name, value) in element.attrs() {
            match name {
                "alt" => alt = value.trim_matches(is_space),
                "src" => src = value.trim_ascii(),
                _ => {}
            }
        }
        // A picture in the page itself has no address, only its type and a long tail of data.
        let src = if src.starts_with("data:") { src.split([',', ';']).next().unwrap_or(src) } else { src };
        let detail = if alt.is_empty() { src } else { alt };
        self.images += 1;
        self.document.observations.push(Observation {
            kind: ObservationKind::Image,
            at: self.cell.clone().unwrap_or(Location::Paragraph { index: self.paragraphs + 1 }),
            detail: clipped(detail, IMAGE_BYTES).to_owned(),
        });
    }
}

/// A table while it is being read.
#[derive(Default)]
struct Table {
    number: u32,
    captions: Vec<Span>,
    cells: Vec<Cell>,
    /// Rows as written, so far.
    rows: u32,
    slots: Slots,
    content: Content,
}

impl Table {
    /// Where a cell of the current row stands.
    fn at(&self, cell: u32) -> Location {
        Location::TableCell { table: self.number, row: self.rows.max(1), cell }
    }
}

/// What the cells of a table hold, to tell layout from data.
#[derive(Default)]
struct Content {
    prose_bytes: usize,
    /// Of cells without prose.
    bytes: usize,
    /// Cells with text, but no prose.
    filled: usize,
    /// Cells with a number.
    numbers: usize,
}

impl Content {
    fn add(&mut self, text: &str, heading: bool) {
        let is_prose = text.len() > LONG_PROSE
            || text.len() > PROSE && (heading || memchr::memchr_iter(b'\n', text.as_bytes()).nth(1).is_some());
        if is_prose {
            self.prose_bytes += text.len();
        } else if !text.chars().all(is_space) {
            self.bytes += text.len();
            self.filled += 1;
            let is_number = text.len() <= NUMBER && !text.chars().any(char::is_alphabetic);
            self.numbers += usize::from(is_number);
        }
    }

    /// Whether prose is what the table is there for: it holds few other cells, or only some fields about the text.
    /// A row of prose above the rows of a form does not make it so.
    fn is_prose(&self) -> bool {
        let is_data = self.numbers >= NUMBERS || self.filled >= FILLED && self.prose_bytes <= 10 * self.bytes;
        self.prose_bytes > 0 && !is_data
    }
}

fn is_element(node: &Ref, name: &str) -> bool {
    node.value().as_element().is_some_and(|element| element.name() == name)
}

fn is_hidden(node: Ref) -> bool {
    let style = node.value().as_element().map(|element| Style::of(element.attrs())).unwrap_or_default();
    style.gone || style.invisible
}

/// The lines of a text with line breaks.
fn lines(document: &Document, text: Span) -> Vec<Span> {
    let mut start = text.start;
    let line = |line: &str| {
        let span = Span { start, end: start + line.len() as u32 };
        start = span.end + 1;
        span
    };
    document.str(text).split('\n').map(line).collect()
}

/// The text up to so many bytes, in whole characters.
fn clipped(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// Characters that are written without spaces between them.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}' | '\u{2460}'..='\u{24FF}' | '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}
