//! What earlier runs left unsettled.

use std::collections::HashSet;
use std::path::PathBuf;

use domain::{
    Einzelposten, Entscheidung, Erledigt, ErledigteLeistung, ErledigtesRezept, Leistung, Leistungsrechnung, Position,
    Rechnung, Rezept, Tabelle,
};
use ledger::Ledger;
use stage::{Delivery, Error, Run, Session, read_table};

use crate::{Services, Tables};

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
        }
        Ok(Past { run, unsettled, settled, decisions })
    }

    /// The folder with the tables of the earlier run; none if nothing is unsettled.
    fn folder(&self) -> Option<PathBuf> {
        self.run.as_ref().map(|run| run.dir.join("20-invoices"))
    }

    fn belege(&self) -> HashSet<&str> {
        self.unsettled.iter().map(String::as_str).collect()
    }

    /// Every unsettled invoice must be in the tables that were read.
    fn complete(&self, there: impl Fn(&str) -> bool) -> anyhow::Result<()> {
        match self.unsettled.iter().find(|beleg_id| !there(beleg_id)) {
            None => Ok(()),
            Some(lost) => Err(Error::Missing(format!(
                "invoice {lost} is unsettled but not in {}\nrepeat the run that imported it (make pipeline)",
                self.folder().unwrap_or_default().display()
            ))
            .into()),
        }
    }
}

impl Past<ErledigtesRezept> {
    /// The unsettled invoices with all their rows.
    pub fn tables(&self) -> anyhow::Result<Tables> {
        let Some(dir) = self.folder() else { return Ok(Tables::default()) };
        let [rechnungen, einzelposten, rezepte, positionen] =
            [0, 1, 2, 3].map(|nr| dir.join(ErledigtesRezept::TABLES[nr]));
        let mut tables = Tables {
            rechnungen: read_table::<Rechnung>(&rechnungen)?,
            einzelposten: read_table::<Einzelposten>(&einzelposten)?,
            rezepte: read_table::<Rezept>(&rezepte)?,
            positionen: read_table::<Position>(&positionen)?,
        };
        tables.keep(&self.belege());
        self.complete(|beleg_id| tables.rechnungen.iter().any(|r| r.beleg_id == beleg_id))?;
        tables.mark_settled(&self.settled);
        Ok(tables)
    }
}

impl Past<ErledigteLeistung> {
    /// The unsettled invoices with all their lines.
    pub fn services(&self) -> anyhow::Result<Services> {
        let Some(dir) = self.folder() else { return Ok(Services::default()) };
        let [rechnungen, leistungen] = [0, 1].map(|nr| dir.join(ErledigteLeistung::TABLES[nr]));
        let mut services = Services {
            rechnungen: read_table::<Leistungsrechnung>(&rechnungen)?,
            leistungen: read_table::<Leistung>(&leistungen)?,
        };
        services.keep(&self.belege());
        self.complete(|beleg_id| services.rechnungen.iter().any(|r| r.beleg_id == beleg_id))?;
        services.mark_settled(&self.settled);
        Ok(services)
    }
}
