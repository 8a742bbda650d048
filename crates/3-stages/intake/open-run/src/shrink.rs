//! Lists that shrink: a list cut by its export is not taken, and the one before stays.
//!
//! Rows are counted, whatever stands in them, so that every list that is a state is held alike: facilities, grants, rates,
//! articles, billers, and what may come. Two people let a short list through, see [`BESTAETIGT_KLEIN`].

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use domain::Eingang;
use forms::entscheidungen::{self, BESTAETIGT_KLEIN, Gegenstand, Listenwort, listenname};
use rules::vier_augen::person;
use signatures::pruefer::{Pruefer, split};
use stage::{Delivery, Error, Receipt, Result, Run, blake3_of_file};

use crate::Wanted;
use crate::inbox::{Inbox, already_there};

/// The kind of a register of cases.
const UNFDAT: &str = "unfdat";
/// Days back in which decisions about lists are looked for.
const DAYS: i64 = 30;

/// The countable parts of a list.
struct Size {
    /// Rows below the header that are not empty.
    rows: usize,
    /// True if the last one is ended.
    ended: bool,
}

impl Size {
    fn of(path: &Path) -> Result<Self> {
        let bytes = fs::read(path).map_err(Error::io(path))?;
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
        Ok(Size { rows: lines.count().saturating_sub(1), ended: bytes.ends_with(b"\n") })
    }
}

/// Why a list is left alone, if it is much shorter than the one before.
pub(crate) fn too_short(
    run: &Run,
    inbox: &Inbox,
    pruefer: Option<&Pruefer>,
    list: &Wanted,
    share: f64,
) -> Result<Option<String>> {
    let Some(before) = last_taken(run, inbox, list)?.filter(|before| before.sha256 != list.sha256) else {
        return Ok(None);
    };
    let (old, new) = (Size::of(&before.source)?, Size::of(&list.source)?);
    let why = match () {
        () if (new.rows as f64) < old.rows as f64 * (1.0 - share) => format!(
            "it has {} rows where the one before has {}, allowed are {} % less ([referenz] max_shrink_share)",
            new.rows,
            old.rows,
            (share * 100.0).round()
        ),
        () if new.rows < old.rows && old.ended && !new.ended => {
            format!("it has {} rows where the one before has {}, and ends in the middle of a row", new.rows, old.rows)
        }
        () => return Ok(None),
    };
    let name = listenname(&list.name, &list.sha256);
    if confirmed(run, inbox, pruefer, &name)? {
        return Ok(None);
    }
    Ok(Some(format!(
        "{why}; the one before stays. Ask whether it is complete; if it is, two people drop the decision freigabe;{name};{BESTAETIGT_KLEIN};ja"
    )))
}

/// Notes at each register that two people let it through; whether it is short is found by the stage that reads it.
pub(crate) fn note_confirmed(run: &Run, inbox: &Inbox, pruefer: Option<&Pruefer>) -> Result<Vec<Wanted>> {
    let mut noted = Vec::new();
    for register in inbox.of(UNFDAT).filter(|file| !file.grund.contains(Eingang::KLEIN_BESTAETIGT)) {
        if confirmed(run, inbox, pruefer, &listenname(&register.name, &register.sha256))? {
            let parts = [register.grund.as_str(), Eingang::KLEIN_BESTAETIGT];
            let grund = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
            noted.push(Wanted { grund, ..register.clone() });
        }
    }
    Ok(noted)
}

/// The newest list of that name that a stage took: one that it refused is no measure.
fn last_taken(run: &Run, inbox: &Inbox, list: &Wanted) -> Result<Option<Wanted>> {
    let here = inbox.same_name(list).cloned().filter(|file| file.source.starts_with(&run.dir));
    if let Some(here) = here
        && was_read(run, &here)?
    {
        return Ok(Some(here));
    }
    let earlier = run.dates_of(&run.kostentraeger)?.into_iter().filter(|date| *date < run.datum);
    for run in earlier.rev().map(|date| run.sibling(date)) {
        for file in already_there(&run)?.into_iter().filter(|file| (&file.art, &file.name) == (&list.art, &list.name)) {
            if was_read(&run, &file)? {
                return Ok(Some(file));
            }
        }
    }
    Ok(None)
}

/// Returns true if a published stage of the run was made from this list.
fn was_read(run: &Run, list: &Wanted) -> Result<bool> {
    for folder in ["10-reference", "20-invoices"] {
        let Some(receipt) = Receipt::load(&run.dir.join(folder))? else { continue };
        let path = format!("00-inbox/{}", list.inbox_path());
        if let Some(input) = receipt.inputs.iter().find(|input| input.path == path) {
            return Ok(blake3_of_file(&list.source).is_ok_and(|blake3| blake3 == input.blake3));
        }
    }
    Ok(false)
}

/// Returns true if two people said that a list is as short as it shall be.
fn confirmed(run: &Run, inbox: &Inbox, pruefer: Option<&Pruefer>, name: &str) -> Result<bool> {
    let delivery = |file: Wanted| Delivery { name: file.name, path: file.source, sha256: file.sha256 };
    let (files, signatures) = split(decisions(run, inbox)?.into_iter().map(delivery).collect());
    let mut words: Vec<Listenwort> = Vec::new();
    for file in files {
        let bytes = fs::read(&file.path).map_err(Error::io(&file.path))?;
        // What is about prescriptions, or cannot be read, is another stage's to refuse.
        let read = entscheidungen::lies(&bytes, &file.name, run.datum, Gegenstand::Rezepte);
        let mut said = read.map(|read| read.listen).unwrap_or_default();
        said.retain(|word| word.liste == name);
        if let Some(pruefer) = pruefer.filter(|_| !said.is_empty()) {
            let names = pruefer.unterzeichner_von(&file, &bytes, &signatures, run.datum)?.unwrap_or_default();
            said.retain(|word| names.iter().any(|name| person(name) == person(&word.bearbeiter)));
        }
        words.extend(said);
    }
    words.sort_by(|a, b| a.zeitpunkt.cmp(&b.zeitpunkt).then(b.ja.cmp(&a.ja)));
    let last: BTreeMap<String, bool> = words.into_iter().map(|word| (person(&word.bearbeiter), word.ja)).collect();
    Ok(last.values().filter(|ja| **ja).count() > 1)
}

/// The decision files of this run and of those shortly before it, each content once.
fn decisions(run: &Run, inbox: &Inbox) -> Result<Vec<Wanted>> {
    let mut files: Vec<Wanted> = inbox.of("decisions").cloned().collect();
    for date in run.dates_of(&run.kostentraeger)? {
        if date < run.datum && (run.datum - date).num_days() <= DAYS {
            files.extend(already_there(&run.sibling(date))?.into_iter().filter(|file| file.art == "decisions"));
        }
    }
    let mut seen = BTreeSet::new();
    files.retain(|file| seen.insert(file.sha256.clone()));
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_without_header_and_empty_lines() {
        let dir = tempfile::tempdir().expect("a folder");
        for (text, rows, ended) in
            [("h\na\nb\n", 2, true), ("h\r\na\r\n\r\n", 1, true), ("h", 0, false), ("", 0, false), ("h\na", 1, false)]
        {
            let path = dir.path().join("l.csv");
            fs::write(&path, text).expect("a file");
            let size = Size::of(&path).expect("readable");
            assert_eq!((size.rows, size.ended), (rows, ended), "{text:?}");
        }
    }
}
