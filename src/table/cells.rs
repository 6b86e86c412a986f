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
    pub fn body(&self) -> (u32, u32) {
        let first = self.anchors.iter().map(|a| a.tokens.0).min().unwrap_or(0);
        let last = self.anchors.iter().map(|a| a.tokens.1);
        let values = self.rows.iter().flat_map(|row| row.tokens.iter().copied());
        (first, last.chain(values).max().unwrap_or(first))
    }
}

/// Places the values of a table. `form` is the index of the chosen form; `edges` are the first and last tokens of
/// all tables, which no row reaches beyond.
pub fn place(flow: &Flow, vocabulary: &Vocabulary, table: &mut Found, form: Option<usize>) {
    table.columns = layout(flow, vocabulary, table, form);
    let slots = header_slots(flow, vocabulary, table);
    let columns = table.columns.len();
    take_unreadable(flow, table);
    for row in &mut table.rows {
        place_by_count(flow, row, columns);
    }
    place_by_slots(flow, table, &slots);
    place_by_order(flow, table);
    place_by_position(flow, table);
}

/// How flattened text lost cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// Empty cells left nothing behind.
    Blanks,
    /// Of lines that are alike only the first was kept: every number stands once.
    Repeats,
}

/// Whether a document set one cell a line has lost its repeated lines: many numbers, and no two alike.
pub fn has_lost_repeats(flow: &Flow) -> bool {
    const MANY: usize = 6;
    let alone = flow.rows.iter().filter(|row| !row.cells && row.tokens.1 - row.tokens.0 == 1);
    let mut numbers =
        alone.map(|row| &flow.tokens[row.tokens.0 as usize]).filter(|t| matches!(t.kind, Kind::Number(..)));
    let mut seen = std::collections::HashSet::new();
    numbers.all(|token| seen.insert(flow.text(token))) && seen.len() >= MANY
}

/// Whether a row of flattened text holds fewer values than its table has columns: the layout has lost cells.
pub fn has_lost_cells(flow: &Flow, table: &Found) -> bool {
    table.rows.iter().any(|row| !row.placed && is_loose(flow, row) && row.tokens.len() < table.columns.len())
}

fn is_loose(flow: &Flow, row: &RowCells) -> bool {
    row.tokens.first().is_some_and(|&t| !flow.rows[flow.tokens[t as usize].row as usize].cells)
}

/// Gives every row its cells: what could not be placed is unknown, what holds nothing is blank. `lossy` tells
/// that the document has lost cells.
pub fn settle(flow: &Flow, vocabulary: &Vocabulary, table: &mut Found, lossy: Option<Loss>) {
    let columns = table.columns.len();
    if let Some(loss) = lossy {
        doubt_crowded(flow, vocabulary, table, loss);
    }
    for row in &mut table.rows {
        row.filled = row.tokens.iter().any(|&t| flow.tokens[t as usize].kind != Kind::Blank);
    }
    for i in 0..table.rows.len() {
        if !table.rows[i].placed {
            // An empty row beside one with too many values may have lost its own to it.
            let crowded = |row: Option<&RowCells>| row.is_some_and(|row| !row.placed && row.tokens.len() > columns);
            let next = table.anchors.get(i + 1).map_or(table.anchors[i].tokens.1 + 9, |next| next.tokens.0);
            let behind = (table.anchors[i].tokens.1 + 1..next.min(flow.tokens.len() as u32)).take(24);
            let stray = behind.map(|t| &flow.tokens[t as usize]).any(|t| matches!(t.kind, Kind::Number(..)));
            let doubtful = table.rows[i].filled
                || stray && table.anchors.get(i + 1).is_some()
                || crowded(table.rows.get(i + 1))
                || crowded(i.checked_sub(1).and_then(|i| table.rows.get(i)));
            table.rows[i].cells = vec![if doubtful { Cell::Unknown } else { Cell::Absent }; columns];
        }
    }
    table.tokens.1 = table.body().1;
}

/// The value tokens of each anchor: those inside its label and those behind it, up to the next words.
pub fn gather(flow: &Flow, table: &Found, edges: &[u32]) -> Vec<RowCells> {
    let mut rows = Vec::with_capacity(table.anchors.len());
    for (i, anchor) in table.anchors.iter().enumerate() {
        let next = table.anchors.get(i + 1).map_or(flow.tokens.len() as u32, |next| next.tokens.0);
        let next = edges.iter().copied().filter(|&e| e > anchor.tokens.1).min().map_or(next, |edge| next.min(edge));
        let mut tokens: Vec<u32> = (anchor.tokens.0..=anchor.tokens.1)
            .filter(|&t| {
                anchor.labelled && flow.tokens[t as usize].is_value() && !anchor.holds(&flow.tokens[t as usize])
            })
            .collect();
        let from = &flow.tokens[anchor.tokens.1 as usize];
        let known = flow.rows[from.row as usize].cells;
        let mut token = anchor.tokens.1 + 1;
        while token < next {
            let at = &flow.tokens[token as usize];
            let same_row = at.row == from.row;
            // A row of known cells ends with it; the row without a label is the first behind its header.
            if known && !same_row && anchor.labelled {
                break;
            }
            let ended = |&t: &u32| {
                let row = flow.tokens[t as usize].row;
                row != at.row && row != from.row && flow.rows[row as usize].cells
            };
            if !anchor.labelled && tokens.last().is_some_and(ended) {
                break;
            }
            match at.kind {
                // In a row of known cells every cell counts, readable or not, except a unit's own cell.
                Kind::Text | Kind::Prose if known && same_row && anchor.labelled => {
                    if tokens.is_empty() && is_unit(flow.text(at)) {
                        token += 1;
                        continue;
                    }
                    // Behind a heading over rows stands the label of one, here one that the form does not have.
                    let heading = crate::vocabulary::vocabulary().tables[table.table].items[anchor.item].group_in != 0;
                    if tokens.is_empty() && heading {
                        break;
                    }
                    tokens.push(token);
                }
                Kind::Text | Kind::Prose if !anchor.labelled && fills_row(flow, at.row, token, &tokens) => {
                    tokens.push(token)
                }
                Kind::Text if tokens.is_empty() && is_unit(flow.text(at)) => {}
                Kind::Text | Kind::Prose => break,
                _ => tokens.push(token),
            }
            token += 1;
        }
        // The ordinal of the next label may stand on a line of its own, its mark on the next: 3 / .危及….
        let ordinal = |&t: &u32| matches!(flow.tokens[t as usize].kind, Kind::Number(n, None) if n.to_integer().is_some_and(|n| (1..10).contains(&n)));
        let marked = flow
            .tokens
            .get(token as usize)
            .is_some_and(|t| t.kind == Kind::Text && flow.text(t).starts_with(['.', '．', '、', '）', ')']));
        if !known && marked && tokens.last().is_some_and(ordinal) {
            tokens.pop();
        }
        rows.push(RowCells { tokens, ..RowCells::default() });
    }
    rows
}

/// Whether a word stands among the values of a row without a label: the row's cells are known, and all before it
/// were taken.
fn fills_row(flow: &Flow, row: u32, token: u32, taken: &[u32]) -> bool {
    let row = &flow.rows[row as usize];
    row.cells && row.tokens.1 - row.tokens.0 > 8 && taken.len() as u32 >= token - row.tokens.0
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
    let best = union.layouts.iter().max_by_key(|(f, layout)| {
        let fits = width == Some(layout.len());
        (score(layout), fits && layout.iter().all(|c| shown.contains(c)), chosen(*f), fits, *f)
    });
    let Some((_, layout)) = best else { return Vec::new() };
    // A column that the header does not show and the rows have no cell for is not printed.
    let printed: Vec<u8> = layout.iter().copied().filter(|c| shown.contains(c)).collect();
    if union.unlabelled {
        let leaves = embedded(vocabulary, table, layout);
        return leaves.filter(|l| width == Some(l.len())).unwrap_or_else(|| layout.clone());
    }
    let known = table.anchors.iter().all(|a| flow.rows[flow.tokens[a.tokens.1 as usize].row as usize].cells);
    if printed.len() >= if known { 1 } else { 2 } && printed.len() < layout.len() && width == Some(printed.len()) {
        return printed;
    }
    layout.clone()
}

/// The columns of a header whose labels repeat group by group, some of them perhaps not printed: where the labels
/// found fit into the form's sequence in one way only.
fn embedded(vocabulary: &Vocabulary, table: &Found, layout: &[u8]) -> Option<Vec<u8>> {
    let mut leaves = table.header.iter().filter(|hit| hit.columns(vocabulary, table.table).next().is_some());
    let fits = |hit: &Hit, column: u8| hit.columns(vocabulary, table.table).any(|c| c == column);
    let mut first = Vec::new();
    let mut columns = layout.iter();
    for leaf in leaves.clone() {
        first.push(*columns.find(|&&column| fits(leaf, column))?);
    }
    let mut last = Vec::new();
    let mut columns = layout.iter().rev();
    while let Some(leaf) = leaves.next_back() {
        last.push(*columns.find(|&&column| fits(leaf, column))?);
    }
    last.reverse();
    (first == last).then_some(first)
}

/// How many values most rows hold, where more than half hold the same.
pub fn common_width(flow: &Flow, table: &Found) -> Option<usize> {
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

/// The slots that a header gives the columns.
struct HeaderSlots {
    /// The block it stands in.
    block: u32,
    /// One past the last slot that its rows cover.
    width: u32,
    /// The slots of each of [`Found::columns`].
    columns: Vec<(u32, u32)>,
}

/// The slots that the header gives each column, by block; complete ones only.
fn header_slots(flow: &Flow, vocabulary: &Vocabulary, table: &Found) -> Vec<HeaderSlots> {
    let union = &vocabulary.tables[table.table];
    let block_of = |hit: &Hit| flow.rows[flow.tokens[hit.tokens.0 as usize].row as usize].block;
    let mut blocks: Vec<u32> = Vec::new();
    for hit in &table.header {
        let row = &flow.rows[flow.tokens[hit.tokens.0 as usize].row as usize];
        // The hits stand in reading order, and so do their blocks.
        if row.cells && blocks.last() != Some(&row.block) {
            blocks.push(row.block);
        }
    }
    let mut slots = Vec::new();
    for block in blocks {
        let first = table.header.partition_point(|hit| block_of(hit) < block);
        let mut cells: Vec<(&Hit, (u32, u32))> = table.header[first..]
            .iter()
            .take_while(|hit| block_of(hit) == block)
            .filter(|hit| hit.columns(vocabulary, table.table).next().is_some())
            .map(|hit| (hit, &flow.tokens[hit.tokens.0 as usize]))
            .filter(|(_, token)| flow.rows[token.row as usize].cells)
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
        if let Some(columns) = by_column {
            let rows = table.header.iter().map(|hit| flow.rows[flow.tokens[hit.tokens.0 as usize].row as usize]);
            let ends = rows.filter(|row| row.block == block).map(|row| flow.tokens[row.tokens.1 as usize - 1].slots.1);
            slots.push(HeaderSlots { block, width: ends.max().unwrap_or(0), columns });
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
    // All that is not blank stands within the window.
    let first = row.tokens.iter().position(|&t| !blank(t)).unwrap_or(count);
    let end = row.tokens.iter().rposition(|&t| !blank(t)).map_or(0, |last| last + 1);
    let mut windows = (0..=count - columns).filter(|&o| o <= first && end <= o + columns);
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
fn place_by_slots(flow: &Flow, table: &mut Found, header: &[HeaderSlots]) {
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
        // Where a table is cut into many, the header of one piece serves those that are as wide.
        let width = table.rows[i].tokens.last().map(|&t| flow.tokens[t as usize].slots.1);
        let own = header.iter().find(|h| h.block == place.block);
        let shown = own.or_else(|| header.iter().find(|h| Some(h.width) == width));
        let Some(slots) = shown.map(|h| h.columns.clone()).or_else(|| slots_of_rows(flow, table, place.block)) else {
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
        if cells.len() == columns && (!stray || beyond && shown.is_some()) {
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

/// Places rows of flattened text whose values do not simply follow their label: where a stretch of rows holds just
/// its number of values and no other words, the values are the rows' in order, each next to its label.
fn place_by_order(flow: &Flow, table: &mut Found) {
    let columns = table.columns.len();
    if columns == 0 || table.rows.is_empty() {
        return;
    }
    shift_values_before_labels(flow, table);
    let loose =
        |table: &Found, i: usize| !flow.rows[flow.tokens[table.anchors[i].tokens.1 as usize].row as usize].cells;
    let mut i = 0;
    while i < table.rows.len() {
        let open = |table: &Found, i: usize| i < table.rows.len() && !table.rows[i].placed && loose(table, i);
        let first = i;
        while open(table, i) {
            i += 1;
        }
        if i - first > 1 {
            place_stretch(flow, table, first, i);
        }
        i += usize::from(first == i);
    }
}

/// The rows `first..end`, none of them placed. A group's heading takes no values of its own.
fn place_stretch(flow: &Flow, table: &mut Found, first: usize, end: usize) {
    let columns = table.columns.len();
    let union = &crate::vocabulary::vocabulary().tables[table.table];
    let tokens: Vec<u32> = table.rows[first..end].iter().flat_map(|row| row.tokens.iter().copied()).collect();
    let rows: Vec<usize> = (first..end).filter(|&i| union.items[table.anchors[i].item].group_in == 0).collect();
    if tokens.len() != rows.len() * columns || rows.is_empty() {
        return;
    }
    let beside = |row: usize, chunk: &[u32]| {
        let before = row.checked_sub(1).map_or(0, |i| table.anchors[i].tokens.0);
        let after = table.anchors.get(row + 1).map_or(u32::MAX, |a| a.tokens.1);
        chunk.iter().all(|&t| before <= t && t <= after)
    };
    let chunks: Vec<&[u32]> = tokens.chunks(columns).collect();
    if !rows.iter().zip(&chunks).all(|(&row, chunk)| beside(row, chunk)) {
        return;
    }
    for row in &mut table.rows[first..end] {
        row.tokens.clear();
    }
    for (&row, chunk) in rows.iter().zip(&chunks) {
        table.rows[row].cells = chunk.iter().map(|&t| cell(flow, t)).collect();
        table.rows[row].tokens = chunk.to_vec();
        table.rows[row].placed = true;
    }
}

/// Where the first label has its values before it and the last has none behind it, all rows have theirs before.
fn shift_values_before_labels(flow: &Flow, table: &mut Found) {
    let columns = table.columns.len();
    let union = &crate::vocabulary::vocabulary().tables[table.table];
    let first = table.anchors[0].tokens.0;
    let lead: Vec<u32> = (0..first)
        .rev()
        .take_while(|&t| flow.tokens[t as usize].is_value())
        .collect::<Vec<u32>>()
        .into_iter()
        .rev()
        .collect();
    let last_empty = table.rows.last().is_some_and(|row| row.tokens.is_empty());
    let loose = !flow.rows[flow.tokens[first as usize].row as usize].cells;
    if lead.len() != columns || !last_empty || !loose {
        return;
    }
    let mut before = lead;
    let mut shifted = Vec::with_capacity(table.rows.len());
    for (anchor, row) in table.anchors.iter().zip(&table.rows) {
        let group = union.items[anchor.item].group_in != 0;
        let mut own = Vec::new();
        if !group {
            own = std::mem::take(&mut before);
        }
        before.extend(&row.tokens);
        shifted.push(own);
    }
    if !before.is_empty() || shifted.iter().any(|tokens| !tokens.is_empty() && tokens.len() != columns) {
        return;
    }
    for (row, tokens) in table.rows.iter_mut().zip(shifted) {
        row.placed = !tokens.is_empty();
        row.cells = tokens.iter().map(|&t| cell(flow, t)).collect();
        row.tokens = tokens;
    }
}

/// Takes back rows of flattened text that have just their number of values by chance. Where the layout has lost
/// cells elsewhere, a row whose own sum fails may have lost one and met a stray number, unless it stands on a line
/// of its own.
fn doubt_crowded(flow: &Flow, vocabulary: &Vocabulary, table: &mut Found, loss: Loss) {
    let columns = table.columns.len();
    let union = &vocabulary.tables[table.table];
    let sums: Vec<&crate::form::Sum> = crate::form::forms()
        .iter()
        .filter_map(|form| form.table(union.id))
        .flat_map(|spec| &spec.sums)
        .filter(|sum| sum.across == crate::form::Across::Rows)
        .collect();
    // Without sums nothing tells such a row from one that is whole; only lost repeats touch them all.
    if sums.is_empty() && loss == Loss::Blanks {
        return;
    }
    let position = |key: &String| table.columns.iter().position(|&c| union.columns[usize::from(c)].key == key);
    let side = |row: &RowCells, keys: &[String]| -> Option<i64> {
        keys.iter().map(|key| number_at(flow, row, position(key)?)).sum()
    };
    // A row on a line of its own, label and all, holds nothing of its neighbours.
    let line = |token: u32| flow.tokens[token as usize].row;
    let alone = |row: &RowCells| {
        let first = line(row.tokens[0]);
        row.tokens.iter().all(|&t| line(t) == first)
            && table.anchors.iter().filter(|a| line(a.tokens.0) <= first && first <= line(a.tokens.1)).count() == 1
    };
    let doubtful: Vec<bool> = table
        .rows
        .iter()
        .map(|row| {
            let holds = !sums.is_empty()
                && sums.iter().all(|sum| side(row, &sum.left).zip(side(row, &sum.right)).is_some_and(|(l, r)| l == r));
            row.placed && is_loose(flow, row) && row.tokens.len() == columns && !holds && !alone(row)
        })
        .collect();
    for (row, doubtful) in table.rows.iter_mut().zip(doubtful) {
        row.placed &= !doubtful;
    }
}

/// The whole number in a column of a placed row; blanks and marks count 0.
fn number_at(flow: &Flow, row: &RowCells, column: usize) -> Option<i64> {
    match row.cells.get(column)? {
        Cell::Token(token) | Cell::Inferred(token) => match flow.tokens[*token as usize].kind {
            Kind::Number(number, _) => number.to_integer(),
            Kind::Blank | Kind::Placeholder => Some(0),
            _ => None,
        },
        Cell::Absent => Some(0),
        _ => None,
    }
}

/// A word among the numbers of flattened text that is itself a cell: its row has just one cell too few without it.
fn take_unreadable(flow: &Flow, table: &mut Found) {
    let columns = table.columns.len();
    for row in &mut table.rows {
        let Some(&last) = row.tokens.last() else { continue };
        let Some(word) = flow.tokens.get(last as usize + 1).filter(|_| row.tokens.len() < columns) else { continue };
        let text = flow.text(word);
        // Words alone may be pieces of a label; a line of several values ends with itself.
        let like_a_value = text.chars().any(|c| c.is_ascii_digit());
        let lined = row.tokens.len() > 1 && flow.tokens[row.tokens[0] as usize].row == flow.tokens[last as usize].row;
        if lined && word.row != flow.tokens[last as usize].row {
            continue;
        }
        if word.kind != Kind::Text || !like_a_value || crate::fold::ordinal(text).0 > 0 {
            continue;
        }
        let behind = flow.tokens[last as usize + 2..].iter().take_while(|t| t.is_value()).count();
        if row.tokens.len() + 1 + behind == columns {
            row.tokens.extend(last + 1..=last + 1 + behind as u32);
        }
    }
}

/// Places rows of text set in columns, whose blanks are lost, by where their values stand on the line: under the
/// values of the rows that are whole.
fn place_by_position(flow: &Flow, table: &mut Found) {
    let columns = table.columns.len();
    let on_one_line = |tokens: &[u32]| {
        tokens.windows(2).all(|pair| flow.tokens[pair[0] as usize].row == flow.tokens[pair[1] as usize].row)
    };
    let extents_of = |row: &RowCells| -> Option<Vec<(u32, u32)>> {
        let whole = row.placed && row.tokens.len() == columns && on_one_line(&row.tokens) && is_loose(flow, row);
        if whole { row.tokens.iter().map(|&t| line_extent(flow, t)).collect() } else { None }
    };
    let extents: Vec<Option<Vec<(u32, u32)>>> = table.rows.iter().map(extents_of).collect();
    for i in 0..table.rows.len() {
        let row = &table.rows[i];
        let short = !row.placed && !row.tokens.is_empty() && row.tokens.len() < columns && on_one_line(&row.tokens);
        if !short || !is_loose(flow, row) || !set_in_columns(flow, row) {
            continue;
        }
        // The nearest whole rows above and below must agree on where the columns are.
        let above = extents[..i].iter().rev().flatten().next();
        let below = extents[i + 1..].iter().flatten().next();
        let (Some(above), Some(below)) = (above.or(below), below.or(above)) else { continue };
        let overlap = |a: (u32, u32), b: (u32, u32)| a.0 < b.1 && b.0 < a.1;
        let columns_at: Vec<(u32, u32)> = above.iter().zip(below).map(|(a, b)| (a.0.min(b.0), a.1.max(b.1))).collect();
        let agree = above.iter().zip(below).all(|(&a, &b)| overlap(a, b));
        if !agree || columns_at.windows(2).any(|pair| pair[0].1 + 1 >= pair[1].0) {
            continue;
        }
        let mut cells = vec![Cell::Absent; columns];
        let placed = row.tokens.iter().all(|&token| {
            let Some(extent) = line_extent(flow, token) else { return false };
            let mut over = (0..columns).filter(|&c| overlap(extent, columns_at[c]));
            match (over.next(), over.next()) {
                (Some(column), None) if cells[column] == Cell::Absent => {
                    cells[column] = Cell::Inferred(token);
                    true
                }
                _ => false,
            }
        });
        if placed {
            table.rows[i].cells = cells;
            table.rows[i].placed = true;
        }
    }
}

/// Whether a row's values stand apart from what is before them by two spaces or more, and nothing else stands
/// behind the first of them.
fn set_in_columns(flow: &Flow, row: &RowCells) -> bool {
    let (first, last) = (row.tokens[0], row.tokens[row.tokens.len() - 1]);
    let line = &flow.rows[flow.tokens[first as usize].row as usize];
    let only_values = last + 1 == line.tokens.1 && (last - first) as usize + 1 == row.tokens.len();
    let apart = |&token: &u32| {
        let before = &flow.document.text[..flow.tokens[token as usize].span.start as usize];
        token == line.tokens.0 || before.chars().rev().take_while(|&c| crate::number::is_space(c)).count() > 1
    };
    only_values && row.tokens.iter().all(apart)
}

/// A line set in columns is no longer than this many bytes.
const LONGEST_LINE: u32 = 4096;

/// First column of a line that a token takes and one past its last, a wide character counting two.
fn line_extent(flow: &Flow, token: u32) -> Option<(u32, u32)> {
    let token = &flow.tokens[token as usize];
    let row = &flow.rows[token.row as usize];
    let crate::document::Block::Line(line) = &flow.document.blocks[row.block as usize] else { return None };
    let crate::location::Location::Line { column, .. } = line.at else { return None };
    // No table is set in columns of such a line, and each look costs its length.
    if line.text.end - line.text.start > LONGEST_LINE {
        return None;
    }
    let width = |text: &str| text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<u32>();
    let before = &flow.document.text[line.text.start as usize..token.span.start as usize];
    let start = column - 1 + width(before);
    Some((start, start + width(flow.text(token))))
}
