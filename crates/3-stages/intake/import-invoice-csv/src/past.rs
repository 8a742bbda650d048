//! What earlier runs left unsettled.

use std::collections::HashSet;
use std::path::PathBuf;

use domain::{Entscheidung, Erledigt, ErledigteLeistung, ErledigtesRezept, Tabelle};
use ledger::Ledger;
use stage::{Delivery, Error, Run, Session};

use crate::beyond::FILES;

/// What earlier runs left of prescriptions, or of care services.
#[derive(Debug)]
pub struct Past<E> {
    run: Option<Run>,
    unsettled: Vec<String>,
    /// What of the invoices that are carried forward is settled.
    pub settled: Vec<E>,
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
    /// Asks the ledger, and names what it said and the earlier run's tables as inputs.
    pub fn of(session: &mut Session, ledger: &Ledger, invoices: &[Delivery]) -> anyhow::Result<Self> {
        let unsettled = ledger.unsettled_invoices(invoices.iter().map(|d| d.sha256.as_str()))?;
        let mut settled = Vec::new();
        for beleg_id in &unsettled {
            settled.extend(ledger.settled_before::<E>(beleg_id)?);
        }
        settled.sort_by(E::ordnung);
        let decisions = ledger.decisions_before()?;
        session.reads_view("erledigt", &settled)?;
        session.reads_view("entscheidungen", &decisions)?;
        let run = if unsettled.is_empty() { None } else { session.earlier_run_with("20-invoices")? };
        if let Some(run) = &run {
            for file in E::TABLES {
                session.reads_outside(run, "20-invoices", file)?;
            }
            for file in FILES.iter().filter(|file| run.dir.join("20-invoices").join(file).is_file()) {
                session.reads_outside(run, "20-invoices", file)?;
            }
        }
        Ok(Past { run, unsettled, settled, decisions })
    }

    /// The folder with the tables of the earlier run; none if nothing is unsettled.
    pub(crate) fn folder(&self) -> Option<PathBuf> {
        self.run.as_ref().map(|run| run.dir.join("20-invoices"))
    }

    /// The invoices that are carried forward.
    pub(crate) fn belege(&self) -> HashSet<&str> {
        self.unsettled.iter().map(String::as_str).collect()
    }

    /// Every unsettled invoice must be in the tables that were read.
    pub(crate) fn complete<'a>(&self, there: impl Iterator<Item = &'a str>) -> anyhow::Result<()> {
        let there: HashSet<&str> = there.collect();
        match self.unsettled.iter().find(|beleg_id| !there.contains(beleg_id.as_str())) {
            None => Ok(()),
            Some(lost) => Err(Error::Missing(format!(
                "invoice {lost} is unsettled but not in {}\nrepeat the run that imported it (make pipeline)",
                self.folder().unwrap_or_default().display()
            ))
            .into()),
        }
    }
}
