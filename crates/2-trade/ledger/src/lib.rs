//! What outlives a run: deliveries taken, invoices and prescriptions ever seen, decisions, payment orders, and a
//! journal that nobody can alter unnoticed. One SQLite file per payer; the only crate that speaks SQL.
//!
//! **Exactly once.** A prescription is settled by at most one row of `erledigt` and an order is one row of
//! `anweisung`, written in one transaction; both have keys that a second one would violate. Whatever is rerun,
//! interrupted or delivered twice, the ledger is the truth and the files follow it.
//!
//! **Repeatable.** Every row carries the run (business date) that made it. A run asks for what was settled *before*
//! it, so a repeat of the run gets the same answer although its own rows stand in the ledger by then.

mod anmeldung;
mod anweisungen;
mod bestaetigungen;
mod deliveries;
mod entscheidungen;
mod error;
mod journal;
mod leistungen;
mod rechnungen;

use std::time::Duration;

use rusqlite::{Connection, Params};
use serde::de::DeserializeOwned;
use stage::Run;

pub use anmeldung::{Anmeldung, Postenanmeldung};
pub use anweisungen::{Auftrag, Bestand};
pub use bestaetigungen::{Auftragsstand, NeueRueckmeldung};
pub use deliveries::{NewDelivery, TakenDelivery};
pub use error::Error;
pub use journal::JournalFault;
pub use leistungen::Pilotzeile;
pub use rechnungen::{NeueRechnung, Registriert};

/// Result of everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The ledger of one payer.
#[derive(Debug)]
pub struct Ledger {
    db: Connection,
    lauf: String,
}

impl Ledger {
    /// Opens the ledger of the run's payer, for that run; makes it when there is none.
    ///
    /// # Errors
    /// When the file cannot be opened or is no ledger of ours.
    pub fn open(run: &Run) -> Result<Self> {
        let db = Connection::open(run.payer_dir.join("ledger.sqlite"))?;
        db.busy_timeout(Duration::from_secs(30))?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        db.pragma_update(None, "synchronous", "FULL")?;
        db.pragma_update(None, "foreign_keys", "ON")?;
        // 64 MB: the orders of a hundred thousand lines are one transaction, which shall not spill to disk on its way.
        db.pragma_update(None, "cache_size", -65_536)?;
        db.execute_batch(include_str!("schema.sql"))?;
        Ok(Ledger { db, lauf: run.datum_iso() })
    }

    /// The records that a query gives as JSON, in its only column.
    fn records<T: DeserializeOwned>(&self, query: &str, parameters: impl Params) -> Result<Vec<T>> {
        let mut query = self.db.prepare_cached(query)?;
        let rows = query.query_map(parameters, |row| row.get::<_, String>(0))?;
        rows.map(|text| Ok(serde_json::from_str(&text?)?)).collect()
    }
}
