//! The parts of a workbook that is a ZIP archive, within the limits.

use super::Book;
use crate::error::Error;
use std::cell::Cell;
use std::fmt::Display;
use std::io::{Cursor, Read, Result as IoResult, Seek, SeekFrom};
use std::rc::Rc;
use zip::ZipArchive;

/// More parts than any real workbook has.
const MOST_PARTS: usize = 10_000;

/// The directory of a workbook and access to its parts.
pub(super) struct Parts<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Where each part begins, and its index in the archive, in order.
    starts: Vec<(u64, usize)>,
}

impl<'a> Parts<'a> {
    /// Opens the directory and checks what the parts would inflate to. The archive reader ends a part that
    /// grows beyond its declared size, so the declared sizes bound all later work.
    pub(super) fn open(book: &Book<'a>) -> Result<Parts<'a>, Error> {
        let bytes = &book.source.bytes;
        let place = "zip directory";
        // Counted before the directory is built, for each of its entries takes memory.
        let parts = memchr::memmem::find_iter(bytes, b"PK\x01\x02").take(MOST_PARTS + 1).count();
        if parts > MOST_PARTS {
            return Err(book.damaged(place, format_args!("more than {MOST_PARTS} parts")));
        }
        let archive = ZipArchive::new(Cursor::new(&bytes[..])).map_err(|error| book.damaged(place, error))?;
        let mut starts = Vec::with_capacity(archive.len());
        let mut inflated = 0u64;
        for index in 0..archive.len() {
            let entry = archive.by_index_data(index).map_err(|error| book.damaged(place, error))?;
            inflated = inflated.saturating_add(entry.size());
            starts.push((entry.header_start(), index));
        }
        let limit = book.limits.inflated_bytes;
        if inflated > limit {
            return Err(book.too_large("inflated bytes", inflated, limit, "--max-inflated-bytes"));
        }
        starts.sort_unstable();
        Ok(Parts { archive, starts })
    }

    /// How many parts there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    /// The first part whose name ends thus, in any case.
    pub(super) fn find(&self, ending: &str) -> Option<usize> {
        self.archive.file_names().position(|name| {
            name.is_ok_and(|name| {
                let cut = name.len().checked_sub(ending.len());
                cut.and_then(|cut| name.get(cut..)).is_some_and(|end| end.eq_ignore_ascii_case(ending))
            })
        })
    }

    /// The part that was being read when the [`Tracked`] bytes stood at `position`.
    pub(super) fn at(&self, position: u64) -> Option<usize> {
        let after = self.starts.partition_point(|&(start, _)| start < position);
        Some(self.starts[after.checked_sub(1)?].1)
    }

    /// The bytes of a part, at most `most` of them.
    pub(super) fn inflate(&mut self, index: usize, most: u64, book: &Book) -> Result<Vec<u8>, Error> {
        let damaged = |place: &str, error: &dyn Display| book.damaged(place, error);
        let part = self.archive.by_index(index).map_err(|error| damaged("zip directory", &error))?;
        let name = part.name().map(String::from).unwrap_or_else(|_| "a part".into());
        let mut bytes = Vec::with_capacity(part.size().min(most) as usize);
        part.take(most).read_to_end(&mut bytes).map_err(|error| damaged(&name, &error))?;
        Ok(bytes)
    }
}

/// Bytes that tell where they are being read. calamine names no parts; where it reads tells which one it
/// opened for a sheet, and the same part then yields what calamine leaves out.
pub(super) struct Tracked<'a> {
    cursor: Cursor<&'a [u8]>,
    position: Rc<Cell<u64>>,
}

impl<'a> Tracked<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> (Self, Rc<Cell<u64>>) {
        let position = Rc::new(Cell::new(0));
        (Tracked { cursor: Cursor::new(bytes), position: position.clone() }, position)
    }
}

impl Read for Tracked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        let count = self.cursor.read(buffer)?;
        self.position.set(self.cursor.position());
        Ok(count)
    }
}

impl Seek for Tracked<'_> {
    fn seek(&mut self, to: SeekFrom) -> IoResult<u64> {
        self.cursor.seek(to)
    }
}
