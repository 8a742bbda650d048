//! What is said of a refused file, however quiet a stage shall be.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use domain::Ablehnung;

use crate::log::{say, shows_values};
use crate::{excerpt, warn};

/// Errors shown in full, with the line and the place in it, where all of them are in abgelehnt.csv.
pub const FIRST_ERRORS: usize = 20;
/// Kinds of errors shown with their number.
const KINDS: usize = 20;
/// Bytes read before and after a place to show its line.
const AROUND: u64 = 2048;

/// Errors of a refused file: the first `in_full` with line, column and reason; if there are more, all of them counted by
/// kind. What stood there is seen only with `-v` on a terminal: a log is read by more people than a delivery.
pub fn report_refused(name: &str, path: &Path, errors: &[Ablehnung], in_full: usize) {
    report_errors(name, path, errors, in_full);
    say("have the sender correct the file and deliver it again");
}

/// As [`report_refused`], where the reason may lie with us and pass: every run tries the file again by itself.
pub fn report_refused_for_now(name: &str, path: &Path, errors: &[Ablehnung], in_full: usize) {
    report_errors(name, path, errors, in_full);
    say("if a list of ours is incomplete, the coming runs try the file again by themselves; else \
         have the sender correct it and deliver it again");
}

fn report_errors(name: &str, path: &Path, errors: &[Ablehnung], in_full: usize) {
    say(&format!("error: {name} is refused, {} error(s); nothing of it is taken", errors.len()));
    for e in errors.iter().take(in_full) {
        if e.satz == 0 {
            say(&format!("{name}: {}", e.grund));
            continue;
        }
        say(&format!("{name}, line {}, byte {}: {}", e.satz, e.offset, said(e)));
        if shows_values() {
            say(&excerpt_of(path, e.offset));
        }
    }
    if errors.len() > in_full {
        say(&format!("… and {} more; by kind:", errors.len() - in_full));
        say_by_kind(errors);
    }
}

/// A file whose records are rejected by themselves: the first of them, as [`report_refused`] shows errors.
pub fn report_rejected(records: &[&Ablehnung]) {
    for e in records {
        say(&format!("{}, record {}, byte {}: {}", e.datei, e.satz, e.offset, said(e)));
    }
}

/// Column and reason of an error, and the value where it may be seen: a number of a prescription always may.
fn said(e: &Ablehnung) -> String {
    let nummer = e.feld == "pic_nr" && e.wert.len() <= 12 && e.wert.bytes().all(|b| b.is_ascii_digit());
    let wert = if nummer || shows_values() { Cow::Owned(format!(" '{}'", e.wert)) } else { Cow::Borrowed("") };
    if e.feld.is_empty() { format!("{}{wert}", e.grund) } else { format!("{}{wert}: {}", e.feld, e.grund) }
}

/// Lines refused by themselves, of files that are taken: the first of them; if there are more, all counted by kind.
pub fn report_refused_lines(lines: &[Ablehnung]) {
    for e in lines.iter().take(FIRST_ERRORS) {
        let (datei, satz) = (&e.datei, e.satz);
        warn(format!("{datei}, line {satz}: {}; the line is refused, the others are kept", said(e)));
    }
    if lines.len() > FIRST_ERRORS {
        warn(format!("{} more lines are refused; all of them by kind:", lines.len() - FIRST_ERRORS));
        say_by_kind(lines);
    }
}

fn say_by_kind(errors: &[Ablehnung]) {
    summary(errors).iter().for_each(|line| say(line));
    say("every one of them is in abgelehnt.csv");
}

/// Warnings of one kind: the first of them, and where those stand that are not shown.
pub fn warn_first<T>(found: &[T], warning: impl Fn(&T) -> String, all: &str) {
    found.iter().take(FIRST_ERRORS).for_each(|one| warn(warning(one)));
    if found.len() > FIRST_ERRORS {
        warn(format!("… and {} more; {all}", found.len() - FIRST_ERRORS));
    }
}

/// The line of a place, read from the file; nothing if that cannot be read any more.
fn excerpt_of(path: &Path, offset: u64) -> String {
    let begin = offset.saturating_sub(AROUND);
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|mut file| {
        file.seek(SeekFrom::Start(begin))?;
        file.take(offset - begin + AROUND).read_to_end(&mut bytes)
    });
    read.map_or_else(|_| String::new(), |_| excerpt(&bytes, offset - begin))
}

/// One line for each kind of error, the most frequent first: how often, the column, what was expected, where first.
fn summary(errors: &[Ablehnung]) -> Vec<String> {
    let mut kinds: BTreeMap<(String, &str), (usize, &Ablehnung)> = BTreeMap::new();
    for error in errors {
        kinds.entry((kind(&error.grund), &error.feld)).or_insert((0, error)).0 += 1;
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|(_, (count, first))| (std::cmp::Reverse(*count), first.satz));
    let more = kinds.len().saturating_sub(KINDS);
    let line = |((kind, feld), (count, first)): ((String, &str), (usize, &Ablehnung))| {
        let feld = if feld.is_empty() { "the line" } else { feld };
        format!("{count:>9} × {feld}: {kind}; first in line {}", first.satz)
    };
    let mut lines: Vec<String> = kinds.into_iter().take(KINDS).map(line).collect();
    if more > 0 {
        lines.push(format!("          and {more} more kind(s)"));
    }
    lines
}

/// A reason without the numbers in it that differ from place to place, such as line numbers.
fn kind(grund: &str) -> String {
    let mut kind = String::with_capacity(grund.len());
    let mut line = false;
    for word in grund.split_inclusive(' ') {
        let number = word.trim_end();
        if line && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) {
            kind.push('…');
            kind.push_str(&word[number.len()..]);
        } else {
            kind.push_str(word);
        }
        line = number == "line";
    }
    kind
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(satz: u64, feld: &str, grund: &str) -> Ablehnung {
        let (datei, wert, roh) = ("r.csv".into(), "x".into(), String::new());
        Ablehnung { datei, satz, offset: 0, feld: feld.into(), wert, grund: grund.into(), roh }
    }

    #[test]
    fn errors_are_counted_by_kind() {
        let mut errors: Vec<Ablehnung> = (1..=10_000).map(|satz| error(satz, "brutto", "expected euro")).collect();
        errors.extend((2..5).map(|satz| error(satz, "pic_nr", &format!("listed twice: first in line {satz}"))));
        errors.push(error(9, "", "3 columns in a line PO, expected 6"));
        assert_eq!(
            summary(&errors),
            [
                "    10000 × brutto: expected euro; first in line 1",
                "        3 × pic_nr: listed twice: first in line …; first in line 2",
                "        1 × the line: 3 columns in a line PO, expected 6; first in line 9",
            ]
        );
    }

    #[test]
    fn rare_kinds_are_only_counted() {
        let errors: Vec<Ablehnung> = (0..30).map(|nr| error(nr, &format!("feld{nr:02}"), "expected J or N")).collect();
        let lines = summary(&errors);
        assert_eq!((lines.len(), lines[20].trim()), (21, "and 10 more kind(s)"));
    }
}
