//! Text to bytes.

use super::super::pick;
use fastrand::Rng;

/// Encodings of text files, with or without a mark of the byte order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8.
    Utf8,
    /// UTF-8 behind a byte order mark.
    Utf8Bom,
    /// UTF-16, little end first, behind its mark.
    Utf16Le,
    /// UTF-16, big end first, behind its mark.
    Utf16Be,
    /// GB18030.
    Gb18030,
}

impl Charset {
    /// All of them.
    pub const ALL: [Charset; 5] =
        [Charset::Utf8, Charset::Utf8Bom, Charset::Utf16Le, Charset::Utf16Be, Charset::Gb18030];

    /// One of them, UTF-8 most often.
    pub fn draw(rng: &mut Rng) -> Charset {
        use Charset::*;
        pick(rng, &[Utf8, Utf8, Utf8, Utf8Bom, Utf16Le, Utf16Be, Gb18030, Gb18030])
    }

    /// The bytes of a text.
    pub fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Charset::Utf8 => text.as_bytes().to_vec(),
            Charset::Utf8Bom => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            Charset::Utf16Le => std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
            Charset::Utf16Be => std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect(),
            Charset::Gb18030 => {
                let (bytes, _, unmappable) = encoding_rs::GB18030.encode(text);
                assert!(!unmappable, "GB18030 holds all of Unicode");
                bytes.into_owned()
            }
        }
    }
}

/// Lines to a text file, with one kind of line end all through.
pub fn text_file(rng: &mut Rng, lines: &[String]) -> Vec<u8> {
    let end = pick(rng, &["\n", "\n", "\n", "\r\n", "\r\n", "\r"]);
    let mut text = lines.join("\n").replace('\n', end);
    if rng.bool() {
        text.push_str(end);
    }
    Charset::draw(rng).encode(&text)
}
