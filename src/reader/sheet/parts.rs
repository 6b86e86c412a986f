//! The parts of a workbook that is a ZIP archive, inflated once and within the limits.

use super::Book;
use crate::error::Error;
use std::cell::Cell;
use std::fmt::Display;
use std::io::{Cursor, Read, Result as IoResult, Seek, SeekFrom};
use std::ops::Range;
use std::rc::Rc;
use zip::ZipArchive;

/// More parts than any real workbook has.
const MOST_PARTS: usize = 10_000;

/// Parts that say nothing of cells: pictures may be large, and calamine would read the theme for its colours.
const LEFT_OUT: [&str; 7] =
    ["docProps/", "/theme/", "/media/", "/drawings/", "/embeddings/", "/printerSettings/", "Pictures/"];

/// The parts that matter to cells, laid out as an archive without compression: calamine, which wants an
/// archive, inflates nothing again, and each part is at hand as it is.
pub(super) struct Parts {
    archive: Vec<u8>,
    parts: Vec<Part>,
}

/// A part and where its bytes stand in the archive.
struct Part {
    name: String,
    place: Range<usize>,
}

impl Parts {
    /// Inflates the parts.
    pub(super) fn open(book: &Book) -> Result<Parts, Error> {
        let bytes = &book.source.bytes;
        let damaged = |found: &dyn Display| book.damaged("zip directory", found);
        // Counted before the directory is built, for each of its entries takes memory.
        let count = memchr::memmem::find_iter(bytes, b"PK\x01\x02").take(MOST_PARTS + 1).count();
        if count > MOST_PARTS {
            return Err(damaged(&format_args!("more than {MOST_PARTS} parts")));
        }
        let mut source = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
        // The archive is written with 32 bits for each size and offset.
        let limit = book.limits.inflated_bytes.min(u64::from(u32::MAX / 2));
        let mut inflated = 0u64;
        let mut archive = Vec::with_capacity(bytes.len().saturating_mul(8));
        let mut directory = Vec::new();
        let mut parts: Vec<Part> = Vec::new();
        for index in 0..source.len() {
            let part = source.by_index(index).map_err(|error| damaged(&error))?;
            let name = part.name().map_err(|error| damaged(&error))?.into_owned();
            if LEFT_OUT.iter().any(|path| name.contains(path)) {
                continue;
            }
            // What an archive says of a part may be a lie: it is checked while the part grows.
            let size = part.size();
            inflated = inflated.saturating_add(size);
            if inflated > limit {
                return Err(book.too_large("inflated bytes", inflated, limit, "--max-inflated-bytes"));
            }
            // Version, UTF-8 names, no compression, no time; checksum, sizes, length of the name.
            let mut head = Vec::with_capacity(26);
            for short in [20u16, 0x800, 0, 0, 0] {
                head.extend(short.to_le_bytes());
            }
            for long in [part.crc32(), size as u32, size as u32, name.len() as u32] {
                head.extend(long.to_le_bytes());
            }
            directory.extend_from_slice(b"PK\x01\x02\x14\0");
            directory.extend_from_slice(&head);
            directory.extend([0; 10]);
            directory.extend((archive.len() as u32).to_le_bytes());
            directory.extend_from_slice(name.as_bytes());
            archive.extend_from_slice(b"PK\x03\x04");
            archive.extend_from_slice(&head);
            archive.extend_from_slice(name.as_bytes());
            let start = archive.len();
            let read = part.take(size.saturating_add(1)).read_to_end(&mut archive);
            let length = read.map_err(|error| book.damaged(&name, error))?;
            if length as u64 != size {
                return Err(book.damaged(&name, format_args!("{length} bytes in place of {size}")));
            }
            parts.push(Part { name, place: start..archive.len() });
        }
        let start = archive.len() as u32;
        archive.extend_from_slice(&directory);
        archive.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        for count in [parts.len() as u16; 2] {
            archive.extend(count.to_le_bytes());
        }
        for long in [directory.len() as u32, start] {
            archive.extend(long.to_le_bytes());
        }
        archive.extend([0; 2]);
        Ok(Parts { archive, parts })
    }

    /// How many parts there are.
    pub(super) fn len(&self) -> usize {
        self.parts.len()
    }

    /// The first part whose name ends thus, in any case.
    pub(super) fn find(&self, ending: &str) -> Option<&[u8]> {
        let part = self.parts.iter().find(|part| {
            let cut = part.name.len().checked_sub(ending.len());
            cut.and_then(|cut| part.name.get(cut..)).is_some_and(|end| end.eq_ignore_ascii_case(ending))
        })?;
        Some(&self.archive[part.place.clone()])
    }

    /// A reader of the archive, and what tells the part that it reads.
    pub(super) fn reader(&self) -> (ArchiveReader<'_>, Tracker<'_>) {
        let position = Rc::new(Cell::new(0));
        let reader = ArchiveReader { cursor: Cursor::new(&self.archive), position: position.clone() };
        (reader, Tracker { parts: self, position, taken: vec![false; self.parts.len()] })
    }
}

/// Reads an archive and notes where it reads.
pub(super) struct ArchiveReader<'a> {
    cursor: Cursor<&'a [u8]>,
    position: Rc<Cell<u64>>,
}

impl Read for ArchiveReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        let count = self.cursor.read(buffer)?;
        self.position.set(self.cursor.position());
        Ok(count)
    }
}

impl Seek for ArchiveReader<'_> {
    fn seek(&mut self, to: SeekFrom) -> IoResult<u64> {
        self.cursor.seek(to)
    }
}

/// Tells the part being read. calamine names no parts; where it reads tells which one it opened for a sheet,
/// and the same part then yields what calamine leaves out.
pub(super) struct Tracker<'a> {
    parts: &'a Parts,
    position: Rc<Cell<u64>>,
    taken: Vec<bool>,
}

impl<'a> Tracker<'a> {
    /// The part that was opened for a sheet. A part is one sheet's only: otherwise a small file could have
    /// a large part read many times over.
    pub(super) fn part(&mut self, sheet: &str, book: &Book) -> Result<&'a [u8], Error> {
        let position = self.position.get() as usize;
        let index = self.parts.parts.partition_point(|part| part.place.start < position);
        match index.checked_sub(1).and_then(|index| Some((self.taken.get_mut(index)?, &self.parts.parts[index]))) {
            Some((taken @ false, part)) => {
                *taken = true;
                Ok(&self.parts.archive[part.place.clone()])
            }
            _ => Err(book.damaged(sheet, "a sheet without a part of its own")),
        }
    }
}
