//! What a person sees on standard error: failures, doubts, progress.

use super::messages::{self, Lang};
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// A run shorter than this shows no progress.
const PATIENCE: Duration = Duration::from_secs(2);
/// Time between two states of the progress line.
const REFRESH: Duration = Duration::from_millis(100);

/// Standard error. Nothing that goes wrong with it stops a run.
pub struct Console {
    lang: Lang,
    terminal: bool,
    colour: bool,
    quiet: bool,
    started: Instant,
    /// When the progress line was last drawn, if it stands there now.
    drawn: Option<Instant>,
}

impl Console {
    pub fn new(lang: Lang) -> Console {
        let terminal = std::io::stderr().is_terminal();
        let colour = terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Console { lang, terminal, colour, quiet: false, started: Instant::now(), drawn: None }
    }

    /// Leaves nothing but failures.
    pub fn set_quiet(&mut self, quiet: bool) {
        self.quiet = quiet;
    }

    /// Says in one line what failed.
    pub fn error(&mut self, message: &str) {
        self.line(self.lang.pick("error: ", "错误："), "\x1b[1;31m", message);
    }

    /// Says in one line what is to be known of something that did not fail.
    pub fn warning(&mut self, message: &str) {
        if !self.quiet {
            self.line(self.lang.pick("warning: ", "注意："), "\x1b[1;33m", message);
        }
    }

    /// Shows how far a long run has come.
    pub fn progress(&mut self, done: usize, total: usize, failed: usize) {
        if self.quiet || !self.terminal || self.started.elapsed() < PATIENCE {
            return;
        }
        if self.drawn.is_none_or(|drawn| drawn.elapsed() >= REFRESH) {
            let line = messages::progress(self.lang, done, total, failed);
            let _ = write!(std::io::stderr(), "\r\x1b[K{line}");
            self.drawn = Some(Instant::now());
        }
    }

    /// Says at the end of a run over many files what became of them.
    pub fn summary(&mut self, read: usize, failed: usize) {
        self.clear();
        if self.terminal && !self.quiet {
            let line = messages::summary(self.lang, read, failed, self.started.elapsed());
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }

    /// Takes the progress line away.
    pub fn clear(&mut self) {
        if self.drawn.take().is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }

    fn line(&mut self, label: &str, colour: &str, message: &str) {
        self.clear();
        let message = one_line(message);
        let _ = if self.colour {
            writeln!(std::io::stderr(), "{colour}{label}\x1b[0m{message}")
        } else {
            writeln!(std::io::stderr(), "{label}{message}")
        };
    }
}

/// The message with control characters escaped: names of files and words of filings neither break the line nor
/// steer the terminal.
fn one_line(message: &str) -> String {
    let mut line = String::with_capacity(message.len());
    for c in message.chars() {
        if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_stays_on_one_line_and_steers_no_terminal() {
        assert_eq!(one_line("a\nb\r\x1b[2J\u{2028}年报"), "a\\nb\\r\\u{1b}[2J\\u{2028}年报");
    }
}
