//! Bytes to text: which encoding, and what was lost.

use encoding_rs::Encoding;

/// Decoded text.
#[derive(Debug)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// WHATWG name of the encoding used.
    pub encoding: &'static str,
    /// How many sequences the encoding does not have; each left a U+FFFD.
    pub losses: usize,
}

/// Decodes text. `declared` is what the source says of itself (a hint, not the truth); `forced` overrides detection.
pub fn decode(bytes: &[u8], _declared: Option<&str>, forced: Option<&'static Encoding>) -> Decoded {
    let encoding = forced.unwrap_or(encoding_rs::UTF_8);
    let (text, encoding, _) = encoding.decode(bytes);
    let losses = text.matches('\u{FFFD}').count();
    Decoded { text: text.into_owned(), encoding: encoding.name(), losses }
}
