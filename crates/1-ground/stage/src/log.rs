//! Lines to stderr, and progress on a terminal.

use std::io::{IsTerminal, stderr};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicI8, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

static LEVEL: AtomicI8 = AtomicI8::new(0);
static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Sets how much is said: below 0 only warnings and errors, above 0 details as well.
pub(crate) fn set_level(level: i8) {
    LazyLock::force(&BEGIN);
    LEVEL.store(level, Ordering::Relaxed);
}

/// A line for the operator, unless `-q` was given.
pub fn info(text: impl AsRef<str>) {
    if LEVEL.load(Ordering::Relaxed) >= 0 {
        eprintln!("{}", text.as_ref());
    }
}

/// A line with details, only with `-v`: what was done, and how long after the beginning that was.
pub fn detail(text: impl AsRef<str>) {
    if LEVEL.load(Ordering::Relaxed) > 0 {
        eprintln!("{:8.3} s  {}", BEGIN.elapsed().as_secs_f64(), text.as_ref());
    }
}

/// Something that someone should look at; always said.
pub fn warn(text: impl AsRef<str>) {
    eprintln!("warning: {}", text.as_ref());
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
