//! Which value belongs to which column: the cells behind each label, and the ways to place them for certain.

use super::{Found, Hit};
use crate::flow::{Flow, Kind, Token};
use crate::vocabulary::{UnionTable, Vocabulary};

/// A cell of a found row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// The token that stands in it.
    Token(u32),
    /// The token that the sums of the form put there.
    Inferred(u32),
    /// A token whose cell covers several columns or rows.
    Merged(u32),
    /// An empty cell that left no token.
    Absent,
    /// Its row holds numbers, but which one is its own cannot be known.
    Unknown,
}

/// What one row holds.
#[derive(Debug, Clone, Default)]
pub struct RowCells {
    /// The cells, one for each of [`Found::columns`]; none where the row has no values at all.
    pub cells: Vec<Cell>,
    /// The value tokens that stand with the label, in reading order.
    pub tokens: Vec<u32>,
    /// Whether the tokens are placed, or may not be.
    pub placed: bool,
    /// Whether any of the tokens holds something.
    filled: bool,
}

impl RowCells {
    /// Whether the row holds anything but blanks.
    pub fn holds_values(&self) -> bool {
        self.filled
    }

    /// Whether the row is one of another form than the one given, so that it stands for itself when printed.
    pub fn is_row(&self, union: &UnionTable, item: usize, form: usize) -> bool {
        let item = &union.items[item];
        item.row_in != 0 && item.group_in & (1 << form) == 0
    }
}

impl Found {
    /// First and last token from the first label to the end of the last row.
    pub fn body(&self, _vocabulary: &Vocabulary) -> (u32, u32) {
        let first = self.anchors.iter().map(|a| a.tokens.0).min().unwrap_or(0);
        let last = self.anchors.iter().map(|a| a.tokens.1);
        let values = self.rows.iter().flat_map(|row| row.tokens.iter().copied());
        (first, last.chain(values).max().unwrap_or(first))
    }
}

/// Places the values of a table. `form` is the index of the chosen form; `edges` are the first and last tokens of
/// all tables, which no row reaches beyond.
pub fn fill(flow: &Flow, vocabulary: &Vocabulary, table: &mut Found, form: Option<usize>, edges: &[u32]) {
    let union = &vocabulary.tables[table.table];
    table.rows = gather(flow, table, edges);
    table.columns = layout(flow, vocabulary, table, form);
    let slots = header_slots(flow, vocabulary, table);
    let columns = table.columns.len();
    for row in &mut table.rows {
        place_by_count(flow, row, columns);
    }
    place_by_slots(flow, table, &slots);
    place_by_order(flow, table, union);
    for row in &mut table.rows {
        row.filled = row.tokens.iter().any(|&t| flow.tokens[t as usize].kind != Kind::Blank);
        if !row.placed {
            let cell = if row.filled { Cell::Unknown } else { Cell::Absent };
            row.cells = vec![cell; columns];
        }
    }
    table.tokens.1 = table.body(vocabulary).1;
}

/// The value tokens of each anchor: those inside its label and those behind it, up to the next words.
fn gather(flow: &Flow, table: &Found, edges: &[u32]) -> Vec<RowCells> {
    let mut rows = Vec::with_capacity(table.anchors.len());
    for (i, anchor) in table.anchors.iter().enumerate() {
        let next = table.anchors.get(i + 1).map_or(flow.tokens.len() as u32, |next| next.tokens.0);
        let next = edges.iter().copied().filter(|&e| e > anchor.tokens.1).min().map_or(next, |edge| next.min(edge));
        let mut tokens: Vec<u32> = (anchor.tokens.0..=anchor.tokens.1)
            .filter(|&t| anchor.labelled && flow.tokens[t as usize].is_value())
            .collect();
        let from = &flow.tokens[anchor.tokens.1 as usize];
        let known = flow.rows[from.row as usize].cells;
        let mut token = if anchor.labelled { anchor.tokens.1 + 1 } else { anchor.tokens.1 + 1 };
        while token < next {
            let at = &flow.tokens[token as usize];
            let same_row = at.row == from.row;
            if known && !same_row && anchor.labelled {
                break;
            }
            match at.kind {
                // In a row of known cells every cell counts, readable or not, except a unit's own cell.
                Kind::Text | Kind::Prose if known && same_row && anchor.labelled => {
                    if tokens.is_empty() && is_unit(flow.text(at)) {
                        token += 1;
                        continue;
                    }
                    tokens.push(token);
                }
                Kind::Text if tokens.is_empty() && is_unit(flow.text(at)) => {}
                Kind::Text | Kind::Prose => break,
                _ => tokens.push(token),
            }
            token += 1;
        }
        rows.push(RowCells { tokens, ..RowCells::default() });
    }
    rows
}

/// A cell that holds only the unit of its row, as the statistics table of 2014 prints it.
fn is_unit(text: &str) -> bool {
    let text = text.trim_matches(crate::number::is_space);
    ["条", "件", "次", "篇", "万元", "个", "人", "人次", "项", "份"].contains(&text)
}

/// The columns that the table prints: of the form whose labels its header shows, else of the only form whose
/// width its rows have, else of the chosen form.
fn layout(flow: &Flow, vocabulary: &Vocabulary, table: &Found, form: Option<usize>) -> Vec<u8> {
    let union = &vocabulary.tables[table.table];
    let shown: Vec<u8> = (0..union.columns.len() as u8)
        .filter(|&c| table.header.iter().any(|hit| hit.columns(vocabulary, table.table).any(|column| column == c)))
        .collect();
    let chosen = |f: usize| form == Some(f);
    let score = |layout: &[u8]| {
        let inside = layout.iter().filter(|c| shown.contains(c)).count() as i32;
        inside * 2 - shown.iter().filter(|c| !layout.contains(c)).count() as i32
    };
    let width = common_width(flow, table);
    let best = union
        .layouts
        .iter()
        .max_by_key(|(f, layout)| (score(layout), i32::from(width == Some(layout.len())), i32::from(chosen(*f)), *f));
    let Some((_, layout)) = best else { return Vec::new() };
    // A column that the header does not show and the rows have no cell for is not printed.
    let printed: Vec<u8> = layout.iter().copied().filter(|c| shown.contains(c)).collect();
    if !union.unlabelled && printed.len() >= 2 && printed.len() < layout.len() && width == Some(printed.len()) {
        return printed;
    }
    layout.clone()
}

/// How many values most rows hold, where more than half hold the same.
fn common_width(flow: &Flow, table: &Found) -> Option<usize> {
    let mut widths: Vec<usize> = table
        .rows
        .iter()
        .map(|row| {
            row.tokens.len()
                - row.tokens.iter().rev().take_while(|&&t| flow.tokens[t as usize].kind == Kind::Blank).count()
        })
        .filter(|&width| width > 0)
        .collect();
    widths.sort_unstable();
    let run = widths.chunk_by(|a, b| a == b).max_by_key(|run| run.len())?;
    (run.len() * 2 > widths.len()).then(|| run[0])
}

/// The slots that the header gives each column, by block; complete ones only.
fn header_slots(flow: &Flow, vocabulary: &Vocabulary, table: &Found) -> Vec<(u32, Vec<(u32, u32)>)> {
    let union = &vocabulary.tables[table.table];
    let mut blocks: Vec<u32> = Vec::new();
    for hit in &table.header {
        let row = &flow.rows[flow.tokens[hit.tokens.0 as usize].row as usize];
        if row.cells && !blocks.contains(&row.block) {
            blocks.push(row.block);
        }
    }
    let mut slots = Vec::new();
    for block in blocks {
        let mut cells: Vec<(&Hit, (u32, u32))> = table
            .header
            .iter()
            .filter(|hit| hit.columns(vocabulary, table.table).next().is_some())
            .map(|hit| (hit, &flow.tokens[hit.tokens.0 as usize]))
            .filter(|(_, token)| flow.rows[token.row as usize].block == block && flow.rows[token.row as usize].cells)
            .map(|(hit, token)| (hit, token.slots))
            .collect();
        let by_column: Option<Vec<(u32, u32)>> = if union.unlabelled {
            // The labels repeat group by group: their order across the slots tells the columns.
            cells.sort_by_key(|(_, slots)| *slots);
            let fits = cells.len() == table.columns.len()
                && cells
                    .iter()
                    .zip(&table.columns)
                    .all(|((hit, _), &column)| hit.columns(vocabulary, table.table).any(|c| c == column));
            fits.then(|| cells.iter().map(|(_, slots)| *slots).collect())
        } else {
            table
                .columns
                .iter()
                .map(|&column| {
                    let mut of =
                        cells.iter().filter(|(hit, _)| hit.columns(vocabulary, table.table).any(|c| c == column));
                    of.next_back().map(|(_, slots)| *slots)
                })
                .collect()
        };
        if let Some(by_column) = by_column {
            slots.push((block, by_column));
        }
    }
    slots
}

/// Places a row that has just as many cells as the table has columns, or more that are blank on one known side.
fn place_by_count(flow: &Flow, row: &mut RowCells, columns: usize) {
    let count = row.tokens.len();
    if columns == 0 || count < columns {
        return;
    }
    let blank = |t: u32| flow.tokens[t as usize].kind == Kind::Blank;
    let mut windows =
        (0..=count - columns).filter(|&o| row.tokens[..o].iter().chain(&row.tokens[o + columns..]).all(|&t| blank(t)));
    if let (Some(window), None) = (windows.next(), windows.next()) {
        row.cells = row.tokens[window..window + columns].iter().map(|&t| cell(flow, t)).collect();
        row.placed = true;
    }
}

fn cell(flow: &Flow, token: u32) -> Cell {
    if flow.row_span(&flow.tokens[token as usize]) > 1 { Cell::Merged(token) } else { Cell::Token(token) }
}

/// Places the rows of known cells that the count left open by the slots that the header, or the rows already
/// placed, give the columns.
fn place_by_slots(flow: &Flow, table: &mut Found, header: &[(u32, Vec<(u32, u32)>)]) {
    let columns = table.columns.len();
    for i in 0..table.rows.len() {
        let anchor = &table.anchors[i];
        let from = &flow.tokens[anchor.tokens.1 as usize];
        let place = match table.rows[i].tokens.first() {
            Some(&t) => flow.rows[flow.tokens[t as usize].row as usize],
            None => flow.rows[from.row as usize],
        };
        if table.rows[i].placed || !place.cells || columns == 0 {
            continue;
        }
        if table.rows[i].tokens.is_empty() && !place.sparse {
            continue;
        }
        let Some(slots) = header
            .iter()
            .find(|(block, _)| *block == place.block)
            .map(|(_, slots)| slots.clone())
            .or_else(|| slots_of_rows(flow, table, place.block))
        else {
            continue;
        };
        let overlaps = |token: &Token, slot: &(u32, u32)| token.slots.0 < slot.1 && slot.0 < token.slots.1;
        let tokens = &table.rows[i].tokens;
        let mut cells = Vec::with_capacity(columns);
        let mut used = Vec::new();
        for slot in &slots {
            let mut here = tokens.iter().copied().filter(|&t| overlaps(&flow.tokens[t as usize], slot));
            match (here.next(), here.next()) {
                (Some(token), None) => {
                    let covers = slots.iter().filter(|slot| overlaps(&flow.tokens[token as usize], slot)).count();
                    cells.push(if covers > 1 { Cell::Merged(token) } else { cell(flow, token) });
                    used.push(token);
                }
                (None, _) if place.sparse => cells.push(Cell::Absent),
                _ => break,
            }
        }
        let stray = tokens.iter().any(|t| !used.contains(t) && flow.tokens[*t as usize].kind != Kind::Blank);
        // A value beyond the columns of the header stands in a column that the form does not have; in its own
        // slot it takes nothing from the others.
        let beyond =
            tokens.iter().all(|t| used.contains(t) || slots.iter().all(|s| !overlaps(&flow.tokens[*t as usize], s)));
        if cells.len() == columns && (!stray || beyond && header.iter().any(|(block, _)| *block == place.block)) {
            table.rows[i].cells = cells;
            table.rows[i].placed = true;
        }
    }
}

/// The slots in which rows of the same block hold the columns, where all placed rows agree.
fn slots_of_rows(flow: &Flow, table: &Found, block: u32) -> Option<Vec<(u32, u32)>> {
    let mut agreed: Option<Vec<(u32, u32)>> = None;
    for row in table.rows.iter().filter(|row| row.placed) {
        let slots: Option<Vec<(u32, u32)>> = row
            .cells
            .iter()
            .map(|cell| match cell {
                Cell::Token(t) if flow.rows[flow.tokens[*t as usize].row as usize].block == block => {
                    Some(flow.tokens[*t as usize].slots)
                }
                _ => None,
            })
            .collect();
        match (&agreed, slots) {
            (_, None) => {}
            (None, slots) => agreed = slots,
            (Some(one), Some(other)) if *one == other => {}
            _ => return None,
        }
    }
    agreed
}

/// Places rows of flattened text whose values stand before their label, or in the next place to it: where a
/// stretch of rows holds just its number of values and no other words, they are the rows' in order.
fn place_by_order(flow: &Flow, table: &mut Found, _union: &UnionTable) {
    let columns = table.columns.len();
    if columns == 0 {
        return;
    }
    // Values between the header and the first label belong to no label yet.
    let first = table.anchors[0].tokens.0;
    let header_end = table.header.iter().map(|hit| hit.tokens.1 + 1).max().unwrap_or(first).min(first);
    let lead: Vec<u32> = (header_end..first).filter(|&t| flow.tokens[t as usize].is_value()).collect();
    let loose = |i: usize| !flow.rows[flow.tokens[table.anchors[i].tokens.1 as usize].row as usize].cells;
    if lead.len() == columns && !table.rows.is_empty() && loose(0) && header_end + lead.len() as u32 == first {
        // Every row's values stand before its label when the last label has none behind it.
        let rows: Vec<usize> = (0..table.rows.len()).collect();
        let before: Vec<Vec<u32>> =
            std::iter::once(lead).chain(table.rows.iter().map(|row| row.tokens.clone())).collect();
        let last_empty = before.last().is_some_and(Vec::is_empty);
        let mut taken: Vec<Vec<u32>> = Vec::new();
        for row in &rows {
            taken.push(before[*row].clone());
        }
        if last_empty && taken.iter().filter(|tokens| !tokens.is_empty()).all(|tokens| tokens.len() == columns) {
            for (row, tokens) in table.rows.iter_mut().zip(taken) {
                row.cells = tokens.iter().map(|&t| cell(flow, t)).collect();
                row.placed = !tokens.is_empty();
                row.tokens = tokens;
            }
        }
    }
}
