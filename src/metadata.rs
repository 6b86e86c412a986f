//! What a report says of itself: title, agency, year, period, day of publication.

use crate::document::Document;
use crate::flow::Flow;
use crate::fold::fold;
use crate::number::{chinese_number, is_space, narrow};
use crate::outline::Outline;
use crate::page::page_words;
use crate::report::{Date, Field, Period};
use regex::Regex;
use std::sync::LazyLock;

/// The fields found.
#[derive(Debug, Default)]
pub struct Metadata {
    /// The title, joined and without inner space.
    pub title: Option<Field<String>>,
    /// First and one past the last token of the title; equal where it is not in the text.
    pub title_tokens: (u32, u32),
    /// The agency.
    pub agency: Option<Field<String>>,
    /// The fiscal year.
    pub year: Option<Field<i32>>,
    /// The period of the figures.
    pub period: Option<Field<Period>>,
    /// The day of publication.
    pub published: Option<Field<Date>>,
}

/// A title in folded words: what it must end with, and the words by which it is known.
static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"信息公开(工作)?([0-9〇零一二三四五六七八九]{4}年?)?度?(的)?(工作)?(年度)?(工作)?(报告|年报|年度报告)([0-9〇零一二三四五六七八九]{4}年?度?)?$")
        .expect("a constant pattern")
});
static YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"((?:19|20)[0-9]{2}|[二][〇零○Oo0][〇零○Oo0一二三四五六七八九]{2})\s*年").expect("a constant pattern")
});
static PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"((?:19|20)[0-9]{2})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日?\s*(?:起|开始|零时)?\s*(?:至|到|[-—－–―~～─]+)\s*",
        r"(?:截至|截止)?(?:((?:19|20)[0-9]{2})\s*年|同年|当年)?\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日?"
    ))
    .expect("a constant pattern")
});
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"((?:19|20)[0-9]{2})\s*[-年/.]\s*([0-9]{1,2})\s*[-月/.]\s*([0-9]{1,2})").expect("a constant pattern")
});

/// A title has at most this many lines and characters.
const TITLE_LINES: usize = 8;
const TITLE_CHARACTERS: usize = 70;

/// Reads the fields.
pub fn read(flow: &Flow, outline: &Outline) -> Metadata {
    let mut metadata = Metadata::default();
    title(flow, outline, &mut metadata);
    if metadata.title.is_none() {
        metadata.title = page_title(flow.document);
    }
    period(flow, outline, &mut metadata);
    metadata.year = year(flow, outline, &metadata);
    metadata.agency = agency(flow, outline, &metadata);
    metadata.published = published(flow);
    metadata
}

/// A line that may be part of the title, or a piece of one where the whole report stands in a line.
struct Piece {
    tokens: (u32, u32),
    text: String,
    folded: String,
}

/// The lines before the sections, short enough to be part of a title; an empty one stands for any other.
fn title_pieces(flow: &Flow, end: u32) -> Vec<Piece> {
    const LOOK_AT: usize = 400;
    let mut pieces = Vec::new();
    let mut add = |tokens: (u32, u32), text: String| {
        let fits = text.len() <= TITLE_CHARACTERS * 4 && !text.contains(['。', '；', '>', '›', '»']);
        let folded = if fits { fold(&text) } else { String::new() };
        pieces.push(Piece { tokens, text, folded });
    };
    for row in flow.rows.iter().filter(|row| row.tokens.0 < row.tokens.1).take(LOOK_AT) {
        if row.tokens.0 >= end {
            break;
        }
        if row.tokens.1 <= end && row.tokens.1 - row.tokens.0 < 40 {
            add(row.tokens, flow.row_text(row).into_owned());
        } else {
            for token in row.tokens.0..row.tokens.1.min(end) {
                add((token, token + 1), flow.text(&flow.tokens[token as usize]).to_owned());
            }
        }
    }
    pieces
}

fn joined(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.folded.as_str()).collect()
}

/// The title in the text: the first lines before the sections that together read as one.
fn title(flow: &Flow, outline: &Outline, metadata: &mut Metadata) {
    let end = outline.headings.first().map_or(flow.tokens.len() as u32, |h| h.tokens.0);
    let pieces = title_pieces(flow, end);
    let mut best: Option<(u32, usize, usize)> = None;
    for first in 0..pieces.len() {
        let mut folded = String::new();
        for (last, piece) in pieces.iter().enumerate().skip(first).take(TITLE_LINES) {
            folded.push_str(&piece.folded);
            if piece.folded.is_empty() || folded.chars().count() > TITLE_CHARACTERS {
                break;
            }
            if !TITLE.is_match(&folded) {
                continue;
            }
            // A title names its year and its agency; a column of the site or a link does not.
            let has_year = YEAR.is_match(&format!("{folded}年"));
            let named = folded.find("信息公开").is_some_and(|at| at > 12) || has_year && folded.chars().count() > 18;
            let score = u32::from(has_year) * 4 + u32::from(named) * 4 + 1;
            let score = score * 8 + (TITLE_LINES - (last - first)) as u32;
            if best.is_none_or(|(other, ..)| score > other) {
                best = Some((score, first, last));
            }
            break;
        }
    }
    // The first lines that read as a title make the whole; the line before it may still be its beginning.
    let Some((_, mut first, last)) = best else { return };
    while first > 0
        && last - first + 1 < TITLE_LINES
        && begins_title(&pieces[first - 1].folded, &joined(&pieces[first..=last]))
    {
        first -= 1;
    }
    let mut value = String::new();
    let mut raw = String::new();
    for piece in &pieces[first..=last] {
        if !raw.is_empty() {
            raw.push('\n');
        }
        raw.push_str(piece.text.trim_matches(is_space));
        value.extend(piece.text.chars().filter(|&c| !is_space(c) && !matches!(c, '#' | '*' | '|')));
    }
    metadata.title_tokens = (pieces[first].tokens.0, pieces[last].tokens.1);
    let at = flow.location(&flow.tokens[pieces[first].tokens.0 as usize]);
    metadata.title = Some(Field { value, raw, at });
}

/// Whether a line before the title is its beginning: the agency, where the next line names none or only the end
/// of a name, broken off inside a word.
fn begins_title(line: &str, next: &str) -> bool {
    let Some(at) = next.find("信息公开") else { return false };
    let numeral = |c: char| c.is_ascii_digit() || "〇零一二三四五六七八九".contains(c);
    let named =
        next[..at].trim_end_matches("政府").trim_end_matches('度').trim_end_matches('年').trim_end_matches(numeral);
    let plain = line.chars().count() <= 30 && line.chars().all(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    let furniture = ["公开", "年报", "报告", "首页", "网", "目录", "栏目"].iter().any(|word| line.contains(word));
    if !plain || furniture {
        return false;
    }
    if named.is_empty() {
        return ends_like_agency(line);
    }
    // Broken inside a name: what follows begins with the kind of a place or of a body, or names no place.
    let headless = named.starts_with(|c| PLACES.contains(c)) || named.chars().count() <= 5 && ends_like_agency(named);
    headless || place_in(line) && (!place_in(named) || !ends_like_agency(line))
}

/// The kinds of places.
const PLACES: &str = "省市县区旗镇乡州盟";

/// Whether a name holds the kind of a place behind the place's own name.
fn place_in(name: &str) -> bool {
    name.chars().skip(1).any(|c| PLACES.contains(c)) || name.find("街道").is_some_and(|at| at > 0)
}

const AGENCY_ENDS: [&str; 28] = [
    "政府",
    "局",
    "委员会",
    "办公室",
    "街道办事处",
    "办事处",
    "委",
    "厅",
    "部",
    "中心",
    "管委会",
    "院",
    "所",
    "站",
    "署",
    "行",
    "公司",
    "大队",
    "支队",
    "总队",
    "学校",
    "大学",
    "医院",
    "办",
    "处",
    "会",
    "社",
    "馆",
];

fn ends_like_agency(text: &str) -> bool {
    AGENCY_ENDS.iter().any(|end| text.ends_with(end))
}

/// Whether a line reads as the title of a report.
pub fn is_title(line: &str) -> bool {
    line.len() <= TITLE_CHARACTERS * 4 && TITLE.is_match(&fold(line))
}

/// The title that the page's head holds, without the name of the site behind it.
fn page_title(document: &Document) -> Option<Field<String>> {
    for name in &page_words().title_fields {
        for field in document.metadata.iter().filter(|f| f.name.eq_ignore_ascii_case(name)) {
            let parts = field.value.split(['_', '|', '-', '—', '–', '－']).map(|part| part.trim_matches(is_space));
            if let Some(part) = parts.filter(|part| TITLE.is_match(&fold(part))).max_by_key(|part| part.len()) {
                let value: String = part.chars().filter(|&c| !is_space(c)).collect();
                return Some(Field { value, raw: field.value.clone(), at: field.at.clone() });
            }
        }
    }
    None
}

/// A year in digits or Chinese numerals.
fn parse_year(text: &str) -> Option<i32> {
    if let Ok(year) = text.parse() {
        return Some(year);
    }
    text.chars()
        .map(|c| match c {
            '〇' | '○' | '零' | 'O' | 'o' | '0' => Some(0),
            c => chinese_number(c.encode_utf8(&mut [0; 4])).and_then(|n| n.to_integer()),
        })
        .try_fold(0, |year, digit| Some(year * 10 + digit? as i32))
}

/// Full-width digits as ASCII, all else as it is; characters keep their number, not their bytes.
fn narrow_digits(text: &str) -> String {
    text.chars().map(|c| if ('０'..='９').contains(&c) { narrow(c) } else { c }).collect()
}

fn year(flow: &Flow, outline: &Outline, metadata: &Metadata) -> Option<Field<i32>> {
    if let Some(title) = &metadata.title {
        let text = narrow_digits(&title.value);
        let found = YEAR.captures_iter(&text).last();
        if let Some(found) = found {
            let year = parse_year(&found[1])?;
            return Some(Field { value: year, raw: found[0].to_owned(), at: title.at.clone() });
        }
        // 年 lost or left out: four digits that can be no other number.
        let bare = text.as_bytes().windows(4).position(|w| w.starts_with(b"20") && w.iter().all(u8::is_ascii_digit));
        if let Some(at) = bare
            && !text[at + 4..].starts_with(|c: char| c.is_ascii_digit())
        {
            let value = text[at..at + 4].parse().ok()?;
            return Some(Field { value, raw: text[at..at + 4].to_owned(), at: title.at.clone() });
        }
    }
    if let Some(period) = &metadata.period {
        return Some(Field { value: period.value.to.year, raw: period.raw.clone(), at: period.at.clone() });
    }
    // The first year that the text itself names, title page and first section.
    let end = outline.headings.get(1).map_or(outline.tokens.1, |h| h.tokens.0);
    for row in
        flow.rows.iter().filter(|r| r.tokens.0 >= outline.tokens.0 && r.tokens.1 <= end && r.tokens.0 < r.tokens.1)
    {
        let text = narrow_digits(&flow.row_text(row));
        for found in YEAR.captures_iter(&text) {
            let whole = found.get(0)?;
            let behind = &text[whole.end()..];
            // The year of a law, a plan or a day is not the year reported on.
            if behind.trim_start().starts_with(|c: char| c.is_ascii_digit())
                || text[..whole.start()].ends_with(['〔', '[', '（', '('])
            {
                continue;
            }
            let characters = text[..whole.start()].chars().count() as u32;
            let at = flow.location(&flow.tokens[row.tokens.0 as usize]).advanced(characters);
            return Some(Field { value: parse_year(&found[1])?, raw: whole.as_str().to_owned(), at });
        }
    }
    None
}

fn agency(flow: &Flow, outline: &Outline, metadata: &Metadata) -> Option<Field<String>> {
    if let Some(title) = &metadata.title
        && let Some(name) = agency_in_title(&title.value)
    {
        return Some(Field { value: name, raw: title.raw.clone(), at: title.at.clone() });
    }
    let words = page_words();
    for name in &words.agency_fields {
        for field in flow.document.metadata.iter().filter(|f| f.name.eq_ignore_ascii_case(name)) {
            let value = field.value.trim_matches(is_space);
            if ends_like_agency(value) && value.chars().count() <= 40 {
                return Some(Field { value: value.to_owned(), raw: field.value.clone(), at: field.at.clone() });
            }
        }
    }
    if let Some(field) = labelled(flow, &words.agency_labels, |text| {
        let name: String = text
            .trim_matches(|c: char| is_space(c) || matches!(c, '：' | ':' | '】' | ']'))
            .chars()
            .take_while(|&c| !is_space(c))
            .collect();
        (ends_like_agency(&name) && name.chars().count() <= 40).then_some(name)
    }) {
        return Some(field);
    }
    sign_off(flow, outline)
}

/// The agency in a title: what stands before the year and the fixed words, or between them.
fn agency_in_title(title: &str) -> Option<String> {
    let at = title.rfind("信息公开")?;
    let mut before = narrow_digits(&title[..at]);
    if let Some(year) = YEAR.find_iter(&before.clone()).last() {
        let (head, tail) = (before[..year.start()].to_owned(), before[year.end()..].to_owned());
        let tail = tail.trim_start_matches('度').to_owned();
        let fixed = tail.trim_end_matches("政府");
        before = if head.trim_start_matches("关于").is_empty() && !fixed.is_empty() {
            tail
        } else if fixed.is_empty() {
            head
        } else {
            head + &tail
        };
    }
    let before = before.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches("关于");
    let before = before.trim_matches(|c: char| is_space(c) || matches!(c, '的' | '：' | ':' | '（' | '(' | '《'));
    let before = before
        .strip_prefix("附件")
        .map_or(before, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '：' | ':')));
    // 政府信息公开 is the fixed wording; only 人民政府 and a place's own 政府 keep the word.
    let name = match before.strip_suffix("政府") {
        Some(rest) if rest.ends_with("政府") || ends_like_agency(rest) => rest,
        Some(rest) if rest.ends_with(['市', '县', '区', '镇', '乡', '省', '州', '旗']) || rest.ends_with("人民") => {
            before
        }
        Some(rest) if !rest.is_empty() => rest,
        Some(_) => "",
        None => before,
    };
    (name.chars().count() >= 2).then(|| name.to_owned())
}

/// The agency that signs below the last section: a line of its own before a date at the end.
fn sign_off(flow: &Flow, outline: &Outline) -> Option<Field<String>> {
    let last = outline.headings.last()?.tokens.1;
    let rows: Vec<_> = flow
        .rows
        .iter()
        .filter(|r| r.tokens.0 >= last && r.tokens.1 <= outline.tokens.1 && r.tokens.0 < r.tokens.1)
        .collect();
    let tail = rows.len().saturating_sub(4);
    rows[tail..].iter().find_map(|row| {
        let text = flow.row_text(row);
        let name: String = text.chars().filter(|&c| !is_space(c)).collect();
        let fits = (4..=30).contains(&name.chars().count())
            && ends_like_agency(&name)
            && !name.contains(['。', '，', '、', '：']);
        fits.then(|| Field {
            value: name,
            raw: text.to_string(),
            at: flow.location(&flow.tokens[row.tokens.0 as usize]),
        })
    })
}

fn period(flow: &Flow, outline: &Outline, metadata: &mut Metadata) {
    let end = outline.headings.get(1).map_or(outline.tokens.1, |h| h.tokens.0);
    let rows: Vec<_> = flow.rows.iter().filter(|r| r.tokens.0 < end && r.tokens.0 < r.tokens.1).collect();
    for (i, row) in rows.iter().enumerate() {
        let line = flow.row_text(row);
        if !line.contains(['月', '年']) {
            continue;
        }
        // A period may run on in the next line.
        let mut text = narrow_digits(&line);
        let length = text.len();
        if let Some(next) = rows.get(i + 1) {
            text.push_str(&narrow_digits(&flow.row_text(next)));
        }
        // Where the first of the words that announce a period ends.
        let announced =
            ["期限", "统计", "自", "周期", "时间"].iter().filter_map(|w| Some(text.find(w)? + w.len())).min();
        for found in PERIOD.captures_iter(&text) {
            let number = |i: usize| found.get(i).and_then(|m| m.as_str().parse::<i32>().ok());
            let from = number(1).zip(number(2)).zip(number(3)).and_then(|((y, m), d)| Date::new(y, m as u8, d as u8));
            let to_year = number(4).or(number(1));
            let to = to_year.zip(number(5)).zip(number(6)).and_then(|((y, m), d)| Date::new(y, m as u8, d as u8));
            let Some((from, to)) = from.zip(to) else { continue };
            let whole = found.get(0).expect("group 0 is the match");
            if whole.start() >= length {
                break;
            }
            let said = announced.is_some_and(|end| end <= whole.start());
            let year = (from.month, from.day) == (1, 1) || (to.month, to.day) == (12, 31);
            if from < to && (year || said) {
                let characters = text[..whole.start()].chars().count() as u32;
                let at = flow.location(&flow.tokens[row.tokens.0 as usize]).advanced(characters);
                metadata.period = Some(Field { value: Period { from, to }, raw: whole.as_str().to_owned(), at });
                return;
            }
        }
    }
}

fn parse_date(text: &str) -> Option<Date> {
    let text = narrow_digits(text);
    let found = DATE.captures(&text)?;
    Date::new(found[1].parse().ok()?, found[2].parse().ok()?, found[3].parse().ok()?)
}

fn published(flow: &Flow) -> Option<Field<Date>> {
    let words = page_words();
    for name in &words.date_fields {
        for field in flow.document.metadata.iter().filter(|f| f.name.eq_ignore_ascii_case(name)) {
            if let Some(value) = parse_date(&field.value) {
                return Some(Field { value, raw: field.value.clone(), at: field.at.clone() });
            }
        }
    }
    labelled(flow, &words.date_labels, |text| {
        // The date follows its label at once.
        let start = text.trim_start_matches(|c: char| is_space(c) || matches!(c, '：' | ':' | '】' | ']' | '|'));
        let head: String = start.chars().take(14).collect();
        head.starts_with(|c: char| narrow(c).is_ascii_digit()).then(|| parse_date(&head)).flatten()
    })
}

/// The value behind a label in a short line, or in the cell next to it.
fn labelled<T>(flow: &Flow, labels: &[String], value: impl Fn(&str) -> Option<T>) -> Option<Field<T>> {
    if !page_words().has_label(&flow.document.text) {
        return None;
    }
    for row in flow.rows.iter().filter(|r| r.tokens.0 < r.tokens.1) {
        let block = &flow.document.blocks[row.block as usize];
        let short = match block {
            crate::document::Block::Line(line) => line.text.end - line.text.start <= 400,
            crate::document::Block::Grid(_) => true,
        };
        let first = &flow.tokens[row.tokens.0 as usize];
        if !short || matches!(first.kind, crate::flow::Kind::Number(..)) && row.tokens.1 - row.tokens.0 == 1 {
            continue;
        }
        let text = flow.row_text(row);
        for label in labels {
            let Some(at) = text.find(label.as_str()) else { continue };
            let behind = &text[at + label.len()..];
            if let Some(found) = value(behind) {
                let at = flow.location(first);
                return Some(Field { value: found, raw: text.trim_matches(is_space).to_owned(), at });
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_agency_is_told_from_the_fixed_words() {
        for (title, agency) in [
            ("町店镇人民政府2020年政府信息公开工作年度报告", Some("町店镇人民政府")),
            ("2021年某县财政局政府信息公开工作年度报告", Some("某县财政局")),
            ("某市人民政府办公室政府信息公开工作2022年度报告", Some("某市人民政府办公室")),
            ("青禾县示例镇人民政府信息公开年度报告", Some("青禾县示例镇人民政府")),
            ("某县教育局2023年度信息公开年报", Some("某县教育局")),
            ("2020年政府信息公开工作年度报告", None),
            ("政府信息公开工作年度报告", None),
        ] {
            assert_eq!(agency_in_title(title).as_deref(), agency, "{title}");
        }
    }

    #[test]
    fn years_in_chinese_numerals_count() {
        assert_eq!(parse_year("二〇二〇"), Some(2020));
        assert_eq!(parse_year("二○一七"), Some(2017));
        assert_eq!(parse_year("2021"), Some(2021));
    }
}
