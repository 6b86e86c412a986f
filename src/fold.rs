//! Folding: text without what varies from copy to copy, for comparison only. White space, punctuation,
//! brackets and quotes go; full-width forms, CJK radicals and the traditional characters of the forms' own
//! words become the ordinary ones.

use crate::number::is_space;
use std::sync::OnceLock;

/// The character that `c` is compared as, or none where it does not count.
pub fn fold_char(c: char) -> Option<char> {
    match c {
        '0'..='9' | 'A'..='Z' => Some(c),
        'a'..='z' => Some(c.to_ascii_uppercase()),
        '\0'..='\u{7F}' => None,
        '\u{4E00}'..='\u{9FFF}' => Some(variant(c)),
        '\u{FF10}'..='\u{FF19}' | '\u{FF21}'..='\u{FF3A}' => char::from_u32(c as u32 - 0xFEE0),
        '\u{FF41}'..='\u{FF5A}' => char::from_u32(c as u32 - 0xFF41 + 0x41),
        '〇' | '○' => Some('〇'),
        '\u{2E80}'..='\u{2FDF}' => Some(variant(c)),
        '\u{2000}'..='\u{206F}' | '\u{3000}'..='\u{303F}' | '\u{FE10}'..='\u{FE6F}' | '\u{FF00}'..='\u{FF65}' => None,
        '·' | '×' | '\u{2500}'..='\u{257F}' | '￥' | '\u{AD}' | '\u{FEFF}' => None,
        c if is_space(c) || c.is_control() => None,
        c => Some(c),
    }
}

/// Appends the folded text to `out`.
pub fn fold_into(text: &str, out: &mut String) {
    out.extend(text.chars().filter_map(fold_char));
}

/// The folded text.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// `schema/characters.txt`: a line holds an ordinary character and the forms that are read as it.
const CHARACTERS: &str = include_str!("../schema/characters.txt");

/// The pairs (form, ordinary character), sorted, and a bit for every code point from U+2E80 on that has one.
struct Variants {
    pairs: Vec<(char, char)>,
    bits: Vec<u64>,
}

const FIRST: u32 = 0x2E80;

fn variant(c: char) -> char {
    static VARIANTS: OnceLock<Variants> = OnceLock::new();
    let variants = VARIANTS.get_or_init(|| {
        let mut pairs: Vec<(char, char)> = CHARACTERS
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once(' '))
            .flat_map(|(ordinary, forms)| {
                let ordinary = ordinary.chars().next().unwrap_or(' ');
                forms.chars().filter(|c| !c.is_whitespace()).map(move |form| (form, ordinary))
            })
            .collect();
        pairs.sort_unstable();
        let mut bits = vec![0; ((0xA000 - FIRST) / 64) as usize];
        for place in pairs.iter().filter_map(|(form, _)| (*form as u32).checked_sub(FIRST)) {
            if let Some(word) = bits.get_mut((place / 64) as usize) {
                *word |= 1u64 << (place % 64);
            }
        }
        Variants { pairs, bits }
    });
    let place = c as u32 - FIRST;
    if variants.bits.get((place / 64) as usize).is_none_or(|word| word & (1 << (place % 64)) == 0) {
        return c;
    }
    variants.pairs.binary_search_by_key(&c, |&(form, _)| form).map_or(c, |i| variants.pairs[i].1)
}

/// How many bytes of `text` a leading ordinal takes, closing mark included: `一、`, `（三）`, `1.`, `12、`, `①`,
/// `第一部分`; and the ordinal, where it is one. Zero where the text begins without one.
pub fn ordinal(text: &str) -> (usize, Option<u32>) {
    let mut rest = text.char_indices().peekable();
    let mut opened = false;
    while let Some(&(_, c)) = rest.peek() {
        match c {
            '（' | '(' | '〔' | '[' | '【' | '［' if !opened => opened = true,
            '#' | '*' => {}
            c if is_space(c) => {}
            _ => break,
        }
        rest.next();
    }
    let Some(&(start, first)) = rest.peek() else { return (0, None) };
    if let '①'..='⑳' = first {
        return (start + first.len_utf8(), Some(first as u32 - '①' as u32 + 1));
    }
    if let '㈠'..='㈩' = first {
        return (start + first.len_utf8(), Some(first as u32 - '㈠' as u32 + 1));
    }
    let digits_start = if first == '第' { start + first.len_utf8() } else { start };
    if first == '第' {
        rest.next();
    }
    let mut end = digits_start;
    while let Some(&(i, c)) = rest.peek() {
        let digit = c.is_ascii_digit() || ('０'..='９').contains(&c) || "一二三四五六七八九十".contains(c);
        // Space may stand between the numeral and its mark, not inside the numeral.
        if !(digit && end == i || is_space(c) && end > digits_start) {
            break;
        }
        end = if digit { i + c.len_utf8() } else { end };
        rest.next();
    }
    if end == digits_start {
        return (0, None);
    }
    let numeral: String =
        text[digits_start..end].chars().map(crate::number::narrow).filter(|c| !is_space(*c)).collect();
    let value = match numeral.parse::<u32>() {
        Ok(value) => value,
        Err(_) => match crate::number::chinese_number(&numeral).and_then(|n| n.to_integer()) {
            Some(value) => value as u32,
            None => return (0, None),
        },
    };
    if value == 0 || value > 99 {
        return (0, None);
    }
    let after = &text[rest.peek().map_or(text.len(), |&(i, _)| i)..];
    let closed = |marks: &str| {
        after.chars().next().filter(|&c| marks.contains(c)).map(|c| text.len() - after.len() + c.len_utf8())
    };
    if first == '第' {
        return ["部分", "章"]
            .iter()
            .find(|word| after.starts_with(**word))
            .map_or((0, None), |word| (text.len() - after.len() + word.len(), Some(value)));
    }
    let end = if opened { closed("）)〕]】］") } else { closed("、.．，,：:）)。") };
    match end {
        Some(end) => {
            let more = text[end..].chars().next().filter(|c| "、.．".contains(*c)).map_or(0, char::len_utf8);
            // `1.5` is a number, not an ordinal with text behind it.
            if text[end..].starts_with(|c: char| c.is_ascii_digit()) && !opened {
                return (0, None);
            }
            (end + more, Some(value))
        }
        None => (0, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_what_counts() {
        assert_eq!(fold("第二十条 第（一）项"), "第二十条第一项");
        assert_eq!(fold("3.危及\"三安全一稳定\""), fold("3.危及“三安全一稳定”"));
        assert_eq!(fold("本年增/减"), "本年增减");
        assert_eq!(fold("⼯作 總計"), "工作总计");
    }

    #[test]
    fn ordinals_are_told_from_numbers() {
        assert_eq!(ordinal("一、总体情况"), ("一、".len(), Some(1)));
        assert_eq!(ordinal("（三）不予公开"), ("（三）".len(), Some(3)));
        assert_eq!(ordinal("1.属于国家秘密"), (2, Some(1)));
        assert_eq!(ordinal("## 二、主动公开"), ("## 二、".len(), Some(2)));
        assert_eq!(ordinal("六 、其他"), ("六 、".len(), Some(6)));
        assert_eq!(ordinal("第一部分 概述"), ("第一部分".len(), Some(1)));
        assert_eq!(ordinal("0 2.其他").0, 0);
        assert_eq!(ordinal("4 、保护").1, Some(4));
        assert_eq!(ordinal("1.5").0, 0);
        assert_eq!(ordinal("三安全一稳定").0, 0);
        assert_eq!(ordinal("2020年").0, 0);
        assert_eq!(ordinal("第二十条第（一）项").0, 0);
        assert_eq!(ordinal("一是").0, 0);
    }
}
