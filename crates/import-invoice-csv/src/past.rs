//! What earlier runs left unsettled.

use std::collections::HashSet;

use domain::{Einzelposten, Entscheidung, ErledigtesRezept, Position, Rechnung, Rezept};
use ledger::Ledger;
use stage::{Delivery, Error, Run, Session, read_table};

use crate::Tables;

/// The tables of invoices, in the order of [`Tables`].
const TABLES: [&str; 4] = ["rechnungen.csv", "einzelposten.csv", "rezepte.csv", "positionen.csv"];

/// What earlier runs left.
#[derive(Debug)]
pub struct Past {
    run: Option<Run>,
    unsettled: Vec<String>,
    /// Settled prescriptions of the invoices that are carried forward.
    pub settled: Vec<ErledigtesRezept>,
    /// Decisions still in force.
    pub decisions: Vec<Entscheidung>,
}

impl Past {
    /// Asks the ledger, and names what it said and the earlier run's tables as inputs.
    pub fn of(session: &mut Session, ledger: &Ledger, invoices: &[Delivery]) -> anyhow::Result<Self> {
        let unsettled = ledger.unsettled_invoices(invoices.iter().map(|d| d.sha256.as_str()))?;
        let mut settled = Vec::new();
        for beleg_id in &unsettled {
            settled.extend(ledger.settled_before(beleg_id)?);
        }
        let decisions = ledger.decisions_before()?;
        session.reads_view("erledigt", &settled)?;
        session.reads_view("entscheidungen", &decisions)?;
        let run = if unsettled.is_empty() { None } else { session.earlier_run_with("20-invoices")? };
        if let Some(run) = &run {
            for file in TABLES {
                session.reads_outside(run, "20-invoices", file)?;
            }
        }
        Ok(Past { run, unsettled, settled, decisions })
    }

    /// The unsettled invoices with all their rows.
    pub fn tables(&self) -> anyhow::Result<Tables> {
        let Some(run) = &self.run else { return Ok(Tables::default()) };
        let dir = run.dir.join("20-invoices");
        let mut tables = Tables {
            rechnungen: read_table::<Rechnung>(&dir.join(TABLES[0]))?,
            einzelposten: read_table::<Einzelposten>(&dir.join(TABLES[1]))?,
            rezepte: read_table::<Rezept>(&dir.join(TABLES[2]))?,
            positionen: read_table::<Position>(&dir.join(TABLES[3]))?,
        };
        tables.keep(&self.unsettled.iter().map(String::as_str).collect::<HashSet<_>>());
        if let Some(lost) = self.unsettled.iter().find(|id| tables.rechnungen.iter().all(|r| r.beleg_id != **id)) {
            return Err(Error::Missing(format!(
                "invoice {lost} is unsettled but not in {}\nrepeat the run that imported it (make pipeline)",
                dir.display()
            ))
            .into());
        }
        tables.mark_settled(&self.settled);
        Ok(tables)
    }
}
