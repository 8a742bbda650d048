//! Which E-Rezept-ID has which picture number: ours, given once, because an e-prescription has no picture.

use rusqlite::{OptionalExtension, params};

use crate::stand::Schrift;
use crate::{Ledger, Result};

const TABLE: &str = "erezept";
/// The table is made with the first of them: a ledger of paper alone stays as it is.
const SCHEMA: &str = include_str!("schema/erezept.sql");

/// Picture numbers being given to e-prescriptions: all of them, or none.
#[derive(Debug)]
pub struct Picnummern<'l> {
    tx: Schrift<'l>,
    /// Two digits of the year of the run.
    jahr: &'l str,
}

impl Ledger {
    /// Begins to give picture numbers to e-prescriptions.
    pub fn picture_numbers(&mut self) -> Result<Picnummern<'_>> {
        self.db.make_table(TABLE, SCHEMA)?;
        let jahr = self.lauf.get(2..4).unwrap_or("00");
        Ok(Picnummern { tx: self.db.write()?, jahr })
    }

    /// Keeps picture numbers as an earlier ledger gave them: E-Rezept-ID and number.
    ///
    /// # Errors
    /// A number is another e-prescription's already.
    pub fn restore_picture_numbers<'a>(&mut self, numbers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<()> {
        self.db.make_table(TABLE, SCHEMA)?;
        let tx = self.db.write()?;
        for (erezept_id, pic_nr) in numbers {
            tx.prepare_cached(
                "INSERT INTO erezept (erezept_id, pic_nr) VALUES (?1, ?2) ON CONFLICT (erezept_id) DO NOTHING",
            )?
            .execute(params![erezept_id, pic_nr])?;
        }
        tx.commit()
    }
}

impl Picnummern<'_> {
    /// The number of an e-prescription: the one that it has, or the next: `8`, two digits of the year, nine digits
    /// running.
    pub fn pic_nr(&self, erezept_id: &str) -> Result<String> {
        let known: Option<String> = self
            .tx
            .prepare_cached("SELECT pic_nr FROM erezept WHERE erezept_id = ?1")?
            .query_row(params![erezept_id], |row| row.get(0))
            .optional()?;
        if let Some(pic_nr) = known {
            return Ok(pic_nr);
        }
        let running: i64 = self
            .tx
            .prepare_cached("SELECT coalesce(max(CAST(substr(pic_nr, 4) AS INTEGER)), 0) + 1 FROM erezept WHERE pic_nr BETWEEN ?1 AND ?2")?
            .query_row(params![format!("8{}000000000", self.jahr), format!("8{}999999999", self.jahr)], |row| row.get(0))?;
        let pic_nr = format!("8{}{running:09}", self.jahr);
        self.tx
            .prepare_cached("INSERT INTO erezept (erezept_id, pic_nr) VALUES (?1, ?2)")?
            .execute(params![erezept_id, pic_nr])?;
        Ok(pic_nr)
    }

    /// Keeps what was given.
    pub fn commit(self) -> Result<()> {
        self.tx.commit()
    }
}
