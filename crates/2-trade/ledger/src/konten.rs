//! Accounts that orders were paid to. Nothing is kept for it: orders and decisions say all.

use domain::{Anweisung, Entscheidung};
use rusqlite::params;

use crate::entscheidungen::decision;
use crate::{Ledger, Result};

impl Ledger {
    /// Orders of earlier runs in the order in which they were made.
    pub fn paid_before(&self) -> Result<Vec<Anweisung>> {
        self.records("SELECT zeile FROM anweisung WHERE lauf < ?1 ORDER BY lauf, anweisung_id", params![self.lauf])
    }

    /// What people ever said in earlier runs about releasing accounts, as they said it: whether it counts, or was taken
    /// back, is not known here.
    pub fn account_releases_before(&self) -> Result<Vec<Entscheidung>> {
        let mut query = self.db.prepare(
            "SELECT d.art, d.pic_nr, d.feld, d.wert, d.bearbeiter, d.zeitpunkt, d.bemerkung, d.datei, d.zeile, d.lauf,
                 d.beleg_id
             FROM entscheidung d WHERE d.lauf < ?1 AND d.art = 'freigabe' AND d.feld = 'konto'",
        )?;
        let mut rows = query.query(params![self.lauf])?;
        let mut said = Vec::new();
        while let Some(row) = rows.next()? {
            said.push(decision(row)?);
        }
        Ok(said)
    }
}
