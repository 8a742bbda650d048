//! What earlier runs left unsettled, and what people decided anew.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use domain::{Entscheidung, Erledigt, ErledigteLeistung, ErledigtesRezept, Tabelle};
use ledger::Ledger;
use stage::{Delivery, Error, Result, Run, Session};

use crate::beyond::FILES;
use crate::carried::{Carried, Carriers};
use crate::known::Key;
use crate::taken_up::TakenUp;

/// What earlier runs left of prescriptions, or of care services.
#[derive(Debug)]
pub struct Past<E> {
    /// The invoices that are carried forward, by the run whose tables have them: the newest one first.
    sources: Vec<(Run, Vec<String>)>,
    /// What of the invoices that are carried forward is settled.
    pub settled: Vec<E>,
    /// What of it is judged anew all the same.
    pub anew: HashSet<Key>,
    /// Decisions still in force.
    pub decisions: Vec<Entscheidung>,
}

/// Something whose invoices are carried forward in these tables.
pub trait CarriedIn: Erledigt + Tabelle {
    /// The tables of invoices in 20-invoices.
    const TABLES: &'static [&'static str];
}

impl CarriedIn for ErledigtesRezept {
    const TABLES: &'static [&'static str] = &["rechnungen.csv", "einzelposten.csv", "rezepte.csv", "positionen.csv"];
}

impl CarriedIn for ErledigteLeistung {
    const TABLES: &'static [&'static str] = &["leistungsrechnungen.csv", "leistungen.csv"];
}

impl<E: CarriedIn> Past<E> {
    /// Asks the ledger, and names what it said and the earlier runs' tables as inputs.
    pub fn of(session: &mut Session, ledger: &Ledger, invoices: &[Delivery], taken: TakenUp) -> anyhow::Result<Self> {
        let unsettled = ledger.unsettled_invoices(invoices.iter().map(|d| d.sha256.as_str()))?;
        let sources = sources(session, unsettled, &taken)?;
        let mut settled = Vec::new();
        for beleg_id in sources.iter().flat_map(|(_, belege)| belege) {
            settled.extend(ledger.settled_before::<E>(beleg_id)?);
        }
        settled.sort_by(E::ordnung);
        let mut decisions = ledger.decisions_before()?;
        decisions.extend(ledger.all_decisions_on(&taken.blaetter)?);
        decisions.sort_by(Entscheidung::ordnung);
        session.reads_view("erledigt", &settled)?;
        session.reads_view("entscheidungen", &decisions)?;
        for (run, _) in &sources {
            for file in E::TABLES {
                session.reads_outside(run, "20-invoices", file)?;
            }
            for file in FILES.iter().filter(|file| run.dir.join("20-invoices").join(file).is_file()) {
                session.reads_outside(run, "20-invoices", file)?;
            }
        }
        Ok(Past { sources, settled, anew: taken.blaetter.into_iter().collect(), decisions })
    }

    /// The folders with the tables of earlier runs, and the invoices that are carried forward from each.
    pub(crate) fn folders(&self) -> impl Iterator<Item = (PathBuf, HashSet<&str>)> {
        let folder = |run: &Run| run.dir.join("20-invoices");
        self.sources.iter().map(move |(run, belege)| (folder(run), belege.iter().map(String::as_str).collect()))
    }

    /// A table of the earlier runs, as far as it is carried forward.
    pub(crate) fn carried<T: Tabelle>(&self, file: &str) -> Result<Carriers<'_, T>> {
        let open = |(folder, belege): (PathBuf, _)| Ok((belege, Carried::open(&folder.join(file))?));
        Ok(Carriers(self.folders().map(open).collect::<Result<_>>()?))
    }

    /// The same of a table that not every run has.
    pub(crate) fn carried_if_there<T: Tabelle>(&self, file: &str) -> Result<Carriers<'_, T>> {
        let there =
            self.folders().map(|(folder, belege)| (folder.join(file), belege)).filter(|(path, _)| path.is_file());
        let open = |(path, belege): (PathBuf, _)| Ok((belege, Carried::open(&path)?));
        Ok(Carriers(there.map(open).collect::<Result<_>>()?))
    }

    /// Every invoice that is carried forward must be in the tables that were read.
    pub(crate) fn complete<'a>(&self, there: impl Iterator<Item = &'a str>) -> anyhow::Result<()> {
        let there: HashSet<&str> = there.collect();
        for (folder, belege) in self.folders() {
            if let Some(lost) = belege.into_iter().filter(|beleg_id| !there.contains(beleg_id)).min() {
                return Err(Error::Missing(format!(
                    "invoice {lost} is unsettled but not in {}\nrepeat the run that imported it (make pipeline)",
                    folder.display()
                ))
                .into());
            }
        }
        Ok(())
    }
}

/// Which run's tables have which invoice: those that were left unsettled are in the newest run, the others where they
/// were settled.
fn sources(session: &Session, unsettled: Vec<String>, taken: &TakenUp) -> Result<Vec<(Run, Vec<String>)>> {
    let mut runs: BTreeMap<_, (Run, Vec<String>)> = BTreeMap::new();
    let open: HashSet<&String> = unsettled.iter().collect();
    let anew: HashSet<&String> = taken.blaetter.iter().map(|(beleg_id, _)| beleg_id).collect();
    for (beleg_id, run) in taken.runs.iter().filter(|(id, _)| anew.contains(id) && !open.contains(id)) {
        runs.entry(run.datum).or_insert((run.clone(), Vec::new())).1.push(beleg_id.clone());
    }
    if !unsettled.is_empty()
        && let Some(run) = session.earlier_run_with("20-invoices")?
    {
        runs.entry(run.datum).or_insert((run, Vec::new())).1.extend(unsettled);
    }
    Ok(runs.into_values().rev().collect())
}
