//! Bytes to text: which encoding, and what was lost.
//!
//! What a page or a file says of its encoding is a hint: it is often wrong. Evidence comes first, in this order:
//! a byte order mark, well-formed UTF-8, the zeros and characters of UTF-16, UTF-8 with a few bad bytes, and then
//! whichever of the declared encoding, GB18030 and Big5 makes the bytes read like Chinese.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// Decoded text.
#[derive(Debug)]
pub struct Decoded<'a> {
    /// The text, without a byte order mark; borrowed where the bytes are well-formed UTF-8.
    pub text: Cow<'a, str>,
    /// WHATWG name of the encoding used. GBK is read as its superset `gb18030`.
    pub encoding: &'static str,
    /// How many sequences the encoding does not have; each left a U+FFFD.
    pub losses: usize,
    /// Where in `text` the first loss stands.
    pub first_loss: Option<usize>,
}

/// Bytes that are looked at to choose among encodings that all could be meant, from the first beyond ASCII.
const SAMPLE: usize = 4 << 10;
/// Bytes fed to the statistical detector, which is slow.
const DETECTOR_SAMPLE: usize = 64 << 10;

/// Decodes text. `declared` is what the source says of itself (a hint, not the truth); `forced` overrides detection.
pub fn decode<'a>(bytes: &'a [u8], declared: Option<&str>, forced: Option<&'static Encoding>) -> Decoded<'a> {
    if let Some(encoding) = forced {
        return decode_as(bytes, encoding);
    }
    match Encoding::for_bom(bytes) {
        // Templates glued together: the mark is UTF-8's, what follows is not.
        Some((encoding, length)) if encoding == UTF_8 && !is_mostly_utf8(&bytes[length..]) => {
            detect(&bytes[length..], declared)
        }
        Some((encoding, _)) => decode_as(bytes, encoding),
        None => detect(bytes, declared),
    }
}

/// Decodes bytes that have no byte order mark.
fn detect<'a>(bytes: &'a [u8], declared: Option<&str>) -> Decoded<'a> {
    let utf8 = std::str::from_utf8(bytes);
    if let Ok(text) = utf8
        && memchr::memchr(0, bytes).is_none()
    {
        return Decoded { text: Cow::Borrowed(text), encoding: UTF_8.name(), losses: 0, first_loss: None };
    }
    let encoding = utf16_without_mark(bytes)
        .or_else(|| (utf8.is_ok() || is_mostly_utf8(bytes)).then_some(UTF_8))
        .unwrap_or_else(|| legacy_encoding(bytes, declared));
    decode_as(bytes, encoding)
}

/// Decodes in one encoding, its own byte order mark removed.
fn decode_as<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Decoded<'a> {
    if encoding == UTF_8 {
        return decode_utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes));
    }
    let encoding = if encoding == GBK { GB18030 } else { encoding };
    let bytes = if encoding == GB18030 { bytes.strip_prefix(b"\x84\x31\x95\x33").unwrap_or(bytes) } else { bytes };
    let (text, had_errors) = encoding.decode_with_bom_removal(bytes);
    let losses = if had_errors { text.matches('\u{FFFD}').count() } else { 0 };
    let first_loss = if had_errors { text.find('\u{FFFD}') } else { None };
    Decoded { text, encoding: encoding.name(), losses, first_loss }
}

fn decode_utf8(bytes: &[u8]) -> Decoded<'_> {
    let encoding = UTF_8.name();
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: Cow::Borrowed(text), encoding, losses: 0, first_loss: None };
    }
    // A U+FFFD that the source itself holds is not a loss of this decoding: hence chunks, not a count of them.
    let mut text = String::with_capacity(bytes.len() + 16);
    let (mut losses, mut first_loss) = (0, None);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            losses += 1;
            first_loss.get_or_insert(text.len());
            text.push('\u{FFFD}');
        }
    }
    Decoded { text: Cow::Owned(text), encoding, losses, first_loss }
}

/// Whether bytes are UTF-8 but for some: more characters of three bytes or more than sequences out of place.
/// Text in GBK or Big5 almost never forms such a character; a tail cut inside one passes.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|&b| b >= 0xE0).count();
        bad += usize::from(!chunk.invalid().is_empty());
        if bad > 256 && bad >= good {
            return false;
        }
    }
    bad == 0 || good > bad
}

/// UTF-16 that shows itself: zeros on one side of most units, or nearly all units Chinese with some punctuation.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let units = sample.len() / 2;
    if units < 2 {
        return None;
    }
    [(UTF_16LE, u16::from_le_bytes as fn([u8; 2]) -> u16), (UTF_16BE, u16::from_be_bytes)]
        .into_iter()
        .find(|(_, unit)| {
            let (mut plain, mut chinese, mut marks) = (0, 0, 0);
            for pair in sample.as_chunks::<2>().0 {
                match unit(*pair) {
                    0x09 | 0x0A | 0x0D | 0x20..=0x7E => plain += 1,
                    // Full stop, commas, paragraph space: pairs of other bytes seldom form them.
                    0x3000..=0x3002 | 0xFF0C => marks += 1,
                    0x2010..=0x2030 | 0x3003..=0x30FF | 0x4E00..=0x9FFF | 0xFF00..=0xFFEF => chinese += 1,
                    0xA0 | 0xD800..=0xDFFF => chinese += 1,
                    _ => {}
                }
            }
            // Letters of ASCII by twos look like characters ("ab" is U+6261), but never like ASCII or those marks.
            (plain + marks + chinese) * 10 >= units * 9 && (plain * 5 > units || plain + marks * 2 > 0 && chinese > 0)
        })
        .map(|(encoding, _)| encoding)
}

/// The encoding of bytes that are neither UTF-8 nor UTF-16.
fn legacy_encoding(bytes: &[u8], declared: Option<&str>) -> &'static Encoding {
    let beyond_ascii = &bytes[Encoding::ascii_valid_up_to(bytes)..];
    let sample = &beyond_ascii[..beyond_ascii.len().min(SAMPLE)];
    let last = sample.len() == beyond_ascii.len();
    let declared = declared
        .and_then(|label| Encoding::for_label(label.as_bytes()))
        // UTF-8 has been ruled out, and a page that can be searched for its declaration is not UTF-16.
        .filter(|&encoding| encoding.is_ascii_compatible() && encoding != UTF_8)
        .map(|encoding| if encoding == GBK { GB18030 } else { encoding });
    // Nothing is ill-formed in a single-byte encoding, so that to declare one says little: it comes last.
    let (first, last_resort) = match declared {
        Some(encoding) if encoding.is_single_byte() => (None, declared),
        _ => (declared, None),
    };
    let usual = [GB18030, BIG5].into_iter().filter(|&encoding| Some(encoding) != first);
    let mut best: Option<(i64, &'static Encoding)> = None;
    for encoding in first.into_iter().chain(usual).chain(last_resort) {
        let score = likeness(sample, encoding, last);
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, encoding));
        }
    }
    match best {
        Some((score, encoding)) if score > 0 || score == 0 && Some(encoding) == declared => encoding,
        // Nothing in it reads like Chinese, or there is too little of it.
        _ => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(&beyond_ascii[..beyond_ascii.len().min(DETECTOR_SAMPLE)], last);
            let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
            if likeness(sample, guess, last) < 0 { GB18030 } else { guess }
        }
    }
}

/// How much bytes read like Chinese text in an encoding: its commonest characters count for it, bytes that the
/// encoding does not have count against it.
fn likeness(sample: &[u8], encoding: &'static Encoding, last: bool) -> i64 {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length(sample.len()).unwrap_or(sample.len() * 3));
    let _ = decoder.decode_to_string(sample, &mut text, last);
    // Quotation marks of Windows-1252 are no Chinese.
    let multi_byte = !encoding.is_single_byte();
    text.chars().map(|c| if c == '\u{FFFD}' { -5 } else { i64::from(multi_byte && is_common(c)) }).sum()
}

/// Characters that make up a good part of any official text, in simplified and traditional form. A wrong decoder
/// yields rare ones.
fn is_common(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '、'
            | '：'
            | '；'
            | '（'
            | '）'
            | '“'
            | '”'
            | '《'
            | '》'
            | '　'
            | '的'
            | '一'
            | '是'
            | '在'
            | '不'
            | '了'
            | '有'
            | '和'
            | '人'
            | '这'
            | '這'
            | '中'
            | '大'
            | '为'
            | '為'
            | '上'
            | '个'
            | '個'
            | '国'
            | '國'
            | '以'
            | '要'
            | '他'
            | '时'
            | '時'
            | '来'
            | '來'
            | '用'
            | '们'
            | '們'
            | '生'
            | '到'
            | '作'
            | '地'
            | '于'
            | '於'
            | '出'
            | '就'
            | '分'
            | '对'
            | '對'
            | '成'
            | '会'
            | '會'
            | '可'
            | '主'
            | '发'
            | '發'
            | '年'
            | '动'
            | '動'
            | '同'
            | '工'
            | '也'
            | '能'
            | '下'
            | '过'
            | '過'
            | '子'
            | '说'
            | '說'
            | '产'
            | '產'
            | '种'
            | '種'
            | '面'
            | '而'
            | '方'
            | '后'
            | '後'
            | '多'
            | '定'
            | '行'
            | '学'
            | '學'
            | '法'
            | '所'
            | '民'
            | '得'
            | '经'
            | '經'
            | '十'
            | '三'
            | '二'
            | '之'
            | '进'
            | '進'
            | '着'
            | '等'
            | '部'
            | '度'
            | '家'
            | '电'
            | '電'
            | '力'
            | '里'
            | '如'
            | '水'
            | '化'
            | '高'
            | '自'
            | '理'
            | '起'
            | '小'
            | '现'
            | '現'
            | '实'
            | '實'
            | '加'
            | '量'
            | '都'
            | '两'
            | '兩'
            | '体'
            | '體'
            | '制'
            | '机'
            | '機'
            | '当'
            | '當'
            | '使'
            | '点'
            | '點'
            | '从'
            | '從'
            | '业'
            | '業'
            | '本'
            | '去'
            | '把'
            | '性'
            | '好'
            | '应'
            | '應'
            | '开'
            | '開'
            | '它'
            | '合'
            | '还'
            | '還'
            | '因'
            | '由'
            | '其'
            | '些'
            | '然'
            | '前'
            | '外'
            | '天'
            | '政'
            | '四'
            | '日'
            | '那'
            | '社'
            | '义'
            | '義'
            | '事'
            | '平'
            | '形'
            | '相'
            | '全'
            | '表'
            | '间'
            | '間'
            | '样'
            | '樣'
            | '与'
            | '與'
            | '关'
            | '關'
            | '各'
            | '重'
            | '新'
            | '内'
            | '內'
            | '数'
            | '數'
            | '正'
            | '心'
            | '反'
            | '你'
            | '明'
            | '看'
            | '原'
            | '又'
            | '么'
            | '麼'
            | '利'
            | '比'
            | '或'
            | '但'
            | '质'
            | '質'
            | '气'
            | '氣'
            | '第'
            | '向'
            | '道'
            | '命'
            | '此'
            | '变'
            | '變'
            | '条'
            | '條'
            | '只'
            | '没'
            | '沒'
            | '结'
            | '結'
            | '解'
            | '问'
            | '問'
            | '意'
            | '建'
            | '月'
            | '公'
            | '无'
            | '無'
            | '系'
            | '军'
            | '軍'
            | '很'
            | '情'
            | '者'
            | '最'
            | '立'
            | '代'
            | '想'
            | '已'
            | '通'
            | '并'
            | '提'
            | '直'
            | '题'
            | '題'
            | '党'
            | '黨'
            | '程'
            | '展'
            | '五'
            | '市'
            | '县'
            | '縣'
            | '府'
            | '信'
            | '务'
            | '務'
            | '省'
            | '区'
            | '區'
            | '报'
            | '報'
            | '告'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIMPLIFIED: &str = "2020年，我镇认真贯彻落实有关规定，全年主动公开政府信息21条。\n一、总体情况\n";
    const TRADITIONAL: &str = "本鎮認真貫徹落實有關規定，全年主動公開政府資訊二十一條。\n一、總體情況\n";

    fn decoded(bytes: &[u8], declared: Option<&str>) -> (String, &'static str, usize) {
        let found = decode(bytes, declared, None);
        assert_eq!(found.first_loss.is_some(), found.losses > 0);
        (found.text.into_owned(), found.encoding, found.losses)
    }

    fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    fn wide(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn well_formed_utf8_is_borrowed() {
        for text in ["", "a", SIMPLIFIED, "\u{FFFD}", "caf\u{E9}"] {
            assert!(matches!(decode(text.as_bytes(), Some("gbk"), None).text, Cow::Borrowed(found) if found == text));
        }
        let marked = format!("\u{FEFF}{SIMPLIFIED}");
        let found = decode(marked.as_bytes(), None, None);
        assert!(matches!(found.text, Cow::Borrowed(text) if text == SIMPLIFIED));
        assert_eq!((found.encoding, found.losses), ("UTF-8", 0));
    }

    #[test]
    fn every_encoding_of_chinese_is_told_from_the_bytes() {
        let marked = |text: &str| format!("\u{FEFF}{text}");
        for declared in
            [None, Some("utf-8"), Some("gb2312"), Some("big5"), Some("iso-8859-1"), Some("utf-16"), Some("?")]
        {
            for (bytes, encoding, text) in [
                (encoded(SIMPLIFIED, GB18030), "gb18030", SIMPLIFIED),
                (encoded(SIMPLIFIED, GBK), "gb18030", SIMPLIFIED),
                (encoded(TRADITIONAL, BIG5), "Big5", TRADITIONAL),
                (wide(SIMPLIFIED, u16::to_le_bytes), "UTF-16LE", SIMPLIFIED),
                (wide(SIMPLIFIED, u16::to_be_bytes), "UTF-16BE", SIMPLIFIED),
                (wide(TRADITIONAL, u16::to_le_bytes), "UTF-16LE", TRADITIONAL),
                (wide(&marked(SIMPLIFIED), u16::to_le_bytes), "UTF-16LE", SIMPLIFIED),
                (wide(&marked(SIMPLIFIED), u16::to_be_bytes), "UTF-16BE", SIMPLIFIED),
                (wide("<p>only ASCII</p>", u16::to_le_bytes), "UTF-16LE", "<p>only ASCII</p>"),
                (encoded(&marked(SIMPLIFIED), GB18030), "gb18030", SIMPLIFIED),
            ] {
                assert_eq!(decoded(&bytes, declared), (text.to_owned(), encoding, 0), "{declared:?}");
            }
        }
    }

    #[test]
    fn markup_around_a_little_chinese_does_not_mislead() {
        let markup = "<div class=\"content\"><a href=\"/col/index.html\" target=\"_blank\">";
        for text in ["无", "2020年度报告", "规范性文件", "龘"] {
            let page = format!("{markup}{text}</a></div>\n").repeat(3);
            for declared in [None, Some("gb2312"), Some("iso-8859-1"), Some("utf-8")] {
                assert_eq!(decoded(&encoded(&page, GB18030), declared), (page.clone(), "gb18030", 0), "{declared:?}");
            }
        }
        let text = "無";
        assert_eq!(decoded(&encoded(text, BIG5), Some("big5")), (text.to_owned(), "Big5", 0));
        assert_eq!(decoded(b"caf\xE9 cr\xE8me", Some("iso-8859-1")), ("café crème".to_owned(), "windows-1252", 0));
    }

    #[test]
    fn bad_bytes_in_utf8_are_counted_and_nothing_else_is_lost() {
        // A byte too many between two characters, and one lost from inside of another.
        let mut bytes = SIMPLIFIED.as_bytes().to_vec();
        bytes.insert(7, 0xFF);
        let last = bytes.len() - 2;
        bytes.remove(last);
        let found = decode(&bytes, Some("gbk"), None);
        assert_eq!((found.encoding, found.losses, found.first_loss), ("UTF-8", 2, Some(7)));
        let kept: Vec<char> = found.text.chars().filter(|&c| c != '\u{FFFD}').collect();
        let mut expected: Vec<char> = SIMPLIFIED.chars().collect();
        expected.remove(expected.len() - 2);
        assert_eq!(kept, expected);
    }

    #[test]
    fn a_tail_cut_inside_a_character_is_one_loss() {
        let bytes = SIMPLIFIED.as_bytes();
        let cut = &bytes[..bytes.len() - 2];
        let (text, encoding, losses) = decoded(cut, None);
        assert_eq!((encoding, losses), ("UTF-8", 1));
        assert_eq!(text, SIMPLIFIED[..SIMPLIFIED.len() - 4].to_owned() + "\u{FFFD}");
        // Behind ASCII alone, the same bytes are a character of GB18030.
        assert_eq!(decoded(b"2020\xE4\xBD", None), ("2020浣".to_owned(), "gb18030", 0));
        let gb = encoded(SIMPLIFIED.trim_end(), GB18030);
        assert_eq!(decoded(&gb[..gb.len() - 1], None).1, "gb18030");
        assert_eq!(decoded(&gb[..gb.len() - 1], None).2, 1);
    }

    #[test]
    fn the_caller_has_the_last_word() {
        let gb = encoded(SIMPLIFIED, GB18030);
        assert_eq!(decode(&gb, Some("utf-8"), Some(GBK)).text, SIMPLIFIED);
        assert_eq!(decode(&gb, None, Some(GBK)).encoding, "gb18030");
        assert!(decode(&gb, None, Some(UTF_8)).losses > 10);
        assert_eq!(decode(b"\xEF\xBB\xBFa", None, Some(UTF_8)).text, "a");
    }

    #[test]
    fn a_mark_of_utf8_before_something_else_is_no_proof() {
        let bytes = [b"\xEF\xBB\xBF".to_vec(), encoded(SIMPLIFIED, GB18030)].concat();
        assert_eq!(decoded(&bytes, None), (SIMPLIFIED.to_owned(), "gb18030", 0));
    }

    #[test]
    fn four_byte_characters_of_gb18030_are_read() {
        let text = format!("{SIMPLIFIED}㐀𠀀€");
        assert_eq!(decoded(&encoded(&text, GB18030), Some("gb2312")), (text, "gb18030", 0));
    }

    #[test]
    fn bytes_of_any_kind_are_decoded() {
        let mut random = fastrand::Rng::with_seed(3);
        for length in (0..200).chain([10_000, 100_000]) {
            let bytes: Vec<u8> = (0..length).map(|_| random.u8(..)).collect();
            for declared in
                [None, Some("gbk"), Some("utf-16le"), Some("iso-2022-jp"), Some("replacement"), Some("x-user-defined")]
            {
                decoded(&bytes, declared);
            }
            decoded(&vec![0; length], None);
        }
        assert_eq!(decoded(b"a\0b", None), ("a\0b".to_owned(), "UTF-8", 0));
        assert_eq!(decoded(b"\xFF\xFEa", None).1, "UTF-16LE");
    }
}
