//! Lines to stderr, and progress on a terminal.

use std::io::{self, ErrorKind, IsTerminal, Write, stderr, stdout};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, AtomicI8, Ordering};
use std::time::{Duration, Instant};

use domain::anzeige::sichtbar;
use indicatif::{ProgressBar, ProgressStyle};

use crate::{Error, Result};

static LEVEL: AtomicI8 = AtomicI8::new(0);
static VALUES: AtomicBool = AtomicBool::new(false);
static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Sets how much is said: below 0 only warnings and errors, above 0 details as well.
pub(crate) fn set_level(level: i8) {
    LazyLock::force(&BEGIN);
    LEVEL.store(level, Ordering::Relaxed);
}

/// Writes lines to stderr, in which nothing commands a terminal. Nobody may be listening: a closed pipe or a full disk
/// behind the log is no reason to stop a stage half-way.
pub(crate) fn say(text: &str) {
    let mut lines = String::with_capacity(text.len() + 1);
    for line in text.split('\n') {
        lines.push_str(&sichtbar(line));
        lines.push('\n');
    }
    let _ = stderr().lock().write_all(lines.as_bytes());
}

/// An error that does not end the run.
pub fn error(text: impl AsRef<str>) {
    say(&format!("error: {}", text.as_ref()));
}

/// Lets messages show values: for a sender who checks a file of his own, outside of any run.
pub fn show_values() {
    VALUES.store(true, Ordering::Relaxed);
}

/// Returns true if values of deliveries may be shown: with `-v`, to the person at the terminal and into no log.
pub(crate) fn shows_values() -> bool {
    VALUES.load(Ordering::Relaxed) || LEVEL.load(Ordering::Relaxed) > 0 && stderr().is_terminal()
}

/// Writes the result of a tool to stdout. Who closed it has read enough.
///
/// # Errors
/// It cannot be written for another reason.
pub fn print(text: &str) -> Result<()> {
    let written = stdout().lock().write_all(text.as_bytes()).and_then(|()| stdout().flush());
    match written {
        Err(e) if e.kind() != ErrorKind::BrokenPipe => Err(no_stdout(e)),
        _ => Ok(()),
    }
}

fn no_stdout(source: io::Error) -> Error {
    Error::Io { path: "stdout".into(), source }
}

/// A line for the operator, unless `-q` was given.
pub fn info(text: impl AsRef<str>) {
    if LEVEL.load(Ordering::Relaxed) >= 0 {
        say(text.as_ref());
    }
}

/// A line with details, only with `-v`: what was done, and how long after the beginning that was.
pub fn detail(text: impl AsRef<str>) {
    if LEVEL.load(Ordering::Relaxed) > 0 {
        say(&format!("{:8.3} s  {}", BEGIN.elapsed().as_secs_f64(), text.as_ref()));
    }
}

/// Something that someone should look at; always said.
pub fn warn(text: impl AsRef<str>) {
    say(&format!("warning: {}", text.as_ref()));
}

/// A progress bar over `length` bytes or rows. Invisible with `-q` and where stderr is no terminal: a log gets lines.
pub fn progress(what: &str, length: u64) -> ProgressBar {
    if LEVEL.load(Ordering::Relaxed) < 0 || !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{msg:>28} [{bar:40}] {percent:>3} %  {elapsed_precise}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(length).with_style(style.progress_chars("=> ")).with_message(what.to_owned());
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
