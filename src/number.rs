//! Numbers exactly as printed: integers and decimals without binary floating point.

use std::fmt;

/// A number as printed: `digits` × 10^-`scale`. `109930.10` keeps its last zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number {
    digits: i64,
    scale: u8,
}

/// What the text of a value cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// A number, and the unit or counter that stood behind it, if any.
    Number(Number, Option<Unit>),
    /// Nothing but white space.
    Blank,
    /// A mark that stands for "nothing to report": `/`, `—`, `无`, `不适用` …
    Placeholder,
    /// Something else.
    Unreadable,
}

/// A unit behind a number in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A counter word: 件, 条, 批次 …
    Counter,
    /// 元.
    Yuan,
    /// 万元.
    TenThousandYuan,
    /// 亿元.
    HundredMillionYuan,
}

impl Number {
    /// A whole number.
    pub const fn integer(value: i64) -> Number {
        Number { digits: value, scale: 0 }
    }

    /// The value when it is whole, trailing zeros behind the point included.
    pub fn to_integer(self) -> Option<i64> {
        let unit = 10i64.checked_pow(u32::from(self.scale))?;
        (self.digits % unit == 0).then_some(self.digits / unit)
    }

    /// The value times 10^`scale`, for exact sums of amounts; none where that overflows or loses digits.
    pub fn scaled(self, scale: u8) -> Option<i64> {
        let more = scale.checked_sub(self.scale)?;
        self.digits.checked_mul(10i64.checked_pow(u32::from(more))?)
    }

    /// Digits printed behind the point.
    pub fn scale(self) -> u8 {
        self.scale
    }

    /// Reads an optional sign, ASCII digits and at most one point with digits on both sides.
    pub fn parse(text: &str) -> Option<Number> {
        let (negative, unsigned) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = match unsigned.split_once('.') {
            Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
            Some(_) => return None,
            None => (unsigned, ""),
        };
        if whole.is_empty() || whole.len() + fraction.len() > 18 {
            return None;
        }
        let mut digits = 0i64;
        for byte in whole.bytes().chain(fraction.bytes()) {
            if !byte.is_ascii_digit() {
                return None;
            }
            digits = digits * 10 + i64::from(byte - b'0');
        }
        Some(Number { digits: if negative { -digits } else { digits }, scale: fraction.len() as u8 })
    }

    /// The number that a workbook stores as a double, at the 15 digits that a spreadsheet shows.
    pub fn from_double(value: f64) -> Option<Number> {
        if !value.is_finite() || value.abs() >= 1e15 {
            return None;
        }
        if value == value.trunc() {
            return Some(Number::integer(value as i64));
        }
        let whole = value.abs().trunc();
        let before = if whole == 0.0 { 0 } else { whole.log10() as usize + 1 };
        let text = format!("{value:.*}", 15 - before);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        Number::parse(text)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scale == 0 {
            return write!(f, "{}", self.digits);
        }
        let unit = 10u64.pow(u32::from(self.scale));
        let magnitude = self.digits.unsigned_abs();
        let sign = if self.digits < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:0width$}", magnitude / unit, magnitude % unit, width = self.scale as usize)
    }
}

/// White space of every kind that stands in filings, zero-width characters and the BOM included.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{180E}' | '\u{AD}')
}

/// A full-width character's ASCII form, and the ASCII form of dashes and minus signs.
pub fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '−' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '﹣' | '─' => '-',
        '﹢' => '+',
        '。' => '.',
        _ => c,
    }
}

/// Reads the text of a value cell. Nothing is guessed: text that is not wholly a number, a number with a
/// known unit, or a placeholder is [`Reading::Unreadable`].
pub fn read(text: &str) -> Reading {
    let bytes = text.as_bytes();
    if !bytes.is_empty() && bytes.len() <= 18 && bytes.iter().all(u8::is_ascii_digit) {
        return Number::parse(text).map_or(Reading::Unreadable, |n| Reading::Number(n, None));
    }
    let text = text.trim_matches(is_space);
    if text.is_empty() {
        return Reading::Blank;
    }
    // Most cells are labels: one look at the first character tells.
    let words =
        |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c) && !"零一二三四五六七八九十两百千万无無没不未空暂".contains(c);
    if text.len() > 120 || text.starts_with(words) {
        return Reading::Unreadable;
    }
    if is_placeholder(text) {
        return Reading::Placeholder;
    }
    let (body, unit) = split_unit(text);
    match plain_number(body).or_else(|| chinese_number(body)) {
        Some(number) => Reading::Number(number, unit),
        None => Reading::Unreadable,
    }
}

fn is_placeholder(text: &str) -> bool {
    let marks = |c: char| {
        is_space(c)
            || matches!(narrow(c), '-' | '/' | '\\' | '*' | '.' | '_' | '~')
            || matches!(c, '…' | '·' | '、' | '╱' | '∕' | '×')
    };
    if text.chars().all(marks) {
        return true;
    }
    let mut plain = String::with_capacity(text.len());
    plain.extend(text.chars().filter(|&c| !is_space(c)).map(narrow));
    let plain = plain.trim_matches(|c: char| matches!(c, '.' | '(' | ')'));
    matches!(plain, "无" | "無" | "没有" | "不适用" | "不涉及" | "无此项" | "未发生" | "空" | "暂无" | "无数据")
        || ["n/a", "na", "nil", "none", "null", "nan"].iter().any(|mark| plain.eq_ignore_ascii_case(mark))
}

/// The text without a unit at its end, and that unit.
fn split_unit(text: &str) -> (&str, Option<Unit>) {
    const UNITS: [(&str, Unit); 27] = [
        ("万元人民币", Unit::TenThousandYuan),
        ("元人民币", Unit::Yuan),
        ("亿元", Unit::HundredMillionYuan),
        ("万元", Unit::TenThousandYuan),
        ("元整", Unit::Yuan),
        ("元", Unit::Yuan),
        ("批次", Unit::Counter),
        ("人次", Unit::Counter),
        ("件次", Unit::Counter),
        ("条次", Unit::Counter),
        ("宗次", Unit::Counter),
        ("项次", Unit::Counter),
        ("件", Unit::Counter),
        ("條", Unit::Counter),
        ("条", Unit::Counter),
        ("项", Unit::Counter),
        ("項", Unit::Counter),
        ("个", Unit::Counter),
        ("個", Unit::Counter),
        ("次", Unit::Counter),
        ("份", Unit::Counter),
        ("宗", Unit::Counter),
        ("起", Unit::Counter),
        ("批", Unit::Counter),
        ("人", Unit::Counter),
        ("篇", Unit::Counter),
        ("例", Unit::Counter),
    ];
    for (suffix, unit) in UNITS {
        if let Some(body) = text.strip_suffix(suffix) {
            return (body.trim_end_matches(is_space), Some(unit));
        }
    }
    (text, None)
}

/// A number in digits: sign, separators of thousands, spaces between digits, one point.
fn plain_number(text: &str) -> Option<Number> {
    let mut plain = String::with_capacity(text.len());
    let mut since_separator: Option<usize> = None;
    let mut digits_seen = 0usize;
    let mut point = false;
    let mut pending_space = false;
    let mut grouping = None;
    for c in text.chars() {
        let c = if is_space(c) { ' ' } else { narrow(c) };
        match c {
            '+' | '-' if plain.is_empty() => plain.push(c),
            ' ' => pending_space = digits_seen > 0 || pending_space,
            '0'..='9' => {
                if pending_space {
                    // Spaces group digits only the way separators do: three behind each.
                    if point
                        || since_separator.is_some_and(|n| n != 3)
                        || digits_seen > 3 && since_separator.is_none()
                        || grouping == Some(',')
                    {
                        return None;
                    }
                    since_separator = Some(0);
                    grouping = Some(' ');
                    pending_space = false;
                }
                plain.push(c);
                digits_seen += 1;
                since_separator = since_separator.map(|n| n + 1);
            }
            ',' | '\'' if digits_seen > 0 && !point && !pending_space => {
                if since_separator.is_some_and(|n| n != 3)
                    || since_separator.is_none() && digits_seen > 3
                    || grouping == Some(' ')
                {
                    return None;
                }
                since_separator = Some(0);
                grouping = Some(',');
            }
            '.' if digits_seen > 0 && !point && !pending_space => {
                if since_separator.is_some_and(|n| n != 3) {
                    return None;
                }
                since_separator = None;
                point = true;
                plain.push('.');
            }
            _ => return None,
        }
    }
    let first = plain.trim_start_matches(['+', '-']).chars().next();
    if since_separator.is_some_and(|n| n != 3) || grouping.is_some() && first == Some('0') {
        return None;
    }
    Number::parse(&plain)
}

/// A Chinese numeral below 100,000,000: 零, 十二, 二百零三, 两万.
pub fn chinese_number(text: &str) -> Option<Number> {
    let digit = |c| {
        "零一二三四五六七八九".chars().position(|d| d == c).or(match c {
            '〇' | '○' => Some(0),
            '两' => Some(2),
            _ => None,
        })
    };
    let (mut total, mut section, mut current, mut last_unit) = (0i64, 0i64, None::<i64>, i64::MAX);
    let mut any = false;
    for c in text.chars() {
        any = true;
        if let Some(value) = digit(c) {
            if current.is_some_and(|d| d != 0) {
                return None;
            }
            current = Some(value as i64);
            continue;
        }
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            '万' => 10_000,
            _ => return None,
        };
        if unit == 10_000 {
            let value = section + current.unwrap_or(0);
            if total != 0 || value == 0 {
                return None;
            }
            total = value * unit;
            section = 0;
            last_unit = i64::MAX;
        } else {
            if unit >= last_unit {
                return None;
            }
            last_unit = unit;
            section += match current {
                None if unit == 10 && section == 0 => 10,
                Some(d) if d > 0 => d * unit,
                _ => return None,
            };
        }
        current = None;
    }
    any.then(|| Number::integer(total + section + current.unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Option<String> {
        match read(text) {
            Reading::Number(number, _) => Some(number.to_string()),
            _ => None,
        }
    }

    #[test]
    fn digits_in_every_dress_are_the_number_they_are() {
        for (text, value) in [
            ("0", "0"),
            ("+0", "0"),
            ("-11", "-11"),
            ("－11", "-11"),
            ("１２", "12"),
            ("1,234", "1234"),
            ("１，２３４", "1234"),
            ("1 234", "1234"),
            ("\u{A0}7\u{3000}", "7"),
            ("\u{2009}12", "12"),
            ("109930.10", "109930.10"),
            ("0.5", "0.5"),
            ("251000元", "251000"),
            ("240 万元", "240"),
            ("31批次", "31"),
            ("三", "3"),
            ("二十三", "23"),
            ("两万", "20000"),
            ("一千二百三十四", "1234"),
            ("＋3", "3"),
            ("12,345,678.9", "12345678.9"),
            ("零", "0"),
            ("十", "10"),
            ("二百零三", "203"),
        ] {
            assert_eq!(number(text).as_deref(), Some(value), "{text:?}");
        }
    }

    #[test]
    fn what_is_not_wholly_a_number_is_unreadable() {
        for text in [
            "若干",
            "1,23",
            "1 2",
            "0 0",
            "3①",
            "2O21",
            "1.2.3",
            "--1",
            "5-6",
            "1234,567",
            "1,2345",
            ".5",
            "5.",
            "99999999999999999999",
            "1.1398889E7",
            "三三",
            "2021年",
            "约5",
            "1, 234",
            "12 345 6",
        ] {
            assert_eq!(read(text), Reading::Unreadable, "{text:?}");
        }
    }

    #[test]
    fn marks_are_placeholders_and_space_is_blank() {
        for text in ["/", "／", "-", "—", "——", "--", "无", "不适用", "N/A", "（无）", "无。", "*", "…"]
        {
            assert_eq!(read(text), Reading::Placeholder, "{text:?}");
        }
        for text in ["", " ", "\u{A0}", "\u{3000}\u{200B}", "\u{FEFF}"] {
            assert_eq!(read(text), Reading::Blank, "{text:?}");
        }
    }

    #[test]
    fn doubles_lose_their_binary_tail() {
        assert_eq!(Number::from_double(109930.1).unwrap().to_string(), "109930.1");
        assert_eq!(Number::from_double(0.1 + 0.2).unwrap().to_string(), "0.3");
        assert_eq!(Number::from_double(11398889.0).unwrap().to_string(), "11398889");
        assert_eq!(Number::from_double(-2.5).unwrap().to_string(), "-2.5");
        assert_eq!(Number::from_double(f64::NAN), None);
    }
}
