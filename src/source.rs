//! A source: a name, its bytes and its format, which is told from the content first and the name second.

use crate::error::Error;
use crate::limits::Limits;
use std::path::Path;

/// Formats that have a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Plain text, in any layout, Markdown included.
    Text,
    /// A web page.
    Html,
    /// Office Open XML workbook (`.xlsx`, `.xlsm`).
    Xlsx,
    /// Binary workbook of Excel 97 (`.xls`).
    Xls,
    /// Binary Office Open XML workbook (`.xlsb`).
    Xlsb,
    /// OpenDocument spreadsheet (`.ods`).
    Ods,
}

impl Format {
    /// Name in the JSON.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Html => "html",
            Format::Xlsx => "xlsx",
            Format::Xls => "xls",
            Format::Xlsb => "xlsb",
            Format::Ods => "ods",
        }
    }

    /// The format that an extension (lower case, no dot) promises.
    pub fn from_extension(extension: &str) -> Option<Format> {
        Some(match extension {
            "txt" | "text" | "md" | "markdown" => Format::Text,
            "html" | "htm" | "xhtml" | "shtml" => Format::Html,
            "xlsx" | "xlsm" | "xltx" | "xltm" => Format::Xlsx,
            "xls" | "xlt" | "et" => Format::Xls,
            "xlsb" => Format::Xlsb,
            "ods" => Format::Ods,
            _ => return None,
        })
    }
}

/// One filing to be read.
#[derive(Debug)]
pub struct Source {
    /// Name for messages and for `source.name` in the JSON: the path as given.
    pub name: String,
    /// The bytes as they are.
    pub bytes: Vec<u8>,
    /// What they hold.
    pub format: Format,
}

const EXPECTED: &str =
    "text, HTML, xlsx, xlsm, xls, xlsb or ods: convert the file, or save the page or workbook in one of these";

impl Source {
    /// Reads a file, no further than the limit.
    pub fn open(path: &Path, limits: &Limits) -> Result<Source, Error> {
        use std::io::Read;
        let io = |source| Error::Io { path: path.to_owned(), source };
        let file = std::fs::File::open(path).map_err(io)?;
        let length = file.metadata().map_err(io)?.len();
        let name = path.to_string_lossy().into_owned();
        let too_large = |found| Error::TooLarge {
            name: name.clone(),
            what: "bytes",
            found,
            limit: limits.bytes,
            option: "--max-bytes",
        };
        if length > limits.bytes {
            return Err(too_large(length));
        }
        let mut bytes = Vec::with_capacity(length as usize + 1);
        file.take(limits.bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(io)?;
        if bytes.len() as u64 > limits.bytes {
            return Err(too_large(bytes.len() as u64));
        }
        Source::from_bytes(name, bytes)
    }

    /// Names bytes that are at hand and detects their format.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Result<Source, Error> {
        let name = name.into();
        let extension = Path::new(&name).extension().map(|e| e.to_string_lossy().to_lowercase());
        match detect(&bytes, extension.as_deref()) {
            Ok(format) => Ok(Source { name, bytes, format }),
            Err(found) => Err(Error::UnsupportedFormat { name, found, expected: EXPECTED }),
        }
    }

    /// The format that the name promises, if it is one that has a reader.
    pub fn promised_format(&self) -> Option<Format> {
        let extension = Path::new(&self.name).extension()?.to_string_lossy().to_lowercase();
        Format::from_extension(&extension)
    }
}

fn detect(bytes: &[u8], extension: Option<&str>) -> Result<Format, String> {
    let promised = extension.and_then(Format::from_extension);
    if bytes.is_empty() {
        return Err("an empty file".into());
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zip_format(bytes, promised);
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        // A stream name in UTF-16: a Word document keeps its text in WordDocument, a workbook in Workbook or Book.
        let has = |name: &str| {
            let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            memchr::memmem::find(bytes, &wide).is_some()
        };
        return if !has("Workbook") && !has("Book") && has("WordDocument") {
            Err("a Word 97 document (.doc)".into())
        } else {
            Ok(Format::Xls)
        };
    }
    if bytes.starts_with(b"%PDF") {
        return Err("a PDF file".into());
    }
    if bytes.starts_with(b"{\\rtf") {
        return Err("an RTF document".into());
    }
    for (magic, what) in [
        (&b"\x89PNG"[..], "a PNG picture"),
        (b"\xFF\xD8\xFF", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"\x1F\x8B", "a gzip archive"),
        (b"Rar!", "a RAR archive"),
        (b"7z\xBC\xAF", "a 7z archive"),
        (b"WARC/", "a WARC archive"),
        (b"\x7FELF", "a program"),
    ] {
        if bytes.starts_with(magic) {
            return Err(what.into());
        }
    }
    if looks_like_html(bytes) {
        return Ok(Format::Html);
    }
    if promised == Some(Format::Html) { Ok(Format::Html) } else { Ok(Format::Text) }
}

fn zip_format(bytes: &[u8], promised: Option<Format>) -> Result<Format, String> {
    let has = |name: &[u8]| memchr::memmem::find(bytes, name).is_some();
    if has(b"xl/workbook.xml") {
        Ok(Format::Xlsx)
    } else if has(b"xl/workbook.bin") {
        Ok(Format::Xlsb)
    } else if has(b"application/vnd.oasis.opendocument.spreadsheet") {
        Ok(Format::Ods)
    } else if has(b"word/document.xml") {
        Err("a Word document (.docx)".into())
    } else {
        match promised {
            Some(format @ (Format::Xlsx | Format::Xlsb | Format::Ods)) => Ok(format),
            _ => Err("a ZIP archive".into()),
        }
    }
}

/// Whether markup shows in the first bytes: a doctype or a tag that a page begins with. UTF-16 is looked at
/// without its zero bytes.
fn looks_like_html(bytes: &[u8]) -> bool {
    let head: Vec<u8> = bytes.iter().take(4096).filter(|&&b| b != 0).map(|b| b.to_ascii_lowercase()).collect();
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head);
    let first = head.iter().position(|b| !b.is_ascii_whitespace() && !matches!(b, 0xFF | 0xFE)).unwrap_or(0);
    let starts = [
        &b"<!doctype html"[..],
        b"<html",
        b"<head",
        b"<body",
        b"<meta",
        b"<title",
        b"<table",
        b"<div",
        b"<p>",
        b"<p ",
        b"<!--",
        b"<script",
        b"<style",
        b"<span",
        b"<h1",
        b"<h2",
        b"<tr",
        b"<td",
        b"<center",
        b"<font",
    ];
    if starts.iter().any(|tag| head[first..].starts_with(tag)) {
        return true;
    }
    head[first..].starts_with(b"<?xml")
        && [&b"<html"[..], b"<!doctype html"].iter().any(|tag| memchr::memmem::find(head, tag).is_some())
}
