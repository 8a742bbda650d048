//! Registers invoices and what they bill, one after another.

use rusqlite::{CachedStatement, OptionalExtension, params};

use crate::rechnungen::{beleg_text, beleg_zahl};
use crate::stand::Schrift;
use crate::{Ledger, NeueRechnung, Registriert, Result};

/// Invoices being registered: all of them, or none.
#[derive(Debug)]
pub struct Anmeldung<'l> {
    tx: Schrift<'l>,
    lauf: &'l str,
}

/// What one invoice bills, being registered.
pub struct Postenanmeldung<'t> {
    beleg_id: i64,
    before: CachedStatement<'t>,
    insert: CachedStatement<'t>,
}

impl Ledger {
    /// Begins to register invoices, see [`register_invoices`](Self::register_invoices).
    pub fn register(&mut self) -> Result<Anmeldung<'_>> {
        Ok(Anmeldung { tx: self.db.write()?, lauf: &self.lauf })
    }
}

impl Anmeldung<'_> {
    /// Gives an invoice its Beleg-ID; what it bills is registered by [`posten`](Self::posten).
    pub fn rechnung(&self, rechnung: &NeueRechnung<'_>) -> Result<Registriert> {
        let tx = &self.tx;
        tx.prepare_cached(
            "INSERT INTO rechnung (beleg_id, datei_sha256, rechnungsnummer, rechnungssteller_ik, lauf)
             VALUES ((SELECT coalesce(max(beleg_id), 0) + 1 FROM rechnung), ?1, ?2, ?3, ?4)
             ON CONFLICT (datei_sha256) DO UPDATE SET lauf = excluded.lauf",
        )?
        .execute(params![
            rechnung.datei_sha256,
            rechnung.rechnungsnummer,
            rechnung.rechnungssteller,
            self.lauf
        ])?;
        let beleg_id: i64 = tx
            .prepare_cached("SELECT beleg_id FROM rechnung WHERE datei_sha256 = ?1")?
            .query_row(params![rechnung.datei_sha256], |row| row.get(0))?;
        let mut earlier = tx.prepare_cached(
            "SELECT min(beleg_id) FROM rechnung
             WHERE rechnungssteller_ik = ?1 AND rechnungsnummer = ?2 AND beleg_id < ?3",
        )?;
        let earlier: Option<i64> = earlier
            .query_row(params![rechnung.rechnungssteller, rechnung.rechnungsnummer, beleg_id], |row| row.get(0))?;
        Ok(Registriert {
            beleg_id: beleg_text(beleg_id),
            schon_berechnet: earlier.map(beleg_text).unwrap_or_default(),
            posten_schon_berechnet: Vec::new(),
        })
    }

    /// Begins to register what an invoice bills: quickest in the order of its numbers.
    pub fn posten(&self, beleg_id: &str) -> Result<Postenanmeldung<'_>> {
        Ok(Postenanmeldung {
            beleg_id: beleg_zahl(beleg_id)?,
            before: self.tx.prepare_cached(
                "SELECT beleg_id FROM rezept WHERE pic_nr = ?1 AND beleg_id < ?2 ORDER BY beleg_id LIMIT 1",
            )?,
            insert: self.tx.prepare_cached("INSERT OR IGNORE INTO rezept (pic_nr, beleg_id) VALUES (?1, ?2)")?,
        })
    }

    /// Keeps what was registered.
    pub fn commit(self) -> Result<()> {
        self.tx.commit()
    }
}

impl Postenanmeldung<'_> {
    /// Registers one; gives the first invoice that billed it before, if any did.
    pub fn register(&mut self, posten: &str) -> Result<Option<String>> {
        let earlier: Option<i64> =
            self.before.query_row(params![posten, self.beleg_id], |row| row.get(0)).optional()?;
        self.insert.execute(params![posten, self.beleg_id])?;
        Ok(earlier.map(beleg_text))
    }
}
