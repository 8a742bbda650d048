//! Decision files: which lines can be obeyed. A line that cannot is refused by itself, with the reason.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::fs;

use domain::{Ablehnung, Entscheidung, Tabelle};
use forms::entscheidungen::{self, Gegenstand, Gesagt};
use ledger::{Fundstelle, Ledger};
use rules::entscheidungen::widersprueche;
use stage::{Delivery, Error, FIRST_ERRORS, Stage, clock, report_refused, report_refused_lines};

use crate::about::about;
use crate::files::Refused;

/// Why a decision cannot be obeyed: the column that is wrong, and the reason.
pub type Objection = (&'static str, String);

/// What decision files held that can be read.
#[derive(Debug, Default)]
pub struct Decisions<'a> {
    read: Vec<(&'a Delivery, Lines, Vec<Gesagt>)>,
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
            let text = text(bytes, &file.name);
            let content = text.and_then(|text| {
                let content = entscheidungen::lies(&text, &file.name, stage.session().datum(), about)?;
                Ok((text, content))
            });
            match content {
                Ok((bytes, content)) => {
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
        self.read.iter().flat_map(|(_, _, said)| said).map(|said| &said.entscheidung)
    }

    /// Keeps those to which `check` does not object; gives all that are known now and the refused lines.
    pub fn take(
        self,
        ledger: &mut Ledger,
        mut known: Vec<Entscheidung>,
        check: impl Fn(&Gesagt, &Fundstelle) -> Result<(), Objection>,
    ) -> anyhow::Result<(Vec<Entscheidung>, Vec<Ablehnung>)> {
        let mut lines = self.lines;
        let mut texts = HashMap::new();
        for (file, text, said) in self.read {
            let mut accepted = Vec::new();
            for said in said {
                let places = ledger.invoices_with(&said.entscheidung.pic_nr)?;
                let obeyed = about(&said, &places).and_then(|place| {
                    check(&said, place)?;
                    Ok(place.beleg_id.clone())
                });
                match obeyed {
                    Ok(beleg_id) => accepted.push(Entscheidung { beleg_id, ..said.entscheidung }),
                    Err(objection) => {
                        lines.push(refusal(&said.entscheidung, said_of(&said, objection.0), objection, &text))
                    }
                }
            }
            ledger.keep_decisions(&file.sha256, &accepted, &clock::now_utc())?;
            texts.insert(file.name.as_str(), text);
            known.extend(accepted);
        }
        lines.extend(contradictions(&known, &texts));
        lines.sort_by(Ablehnung::ordnung);
        report_refused_lines(&lines);
        known.sort_by(Entscheidung::ordnung);
        Ok((known, lines))
    }
}

/// Lines of these files that say another thing than a decision of the same time. They are kept all the same: two that
/// contradict each other count for nothing, whichever came first.
fn contradictions(known: &[Entscheidung], texts: &HashMap<&str, Lines>) -> Vec<Ablehnung> {
    let latest = known.iter().map(|e| e.lauf).max();
    let ours = widersprueche(known).into_iter().filter(|(e, _)| Some(e.lauf) == latest);
    let refused = ours.filter_map(|(e, other)| {
        let Entscheidung { datei, zeile, zeitpunkt, .. } = other;
        let why = format!("decided otherwise at the same time {zeitpunkt} ({datei}, line {zeile}): neither counts");
        Some(refusal(e, e.wert.clone(), ("wert", why), texts.get(e.datei.as_str())?))
    });
    refused.collect()
}

/// A decision file as text: a spreadsheet that came back is turned into what its table holds.
fn text(bytes: Vec<u8>, datei: &str) -> Result<Vec<u8>, Ablehnung> {
    if !worklists::is_xlsx(&bytes) {
        return Ok(bytes);
    }
    let expected = |why| Ablehnung::der_datei(datei, format!("{why}: expected the work list as XLSX or CSV"));
    worklists::as_csv(&bytes).map_err(expected)
}

fn refusal(d: &Entscheidung, wert: String, (feld, grund): Objection, text: &Lines) -> Ablehnung {
    Ablehnung {
        datei: d.datei.clone(),
        satz: d.zeile,
        offset: text.offset(d.zeile),
        feld: feld.into(),
        wert,
        grund,
        roh: String::new(),
    }
}

/// What the line says in a column.
fn said_of(said: &Gesagt, column: &str) -> String {
    let d = &said.entscheidung;
    let text = match column {
        "pic_nr" => &d.pic_nr,
        "feld" => &d.feld,
        "beleg_id" => &said.beleg_id,
        "rechnungsnummer" => &said.rechnungsnummer,
        "bild" => &said.bild,
        _ => &d.wert,
    };
    text.clone()
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
