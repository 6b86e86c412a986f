//! A document as one stream of tokens: labels, numbers, marks and blanks in reading order, whatever the layout.
//!
//! A grid keeps its rows and slots and its blanks. Text keeps what it has: bars and tabs are cells with certain
//! blanks, spaces only part one piece from the next. The table filler reads both from here.

use crate::document::{Block, Document, Grid, Span};
use crate::fold::{fold_char, fold_into, ordinal};
use crate::location::Location;
use crate::number::{self, Number, Reading, Unit, is_space};
use std::borrow::Cow;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A number, with the unit that stood behind it.
    Number(Number, Option<Unit>),
    /// A mark for "nothing".
    Placeholder,
    /// A cell that is there and empty.
    Blank,
    /// Words that may be a label.
    Text,
    /// Running text, which is no label.
    Prose,
}

/// A piece of the document.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Its text in the document.
    pub span: Span,
    /// Its folded text in [`Flow::folded`]; empty unless it is [`Kind::Text`].
    pub fold: (u32, u32),
    /// Where in [`Flow::folded`] the words behind its ordinal begin.
    pub words: u32,
    /// The row it stands in: an index into [`Flow::rows`].
    pub row: u32,
    /// First slot covered and one past the last: columns of a grid, cells between bars or tabs; else its number.
    pub slots: (u32, u32),
    /// How many characters of its line stand before it; 0 in grids.
    pub offset: u32,
    /// Its cell in the grid that it stands in; 0 in lines.
    pub cell: u32,
}

impl Token {
    /// Whether it takes the place of a value: a number, a mark or a blank.
    pub fn is_value(&self) -> bool {
        !matches!(self.kind, Kind::Text | Kind::Prose)
    }
}

/// A line, or a row of a grid.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// First token and one past the last.
    pub tokens: (u32, u32),
    /// The block it belongs to.
    pub block: u32,
    /// Whether its cells are known, blanks included.
    pub cells: bool,
    /// Whether a slot without a cell is an empty cell.
    pub sparse: bool,
}

/// The token stream of a document.
#[derive(Debug)]
pub struct Flow<'d> {
    /// The document.
    pub document: &'d Document,
    /// Lines and grid rows in reading order.
    pub rows: Vec<Row>,
    /// All tokens in reading order.
    pub tokens: Vec<Token>,
    /// The folded text of all [`Kind::Text`] tokens, one behind the other.
    pub folded: String,
}

impl<'d> Flow<'d> {
    /// Cuts a document into tokens.
    pub fn new(document: &'d Document) -> Flow<'d> {
        let mut flow = Flow {
            document,
            rows: Vec::with_capacity(document.blocks.len()),
            tokens: Vec::with_capacity(document.blocks.len() * 2),
            folded: String::with_capacity(4096),
        };
        let running = running_heads(document);
        for (index, block) in document.blocks.iter().enumerate() {
            match block {
                Block::Line(_) if running.binary_search(&index).is_ok() => {
                    flow.open_row(index, false);
                }
                Block::Line(line) => {
                    let row = flow.open_row(index, false);
                    let cells = flow.push_line(line.text, row, 0);
                    flow.close_row(cells);
                }
                Block::Grid(grid) => flow.push_grid(index, grid),
            }
        }
        flow
    }

    /// The text of a token.
    pub fn text(&self, token: &Token) -> &'d str {
        self.document.str(token.span)
    }

    /// Where a token stands.
    pub fn location(&self, token: &Token) -> Location {
        match &self.document.blocks[self.rows[token.row as usize].block as usize] {
            Block::Line(line) => line.at.advanced(token.offset),
            Block::Grid(grid) => grid.cells[token.cell as usize].at.clone(),
        }
    }

    /// Rows of its grid that the token's cell covers; 1 in lines.
    pub fn row_span(&self, token: &Token) -> u32 {
        match &self.document.blocks[self.rows[token.row as usize].block as usize] {
            Block::Line(_) => 1,
            Block::Grid(grid) => grid.cells[token.cell as usize].row_span,
        }
    }

    /// The whole text of a row: the line, or its cells with spaces between.
    pub fn row_text(&self, row: &Row) -> Cow<'d, str> {
        match &self.document.blocks[row.block as usize] {
            Block::Line(line) => Cow::Borrowed(self.document.str(line.text)),
            Block::Grid(_) => {
                let tokens = &self.tokens[row.tokens.0 as usize..row.tokens.1 as usize];
                let texts: Vec<&str> =
                    tokens.iter().map(|t| self.text(t).trim_matches(is_space)).filter(|t| !t.is_empty()).collect();
                Cow::Owned(texts.join(" "))
            }
        }
    }

    fn push_grid(&mut self, block: usize, grid: &Grid) {
        let mut first = 0;
        for cells in grid.cells.chunk_by(|a, b| a.row == b.row) {
            let row = self.open_row(block, grid.sparse);
            match cells {
                // A cell of its own may hold a line of text: a pasted row, a paragraph, a heading.
                [cell] if self.document.str(cell.text).contains(is_space) => {
                    let known = self.push_line(cell.text, row, first);
                    self.close_row(known || self.tokens.len() as u32 - self.rows[row as usize].tokens.0 == 1);
                }
                _ => {
                    for (cell, index) in cells.iter().zip(first..) {
                        self.push(cell.text, row, (cell.column, cell.column + cell.column_span), 0, index);
                    }
                    self.close_row(true);
                }
            }
            first += cells.len() as u32;
        }
    }

    fn open_row(&mut self, block: usize, sparse: bool) -> u32 {
        let at = self.tokens.len() as u32;
        self.rows.push(Row { tokens: (at, at), block: block as u32, cells: false, sparse });
        self.rows.len() as u32 - 1
    }

    fn close_row(&mut self, cells: bool) {
        let end = self.tokens.len() as u32;
        if let Some(row) = self.rows.last_mut() {
            row.tokens.1 = end;
            row.cells = cells;
        }
    }

    fn push(&mut self, span: Span, row: u32, slots: (u32, u32), offset: u32, cell: u32) {
        let text = self.document.str(span);
        let row_of = self.rows[row as usize];
        let loose = matches!(self.document.blocks[row_of.block as usize], Block::Line(_));
        let kind = match number::read(text) {
            // Outside of a table's cells a numeral in characters is an ordinal, or a piece of a label set upright.
            Reading::Number(..) if loose && !text.contains(|c| number::narrow(c).is_ascii_digit()) => Kind::Text,
            Reading::Number(number, unit) => Kind::Number(number, unit),
            Reading::Blank => Kind::Blank,
            Reading::Placeholder => Kind::Placeholder,
            Reading::Unreadable if is_prose(text) => Kind::Prose,
            Reading::Unreadable => Kind::Text,
        };
        let start = self.folded.len() as u32;
        let mut words = start;
        if kind == Kind::Text {
            let (behind, _) = ordinal(text);
            fold_into(&text[..behind], &mut self.folded);
            words = self.folded.len() as u32;
            fold_into(&text[behind..], &mut self.folded);
        }
        self.tokens.push(Token {
            kind,
            span,
            fold: (start, self.folded.len() as u32),
            words,
            row,
            slots,
            offset,
            cell,
        });
    }

    /// Cuts a line; tells whether its cells, blanks included, are certain.
    fn push_line(&mut self, span: Span, row: u32, cell: u32) -> bool {
        let text = self.document.str(span);
        let bytes = text.as_bytes();
        if bytes.iter().all(u8::is_ascii_digit) || !text.contains(|c| is_space(c) || is_bar(c)) {
            if !is_rule(text) && !is_page_number(text) {
                self.push(span, row, (0, 1), 0, cell);
            }
            return false;
        }
        if is_rule(text) || is_page_number(text) {
            return false;
        }
        let bars = text.chars().filter(|&c| is_bar(c)).count();
        if bars > 0 {
            return self.push_cells(span, row, cell, is_bar, bars);
        }
        if text.contains('\t') {
            let tabs = text.chars().filter(|&c| c == '\t').count();
            return self.push_cells(span, row, cell, |c| c == '\t', tabs);
        }
        // Spaces inside one number (1 234) or around one: the line is a single cell.
        if text.len() < 60
            && let Reading::Number(..) | Reading::Placeholder = number::read(text)
        {
            self.push(span, row, (0, 1), 0, cell);
            return false;
        }
        let (mut start, mut characters, mut slot) = (0, 0, 0);
        while start < text.len() {
            let rest = &text[start..];
            let skipped = rest.len() - rest.trim_start_matches(is_space).len();
            characters += rest[..skipped].chars().count();
            start += skipped;
            let rest = &text[start..];
            let mut length = rest.find(is_space).unwrap_or(rest.len());
            // An ordinal set apart from its mark is one piece with it: 4 、保护第三方合法权益.
            let (ordinal_length, number) = ordinal(&rest[..rest.len().min(ceil(rest, 24))]);
            if number.is_some() && ordinal_length > length {
                let behind = &rest[ordinal_length..];
                length = ordinal_length + behind.find(is_space).unwrap_or(behind.len());
            }
            let words = &rest[..length];
            // A piece of marks alone (a lone quote, Markdown's ##) holds nothing; `/` and `—` do.
            let marks = words.chars().all(|c| fold_char(c).is_none());
            let empty = marks
                && (number::read(words) == Reading::Unreadable || words.len() > 1 && words.chars().all(|c| c == '*'));
            if !words.is_empty() && !empty {
                let part = Span { start: span.start + start as u32, end: span.start + (start + length) as u32 };
                self.push(part, row, (slot, slot + 1), characters as u32, cell);
                slot += 1;
            }
            characters += words.chars().count();
            start += length;
        }
        false
    }

    /// Cuts a line at its bars or tabs; an empty piece between two of them is a blank cell.
    fn push_cells(
        &mut self,
        span: Span,
        row: u32,
        cell: u32,
        separator: impl Fn(char) -> bool,
        separators: usize,
    ) -> bool {
        let text = self.document.str(span);
        let mut cells: Vec<(usize, usize, usize)> = Vec::with_capacity(separators + 1);
        let (mut start, mut before) = (0, 0);
        for (characters, (i, c)) in text.char_indices().enumerate() {
            if separator(c) {
                cells.push((start, i, before));
                start = i + c.len_utf8();
                before = characters + 1;
            }
        }
        cells.push((start, text.len(), before));
        let blank = |&(start, end, _): &(usize, usize, usize)| text[start..end].chars().all(is_space);
        if cells.iter().filter(|cell| !blank(cell)).all(|&(start, end, _)| is_rule_cell(text[start..end].trim()))
            && cells.iter().any(|c| !blank(c))
        {
            return false;
        }
        // The bars at both ends of a line frame it; they hold no cell outside.
        if cells.first().is_some_and(blank) {
            cells.remove(0);
        }
        if cells.last().is_some_and(blank) {
            cells.pop();
        }
        if cells.is_empty() && separators > 0 {
            // A bar alone on its line ends or begins a cell that stands on another.
            return false;
        }
        let filled = cells.iter().filter(|cell| !blank(cell)).count();
        for (slot, &(start, end, before)) in cells.iter().enumerate() {
            let part = Span { start: span.start + start as u32, end: span.start + end as u32 };
            let text = self.document.str(part);
            let indent = text.chars().take_while(|&c| is_space(c)).count();
            let trimmed = text.trim_start_matches(is_space);
            let part = Span {
                start: part.end - trimmed.len() as u32,
                end: part.end - (trimmed.len() - trimmed.trim_end_matches(is_space).len()) as u32,
            };
            self.push(part, row, (slot as u32, slot as u32 + 1), (before + indent) as u32, cell);
        }
        filled > 1 && cells.len() < 40
    }
}

/// The lines that stand at the head or foot of every page: beside a page number, and there already before.
fn running_heads(document: &Document) -> Vec<usize> {
    let text = |index: usize| match document.blocks.get(index) {
        Some(Block::Line(line)) => document.str(line.text),
        _ => "",
    };
    let pages: Vec<usize> = (0..document.blocks.len()).filter(|&i| is_page_number(text(i))).collect();
    if pages.is_empty() {
        return pages;
    }
    let words = |index: usize| text(index).chars().filter(|&c| !is_space(c)).collect::<String>();
    let mut heads: Vec<usize> = pages.iter().flat_map(|&i| [i.saturating_sub(1), i + 1]).collect();
    heads.sort_unstable();
    heads.dedup();
    heads.retain(|&i| text(i).len() >= 24);
    let texts: Vec<String> = heads.iter().map(|&i| words(i)).collect();
    let mut first_seen: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for index in 0..document.blocks.len() {
        if text(index).len() >= 24 && text(index).len() < 400 {
            first_seen.entry(words(index)).or_insert(index);
        }
    }
    let repeated = |(i, words): &(usize, String)| first_seen.get(words).is_some_and(|first| first < i);
    heads.into_iter().zip(texts).filter(repeated).map(|(i, _)| i).collect()
}

/// How many pieces a text can be cut into, at most: words between spaces, cells between bars or tabs, lines.
pub fn pieces(text: &str) -> u64 {
    let mut parted = true;
    text.chars().fold(0, |count, c| {
        let (after, cell) = (parted, is_bar(c) || c == '\t');
        parted = is_space(c) || cell;
        count + u64::from(cell || after && !parted)
    })
}

fn is_bar(c: char) -> bool {
    matches!(c, '|' | '｜' | '│' | '┃' | '¦')
}

/// The first character boundary of a text at or behind a byte.
fn ceil(text: &str, byte: usize) -> usize {
    (byte..text.len()).find(|&i| text.is_char_boundary(i)).unwrap_or(text.len())
}

/// A separator row's cell in Markdown: three dashes or more, or colons.
fn is_rule_cell(cell: &str) -> bool {
    cell.len() > 2
        && cell.chars().all(|c| matches!(c, '-' | ':' | '=' | '─' | '━'))
        && cell.contains(['-', '=', '─', '━'])
}

/// A line drawn between rows: `+----+`, `═════`.
fn is_rule(text: &str) -> bool {
    text.starts_with(['+', '-', '=', '_', '*', '─', '━', '═', '┌', '├', '└', '╔', '╟', '╚'])
        && text.split(is_space).all(|piece| piece.is_empty() || piece.chars().count() > 3)
        && text.chars().all(|c| {
            is_space(c) || matches!(c, '+' | '-' | '=' | '_' | '*' | '─' | '━' | '═' | '\u{2500}'..='\u{257F}')
        })
}

/// A page number on a line of its own: `- 4 -`, `— 12 —`, `第 3 页 共 9 页`.
fn is_page_number(text: &str) -> bool {
    let dash = |c: char| number::narrow(c) == '-';
    if text.len() > 48 {
        return false;
    }
    if text.starts_with(dash) && text.ends_with(dash) {
        let inner = text.trim_matches(|c| dash(c) || is_space(c));
        return (1..=4).contains(&inner.len()) && inner.bytes().all(|b| b.is_ascii_digit());
    }
    text.starts_with('第')
        && text.ends_with('页')
        && text.chars().all(|c| c.is_ascii_digit() || is_space(c) || "第页共/，,".contains(c))
}

/// Running text: a sentence, or longer than any label with its explanation.
fn is_prose(text: &str) -> bool {
    text.len() > 480 || text.len() > 90 && text.contains(['。', '；'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Line;

    fn kinds(line: &str) -> (Vec<String>, bool) {
        let mut document = Document::new();
        let text = document.push_text(line);
        document.blocks.push(Block::Line(Line { text, at: Location::Line { line: 1, column: 1 }, scope: 0 }));
        let flow = Flow::new(&document);
        let tokens = flow.tokens.iter().map(|t| match t.kind {
            Kind::Number(n, _) => n.to_string(),
            Kind::Placeholder => "/".into(),
            Kind::Blank => "_".into(),
            Kind::Text | Kind::Prose => flow.text(t).to_owned(),
        });
        (tokens.collect(), flow.rows[0].cells)
    }

    #[test]
    fn lines_are_cut_by_their_layout() {
        assert_eq!(kinds("规章  0 1   +2"), (vec!["规章".into(), "0".into(), "1".into(), "2".into()], false));
        assert_eq!(kinds("| 规章 | 0 |  | 3 |"), (vec!["规章".into(), "0".into(), "_".into(), "3".into()], true));
        assert_eq!(kinds("规章\t0\t\t3"), (vec!["规章".into(), "0".into(), "_".into(), "3".into()], true));
        assert_eq!(kinds("|---|:--:|"), (vec![], false));
        assert_eq!(kinds("- 4 -"), (vec![], false));
        assert_eq!(kinds("-4"), (vec!["-4".into()], false));
        assert_eq!(kinds("1 234"), (vec!["1234".into()], false));
        assert_eq!(kinds("规章 |"), (vec!["规章".into()], false));
        assert_eq!(kinds("|"), (vec![], false));
    }
}
