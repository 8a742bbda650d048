//! What outlives a run: deliveries taken, invoices and prescriptions ever seen, decisions, payment orders, and a
//! journal that nobody can alter unnoticed. One SQLite file per payer; the only crate that speaks SQL.
//!
//! **Exactly once.** A prescription is settled by at most one row of `erledigt` and an order is one row of
//! `anweisung`, written in one transaction; both have keys that a second one would violate. What people decide on it
//! afterwards is settled by rows of `nachtrag`, each over the difference to all before it: their sum is what the last
//! verdict says. Whatever is rerun, interrupted or delivered twice, the ledger is the truth and the files follow it.
//!
//! **Repeatable.** Every row carries the run (business date) that made it. A run asks for what was settled *before*
//! it, so a repeat of the run gets the same answer although its own rows stand in the ledger by then.

mod abdruecke;
mod anmeldung;
mod anweisungen;
mod ausgaben;
mod bestaetigungen;
mod deliveries;
mod entscheidungen;
mod erezepte;
mod error;
mod gemerkt;
mod journal;
mod konten;
mod kosten;
mod leistungen;
mod lesend;
mod nachtraege;
mod ohne_fall;
mod open;
mod rechnungen;
mod ruecklauf;
mod sicherung;
mod stand;
mod uebertragung;
mod vergessen;
mod vermerke;
mod vouch;
mod wiederaufbau;

use rusqlite::Params;
use serde::de::DeserializeOwned;
use stage::Run;

pub use abdruecke::{Abdruckbuch, Gleiches};
pub use anmeldung::{Anmeldung, Postenanmeldung};
pub use anweisungen::{Auftrag, Buchung, verdict};
pub use ausgaben::{Ausgang, Ausgangspass};
pub use bestaetigungen::{Auftragsstand, Enthalten, NeueRueckmeldung};
pub use deliveries::{NewDelivery, TakenDelivery};
pub use erezepte::Picnummern;
pub use error::Error;
pub use journal::JournalFault;
pub use kosten::Fallkosten;
pub use leistungen::Pilotzeile;
pub use lesend::Stufeneintrag;
pub use nachtraege::Blatt;
pub use rechnungen::{ErsteRechnung, Fundstelle, NeueRechnung, Registriert};
pub use ruecklauf::{Gesagt, Klaerung, Ruecklauf};
pub use sicherung::back_up;
pub use uebertragung::{Abholung, Ablieferung};
pub use vermerke::Vermerk;
pub use wiederaufbau::{Neubau, UNBEKANNT};

use stand::Datei;

/// Result of everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The ledger of one payer.
#[derive(Debug)]
pub struct Ledger {
    db: Datei,
    lauf: String,
    run: Run,
}

impl Ledger {
    /// Opens the ledger of the run's payer, for that run; makes it when there is none.
    ///
    /// # Errors
    /// When the file cannot be opened, is no ledger of ours, or one of a later version of the program.
    pub fn open(run: &Run) -> Result<Self> {
        let lauf = run.datum_iso();
        Ok(Ledger { db: open::open(&run.payer_dir.join("ledger.sqlite"), &lauf)?, lauf, run: run.clone() })
    }

    /// The records that a query gives as JSON, in its only column.
    fn records<T: DeserializeOwned>(&self, query: &str, parameters: impl Params) -> Result<Vec<T>> {
        let mut query = self.db.prepare_cached(query)?;
        let rows = query.query_map(parameters, |row| row.get::<_, String>(0))?;
        rows.map(|text| Ok(serde_json::from_str(&text?)?)).collect()
    }
}
