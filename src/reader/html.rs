//! Web pages: text in blocks as a browser would set it, tables as grids, and what the page says of itself.

mod guard;
mod slots;
mod style;
mod walk;

use super::ReadOptions;
use crate::decode::decode;
use crate::document::{Document, Observation, ObservationKind};
use crate::error::Error;
use crate::location::Location;
use crate::source::Source;
use memchr::memmem;
use std::borrow::Cow;

/// Reads a page in any encoding. Broken, hostile and enormous markup costs no more than its length.
pub fn read(source: &Source, options: &ReadOptions) -> Result<Document, Error> {
    let limits = &options.limits;
    let declared = declared_encoding(&source.bytes);
    let decoded = decode(&source.bytes, declared.as_deref(), options.encoding);
    // Offsets are 32 bits wide, and references such as `&nGt;` are longer decoded than written.
    if decoded.text.len() > u32::MAX as usize / 2 {
        return Err(Error::UnsupportedFormat {
            name: source.name.clone(),
            found: format!("a page of {} bytes of text", decoded.text.len()),
            expected: "at most 2 GiB of text: split the page",
        });
    }
    let mut document = Document::new();
    document.encoding = Some(decoded.encoding);
    if decoded.losses > 0 {
        document.observations.push(Observation {
            kind: ObservationKind::DecodingLoss,
            at: Location::Source,
            detail: decoded.losses.to_string(),
        });
    }
    let mut text = decoded.text;
    if memchr::memchr(0, text.as_bytes()).is_some() {
        // A page must not have any, the parser leaves them out one by one.
        text = Cow::Owned(text.replace('\0', ""));
    }
    let page = guard::parse(&text, limits);
    if let Some(found) = page.too_many_elements {
        return Err(Error::TooLarge {
            name: source.name.clone(),
            what: "elements",
            found,
            limit: guard::element_limit(limits),
            option: "--max-cells",
        });
    }
    if page.dropped > 0 {
        document.observations.push(Observation {
            kind: ObservationKind::MarkupDropped,
            at: Location::Source,
            detail: page.dropped.to_string(),
        });
    }
    document.text.reserve(text.len() / 4);
    walk::walk(&page.html, document, limits.cells).map_err(|found| Error::TooLarge {
        name: source.name.clone(),
        what: "cells",
        found,
        limit: limits.cells,
        option: "--max-cells",
    })
}

/// The encoding that the page declares near its beginning, in a `meta` element or an XML declaration.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = bytes[..bytes.len().min(4096)].to_ascii_lowercase();
    let label = |text: &[u8], name: &[u8]| {
        let behind = &text[memmem::find(text, name)? + name.len()..];
        let value = behind.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
        let value = value.strip_prefix(b"\"").or(value.strip_prefix(b"'")).unwrap_or(value);
        let end = value.iter().position(|b| !b.is_ascii_alphanumeric() && !b"-_:.".contains(b));
        let value = &value[..end.unwrap_or(value.len())];
        (!value.is_empty()).then(|| String::from_utf8_lossy(value).into_owned())
    };
    for at in memmem::find_iter(&head, b"<meta") {
        let tag = &head[at..];
        let tag = &tag[..memchr::memchr(b'>', tag).unwrap_or(tag.len())];
        if let Some(found) = label(tag, b"charset") {
            return Some(found);
        }
    }
    let declaration = head.trim_ascii_start().strip_prefix(b"<?xml")?;
    label(&declaration[..memchr::memchr(b'>', declaration)?], b"encoding")
}

#[cfg(test)]
mod tests;
