//! Payments without a case, and those that were rebooked since.

use std::collections::HashSet;

use domain::{Betrag, Datum, Stufe, Umbuchung, ZuordnungsEntscheidung};
use rusqlite::params;

use crate::nachtraege::LATEST_VERDICT;
use crate::rechnungen::{beleg_text, beleg_zahl};
use crate::{Ledger, Result};

const TABLE: &str = "umbuchung";
/// The table is made with the first of them.
const SCHEMA: &str = include_str!("schema/umbuchung.sql");

impl Ledger {
    /// The prescriptions that runs before this one and since that day paid without a case and that none of them rebooked:
    /// what was paid, and when. Which case there is now is still to be found.
    ///
    /// # Errors
    /// The ledger is not readable.
    pub fn paid_without_case(&self, seit: Datum) -> Result<Vec<Umbuchung>> {
        let umgebucht = self.rebooked_before()?;
        let mut query = self.db.prepare(&format!(
            "SELECT a.beleg_id, a.pic_nr, a.lauf, (
                     SELECT SUM(z.netto) FROM abrechnung z
                     WHERE z.beleg_id = a.beleg_id AND z.pic_nr = a.pic_nr AND z.lauf < ?1), r.rechnungsnummer
             FROM erledigt a JOIN rechnung r USING (beleg_id)
             WHERE a.anweisung_id IS NOT NULL AND a.lauf < ?1 AND a.lauf >= ?2
                 AND json_extract({LATEST_VERDICT}, '$.aktenzeichen') = ''
             ORDER BY a.beleg_id, a.pic_nr"
        ))?;
        let rows = query.query_map(params![self.lauf, seit.to_string()], |row| {
            let lauf: String = row.get(2)?;
            let unreadable = |e| rusqlite::Error::FromSqlConversionFailure(2, rusqlite::types::Type::Text, Box::new(e));
            Ok(Umbuchung {
                pic_nr: row.get(1)?,
                betrag: Betrag::aus_cent(row.get::<_, Option<i64>>(3)?.unwrap_or_default()),
                angewiesen_am: lauf.parse::<Datum>().map_err(unreadable)?,
                aktenzeichen: String::new(),
                stufe: Stufe::Z9,
                entscheidung: ZuordnungsEntscheidung::Offen,
                beleg_id: beleg_text(row.get(0)?),
                rechnungsnummer: row.get(4)?,
                hinweis: String::new(),
            })
        })?;
        let offen = |u: &Umbuchung| !umgebucht.contains(&(u.beleg_id.clone(), u.pic_nr.clone()));
        let mut bezahlt: Vec<Umbuchung> = rows.collect::<rusqlite::Result<_>>()?;
        bezahlt.retain(offen);
        Ok(bezahlt)
    }

    /// Keeps what people decided in this run on prescriptions that were paid without a case, in the place of what it kept
    /// when it was made before.
    ///
    /// # Errors
    /// The disk, or one that an earlier run rebooked already.
    pub fn keep_rebookings(&mut self, umbuchungen: &[Umbuchung]) -> Result<()> {
        let entschieden: Vec<&Umbuchung> =
            umbuchungen.iter().filter(|u| u.entscheidung != ZuordnungsEntscheidung::Offen).collect();
        if entschieden.is_empty() && !self.has(TABLE)? {
            return Ok(());
        }
        self.db.make_table(TABLE, SCHEMA)?;
        let tx = self.db.write()?;
        tx.execute("DELETE FROM umbuchung WHERE lauf = ?1", params![self.lauf])?;
        for u in entschieden {
            tx.prepare_cached("INSERT INTO umbuchung (beleg_id, pic_nr, aktenzeichen, lauf) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![beleg_zahl(&u.beleg_id)?, u.pic_nr, u.aktenzeichen, self.lauf])?;
        }
        tx.commit()
    }

    /// Invoice and picture number of each prescription on whose rebooking an earlier run had a decision.
    pub(crate) fn rebooked_before(&self) -> Result<HashSet<(String, String)>> {
        if !self.has(TABLE)? {
            return Ok(HashSet::new());
        }
        let mut query = self.db.prepare_cached("SELECT beleg_id, pic_nr FROM umbuchung WHERE lauf < ?1")?;
        let rows = query.query_map(params![self.lauf], |row| Ok((beleg_text(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
