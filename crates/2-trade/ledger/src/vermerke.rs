//! What of an invoice is settled, read invoice by invoice.

use domain::{Betrag, Erledigt};
use rusqlite::{Connection, params};

use crate::rechnungen::{beleg_text, beleg_zahl};
use crate::{Buchung, Ledger, Result};

/// A part of an invoice that is settled, as the ledger keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vermerk {
    /// Its PicNr, or the name of the line.
    pub posten: String,
    /// The order that pays it; none = it was returned.
    pub anweisung_id: Option<String>,
    /// The verdict as JSON, where this run settled it; none = another run did.
    pub urteil: Option<String>,
    /// `true`: an earlier run settled it, so that this one may settle it anew, if people decided on it since.
    pub frueher: bool,
}

impl Vermerk {
    /// Returns true if this run has to leave it as it is: an order pays it, or another run returned it.
    pub fn bleibt(&self) -> bool {
        self.anweisung_id.is_some() || self.urteil.is_none()
    }

    /// The verdict, where this run settled it.
    ///
    /// # Errors
    /// It is none.
    pub fn eigener<E: Erledigt>(&self) -> Result<Option<E>> {
        Ok(self.urteil.as_deref().map(serde_json::from_str).transpose()?)
    }
}

impl Ledger {
    /// Parts ordered of an invoice so far, by any run.
    pub fn parts_ordered(&self, beleg_id: &str) -> Result<u32> {
        let mut query = self.db.prepare_cached("SELECT coalesce(max(teil), 0) FROM anweisung WHERE beleg_id = ?1")?;
        Ok(query.query_row(params![beleg_zahl(beleg_id)?], |row| row.get(0))?)
    }

    /// What of an invoice is settled, by name; one that was settled anew is there several times.
    pub fn settled(&self, beleg_id: &str) -> Result<Vec<Vermerk>> {
        settled(&self.db, &self.lauf, beleg_id)
    }

    /// The invoices of which this run settled something, in the order of their number.
    pub fn settled_invoices(&self) -> Result<Vec<String>> {
        let mut query = self.db.prepare_cached(
            "SELECT e.beleg_id FROM anweisung a JOIN abrechnung e ON e.anweisung_id = a.anweisung_id WHERE a.lauf = ?1
             UNION SELECT beleg_id FROM abrechnung WHERE lauf = ?1 AND anweisung_id IS NULL ORDER BY 1",
        )?;
        let rows = query.query_map(params![self.lauf], |row| Ok(beleg_text(row.get(0)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// What orders of this run pay of invoices that are not their own: order, invoice and sum in euro, in this order.
    pub fn set_off(&self) -> Result<Vec<(String, String, Betrag)>> {
        let mut query = self.db.prepare_cached(
            "SELECT a.anweisung_id, e.beleg_id, sum(e.netto) FROM anweisung a JOIN abrechnung e USING (anweisung_id)
             WHERE a.lauf = ?1 AND e.beleg_id <> a.beleg_id GROUP BY 1, 2 ORDER BY 1, 2",
        )?;
        let rows = query.query_map(params![self.lauf], |row| {
            Ok((row.get(0)?, beleg_text(row.get(1)?), Betrag::aus_cent(row.get(2)?)))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl Buchung<'_> {
    /// What of an invoice is settled within this transaction, by name.
    pub fn settled(&self, beleg_id: &str) -> Result<Vec<Vermerk>> {
        settled(self.db(), self.lauf(), beleg_id)
    }
}

fn settled(db: &Connection, lauf: &str, beleg_id: &str) -> Result<Vec<Vermerk>> {
    let mut query = db.prepare_cached(
        "SELECT pic_nr, anweisung_id, CASE WHEN lauf = ?2 THEN urteil END, lauf < ?2 FROM abrechnung WHERE beleg_id = ?1
         ORDER BY pic_nr, nr",
    )?;
    let rows = query.query_map(params![beleg_zahl(beleg_id)?, lauf], |row| {
        Ok(Vermerk { posten: row.get(0)?, anweisung_id: row.get(1)?, urteil: row.get(2)?, frueher: row.get(3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
