//! Plain text: one [`Line`] for each line that is not blank.

use super::ReadOptions;
use crate::decode::decode;
use crate::document::{Block, Document, Line, Observation, ObservationKind, Span};
use crate::error::Error;
use crate::flow::pieces;
use crate::location::Location;
use crate::number::is_space;
use crate::source::Source;

/// Reads plain text in any encoding, with line ends of any kind.
pub fn read(source: &Source, options: &ReadOptions) -> Result<Document, Error> {
    let decoded = decode(&source.bytes, None, options.encoding);
    // Offsets are 32 bits wide.
    if decoded.text.len() > u32::MAX as usize / 2 {
        return Err(Error::UnsupportedFormat {
            name: source.name.clone(),
            found: format!("a text of {} bytes", decoded.text.len()),
            expected: "at most 2 GiB of text: split the file",
        });
    }
    super::check_words(source, options, decoded.text.len(), || pieces(&decoded.text))?;
    let mut document = Document::new();
    document.encoding = Some(decoded.encoding);
    document.blocks = lines(&decoded.text);
    if let Some(first) = decoded.first_loss {
        let at = place(&document.blocks, &decoded.text, first as u32);
        let detail = decoded.losses.to_string();
        document.observations.push(Observation { kind: ObservationKind::DecodingLoss, at, detail });
    }
    document.text = decoded.text.into_owned();
    Ok(document)
}

/// Where an offset stands, if in a line.
fn place(blocks: &[Block], text: &str, offset: u32) -> Location {
    let behind = |block: &Block| matches!(block, Block::Line(line) if line.text.end <= offset);
    match blocks.get(blocks.partition_point(behind)) {
        Some(Block::Line(line)) if line.text.start <= offset => {
            line.at.advanced(text[line.text.start as usize..offset as usize].chars().count() as u32)
        }
        _ => Location::Source,
    }
}

/// The lines of a text that hold more than white space; each begins at its first visible character.
fn lines(text: &str) -> Vec<Block> {
    let mut blocks = Vec::with_capacity(text.len() / 24);
    let (mut start, mut number) = (0, 1);
    let bytes = text.as_bytes();
    while start < bytes.len() {
        let length = memchr::memchr3(b'\n', b'\r', 0x0C, &bytes[start..]).unwrap_or(bytes.len() - start);
        let end = start + length;
        let line = &text[start..end];
        let visible = line.trim_start_matches(is_space);
        if !visible.is_empty() {
            let skipped = &line[..line.len() - visible.len()];
            let visible = visible.trim_end_matches(is_space);
            let first = start + skipped.len();
            blocks.push(Block::Line(Line {
                text: Span { start: first as u32, end: (first + visible.len()) as u32 },
                at: Location::Line { line: number, column: skipped.chars().count() as u32 + 1 },
                scope: 0,
            }));
        }
        start = end + if bytes[end..].starts_with(b"\r\n") { 2 } else { 1 };
        // A form feed ends a page, not a line.
        number += u32::from(bytes.get(end) != Some(&0x0C));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_loss_has_a_place() {
        let bytes = "一、总体情况\n  二、主动公开".as_bytes();
        let bytes = [&bytes[..30], b"\xFF", &bytes[30..]].concat();
        let source = Source { name: "a.txt".into(), bytes, format: crate::source::Format::Text };
        let document = read(&source, &ReadOptions::default()).unwrap();
        let [loss] = &document.observations[..] else { panic!("{:?}", document.observations) };
        assert_eq!((&loss.at, loss.detail.as_str()), (&Location::Line { line: 2, column: 6 }, "1"));
    }
}
