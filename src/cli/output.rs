//! Where the output goes: standard output, or a file that appears only when it is whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// An open output.
pub enum Output {
    /// Standard output.
    Stdout(BufWriter<io::Stdout>),
    /// A file written beside its destination.
    File(BufWriter<NamedTempFile>, PathBuf),
    /// A device or a pipe given by name, which cannot be replaced by a file.
    Device(BufWriter<File>),
}

impl Output {
    /// Standard output.
    pub fn stdout() -> Output {
        Output::Stdout(BufWriter::with_capacity(64 << 10, io::stdout()))
    }

    /// A file that takes its name in [`finish`](Self::finish). Until then, and whatever happens, what stood
    /// there stays.
    pub fn file(path: &Path) -> io::Result<Output> {
        // Through a link its target is replaced, not the link.
        let path = if path.exists() { fs::canonicalize(path)? } else { path.to_owned() };
        let existing = fs::metadata(&path).ok();
        if existing.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if existing.as_ref().is_some_and(|existing| !existing.is_file()) {
            return Ok(Output::Device(BufWriter::new(File::options().write(true).open(&path)?)));
        }
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let mut builder = tempfile::Builder::new();
        builder.prefix(".xxgk-").suffix(".tmp");
        #[cfg(unix)]
        {
            // The rights that the file has, or that a new file would get.
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(folder)?;
        if let Some(existing) = existing {
            file.as_file().set_permissions(existing.permissions())?;
        }
        Ok(Output::File(BufWriter::with_capacity(64 << 10, file), path))
    }

    /// Writes out what is held back and gives a file its name.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Output::Stdout(mut out) => out.flush(),
            Output::Device(mut out) => out.flush(),
            Output::File(out, path) => {
                let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.persist(path).map(drop).map_err(|failed| failed.error)
            }
        }
    }

    /// Gives up a file that is not whole.
    pub fn abandon(self) {
        match self {
            // What was printed is printed: the rest would only follow it.
            Output::Stdout(mut out) => drop(out.flush()),
            Output::Device(mut out) => drop(out.flush()),
            Output::File(out, _) => drop(out.into_parts()),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Output::Stdout(out) => out.write(bytes),
            Output::File(out, _) => out.write(bytes),
            Output::Device(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Stdout(out) => out.flush(),
            Output::File(out, _) => out.flush(),
            Output::Device(out) => out.flush(),
        }
    }
}
