//! Decisions about persons, kept so that the next sheet with the same values shows it.

use domain::Gemerkt;
use rusqlite::params;

use crate::rechnungen::{beleg_text, beleg_zahl};
use crate::{Ledger, Result};

const TABLE: &str = "gemerkt";
/// The table is made with the first of them.
const SCHEMA: &str = include_str!("schema/gemerkt.sql");

impl Ledger {
    /// Decisions that runs before this one remembered, in the order of [`Gemerkt`].
    ///
    /// # Errors
    /// The ledger is not readable.
    pub fn remembered(&self) -> Result<Vec<Gemerkt>> {
        if !self.has(TABLE)? {
            return Ok(Vec::new());
        }
        let mut query = self.db.prepare(
            "SELECT abdruck, aktenzeichen, bearbeiter, zeitpunkt, beleg_id, pic_nr FROM gemerkt WHERE lauf < ?1
             ORDER BY beleg_id, pic_nr, abdruck, zeitpunkt",
        )?;
        let rows = query.query_map(params![self.lauf], |row| {
            Ok(Gemerkt {
                abdruck: row.get(0)?,
                aktenzeichen: row.get(1)?,
                bearbeiter: row.get(2)?,
                zeitpunkt: row.get(3)?,
                beleg_id: beleg_text(row.get(4)?),
                pic_nr: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Keeps what this run has to remember, in the place of what it kept when it was made before. What an earlier run
    /// remembers already is not kept again.
    ///
    /// # Errors
    /// The disk, or a prescription that the ledger does not know.
    pub fn remember(&mut self, gemerkt: &[Gemerkt]) -> Result<()> {
        if gemerkt.is_empty() && !self.has(TABLE)? {
            return Ok(());
        }
        self.db.make_table(TABLE, SCHEMA)?;
        let tx = self.db.write()?;
        tx.execute("DELETE FROM gemerkt WHERE lauf = ?1", params![self.lauf])?;
        for g in gemerkt {
            tx.prepare_cached(
                "INSERT INTO gemerkt (beleg_id, pic_nr, lauf, abdruck, aktenzeichen, bearbeiter, zeitpunkt)
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE NOT EXISTS (
                     SELECT 1 FROM gemerkt WHERE beleg_id = ?1 AND pic_nr = ?2 AND lauf < ?3 AND abdruck = ?4
                     AND aktenzeichen = ?5 AND bearbeiter = ?6 AND zeitpunkt = ?7)",
            )?
            .execute(params![
                beleg_zahl(&g.beleg_id)?,
                g.pic_nr,
                self.lauf,
                g.abdruck,
                g.aktenzeichen,
                g.bearbeiter,
                g.zeitpunkt
            ])?;
        }
        tx.commit()
    }
}
