//! Where the labels of the tables stand: all occurrences, and of these the chain that makes a table.

use super::{Found, cells::RowCells};
use crate::flow::{Flow, Kind};
use crate::vocabulary::{Target, Vocabulary};

/// An occurrence of a pattern in the folded text.
#[derive(Debug, Clone, Copy)]
pub struct Hit {
    /// Index into [`Vocabulary::patterns`].
    pub pattern: usize,
    /// First byte in [`Flow::folded`] and one past the last.
    pub fold: (u32, u32),
    /// First and last token it stands in.
    pub tokens: (u32, u32),
}

/// A label of a row or group, found.
#[derive(Debug, Clone, Copy)]
pub struct Anchor {
    /// Index into the table's items.
    pub item: usize,
    /// First and last token of the label; values may stand between its pieces.
    pub tokens: (u32, u32),
    /// Place in the folded text.
    pub fold: (u32, u32),
    /// Whether the label is printed; the litigation table has none.
    pub labelled: bool,
}

/// Labels shorter than this count only as whole cells; longer ones may be part of a longer text.
const WHOLE_CELL_BELOW: u32 = 6;

/// Every occurrence of every pattern that stands like a label, by its first byte.
pub fn hits(flow: &Flow, vocabulary: &Vocabulary) -> Vec<Hit> {
    let mut words: Vec<u32> = Vec::with_capacity(flow.tokens.len() / 2);
    words.extend((0..flow.tokens.len() as u32).filter(|&t| {
        let (start, end) = flow.tokens[t as usize].fold;
        start < end
    }));
    let token_at = |byte: u32| {
        let i = words.partition_point(|&t| flow.tokens[t as usize].fold.1 <= byte);
        words[i]
    };
    let mut hits = Vec::with_capacity(256);
    for found in vocabulary.automaton.find_overlapping_iter(&flow.folded) {
        let fold = (found.start() as u32, found.end() as u32);
        let tokens = (token_at(fold.0), token_at(fold.1 - 1));
        let (first, last) = (&flow.tokens[tokens.0 as usize], &flow.tokens[tokens.1 as usize]);
        let starts = fold.0 == first.fold.0 || fold.0 == first.words;
        let ends = fold.1 == last.fold.1;
        let pattern = found.pattern().as_usize();
        let whole = starts && (ends || bracket_follows(flow, last, fold.1));
        if whole || (starts || ends) && vocabulary.patterns[pattern].characters >= WHOLE_CELL_BELOW {
            hits.push(Hit { pattern, fold, tokens });
        }
    }
    hits.sort_by_key(|hit| (hit.fold.0, std::cmp::Reverse(hit.fold.1)));
    hits
}

/// Whether an explanation in brackets follows the words that end at a byte of the folded text.
fn bracket_follows(flow: &Flow, token: &crate::flow::Token, end: u32) -> bool {
    let mut folded = token.fold.0;
    let mut ended = false;
    for c in flow.text(token).chars() {
        if ended && !crate::number::is_space(c) {
            return matches!(c, '（' | '(' | '【' | '[');
        }
        folded += crate::fold::fold_char(c).map_or(0, |c| c.len_utf8() as u32);
        ended = folded == end;
    }
    false
}

struct Candidate {
    hit: Hit,
    item: usize,
    weight: i32,
}

/// The tables of the document, each as the best chain of its labels, and where second copies of one begin.
pub fn find(flow: &Flow, vocabulary: &Vocabulary, hits: &[Hit]) -> (Vec<Found>, Vec<(usize, u32)>) {
    let mut found = Vec::new();
    let mut duplicates = Vec::new();
    for table in 0..vocabulary.tables.len() {
        if vocabulary.tables[table].unlabelled {
            continue;
        }
        let candidates = candidates(flow, vocabulary, hits, table);
        let mut chain = best_chain(&candidates);
        let rows = chain.iter().filter(|&&c| vocabulary.tables[table].items[candidates[c].item].row_in != 0).count();
        // Short words that other tables have too (总计, 其他) make no large table.
        let long = |&c: &usize| vocabulary.patterns[candidates[c].hit.pattern].characters >= WHOLE_CELL_BELOW;
        if rows == 0 || vocabulary.tables[table].items.len() > 6 && !chain.iter().any(long) {
            continue;
        }
        if let Some(copy) = add_strays(&candidates, &mut chain) {
            duplicates.push((table, candidates[copy].hit.tokens.0));
        }
        let mut anchors: Vec<Anchor> = chain
            .iter()
            .map(|&c| Anchor {
                item: candidates[c].item,
                tokens: candidates[c].hit.tokens,
                fold: candidates[c].hit.fold,
                labelled: true,
            })
            .collect();
        add_alike(flow, vocabulary, table, &mut anchors);
        found.push(Found {
            table,
            tokens: (anchors[0].tokens.0, anchors[anchors.len() - 1].tokens.1),
            anchors,
            header: Vec::new(),
            columns: Vec::new(),
            rows: Vec::new(),
        });
    }
    for table in (0..vocabulary.tables.len()).filter(|&t| vocabulary.tables[t].unlabelled) {
        find_unlabelled(flow, vocabulary, hits, table, &mut found);
    }
    let starts: Vec<(u32, u32)> = found.iter().map(|f| f.tokens).collect();
    for table in &mut found {
        collect_header(flow, vocabulary, hits, table, &starts);
    }
    found.sort_by_key(|f| f.table);
    (found, duplicates)
}

/// The hits that may be labels of rows of the table, heavier where values stand beside them.
fn candidates(flow: &Flow, vocabulary: &Vocabulary, hits: &[Hit], table: usize) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for (index, hit) in hits.iter().enumerate() {
        let pattern = &vocabulary.patterns[hit.pattern];
        let items = pattern.targets.iter().filter_map(|target| match target {
            Target::Item(t, item) if usize::from(*t) == table => Some(usize::from(*item)),
            _ => None,
        });
        for item in items {
            let next = flow.tokens.get(hit.tokens.1 as usize + 1);
            let inside = (hit.tokens.0..hit.tokens.1).any(|t| flow.tokens[t as usize].is_value());
            let valued = inside || next.is_some_and(|t| t.is_value());
            let beside = |other: Option<&Hit>| {
                other.is_some_and(|o| o.tokens.0.abs_diff(hit.tokens.1).min(hit.tokens.0.abs_diff(o.tokens.1)) <= 1)
            };
            if pattern.characters < WHOLE_CELL_BELOW
                && !valued
                && !beside(hits.get(index + 1))
                && !beside(index.checked_sub(1).map(|i| &hits[i]))
            {
                continue;
            }
            let weight = 4 + pattern.characters.min(12) as i32 + if valued { 6 } else { 0 };
            candidates.push(Candidate { hit: *hit, item, weight });
        }
    }
    candidates
}

/// The candidates in rising order of items, none overlapping, that weigh most; passing over a candidate costs.
fn best_chain(candidates: &[Candidate]) -> Vec<usize> {
    // best[i]: (weight, previous) of the heaviest chain that ends with candidate i. Far jumps cost more than they
    // bring, so only near candidates need looking at; this also bounds the work on hostile input.
    const REACH: usize = 64;
    let mut best: Vec<(i32, Option<usize>)> = Vec::with_capacity(candidates.len());
    let mut top = None;
    for (i, candidate) in candidates.iter().enumerate() {
        let mut here = (candidate.weight, None);
        for (j, other) in candidates.iter().enumerate().take(i).skip(i.saturating_sub(REACH)).rev() {
            if other.item < candidate.item && other.hit.fold.1 <= candidate.hit.fold.0 {
                let skipped = (i - j - 1) as i32;
                let weight = best[j].0 + candidate.weight - 3 * skipped;
                if weight > here.0 {
                    here = (weight, Some(j));
                }
            }
        }
        best.push(here);
        if top.is_none_or(|t: usize| best[t].0 < here.0) {
            top = Some(i);
        }
    }
    let mut chain = Vec::new();
    while let Some(i) = top {
        chain.push(i);
        top = best[i].1;
    }
    chain.reverse();
    chain
}

/// Adds rows that stand out of order, unless they belong to a second copy of the table, whose first candidate is
/// returned.
fn add_strays(candidates: &[Candidate], chain: &mut Vec<usize>) -> Option<usize> {
    let taken = |fold: (u32, u32), chain: &[usize]| {
        chain.iter().any(|&c| candidates[c].hit.fold.0 < fold.1 && fold.0 < candidates[c].hit.fold.1)
    };
    let mut strays: Vec<usize> = Vec::new();
    let mut repeats: Vec<usize> = Vec::new();
    for (i, candidate) in candidates.iter().enumerate() {
        if chain.contains(&i) || taken(candidate.hit.fold, chain) {
            continue;
        }
        if chain.iter().any(|&c| candidates[c].item == candidate.item) {
            repeats.push(i);
        } else if candidate.weight >= 14 {
            strays.push(i);
        }
    }
    // A label that occurs again with values, two rows or more (or all there are): a second copy.
    repeats.retain(|&i| candidates[i].weight >= 12);
    let mut items: Vec<usize> = repeats.iter().map(|&i| candidates[i].item).collect();
    items.dedup();
    let copy = (items.len() >= 3.min(chain.len()) && items.len() * 2 > chain.len()).then(|| repeats[0]);
    let mut counts: Vec<u32> = Vec::new();
    for candidate in candidates {
        counts.resize(counts.len().max(candidate.item + 1), 0);
        counts[candidate.item] += 1;
    }
    for stray in strays {
        if copy.is_none() && counts[candidates[stray].item] == 1 {
            chain.push(stray);
        }
    }
    chain.sort_by_key(|&c| candidates[c].hit.fold.0);
    copy
}

/// Adds rows whose labels are only like the form's: mistyped, cut, or with other words set between. Each is
/// looked for only between its neighbours.
fn add_alike(flow: &Flow, vocabulary: &Vocabulary, table: usize, anchors: &mut Vec<Anchor>) {
    let items = &vocabulary.tables[table].items;
    if anchors.len() < 3 {
        return;
    }
    for (index, item) in items.iter().enumerate() {
        // A label that is a heading in another form is too near to the rows under it.
        if item.row_in == 0 || item.group_in != 0 || anchors.iter().any(|a| a.item == index) {
            continue;
        }
        let at = anchors.partition_point(|a| a.item < index);
        // Out-of-order rows leave no gap to look in.
        let (Some(before), Some(after)) = (at.checked_sub(1).map(|i| &anchors[i]), anchors.get(at)) else { continue };
        let gap = (before.fold.1, after.fold.0);
        if gap.0 >= gap.1 {
            continue;
        }
        let text = &flow.folded[gap.0 as usize..gap.1 as usize];
        let best = item.labels.iter().filter_map(|label| approximate(label, text)).min_by_key(|(cost, ..)| *cost);
        let Some((_, start, end)) = best else { continue };
        let fold = (gap.0 + start as u32, gap.0 + end as u32);
        let token_at = |byte: u32| {
            let (from, to) = (before.tokens.0, after.tokens.1);
            (from..=to).find(|&t| (flow.tokens[t as usize].fold.0..flow.tokens[t as usize].fold.1).contains(&byte))
        };
        if let (Some(first), Some(last)) = (token_at(fold.0), token_at(fold.1 - 1)) {
            anchors.insert(at, Anchor { item: index, tokens: (first, last), fold, labelled: true });
        }
    }
}

/// Where a label stands in a text with few characters changed, lost or added: the cost, first byte and one past
/// the last. At most a third of the label may differ.
fn approximate(label: &str, text: &str) -> Option<(usize, usize, usize)> {
    const LONGEST: usize = 400;
    // A character lost or changed costs as much as three that other words set between.
    const CHANGED: usize = 3;
    let label: Vec<char> = label.chars().collect();
    let text: Vec<(usize, char)> = text.char_indices().take(LONGEST).collect();
    if label.len() < 4 || text.len() * 2 < label.len() {
        return None;
    }
    // row[j]: (cost, start) of the cheapest match of the label so far that ends before text[j].
    let mut row: Vec<(usize, usize)> = (0..=text.len()).map(|j| (0, j)).collect();
    for (i, &wanted) in label.iter().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        next.push(((i + 1) * CHANGED, 0));
        for (j, &(_, c)) in text.iter().enumerate() {
            let same = (row[j].0 + if c == wanted { 0 } else { CHANGED }, row[j].1);
            let lost = (row[j + 1].0 + CHANGED, row[j + 1].1);
            let added = (next[j].0 + 1, next[j].1);
            next.push(same.min(lost).min(added));
        }
        row = next;
    }
    let (end, &(cost, start)) = row.iter().enumerate().min_by_key(|(j, (cost, _))| (*cost, *j))?;
    let byte = |j: usize| text.get(j).map_or(text.last().map_or(0, |(i, c)| i + c.len_utf8()), |(i, _)| *i);
    (cost <= label.len() && start < end).then(|| (cost, byte(start), byte(end)))
}

/// A table whose only row has no label: its header cells, then as many values as it has columns.
fn find_unlabelled(flow: &Flow, vocabulary: &Vocabulary, hits: &[Hit], table: usize, found: &mut Vec<Found>) {
    let belongs = |hit: &Hit| {
        vocabulary.patterns[hit.pattern]
            .targets
            .iter()
            .any(|t| matches!(t, Target::Column(t, _) | Target::Header(t) if usize::from(*t) == table))
    };
    // Words that no other table has: 总计 alone proves nothing.
    let own = |hit: &Hit| {
        vocabulary.patterns[hit.pattern]
            .targets
            .iter()
            .all(|t| matches!(t, Target::Column(t, _) | Target::Header(t) if usize::from(*t) == table))
    };
    let mut clusters: Vec<Vec<Hit>> = Vec::new();
    for hit in hits.iter().filter(|hit| belongs(hit)) {
        let near = clusters.last().and_then(|c| c.last()).is_some_and(|last: &Hit| {
            let between = last.tokens.1 + 1..hit.tokens.0.max(last.tokens.1 + 1);
            between.len() <= 12
                && between.clone().all(|t| !matches!(flow.tokens[t as usize].kind, Kind::Number(..) | Kind::Prose))
        });
        if near {
            clusters.last_mut().expect("a hit was near its last").push(*hit);
        } else {
            clusters.push(vec![*hit]);
        }
    }
    let columns = vocabulary.tables[table].columns.len();
    let mut best: Option<(usize, Found)> = None;
    for cluster in clusters {
        let words = cluster.iter().filter(|hit| own(hit)).count();
        if words < 4 {
            continue;
        }
        let last = cluster.iter().map(|hit| hit.tokens.1).max().unwrap_or(0);
        let fold = cluster[cluster.len() - 1].fold;
        // Values follow the header; a row that has a label after all has it before them.
        let mut token = last + 1;
        while flow
            .tokens
            .get(token as usize)
            .is_some_and(|t| t.kind == Kind::Text && token <= last + 2 && t.fold.1 - t.fold.0 <= 18)
        {
            token += 1;
        }
        let count = |from: u32| {
            // In a row of known cells every cell counts, readable or not.
            let row = flow.tokens.get(from as usize).map(|t| flow.rows[t.row as usize]);
            match row {
                Some(row) if row.cells && row.tokens == (from, from + columns as u32) => columns,
                _ => flow.tokens[(from as usize).min(flow.tokens.len())..].iter().take_while(|t| t.is_value()).count(),
            }
        };
        // Header cells that no form has may follow; the values are then the first row of just their number.
        if count(token) < columns {
            let near = (last + 1..flow.tokens.len() as u32).take(48);
            let near = near.take_while(|&t| flow.tokens[t as usize].kind != Kind::Prose);
            let begins = |t: u32| {
                !flow.tokens[t as usize - 1].is_value() || flow.rows[flow.tokens[t as usize].row as usize].tokens.0 == t
            };
            if let Some(start) = near.into_iter().find(|&t| begins(t) && count(t) == columns) {
                token = start;
            }
        }
        let values = count(token);
        let held = &flow.tokens[(token as usize).min(flow.tokens.len())..][..values];
        let numbers = held.iter().filter(|t| t.kind != Kind::Blank).count();
        let complete =
            values.min(columns) * 2 + usize::from(values == columns) + usize::from(numbers > 0) + words.min(columns);
        if best.as_ref().is_none_or(|(other, _)| complete > *other) {
            let anchor = Anchor { item: 0, tokens: (last.max(token - 1), token - 1), fold, labelled: false };
            best = Some((
                complete,
                Found {
                    table,
                    tokens: (cluster[0].tokens.0, token - 1),
                    anchors: vec![anchor],
                    header: cluster,
                    columns: Vec::new(),
                    rows: Vec::<RowCells>::new(),
                },
            ));
        }
    }
    found.extend(best.map(|(_, found)| found));
}

/// The header cells above the first row, back to whatever stands before the table.
fn collect_header(flow: &Flow, vocabulary: &Vocabulary, hits: &[Hit], table: &mut Found, others: &[(u32, u32)]) {
    if !table.header.is_empty() {
        return;
    }
    let first = table.anchors[0].tokens.0;
    let after = others.iter().map(|o| o.1 + 1).filter(|&end| end <= first).max().unwrap_or(0);
    let belongs = |hit: &Hit| {
        vocabulary.patterns[hit.pattern]
            .targets
            .iter()
            .any(|t| matches!(t, Target::Column(t, _) | Target::Header(t) if usize::from(*t) == table.table))
    };
    let mut start = first;
    for hit in hits.iter().rev().filter(|hit| hit.tokens.1 < first && hit.tokens.0 >= after) {
        if start.saturating_sub(hit.tokens.1) > 24
            || (hit.tokens.1 + 1..start).any(|t| flow.tokens[t as usize].kind == Kind::Prose)
        {
            break;
        }
        if belongs(hit) {
            table.header.push(*hit);
            start = start.min(hit.tokens.0);
        }
    }
    table.header.reverse();
    table.tokens.0 = start;
}
