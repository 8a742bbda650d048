//! Files fetched from other hosts and delivered to them, so that nothing is twice.
//!
//! Each delivery is also a line of `abgeliefert.csv` beside the ledger, written first: a ledger made anew from its runs
//! knows from there what lies with others.

use std::collections::BTreeSet;

use rusqlite::params;
use stage::{append_to_protocol, read_protocol};

use crate::{Ledger, Result};

const TABLES: [(&str, &str); 2] =
    [("abholung", include_str!("schema/abholung.sql")), ("ablieferung", include_str!("schema/ablieferung.sql"))];
/// The file beside the ledger.
const LISTE: &str = "abgeliefert.csv";
const HEADER: &str = "lauf,anschluss,stufe,datei,sha256,ziel";

/// A file of another host, as it was when it was fetched.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Abholung {
    /// Name of the remote.
    pub anschluss: String,
    /// Path there.
    pub pfad: String,
    /// Size in bytes.
    pub groesse: u64,
    /// When it was changed there, in seconds since 1970.
    pub geaendert: u64,
}

/// A file of this run that is delivered to another host.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ablieferung {
    /// Name of the remote.
    pub anschluss: String,
    /// Folder of the run.
    pub stufe: String,
    /// Path in it.
    pub datei: String,
    /// SHA-256 of its content.
    pub sha256: String,
}

impl Ledger {
    pub(crate) fn has(&self, table: &str) -> Result<bool> {
        let mut query = self.db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1")?;
        Ok(query.exists(params![table])?)
    }

    fn make_transfer_tables(&mut self) -> Result<()> {
        TABLES.iter().try_for_each(|(name, schema)| self.db.make_table(name, schema))
    }

    /// Everything that was ever fetched for this payer.
    ///
    /// # Errors
    /// The ledger is not readable.
    pub fn fetched(&self) -> Result<BTreeSet<Abholung>> {
        if !self.has("abholung")? {
            return Ok(BTreeSet::new());
        }
        let mut query = self.db.prepare("SELECT anschluss, pfad, groesse, geaendert FROM abholung")?;
        let rows = query.query_map([], |row| {
            let (groesse, geaendert): (i64, i64) = (row.get(2)?, row.get(3)?);
            let (groesse, geaendert) = (groesse.unsigned_abs(), geaendert.unsigned_abs());
            Ok(Abholung { anschluss: row.get(0)?, pfad: row.get(1)?, groesse, geaendert })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Enters what was fetched.
    ///
    /// # Errors
    /// The disk.
    pub fn keep_fetched(&mut self, abholungen: &[Abholung]) -> Result<()> {
        self.make_transfer_tables()?;
        let tx = self.db.write()?;
        for Abholung { anschluss, pfad, groesse, geaendert } in abholungen {
            tx.prepare_cached(
                "INSERT OR IGNORE INTO abholung (anschluss, pfad, groesse, geaendert) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![anschluss, pfad, *groesse as i64, *geaendert as i64])?;
        }
        tx.commit()
    }

    /// Everything that was delivered or begun to be, of all runs of the payer: business date, file, and `true` once it is
    /// delivered.
    ///
    /// # Errors
    /// The ledger is not readable.
    pub fn delivered(&self) -> Result<Vec<(String, Ablieferung, bool)>> {
        if !self.has("ablieferung")? {
            return Ok(Vec::new());
        }
        let mut query = self.db.prepare(
            "SELECT lauf, anschluss, stufe, datei, sha256, stand = 'abgeliefert' FROM ablieferung ORDER BY lauf, stufe, datei",
        )?;
        let rows = query.query_map([], |row| {
            let file =
                Ablieferung { anschluss: row.get(1)?, stufe: row.get(2)?, datei: row.get(3)?, sha256: row.get(4)? };
            Ok((row.get(0)?, file, row.get(5)?))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Enters that a file of this run gets its final name on the other host now.
    ///
    /// # Errors
    /// The disk.
    pub fn begin_delivery(&mut self, file: &Ablieferung) -> Result<()> {
        let lauf = self.lauf.clone();
        self.enter_delivery(&lauf, file, "begonnen", "")
    }

    /// Enters that a file of this run lies on the other host under that name.
    ///
    /// # Errors
    /// The disk.
    pub fn keep_delivered(&mut self, file: &Ablieferung, ziel: &str) -> Result<()> {
        let lauf = self.lauf.clone();
        let line = [lauf.as_str(), &file.anschluss, &file.stufe, &file.datei, &file.sha256, ziel].map(str::to_owned);
        append_to_protocol(&self.run.payer_dir.join(LISTE), HEADER, &[line.to_vec()])?;
        self.enter_delivery(&lauf, file, "abgeliefert", ziel)
    }

    fn enter_delivery(&mut self, lauf: &str, file: &Ablieferung, stand: &str, ziel: &str) -> Result<()> {
        self.make_transfer_tables()?;
        let tx = self.db.write()?;
        tx.prepare_cached(
            "INSERT OR IGNORE INTO ablieferung (lauf, anschluss, stufe, datei, sha256, stand, ziel)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![lauf, file.anschluss, file.stufe, file.datei, file.sha256, stand, ziel])?;
        tx.commit()
    }

    /// Takes over from `abgeliefert.csv` what earlier ledgers of the payer delivered.
    ///
    /// # Errors
    /// The list is not readable.
    pub fn restore_delivered(&mut self) -> Result<()> {
        // A line that a crash cut is of a file that was entered as begun alone.
        for line in read_protocol(&self.run.payer_dir.join(LISTE))? {
            if let Ok([lauf, anschluss, stufe, datei, sha256, ziel]) = <[String; 6]>::try_from(line) {
                self.enter_delivery(&lauf, &Ablieferung { anschluss, stufe, datei, sha256 }, "abgeliefert", &ziel)?;
            }
        }
        Ok(())
    }
}
