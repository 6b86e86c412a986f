//! The sections of a report: heading-like lines aligned, in order, with the sections of the form.
//!
//! No single line decides. Every line that may be a heading is scored by its words and its ordinal, the tables
//! tell what must stand before and after them, and the chain that explains most is taken. So the 一、二、三 that
//! authors use inside section one do not end it.

use crate::flow::{Flow, Kind};
use crate::fold::{fold, ordinal};
use crate::number::is_space;
use crate::page::page_words;
use crate::report::{Field, Note, NoteKind, Section};
use crate::table::{Hit, Recognition};
use crate::vocabulary::{Target, Vocabulary, pairs};
use std::borrow::Cow;

/// A heading that was placed, or the place where a section without one begins.
#[derive(Debug, Clone)]
pub struct Heading {
    /// Index into [`Vocabulary::sections`].
    pub section: usize,
    /// First and one past the last token of the heading; equal where it is lost.
    pub tokens: (u32, u32),
    /// The ordinal as printed.
    pub number: Option<u32>,
}

/// The outline of a report.
#[derive(Debug, Default)]
pub struct Outline {
    /// The sections found, in order.
    pub headings: Vec<Heading>,
    /// First token of the report's text and one past its last; what lies outside is page furniture.
    pub tokens: (u32, u32),
    /// Lines that look like headings of sections and are none.
    pub unmatched: Vec<u32>,
}

struct Candidate {
    section: usize,
    tokens: (u32, u32),
    number: Option<u32>,
    score: i32,
}

/// A heading is no longer than this many bytes.
const LONGEST_HEADING: usize = 150;

/// Aligns the headings.
pub fn outline(flow: &Flow, vocabulary: &Vocabulary, hits: &[Hit], recognition: &Recognition) -> Outline {
    let mut candidates = exact(flow, vocabulary, hits);
    alike(flow, vocabulary, recognition, &mut candidates);
    // What the tables say: a heading stands before its own table and behind those of earlier sections.
    let places: Vec<(usize, u32, u32)> = recognition
        .found
        .iter()
        .filter_map(|f| vocabulary.tables[f.table].section.map(|s| (s, f.anchors[0].tokens.0, f.tokens.1)))
        .collect();
    for candidate in &mut candidates {
        let at = candidate.tokens.0;
        for &(section, first, last) in &places {
            let wrong = match section.cmp(&candidate.section) {
                std::cmp::Ordering::Equal | std::cmp::Ordering::Greater => at > first,
                std::cmp::Ordering::Less => at < last,
            };
            candidate.score -= if wrong { 60 } else { 0 };
        }
    }
    candidates.retain(|c| c.score > 0);
    candidates.sort_by_key(|c| (c.tokens.0, c.section));
    let mut headings = chain(&candidates);
    // A section whose heading is lost begins where its table does.
    for &(section, first, _) in &places {
        if headings.iter().any(|h: &Heading| h.section == section) {
            continue;
        }
        let start = recognition
            .found
            .iter()
            .filter(|f| vocabulary.tables[f.table].section == Some(section))
            .map(|f| f.tokens.0)
            .min();
        let start = start.unwrap_or(first);
        let at = headings.partition_point(|h| h.section < section);
        let fits =
            headings[..at].iter().all(|h| h.tokens.1 <= start) && headings[at..].iter().all(|h| h.tokens.0 >= start);
        if fits {
            headings.insert(at, Heading { section, tokens: (start, start), number: None });
        }
    }
    let tokens = extent(flow, &headings, recognition);
    let unmatched = unmatched(flow, &headings, recognition, tokens);
    Outline { headings, tokens, unmatched }
}

/// Headings whose words the forms have.
fn exact(flow: &Flow, vocabulary: &Vocabulary, hits: &[Hit]) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for hit in hits {
        let pattern = &vocabulary.patterns[hit.pattern];
        for target in &pattern.targets {
            let Target::Section(section) = target else { continue };
            let section = usize::from(*section);
            let (first, last) = (&flow.tokens[hit.tokens.0 as usize], &flow.tokens[hit.tokens.1 as usize]);
            if hit.fold.0 != first.words && hit.fold.0 != first.fold.0 {
                continue;
            }
            let whole = hit.fold.1 == last.fold.1;
            let (start, number) = ordinal_before(flow, hit.tokens.0);
            let own = pattern.text == vocabulary.sections[section].titles[0];
            let right = number == Some(vocabulary.sections[section].number);
            let mut score = 20 + if own { 2 } else { 0 } + if whole { 6 } else { 0 };
            score += match number {
                Some(_) if right => 8,
                Some(_) => -2,
                None => 3,
            };
            // Short words are headings only with an ordinal or on a line of their own.
            let alone = flow.rows[first.row as usize].tokens == (start, hit.tokens.1 + 1);
            if pattern.characters < 6 && !(right || alone && whole) {
                continue;
            }
            candidates.push(Candidate { section, tokens: (start, hit.tokens.1 + 1), number, score });
        }
    }
    // Where one wording contains another, the longest one speaks.
    candidates.sort_by_key(|c| (c.tokens.0, std::cmp::Reverse((c.tokens.1, c.score))));
    candidates.dedup_by(|b, a| a.tokens.0 == b.tokens.0 && a.section == b.section);
    candidates
}

/// Numbered lines whose words are only like a heading of the forms, or stand in a heading's place.
fn alike(flow: &Flow, vocabulary: &Vocabulary, recognition: &Recognition, candidates: &mut Vec<Candidate>) {
    let known: Vec<u32> = candidates.iter().map(|c| c.tokens.0).collect();
    let tabled = |token: u32| recognition.found.iter().any(|f| f.anchors[0].tokens.0 <= token && token <= f.tokens.1);
    for row in flow.rows.iter().filter(|row| !tabled(row.tokens.0)) {
        let Some((number, text)) = numbered(flow, row) else { continue };
        if known.binary_search(&row.tokens.0).is_ok() {
            continue;
        }
        let words = pairs(&fold(&text));
        for (section, spec) in vocabulary.sections.iter().enumerate() {
            let alike = spec.title_pairs.iter().map(|title| similarity(title, &words)).max().unwrap_or(0);
            let right = number == spec.number;
            let score = match (alike, right) {
                (60.., true) => 24,
                (75.., false) => 14,
                (35.., true) => 16,
                (_, true) => 5,
                _ => continue,
            };
            candidates.push(Candidate { section, tokens: row.tokens, number: Some(number), score });
        }
    }
}

/// The ordinal of a heading and the token that it begins with; it may stand in pieces of its own: 六 、.
fn ordinal_before(flow: &Flow, token: u32) -> (u32, Option<u32>) {
    let first = &flow.tokens[token as usize];
    if let (_, Some(number)) = ordinal(flow.text(first)) {
        return (token, Some(number));
    }
    for start in (token.saturating_sub(2)..token).rev() {
        let piece = &flow.tokens[start as usize];
        if piece.row != first.row || piece.span.start > first.span.start {
            break;
        }
        let text = &flow.document.text[piece.span.start as usize..first.span.start as usize];
        let (length, number) = ordinal(text);
        if number.is_some() && text[length..].chars().all(is_space) {
            return (start, number);
        }
    }
    (token, None)
}

/// The ordinal and words of a row that may be a heading: short, numbered at the top level, no sentence.
fn numbered<'d>(flow: &Flow<'d>, row: &crate::flow::Row) -> Option<(u32, Cow<'d, str>)> {
    let first = flow.tokens.get(row.tokens.0 as usize).filter(|_| row.tokens.0 < row.tokens.1)?;
    let starts = |c: char| c.is_numeric() || "一二三四五六七八九十#*第".contains(c) || is_space(c);
    if !flow.text(first).starts_with(starts) || row.tokens.1 - row.tokens.0 > 12 {
        return None;
    }
    let text = flow.row_text(row);
    if text.len() > LONGEST_HEADING {
        return None;
    }
    let (length, number) = ordinal(&text);
    let number = number?;
    if !is_top_level(&text[..length]) {
        return None;
    }
    let rest = text[length..].trim_matches(is_space);
    let sentence = rest.ends_with(['。', '；', '，', ';']) || rest.contains('。');
    let numbers = flow.tokens[row.tokens.0 as usize + 1..row.tokens.1 as usize]
        .iter()
        .any(|t| matches!(t.kind, Kind::Number(..)));
    if sentence || numbers || rest.is_empty() {
        return None;
    }
    Some((
        number,
        match text {
            Cow::Borrowed(text) => Cow::Borrowed(&text[length..]),
            Cow::Owned(text) => Cow::Owned(text[length..].to_owned()),
        },
    ))
}

/// Whether an ordinal is written the way sections are: `一、`, `六 、`, `1、`; not `（一）` or `1.`.
fn is_top_level(ordinal: &str) -> bool {
    let marks = ordinal.trim_start_matches(|c: char| is_space(c) || c == '#' || c == '*');
    !marks.starts_with(['（', '(', '〔', '[', '【', '［'])
        && (marks.contains(['、', '.', '．']) || marks.starts_with('第'))
}

/// How alike a folded title and folded words are, in percent: shared pairs of neighbouring characters.
fn similarity(title: &[(char, char)], words: &[(char, char)]) -> u32 {
    let mut left = title.to_vec();
    let mut shared = 0usize;
    for pair in words {
        if let Some(i) = left.iter().position(|p| p == pair) {
            left.swap_remove(i);
            shared += 2;
        }
    }
    (shared * 100).checked_div(title.len() + words.len()).unwrap_or(0) as u32
}

/// The candidates in rising order of sections that score most.
fn chain(candidates: &[Candidate]) -> Vec<Heading> {
    let mut best: Vec<(i32, Option<usize>)> = Vec::with_capacity(candidates.len());
    // ends[s]: the best chain so far that ends with section s, by index of its last candidate.
    let mut ends: Vec<Option<usize>> = Vec::new();
    for (i, candidate) in candidates.iter().enumerate() {
        ends.resize(ends.len().max(candidate.section + 1), None);
        let before = ends[..candidate.section].iter().flatten().copied();
        let before = before.filter(|&j| candidates[j].tokens.1 <= candidate.tokens.0).max_by_key(|&j| best[j].0);
        best.push((candidate.score + before.map_or(0, |j| best[j].0), before));
        let end = &mut ends[candidate.section];
        // Of two equal headings the first counts, but section one begins at its last: a list of contents may
        // stand before it.
        let better = end.is_none_or(|j| best[i].0 > best[j].0 || candidate.section == 0 && best[i].0 == best[j].0);
        if better {
            *end = Some(i);
        }
    }
    let mut headings = Vec::new();
    let mut at = ends.iter().flatten().copied().max_by_key(|&i| best[i].0);
    while let Some(i) = at {
        let Candidate { section, tokens, number, .. } = candidates[i];
        headings.push(Heading { section, tokens, number });
        at = best[i].1;
    }
    headings.reverse();
    headings
}

/// The stretch of tokens that belongs to the report: inside the smallest container that holds its headings and
/// tables, up to the first mark of a page's foot behind the last heading.
fn extent(flow: &Flow, headings: &[Heading], recognition: &Recognition) -> (u32, u32) {
    let count = flow.tokens.len() as u32;
    let mut marks: Vec<u32> = headings.iter().map(|h| h.tokens.0).collect();
    marks.extend(recognition.found.iter().flat_map(|f| [f.tokens.0, f.tokens.1]));
    marks.retain(|&t| t < count);
    let (Some(&first), Some(&last)) = (marks.iter().min(), marks.iter().max()) else { return (0, count) };
    let scope_of = |token: u32| {
        let block = flow.rows[flow.tokens[token as usize].row as usize].block as usize;
        match &flow.document.blocks[block] {
            crate::document::Block::Line(line) => line.scope,
            crate::document::Block::Grid(grid) => grid.scope,
        }
    };
    let parents = &flow.document.scopes;
    let path = |mut scope: u32| {
        let mut path = vec![scope];
        while parents[scope as usize] != scope && path.len() < 2048 {
            scope = parents[scope as usize];
            path.push(scope);
        }
        path.reverse();
        path
    };
    let mut common = path(scope_of(first));
    for &mark in &marks {
        let other = path(scope_of(mark));
        let shared = common.iter().zip(&other).take_while(|(a, b)| a == b).count();
        common.truncate(shared);
    }
    let home = common.last().copied().unwrap_or(0);
    let inside = |token: u32| home == 0 || path(scope_of(token)).contains(&home);
    let mut start = first;
    let mut end = last + 1;
    let mut row = flow.tokens[first as usize].row as usize;
    while row > 0 && flow.rows[row - 1].tokens.0 < flow.rows[row - 1].tokens.1 && inside(flow.rows[row - 1].tokens.0)
        || row > 0 && flow.rows[row - 1].tokens.0 == flow.rows[row - 1].tokens.1
    {
        row -= 1;
        start = flow.rows[row].tokens.0.min(start);
    }
    let words = page_words();
    for row in &flow.rows[flow.tokens[last as usize].row as usize..] {
        if row.tokens.0 == row.tokens.1 {
            continue;
        }
        let text = flow.text(&flow.tokens[row.tokens.0 as usize]);
        let foot =
            row.tokens.0 > last && text.len() < 240 && words.footer.iter().any(|word| text.contains(word.as_str()));
        if foot || !inside(row.tokens.0) {
            break;
        }
        end = end.max(row.tokens.1);
    }
    (start, end)
}

/// Numbered lines at the top level that are no section's heading.
fn unmatched(flow: &Flow, headings: &[Heading], recognition: &Recognition, tokens: (u32, u32)) -> Vec<u32> {
    let mut rows = Vec::new();
    for (index, row) in flow.rows.iter().enumerate() {
        let inside = row.tokens.0 >= tokens.0 && row.tokens.1 <= tokens.1;
        let placed = headings.iter().any(|h| h.tokens.0 < row.tokens.1 && row.tokens.0 < h.tokens.1);
        let tabled = recognition.found.iter().any(|f| f.tokens.0 <= row.tokens.0 && row.tokens.0 <= f.tokens.1);
        if !inside || placed || tabled || headings.is_empty() || row.tokens.0 < headings[0].tokens.0 {
            continue;
        }
        let Some((_, text)) = numbered(flow, row) else { continue };
        let first = flow.text(&flow.tokens[row.tokens.0 as usize]).trim_start();
        if first.starts_with(|c| "一二三四五六七八九十".contains(c)) && text.chars().count() <= 30 {
            rows.push(index as u32);
        }
    }
    rows
}

/// The sections with their text, tables left out.
pub fn sections(
    flow: &Flow,
    vocabulary: &'static Vocabulary,
    outline: &Outline,
    recognition: &Recognition,
    title: (u32, u32),
) -> (Vec<Section>, Vec<Note>) {
    let mut sections = Vec::new();
    let end_of = |i: usize| outline.headings.get(i + 1).map_or(outline.tokens.1, |next| next.tokens.0);
    let first = outline.headings.first().map_or(outline.tokens.1, |h| h.tokens.0);
    let before = text(flow, recognition, outline.tokens.0.max(title.1).min(first), first);
    if !before.is_empty() {
        let at = flow.tokens.get(outline.tokens.0.max(title.1) as usize);
        let at = at.map_or(crate::location::Location::Source, |t| flow.location(t));
        sections.push(Section { id: None, number: None, heading: None, text: before, at });
    }
    for (i, heading) in outline.headings.iter().enumerate() {
        let spec = &vocabulary.sections[heading.section];
        let tokens = &flow.tokens[heading.tokens.0 as usize..heading.tokens.1 as usize];
        let raw = joined(flow, tokens);
        let place = &flow.tokens[(heading.tokens.0 as usize).min(flow.tokens.len() - 1)];
        sections.push(Section {
            id: Some(spec.id),
            number: heading.number,
            heading: (!raw.is_empty()).then(|| Field { value: raw.clone(), raw, at: flow.location(place) }),
            text: text(flow, recognition, heading.tokens.1, end_of(i)),
            at: flow.location(place),
        });
    }
    let notes = outline.unmatched.iter().map(|&row| {
        let row = &flow.rows[row as usize];
        Note {
            kind: NoteKind::UnmatchedHeading,
            at: flow.location(&flow.tokens[row.tokens.0 as usize]),
            text: flow.row_text(row).trim().to_owned(),
        }
    });
    (sections, notes.collect())
}

/// The words of tokens: pieces of one row with a space between, rows without.
fn joined(flow: &Flow, tokens: &[crate::flow::Token]) -> String {
    let mut text = String::new();
    for (i, token) in tokens.iter().enumerate() {
        if i > 0 && tokens[i - 1].row == token.row {
            text.push(' ');
        }
        text.push_str(flow.text(token).trim_matches(is_space));
    }
    text
}

/// The running text between two tokens, a line each.
fn text(flow: &Flow, recognition: &Recognition, start: u32, end: u32) -> String {
    let mut text = String::new();
    let in_table = |token: u32| {
        recognition.found.iter().any(|f| (f.tokens.0..=f.tokens.1).contains(&token))
            && flow.tokens[token as usize].kind != Kind::Prose
    };
    if start >= end {
        return text;
    }
    let (first, last) = (flow.tokens[start as usize].row as usize, flow.tokens[end as usize - 1].row as usize);
    for row in &flow.rows[first..=last] {
        let tokens = (row.tokens.0.max(start), row.tokens.1.min(end));
        let kept: Vec<u32> = (tokens.0..tokens.1).filter(|&t| !in_table(t)).collect();
        if kept.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        if kept.len() as u32 == row.tokens.1 - row.tokens.0 {
            text.push_str(flow.row_text(row).trim_matches(is_space));
        } else {
            for (i, &token) in kept.iter().enumerate() {
                if i > 0 {
                    text.push(' ');
                }
                text.push_str(flow.text(&flow.tokens[token as usize]).trim_matches(is_space));
            }
        }
    }
    text
}
