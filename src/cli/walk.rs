//! The files that the paths of the command line stand for.

use super::messages::{self, Lang};
use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};
use xxgk::Format;

/// What is read as one filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file by its path: as given, or the folder as given joined with the path below it.
    File(PathBuf),
}

impl Input {
    fn name(&self) -> &OsStr {
        match self {
            Input::Stdin => OsStr::new("-"),
            Input::File(path) => path.as_os_str(),
        }
    }
}

/// The inputs that the paths stand for, in the order of their names byte by byte, each once; and a message for
/// everything that could not be walked.
pub fn inputs(paths: &[PathBuf], lang: Lang) -> (Vec<Input>, Vec<String>) {
    let (mut inputs, mut failures) = (Vec::new(), Vec::new());
    for path in paths {
        if path.as_os_str() == "-" {
            inputs.push(Input::Stdin);
        } else if path.is_dir() {
            walk(path, lang, &mut inputs, &mut failures);
        } else {
            inputs.push(Input::File(path.clone()));
        }
    }
    inputs.sort_by(|a, b| a.name().as_encoded_bytes().cmp(b.name().as_encoded_bytes()));
    inputs.dedup();
    (inputs, failures)
}

/// Adds every file of the folder that has a reader. Links are followed; one that leads back into a folder above
/// it is reported and left. A folder that is reached without the link, or was by another one, is not walked
/// again: links across could otherwise multiply a small folder without end.
fn walk(folder: &Path, lang: Lang, inputs: &mut Vec<Input>, failures: &mut Vec<String>) {
    let (found, failed) = (inputs.len(), failures.len());
    let root = folder.canonicalize().ok();
    let mut reached = HashSet::new();
    let is_new = |entry: &DirEntry| {
        if entry.depth() == 0 || !entry.path_is_symlink() || !entry.file_type().is_dir() {
            return true;
        }
        let Ok(target) = entry.path().canonicalize() else { return true };
        !root.as_ref().is_some_and(|root| target.starts_with(root)) && reached.insert(target)
    };
    for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter().filter_entry(is_new) {
        match entry {
            Ok(entry) if entry.file_type().is_file() && is_filing(entry.path()) => {
                inputs.push(Input::File(entry.into_path()));
            }
            Ok(_) => {}
            Err(error) => {
                let path = error.path().unwrap_or(folder);
                failures.push(match (error.loop_ancestor(), error.io_error()) {
                    (Some(ancestor), _) => messages::loop_of_links(lang, path, ancestor),
                    (None, Some(error)) => messages::unreadable(lang, path, error),
                    (None, None) => format!("{}: {error}", path.display()),
                });
            }
        }
    }
    if inputs.len() == found && failures.len() == failed {
        failures.push(messages::empty_folder(lang, folder));
    }
}

/// Whether a file found in a folder is read: its name ends as a format does, and it is not one of the files that
/// office programs (`~$…`) and other systems (`._…`) leave beside the real one.
fn is_filing(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    !name.starts_with(b"~$") && !name.starts_with(b"._") && Format::from_extension(&extension).is_some()
}
