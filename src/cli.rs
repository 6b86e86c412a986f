//! The command line: arguments, messages, files in and out. It uses nothing but the library's public API.

mod args;
mod console;
mod dump;
mod extract;
mod messages;
mod ordered;
mod output;
mod walk;

use args::{Args, Command};
use clap::{FromArgMatches, error::ErrorKind};
use console::Console;
use messages::Lang;
use std::io::{self, Write};
use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    /// Everything was read.
    Done = 0,
    /// Something was read with doubts, and `--strict` asked.
    Doubts = 1,
    /// Something could not be read or written, or the arguments are wrong.
    Failed = 2,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(status as u8)
    }
}

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    let lang = Lang::detect();
    let mut console = Console::new(lang);
    let parsed = args::command(lang).try_get_matches().and_then(|matches| Args::from_arg_matches(&matches));
    let args = match parsed {
        Ok(args) => args,
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            // Help that nobody reads to its end is no failure.
            let _ = error.print();
            return Status::Done.into();
        }
        Err(error) if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            return Status::Failed.into();
        }
        Err(error) => {
            console.error(&messages::usage(lang, &error));
            return Status::Failed.into();
        }
    };
    let status = match &args.command {
        Command::Extract(extract) => extract::run(extract, lang, &mut console),
        Command::Schema => print(&mut console, lang, |out| out.write_all(xxgk::output::schema::schema().as_bytes())),
        Command::Dump(dump) => dump::run(dump, lang, &mut console),
    };
    status.into()
}

/// Prints to standard output. That the other end closed the pipe is no failure.
fn print(console: &mut Console, lang: Lang, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Status {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match content(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            console.error(&messages::not_written(lang, "-", &error));
            Status::Failed
        }
        _ => Status::Done,
    }
}
