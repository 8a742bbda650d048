//! Decision files: which lines can be obeyed. A line that cannot is refused by itself, with the reason.

use std::cell::OnceCell;
use std::fs;

use domain::{Ablehnung, Entscheidung, Tabelle};
use forms::entscheidungen::{self, Gegenstand};
use ledger::Ledger;
use stage::{Delivery, Error, FIRST_ERRORS, Stage, clock, report_refused, report_refused_lines};

use crate::files::Refused;

/// Why a decision cannot be obeyed: the column that is wrong, and the reason.
pub type Objection = (&'static str, Grund);

/// A reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grund {
    /// In words.
    Text(String),
    /// What is decided on is not open in this run. Where an earlier run settled it, that is the reason; else this.
    NichtOffen(&'static str),
}

/// What decision files held that can be read.
#[derive(Debug, Default)]
pub struct Decisions<'a> {
    read: Vec<(&'a Delivery, Lines, Vec<Entscheidung>)>,
    lines: Vec<Ablehnung>,
}

impl<'a> Decisions<'a> {
    /// Reads decision files; those refused whole join `refused`.
    pub fn read(
        stage: &Stage,
        files: &'a [Delivery],
        about: Gegenstand,
        refused: &mut Refused,
    ) -> anyhow::Result<Self> {
        let mut decisions = Decisions::default();
        for file in files {
            let bytes = fs::read(&file.path).map_err(Error::io(&file.path))?;
            match entscheidungen::lies(&bytes, &file.name, stage.session().datum(), about) {
                Ok(content) => {
                    decisions.lines.extend(content.abgelehnt);
                    decisions.read.push((file, Lines::of(bytes), content.entscheidungen));
                }
                Err(error) => {
                    report_refused(&file.name, &file.path, std::slice::from_ref(&error), FIRST_ERRORS);
                    refused.push(error);
                }
            }
        }
        Ok(decisions)
    }

    /// Every decision that was read.
    pub fn all(&self) -> impl Iterator<Item = &Entscheidung> + Clone {
        self.read.iter().flat_map(|(_, _, decisions)| decisions)
    }

    /// Keeps those to which `check` does not object; gives the decisions in force and the refused lines.
    pub fn take(
        self,
        ledger: &mut Ledger,
        mut in_force: Vec<Entscheidung>,
        check: impl Fn(&Entscheidung) -> Result<(), Objection>,
    ) -> anyhow::Result<(Vec<Entscheidung>, Vec<Ablehnung>)> {
        let mut lines = self.lines;
        for (file, text, decisions) in self.read {
            let settled_on = |pic_nr: &str| ledger.settled_on(pic_nr);
            let (accepted, bad) = check_decisions(decisions, &check, settled_on, |line| text.offset(line))?;
            ledger.keep_decisions(&file.sha256, &accepted, &clock::now_utc())?;
            in_force.extend(accepted);
            lines.extend(bad);
        }
        report_refused_lines(&lines);
        in_force.sort_by(Entscheidung::ordnung);
        Ok((in_force, lines))
    }
}

/// Splits decisions into those that can be obeyed and the refusals of the others. `check` objects, `settled_on` says
/// when a PicNr or line was settled by an earlier run, `offset` where a line of the file begins.
pub fn check_decisions<E>(
    decisions: Vec<Entscheidung>,
    check: impl Fn(&Entscheidung) -> Result<(), Objection>,
    settled_on: impl Fn(&str) -> Result<Option<String>, E>,
    offset: impl Fn(u64) -> u64,
) -> Result<(Vec<Entscheidung>, Vec<Ablehnung>), E> {
    let mut accepted = Vec::new();
    let mut refused = Vec::new();
    for d in decisions {
        let Err((feld, grund)) = check(&d) else {
            accepted.push(d);
            continue;
        };
        let grund = match grund {
            Grund::Text(grund) => grund,
            Grund::NichtOffen(sonst) => settled_on(&d.pic_nr)?.map_or_else(
                || sonst.to_owned(),
                |date| format!("ordered or returned on {date}; a decision comes too late"),
            ),
        };
        let wert = match feld {
            "pic_nr" => d.pic_nr.clone(),
            "feld" => d.feld.clone(),
            _ => d.wert.clone(),
        };
        let (satz, offset) = (d.zeile, offset(d.zeile));
        let (feld, roh) = (feld.into(), String::new());
        refused.push(Ablehnung { datei: d.datei, satz, offset, feld, wert, grund, roh });
    }
    Ok((accepted, refused))
}

/// Where the lines of a text begin: looked for once, when the first is asked for.
#[derive(Debug)]
pub struct Lines {
    text: Vec<u8>,
    begins: OnceCell<Vec<u64>>,
}

impl Lines {
    /// The lines of a text.
    pub fn of(text: Vec<u8>) -> Self {
        Lines { text, begins: OnceCell::new() }
    }

    /// Byte offset at which a line begins, lines counted from 1; the end of the text where it has no such line.
    pub fn offset(&self, line: u64) -> u64 {
        let begins = self.begins.get_or_init(|| {
            let newlines = self.text.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
            std::iter::once(0).chain(newlines.map(|(at, _)| at as u64 + 1)).collect()
        });
        begins.get(line.saturating_sub(1) as usize).copied().unwrap_or(self.text.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_begin_after_line_feeds() {
        let lines = Lines::of(b"a\n\nbc\r\nd".to_vec());
        assert_eq!([1, 2, 3, 4, 5, 6].map(|line| lines.offset(line)), [0, 2, 3, 7, 8, 8]);
    }
}
