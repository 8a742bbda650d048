//! Decision files: which lines can be obeyed. A line that cannot is refused by itself, with the reason.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::fs;

use domain::{Ablehnung, Datum, Entscheidung, Tabelle};
use forms::entscheidungen::{self, Gegenstand, Gelesen, Gesagt};
use ledger::{Fundstelle, Ledger};
use rules::entscheidungen::widersprueche;
use rules::vier_augen::person;
use signatures::pruefer::{Pruefer, split};
use stage::{Delivery, Error, FIRST_ERRORS, Session, clock, report_refused, report_refused_lines};

use crate::about::about;
use crate::about_order::about_order;
use crate::again::Again;
use crate::files::Refused;

/// Why a decision cannot be obeyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// The column that is wrong.
    pub column: &'static str,
    /// The reason.
    pub why: String,
    /// True if the reason may pass by itself, because something has not come yet.
    pub passes: bool,
}

impl Objection {
    /// One for a reason that stays.
    pub fn new(column: &'static str, why: impl Into<String>) -> Self {
        Objection { column, why: why.into(), passes: false }
    }

    /// One for a reason that may pass.
    pub fn passing(column: &'static str, why: impl Into<String>) -> Self {
        Objection { passes: true, ..Objection::new(column, why) }
    }
}

/// Decision files after they were taken.
#[derive(Debug, Default)]
pub struct Taken {
    /// All decisions that are known now.
    pub known: Vec<Entscheidung>,
    /// The refused lines.
    pub refused: Vec<Ablehnung>,
    /// Lines that are tried again, by the SHA-256 of their file.
    pub again: HashMap<String, Vec<u64>>,
}

/// What decision files held that can be read.
#[derive(Debug, Default)]
pub struct Decisions<'a> {
    read: Vec<(&'a Delivery, Lines, Vec<Gesagt>)>,
    lines: Vec<Ablehnung>,
    /// Files that are refused whole.
    files: Vec<(&'a Delivery, Ablehnung)>,
}

impl<'a> Decisions<'a> {
    /// Reads decision files of the run of that business date; says nothing yet of those that are refused.
    pub fn read(datum: Datum, files: &'a DecisionFiles, about: Gegenstand, again: &Again) -> anyhow::Result<Self> {
        let mut decisions = Decisions::default();
        for file in &files.files {
            let bytes = fs::read(&file.path).map_err(Error::io(&file.path))?;
            let signed_by = files.signed_by(file, &bytes, datum)?;
            let text = text(bytes, &file.name);
            let read = text.and_then(|text| Ok((entscheidungen::lies(&text, &file.name, datum, about)?, text)));
            match signed_by.map_err(|why| Ablehnung::der_datei(&file.name, why)).and_then(|names| Ok((names, read?))) {
                Ok((names, (mut content, bytes))) => {
                    only_of(names, &mut content);
                    if let Some(lines) = again.lines(&file.sha256) {
                        content.abgelehnt.retain(|refused| lines.contains(&refused.satz));
                        content.entscheidungen.retain(|said| lines.contains(&said.entscheidung.zeile));
                    }
                    decisions.lines.extend(content.abgelehnt);
                    decisions.read.push((file, Lines::of(bytes), content.entscheidungen));
                }
                Err(error) => decisions.files.push((file, error)),
            }
        }
        Ok(decisions)
    }

    /// Tells of the files that are refused whole, and gives why.
    pub fn report_files(&self) -> Refused {
        for (file, error) in &self.files {
            report_refused(&file.name, &file.path, std::slice::from_ref(error), FIRST_ERRORS);
        }
        self.files.iter().map(|(_, error)| error.clone()).collect()
    }

    /// Every line that was read.
    pub fn said(&self) -> impl Iterator<Item = &Gesagt> {
        self.read.iter().flat_map(|(_, _, said)| said)
    }

    /// Every decision that was read.
    pub fn all(&self) -> impl Iterator<Item = &Entscheidung> + Clone {
        self.read.iter().flat_map(|(_, _, said)| said).map(|said| &said.entscheidung)
    }

    /// Keeps those to which `check` does not object.
    pub fn take(
        self,
        ledger: &mut Ledger,
        mut known: Vec<Entscheidung>,
        check: impl Fn(&Gesagt, &Fundstelle) -> Result<(), Objection>,
    ) -> anyhow::Result<Taken> {
        let mut lines = self.lines;
        let mut again: HashMap<String, Vec<u64>> = HashMap::new();
        let mut texts = HashMap::new();
        for (file, text, said) in self.read {
            let mut accepted = Vec::new();
            for said in said {
                let obeyed = if said.entscheidung.art.betrifft_anweisung() {
                    about_order(&said, ledger)?
                } else {
                    let places = ledger.invoices_with(&said.entscheidung.pic_nr)?;
                    about(&said, &places).and_then(|place| {
                        check(&said, place)?;
                        Ok(place.beleg_id.clone())
                    })
                };
                match obeyed {
                    Ok(beleg_id) => accepted.push(Entscheidung { beleg_id, ..said.entscheidung }),
                    Err(objection) => {
                        if objection.passes {
                            again.entry(file.sha256.clone()).or_default().push(said.entscheidung.zeile);
                        }
                        lines.push(refusal(&said.entscheidung, said_of(&said, objection.column), objection, &text))
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
        Ok(Taken { known, refused: lines, again })
    }
}

/// Refuses the lines whose `bearbeiter` is another than the person who signed the file.
fn only_of(names: Option<&[String]>, content: &mut Gelesen) {
    let Some(names) = names else { return };
    let own = |said: &Gesagt| names.iter().any(|name| person(name) == person(&said.entscheidung.bearbeiter));
    let (kept, others) = std::mem::take(&mut content.entscheidungen).into_iter().partition(own);
    content.entscheidungen = kept;
    content.abgelehnt.extend(others.into_iter().map(|said: Gesagt| Ablehnung {
        satz: said.entscheidung.zeile,
        feld: "bearbeiter".into(),
        wert: said.entscheidung.bearbeiter,
        ..Ablehnung::der_datei(&said.entscheidung.datei, format!("the file is signed by {}", names.join(", ")))
    }));
}

/// Decision files with the signatures beside them.
#[derive(Debug)]
pub struct DecisionFiles {
    /// The files.
    pub files: Vec<Delivery>,
    /// Detached signatures.
    pub signatures: Vec<Delivery>,
    pruefer: Option<Pruefer>,
}

impl DecisionFiles {
    /// Splits the deliveries of decisions; with people whose signatures count, if the payer wants them.
    pub fn of(session: &mut Session, deliveries: Vec<Delivery>) -> Result<Self, Error> {
        let (files, signatures) = split(deliveries);
        Ok(DecisionFiles { files, signatures, pruefer: Pruefer::open(session)? })
    }

    /// The names of who signed a file; none where signatures are not looked at. The inner error says why none counts.
    fn signed_by(&self, file: &Delivery, bytes: &[u8], am: Datum) -> Result<Result<Option<&[String]>, String>, Error> {
        let Some(pruefer) = &self.pruefer else { return Ok(Ok(None)) };
        Ok(pruefer.unterzeichner_von(file, bytes, &self.signatures, am)?.map(Some))
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
        Some(refusal(e, e.wert.clone(), Objection::new("wert", why), texts.get(e.datei.as_str())?))
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

fn refusal(d: &Entscheidung, wert: String, Objection { column, why, .. }: Objection, text: &Lines) -> Ablehnung {
    Ablehnung {
        datei: d.datei.clone(),
        satz: d.zeile,
        offset: text.offset(d.zeile),
        feld: column.into(),
        wert,
        grund: why,
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
