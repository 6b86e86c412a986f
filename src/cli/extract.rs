//! `xxgk extract`: sources in, canonical JSON out.

use super::Status;
use super::args::{Extract, OutputFormat};
use super::console::Console;
use super::messages::{self, Lang};
use super::ordered::ordered;
use super::output::Output;
use super::walk::{self, Input};
use std::cell::{Cell, RefCell};
use std::io::{self, IsTerminal, Read, Write};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use xxgk::output::json::{self, JsonOptions};
use xxgk::{Error, Filing, Limits, Options, Source};

/// What one input gave.
enum Outcome {
    /// Its JSON, and what `--strict` has to say of it.
    Read(Vec<u8>, Option<String>),
    /// Why it could not be read.
    Failed(String),
}

/// Runs the command.
pub fn run(args: &Extract, lang: Lang, console: &mut Console) -> Status {
    console.set_quiet(args.quiet);
    let stdin = [PathBuf::from("-")];
    let paths = match args.paths.as_slice() {
        [] if io::stdin().is_terminal() => {
            console.error(messages::no_input(lang));
            return Status::Failed;
        }
        [] => &stdin,
        paths => paths,
    };
    // Told from the arguments, not from what lies in a folder today: the layout of the output is no surprise.
    let single = paths.len() == 1 && !paths[0].is_dir();
    let format = args.format.unwrap_or(if single { OutputFormat::Json } else { OutputFormat::Ndjson });
    if args.pretty && format == OutputFormat::Ndjson {
        console.error(messages::pretty_lines(lang));
        return Status::Failed;
    }
    let (inputs, failures) = walk::inputs(paths, lang);
    for failure in &failures {
        console.error(failure);
    }
    if let Some(path) = args.output.as_deref()
        && replaces_an_input(path, &inputs)
    {
        console.error(&messages::output_is_input(lang, path));
        return Status::Failed;
    }
    let destination = args.output.as_ref().map_or("-".into(), |path| path.to_string_lossy());
    let output = match args.output.as_deref() {
        Some(path) => match Output::file(path) {
            Ok(output) => output,
            Err(error) => {
                console.error(&messages::not_written(lang, &destination, &error));
                return Status::Failed;
            }
        },
        None => Output::stdout(),
    };
    let on_terminal = args.output.is_none() && io::stdout().is_terminal();
    let pretty = format == OutputFormat::Json && !args.compact && (args.pretty || on_terminal);
    let json = JsonOptions { provenance: args.provenance, pretty };
    let options = args.reading.options();
    let limits = args.reading.limits();
    let work = |input: &Input| match read(input, &limits, &options) {
        Ok(filing) => {
            let mut line = Vec::new();
            json::append(&filing, &json, &mut line);
            Outcome::Read(line, if args.strict { messages::doubts(lang, &filing) } else { None })
        }
        Err(error) => Outcome::Failed(messages::error(lang, &error)),
    };

    let mut writer = Writer { output, array: format == OutputFormat::Json && !single, documents: 0 };
    let mut failed = failures.len();
    let mut doubtful = 0;
    let mut broken = None;
    let total = inputs.len();
    let mut done = 0;
    let jobs = args.jobs.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
    silence_caught_panics();
    ordered(&inputs, jobs, work, |outcome| {
        done += 1;
        match outcome {
            Outcome::Read(document, doubts) => {
                if let Some(doubts) = doubts {
                    doubtful += 1;
                    console.warning(&doubts);
                }
                if let Err(error) = writer.document(&document) {
                    broken = Some(error);
                    return ControlFlow::Break(());
                }
            }
            Outcome::Failed(message) => {
                failed += 1;
                console.error(&message);
            }
        }
        console.progress(done, total, failed);
        ControlFlow::Continue(())
    });
    console.clear();

    let read = writer.documents;
    let written = match broken {
        Some(error) => {
            writer.output.abandon();
            Err(error)
        }
        None => writer.finish(),
    };
    if let Err(error) = written
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        console.error(&messages::not_written(lang, &destination, &error));
        return Status::Failed;
    }
    if !single {
        console.summary(read, failed);
    }
    match (failed, doubtful) {
        (0, 0) => Status::Done,
        (0, _) => Status::Doubts,
        _ => Status::Failed,
    }
}

/// Lays documents out one after another.
struct Writer {
    output: Output,
    /// Whether the documents stand in a JSON array.
    array: bool,
    documents: usize,
}

impl Writer {
    fn document(&mut self, json: &[u8]) -> io::Result<()> {
        if self.array {
            self.output.write_all(if self.documents == 0 { b"[\n" } else { b",\n" })?;
        }
        self.documents += 1;
        self.output.write_all(json)?;
        if !self.array { self.output.write_all(b"\n") } else { Ok(()) }
    }

    /// Completes the output. Where nothing was read a file is left as it was.
    fn finish(mut self) -> io::Result<()> {
        if self.array {
            self.output.write_all(if self.documents == 0 { b"[]\n" } else { b"\n]\n" })?;
        }
        if self.documents == 0 {
            self.output.abandon();
            return Ok(());
        }
        self.output.finish()
    }
}

/// Opens and extracts one input.
pub fn read(input: &Input, limits: &Limits, options: &Options) -> Result<Filing, Error> {
    let source = match input {
        Input::File(path) => Source::open(path, limits)?,
        Input::Stdin => stdin(limits)?,
    };
    guarded(&source, || xxgk::extract(&source, options))
}

/// Standard input to its end, no further than the limit.
fn stdin(limits: &Limits) -> Result<Source, Error> {
    let mut bytes = Vec::new();
    let limit = limits.bytes;
    io::stdin()
        .lock()
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|source| Error::Io { path: "-".into(), source })?;
    let found = bytes.len() as u64;
    if found > limit {
        return Err(Error::TooLarge { name: "-".into(), what: "bytes", found, limit, option: "--max-bytes" });
    }
    Source::from_bytes("-", bytes)
}

thread_local! {
    /// Whether a panic on this thread is going to be caught and reported.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    /// The message of the last such panic.
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keeps the message of a panic that [`guarded`] catches from standard error; others print as ever.
pub fn silence_caught_panics() {
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !GUARDED.get() {
            return print(info);
        }
        let payload = info.payload();
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("panic");
        let place = info.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
        PANIC.set(Some(format!("{text}{place}")));
    }));
}

/// Runs an extraction; a panic of a reader becomes an error of its source, and the run goes on.
fn guarded(source: &Source, work: impl FnOnce() -> Result<Filing, Error>) -> Result<Filing, Error> {
    GUARDED.set(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(false);
    result.unwrap_or_else(|_| {
        let message = PANIC.take().unwrap_or_default();
        Err(Error::Reader { name: source.name.clone(), format: source.format.name(), message })
    })
}

/// Whether the output file is one of the inputs.
fn replaces_an_input(output: &Path, inputs: &[Input]) -> bool {
    let Ok(output) = output.canonicalize() else { return false };
    inputs.iter().any(|input| match input {
        // The name is compared first: asking the system for every one of many files is slow.
        Input::File(path) => {
            path.file_name() == output.file_name() && path.canonicalize().is_ok_and(|path| path == output)
        }
        Input::Stdin => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_a_reader_is_an_error_of_its_source() {
        silence_caught_panics();
        let source = Source::from_bytes("a.txt", b"text".to_vec()).unwrap();
        let error = guarded(&source, || panic!("index {} out of range", 7)).unwrap_err();
        let message = messages::error(Lang::En, &error);
        assert!(message.starts_with("a.txt: the text reader failed: index 7 out of range (src"), "{message}");
        assert!(guarded(&source, || xxgk::extract(&source, &Options::default())).is_ok());
    }
}
