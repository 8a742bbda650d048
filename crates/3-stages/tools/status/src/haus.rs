//! A whole WORK: every payer, every run, and what of it a person has to look at.

mod ablieferung;
mod fristen;
mod html;
mod lauf;
mod prometheus;
mod text;

use std::fs;
use std::path::Path;

use domain::datum::aus_iso;
use domain::{Betrag, Datum, Verfahren};
use serde::Serialize;
use stage::{Error, Lock, Result, Run};

pub use ablieferung::Liegt;
pub use fristen::Frist;
pub use lauf::{Lauf, Stand, Stufe};

/// Days after which a payer's register is overdue: payers send UnfDat every ten days.
const UNFDAT_TAGE: u64 = 10;

/// How urgent a remark is. The exit code of the overview is the worst of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stufung {
    /// Known, and nobody has to act.
    Ok,
    /// Somebody should look at it: 1.
    Warning,
    /// Something failed, or money is at stake: 2.
    Critical,
}

/// A remark on a payer, without any value about a person.
#[derive(Clone, Debug, Serialize)]
pub struct Hinweis {
    /// How urgent it is.
    pub stufung: Stufung,
    /// Its kind, for monitors: `unfdat-overdue`, `rejected` …
    pub art: &'static str,
    /// In words, with what to do.
    pub text: String,
}

/// A payer of the WORK.
#[derive(Debug, Serialize)]
pub struct Zahler {
    /// Code of the payer.
    pub kostentraeger: String,
    /// Prescriptions or care services.
    pub verfahren: Verfahren,
    /// Who holds the payer now.
    pub gesperrt_von: Option<String>,
    /// Runs, the newest first.
    pub laeufe: Vec<Lauf>,
    /// Business date of the run that took the newest UnfDat.
    pub unfdat_vom: Option<Datum>,
    /// Day by which the next UnfDat is due.
    pub unfdat_faellig: Option<Datum>,
    /// Prescriptions to be ordered in the next days, with the discounts at stake.
    pub fristen: Vec<Frist>,
    /// Orders not confirmed in time: number and euro.
    pub unbestaetigt: (usize, Betrag),
    /// Orders that the bank rejected: number and euro.
    pub zurueckgewiesen: (usize, Betrag),
    /// Euro ordered that stand in no bank file.
    pub in_keiner_datei: Betrag,
    /// Files that are not delivered although files of their stage are.
    pub nicht_abgeliefert: Vec<Liegt>,
    /// Things for a person to look at, the most urgent first.
    pub hinweise: Vec<Hinweis>,
}

/// Every payer of a WORK on a day.
#[derive(Debug, Serialize)]
pub struct Haus {
    /// The day from which deadlines are counted.
    pub datum: Datum,
    /// The payers, by code.
    pub zahler: Vec<Zahler>,
}

impl Haus {
    /// Reads a WORK, or the folder of one payer. Without a day, the newest business date counts as today.
    ///
    /// # Errors
    /// There is no run in it, or a table of a run is not readable.
    pub fn read(folder: &Path, datum: Option<Datum>) -> Result<Self> {
        let own = newest_first(folder)?;
        let payers = if own.is_empty() { payers(folder)? } else { vec![own] };
        let newest = payers.iter().filter_map(|runs| runs.first()).map(|run| run.datum).max();
        let Some(datum) = datum.or(newest) else {
            return Err(Error::Missing(format!(
                "{}: no run lies in it\nname a run (WORK/PAYER/DATE), a payer's folder or WORK",
                folder.display()
            )));
        };
        let zahler = payers.iter().map(|runs| Zahler::read(runs, datum)).collect::<Result<_>>()?;
        Ok(Haus { datum, zahler })
    }

    /// The most urgent remark of all.
    pub fn stufung(&self) -> Stufung {
        self.hinweise().map(|(_, hinweis)| hinweis.stufung).max().unwrap_or(Stufung::Ok)
    }

    /// The exit code for monitors: 0 in order, 1 somebody should look, 2 something failed.
    pub fn exit_code(&self) -> u8 {
        self.stufung() as u8
    }

    fn hinweise(&self) -> impl Iterator<Item = (&str, &Hinweis)> {
        self.zahler.iter().flat_map(|z| z.hinweise.iter().map(|hinweis| (z.kostentraeger.as_str(), hinweis)))
    }

    /// Everything as JSON.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("text and numbers") + "\n"
    }
}

/// The runs of a payer's folder, the newest first; none if it is no payer's folder.
fn newest_first(payer_dir: &Path) -> Result<Vec<Run>> {
    let mut runs = Vec::new();
    for name in names(payer_dir)? {
        if let Some(datum) = aus_iso(&name).filter(|_| payer_dir.join(&name).join("run.toml").is_file()) {
            let run = Run::from_path(&payer_dir.canonicalize().map_err(Error::io(payer_dir))?.join(&name))?;
            runs.push(Run { dir: payer_dir.join(&name), payer_dir: payer_dir.to_owned(), datum, ..run });
        }
    }
    runs.sort_by_key(|run| std::cmp::Reverse(run.datum));
    Ok(runs)
}

/// The payers of a WORK that have a run.
fn payers(work: &Path) -> Result<Vec<Vec<Run>>> {
    let mut names = names(work)?;
    names.sort();
    let visible = names.iter().filter(|name| !name.starts_with('.') && work.join(name).is_dir());
    let runs = visible.map(|name| newest_first(&work.join(name))).collect::<Result<Vec<_>>>()?;
    Ok(runs.into_iter().filter(|runs| !runs.is_empty()).collect())
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).map_err(Error::io(folder))?;
    let names = entries.map(|entry| entry.map(|e| e.file_name().to_string_lossy().into_owned()));
    names.collect::<std::io::Result<_>>().map_err(Error::io(folder))
}

impl Zahler {
    fn read(runs: &[Run], datum: Datum) -> Result<Self> {
        let newest = &runs[0];
        let verfahren = newest.file()?.map(|file| file.konfiguration.verfahren).unwrap_or_default();
        let mut zahler = Zahler {
            kostentraeger: newest.kostentraeger.clone(),
            verfahren,
            gesperrt_von: Lock::holder(&newest.payer_dir)?,
            laeufe: runs.iter().map(Lauf::read).collect::<Result<_>>()?,
            unfdat_vom: None,
            unfdat_faellig: None,
            fristen: fristen::next_days(newest, verfahren, datum)?,
            unbestaetigt: Default::default(),
            zurueckgewiesen: Default::default(),
            in_keiner_datei: lauf::in_no_file(newest)?,
            nicht_abgeliefert: ablieferung::undelivered(runs)?,
            hinweise: Vec::new(),
        };
        zahler.supply(runs)?;
        zahler.confirmations(newest)?;
        zahler.remark(datum);
        Ok(zahler)
    }

    /// When the register was delivered last, and when the next delivery is due.
    fn supply(&mut self, runs: &[Run]) -> Result<()> {
        if self.verfahren != Verfahren::Rezepte {
            return Ok(());
        }
        for run in runs {
            if lauf::took_unfdat(run)? {
                self.unfdat_vom = Some(run.datum);
                self.unfdat_faellig = run.datum.checked_add_days(chrono::Days::new(UNFDAT_TAGE));
                break;
            }
        }
        Ok(())
    }

    fn confirmations(&mut self, newest: &Run) -> Result<()> {
        for order in lauf::unconfirmed(newest)? {
            let (count, sum) =
                if order.zurueckweisung.is_empty() { &mut self.unbestaetigt } else { &mut self.zurueckgewiesen };
            *count += 1;
            *sum += order.betrag;
        }
        Ok(())
    }

    /// Tasks that wait: those of the newest run, which takes over what earlier ones left.
    pub fn aufgaben(&self) -> u64 {
        self.laeufe.first().map_or(0, |lauf| lauf.aufgaben)
    }

    fn remark(&mut self, datum: Datum) {
        use Stufung::{Critical, Ok, Warning};
        let mut found = Vec::new();
        let mut say = |stufung, art, text: String| found.push(Hinweis { stufung, art, text });
        if let Some(holder) = &self.gesperrt_von {
            say(Ok, "locked", format!("at work: {holder}"));
        }
        if let Some(lauf) = self.laeufe.first() {
            for (stand, art, remedy) in [
                (Stand::Failed, "failed", "run the chain of that date again; it goes on there"),
                (Stand::Stale, "stale", "a stage below it was made anew; run the chain of that date again"),
            ] {
                let folders: Vec<_> = lauf.in_stand(stand).collect();
                if !folders.is_empty() {
                    say(Critical, art, format!("{art} on {}: {}: {remedy}", lauf.datum, folders.join(", ")));
                }
            }
            if lauf.verweigert > 0 {
                let (n, date) = (lauf.verweigert, lauf.datum);
                say(Warning, "refused-files", format!("{n} refused files on {date} (see abgelehnt.csv)"));
            }
            if lauf.aufgaben > 0 {
                say(Ok, "tasks", format!("{} tasks wait for a person", lauf.aufgaben));
            }
        }
        let late = self.unfdat_faellig.is_some_and(|due| due < datum);
        if let (true, Some(last)) = (late, self.unfdat_vom) {
            say(Warning, "unfdat-overdue", format!("the newest UnfDat came on {last}: ask the payer for the next"));
        } else if self.unfdat_vom.is_none() && self.verfahren == Verfahren::Rezepte {
            say(Warning, "unfdat-missing", "no UnfDat was ever taken".into());
        }
        for frist in self.fristen.iter().filter(|frist| frist.rabatt != Betrag::NULL) {
            let Frist { anweisungsdatum, anzahl, rabatt, .. } = frist;
            let rabatt = rabatt.deutsch();
            say(Warning, "deadline", format!("by {anweisungsdatum}: EUR {rabatt} discount of {anzahl} prescriptions"));
        }
        let (n, sum) = self.unbestaetigt;
        if n > 0 {
            say(Warning, "unconfirmed", format!("{n} orders not confirmed in time, EUR {}", sum.deutsch()));
        }
        let (n, sum) = self.zurueckgewiesen;
        if n > 0 {
            say(Critical, "rejected", format!("{n} orders rejected by the bank, EUR {}", sum.deutsch()));
        }
        if self.in_keiner_datei != Betrag::NULL {
            let sum = self.in_keiner_datei.deutsch();
            say(Critical, "in-no-bank-file", format!("EUR {sum} ordered stand in no bank file: run the chain again"));
        }
        for Liegt { lauf, stufe, dateien } in &self.nicht_abgeliefert {
            say(Warning, "undelivered", format!("{lauf}: {stufe} is not delivered: {}", dateien.join(", ")));
        }
        found.sort_by_key(|hinweis| std::cmp::Reverse(hinweis.stufung));
        self.hinweise = found;
    }
}
