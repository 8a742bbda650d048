//! What prescriptions say whatever their numbers are, as keyed hashes: so that one billed again under another number is
//! found (R10), in the run or years later.
//!
//! The key is the payer's own, so that the ledgers of two payers do not tell that they know the same person.

use rusqlite::{CachedStatement, OptionalExtension, params};

use crate::rechnungen::{beleg_text, beleg_zahl};
use crate::stand::Schrift;
use crate::{Ledger, Result};

/// What is kept of a keyed hash.
const ABDRUCK_BYTES: usize = 16;

/// Another prescription that says the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gleiches {
    /// Our number of its invoice.
    pub beleg_id: String,
    /// Its picture number.
    pub pic_nr: String,
}

/// Fingerprints being kept: all of them, or none.
#[derive(Debug)]
pub struct Abdruckbuch<'l> {
    tx: Schrift<'l>,
    schluessel: [u8; 32],
    lauf: &'l str,
}

impl Ledger {
    /// Begins to keep fingerprints.
    pub fn fingerprints(&mut self) -> Result<Abdruckbuch<'_>> {
        let schluessel = blake3::derive_key("zahlbar 2005 R10 abdruck", self.run.kostentraeger.as_bytes());
        Ok(Abdruckbuch { tx: self.db.write()?, schluessel, lauf: &self.lauf })
    }
}

impl Abdruckbuch<'_> {
    /// Keeps what a prescription says; gives another one that says the same and was billed before it, or is ordered already.
    /// `inhalt` is none for one that does not say enough yet.
    pub fn keep(&self, beleg_id: &str, pic_nr: &str, inhalt: Option<&str>) -> Result<Option<Gleiches>> {
        let beleg = beleg_zahl(beleg_id)?;
        let Some(inhalt) = inhalt else {
            self.cached("DELETE FROM abdruck WHERE beleg_id = ?1 AND pic_nr = ?2")?.execute(params![beleg, pic_nr])?;
            return Ok(None);
        };
        // Half of it tells billions apart, and the pages of all that a day brings stay in memory.
        let hash = blake3::keyed_hash(&self.schluessel, inhalt.as_bytes());
        let abdruck = &hash.as_bytes()[..ABDRUCK_BYTES];
        self.cached(
            "INSERT INTO abdruck (beleg_id, pic_nr, abdruck) VALUES (?1, ?2, ?3)
             ON CONFLICT (beleg_id, pic_nr) DO UPDATE SET abdruck = excluded.abdruck WHERE abdruck <> excluded.abdruck",
        )?
        .execute(params![beleg, pic_nr, abdruck])?;
        // Nearly every prescription is the only one that says what it says: one look into the index tells.
        let mut other = self.cached("SELECT 1 FROM abdruck WHERE abdruck = ?1 LIMIT 1 OFFSET 1")?;
        if !other.exists([abdruck])? {
            return Ok(None);
        }
        let mut first = self.cached(
            "SELECT b.beleg_id, b.pic_nr FROM abdruck b JOIN rechnung r USING (beleg_id)
             LEFT JOIN erledigt e ON e.beleg_id = b.beleg_id AND e.pic_nr = b.pic_nr AND e.lauf < ?4
             WHERE b.abdruck = ?3 AND (b.beleg_id, b.pic_nr) <> (?1, ?2) AND r.lauf <= ?4
             AND ((b.beleg_id, b.pic_nr) < (?1, ?2) OR e.anweisung_id IS NOT NULL)
             ORDER BY b.beleg_id, b.pic_nr LIMIT 1",
        )?;
        let row = first
            .query_row(params![beleg, pic_nr, abdruck, self.lauf], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)))
            .optional()?;
        Ok(row.map(|(beleg_id, pic_nr)| Gleiches { beleg_id: beleg_text(beleg_id), pic_nr }))
    }

    fn cached(&self, sql: &str) -> Result<CachedStatement<'_>> {
        Ok(self.tx.prepare_cached(sql)?)
    }

    /// Keeps what was taken in.
    pub fn commit(self) -> Result<()> {
        self.tx.commit()
    }
}
