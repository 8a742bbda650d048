//! After the fact: people decide on what is settled already. The order stands; what the decision changes is settled
//! anew, in a later run, over the difference.
//!
//! A prescription is taken up again when a decision is known on it that its last verdict did not know. A verdict says how
//! many it knew, so that one taken in the very run that ordered, and after its order, is not lost.

use std::collections::HashSet;

use domain::Entscheidung;
use rusqlite::params;

use crate::entscheidungen::decision;
use crate::rechnungen::{beleg_text, beleg_zahl};
use crate::{Buchung, Error, Ledger, Result};

/// Condition that decision `d` is about the verdict on a prescription, not about an order or a booking.
const ON_VERDICT: &str = "d.art IN ('korrektur1', 'korrektur2', 'zuordnung', 'status', 'freigabe')";

/// Condition that row `a` of `abrechnung` holds the last verdict of runs before `?1`.
pub(crate) const LATEST: &str = "NOT EXISTS (SELECT 1 FROM nachtrag n WHERE n.beleg_id = a.beleg_id
    AND n.pic_nr = a.pic_nr AND n.nr > a.nr AND n.lauf < ?1)";

/// The last verdict of runs before `?1` on the prescription of row `a`, whose own is the first.
pub(crate) const LATEST_VERDICT: &str = "coalesce((SELECT n.urteil FROM nachtrag n WHERE n.beleg_id = a.beleg_id
    AND n.pic_nr = a.pic_nr AND n.lauf < ?1 ORDER BY n.nr DESC LIMIT 1), a.urteil)";

/// A prescription: our number of its invoice, and its PicNr.
pub type Blatt = (String, String);

impl Ledger {
    /// Settled prescriptions on which runs before this one took a decision that their last verdict did not know.
    pub fn decided_afterwards(&self) -> Result<Vec<Blatt>> {
        let mut query = self.db.prepare(&format!(
            "SELECT z.beleg_id, z.pic_nr FROM (
                 SELECT d.beleg_id, d.pic_nr, count(*) AS zahl FROM entscheidung d
                 WHERE d.lauf < ?1 AND {ON_VERDICT} GROUP BY d.beleg_id, d.pic_nr) z
             JOIN abrechnung a ON a.beleg_id = z.beleg_id AND a.pic_nr = z.pic_nr AND a.lauf < ?1
             WHERE {LATEST} AND z.zahl > coalesce(json_extract(a.urteil, '$.entscheidungen'), (
                 SELECT count(*) FROM entscheidung d WHERE d.beleg_id = z.beleg_id AND d.pic_nr = z.pic_nr
                 AND d.lauf <= a.lauf AND {ON_VERDICT}))
             ORDER BY z.beleg_id, z.pic_nr"
        ))?;
        let rows = query.query_map(params![self.lauf], |row| Ok((beleg_text(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Every decision that runs before this one took on these prescriptions, in no order.
    pub fn all_decisions_on<'b>(&self, blaetter: impl IntoIterator<Item = &'b Blatt>) -> Result<Vec<Entscheidung>> {
        let mut query = self.db.prepare_cached(
            "SELECT art, pic_nr, feld, wert, bearbeiter, zeitpunkt, bemerkung, datei, zeile, lauf, beleg_id
             FROM entscheidung WHERE beleg_id = ?1 AND pic_nr = ?2 AND lauf < ?3",
        )?;
        let mut decisions = Vec::new();
        for (beleg_id, pic_nr) in blaetter {
            let mut rows = query.query(params![beleg_zahl(beleg_id)?, pic_nr, self.lauf])?;
            while let Some(row) = rows.next()? {
                decisions.push(decision(row)?);
            }
        }
        Ok(decisions)
    }

    /// Business dates of the runs before this one that settled something of an invoice, newest first: their tables have it.
    pub fn settling_runs(&self, beleg_id: &str) -> Result<Vec<String>> {
        let mut query = self.db.prepare_cached(
            "SELECT DISTINCT lauf FROM abrechnung WHERE beleg_id = ?1 AND lauf < ?2 ORDER BY lauf DESC",
        )?;
        let rows = query.query_map(params![beleg_zahl(beleg_id)?, self.lauf], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Prescriptions that this run settled anew, by the number of their invoice.
    pub fn settled_anew(&self) -> Result<HashSet<Blatt>> {
        let mut query = self.db.prepare_cached("SELECT beleg_id, pic_nr FROM nachtrag WHERE lauf = ?1")?;
        let rows = query.query_map(params![self.lauf], |row| Ok((beleg_text(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl Buchung<'_> {
    /// Settles a prescription anew, over the difference to what was settled before; `bisher` is what the verdict takes
    /// that for, in cents.
    ///
    /// # Errors
    /// Something else was settled before: the verdict is over another difference than there is.
    pub(crate) fn settle_anew(
        &mut self,
        (beleg_id, pic_nr): (i64, &str),
        anweisung_id: Option<&str>,
        (bisher, netto): (i64, i64),
        urteil: &str,
    ) -> Result<()> {
        let (last, settled): (Option<i64>, i64) = self
            .tx
            .prepare_cached(
                "SELECT max(nr), coalesce(sum(netto), 0) FROM abrechnung WHERE beleg_id = ?1 AND pic_nr = ?2",
            )?
            .query_row(params![beleg_id, pic_nr], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let Some(last) = last.filter(|_| settled == bisher) else {
            return Err(Error::refused(format!(
                "{pic_nr} of invoice {beleg_id:07} is settled anew over a difference to {bisher} cents, and {settled} \
                 cents were settled"
            )));
        };
        self.tx
            .prepare_cached(
                "INSERT INTO nachtrag (beleg_id, pic_nr, nr, lauf, anweisung_id, netto, urteil)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![beleg_id, pic_nr, last + 1, self.lauf, anweisung_id, netto, urteil])?;
        Ok(())
    }
}
