//! A ledger made anew from the files of the runs: written beside the old one, and put in its place when it is whole.
//!
//! Run by run the same transactions are made as the stages made them, so that the tables become what they were. When an
//! entry of the journal was made stands in no file: the new journal says so, and names the heads that it takes the place
//! of.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::params;
use serde_json::json;
use stage::{JournalHead, Run};

use crate::journal::append;
use crate::open;
use crate::rechnungen::beleg_zahl;
use crate::{Ledger, NeueRechnung, NewDelivery, Result};

/// What stands in the journal where nobody knows when it was.
pub const UNBEKANNT: &str = "unbekannt";

/// The file in which a ledger is made anew.
#[derive(Debug)]
pub struct Neubau {
    ziel: PathBuf,
    daneben: PathBuf,
}

impl Neubau {
    /// Beside the ledger of a payer; what an earlier attempt left there is removed.
    ///
    /// # Errors
    /// What was left cannot be removed.
    pub fn beside(payer_dir: &Path) -> Result<Self> {
        let neubau = Neubau { ziel: payer_dir.join("ledger.sqlite"), daneben: payer_dir.join("ledger.sqlite.neu") };
        neubau.remove()?;
        Ok(neubau)
    }

    /// The new ledger as a run of the payer sees it.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn open(&self, run: &Run) -> Result<Ledger> {
        let lauf = run.datum_iso();
        let mut db = open::open(&self.daneben, &lauf)?;
        db.time_is(UNBEKANNT);
        Ok(Ledger { db, lauf, run: run.clone() })
    }

    /// Puts the new ledger in the place of the old one, which stays beside it; gives where, if there was one. No process
    /// may hold either of them.
    ///
    /// Stopped in between there is no ledger at all, which no stage takes for one.
    ///
    /// # Errors
    /// The disk.
    pub fn exchange(self) -> Result<Option<PathBuf>> {
        sync(&self.daneben)?;
        let old = if self.ziel.exists() { Some(self.free_name()) } else { None };
        // What SQLite keeps beside a file belongs to that file alone, and goes with it.
        for ending in ENDINGS {
            let (from, there) = (with(&self.ziel, ending), old.as_ref().map(|old| with(old, ending)));
            if from.exists() {
                let moved = match there {
                    Some(to) => fs::rename(&from, to),
                    None => fs::remove_file(&from),
                };
                moved.map_err(stage::Error::io(&from))?;
            }
        }
        fs::rename(&self.daneben, &self.ziel).map_err(stage::Error::create(&self.ziel))?;
        sync(self.ziel.parent().unwrap_or(Path::new(".")))?;
        Ok(old)
    }

    /// Gives the attempt up.
    ///
    /// # Errors
    /// What was made cannot be removed.
    pub fn remove(&self) -> Result<()> {
        for path in ENDINGS.map(|ending| with(&self.daneben, ending)) {
            if path.exists() {
                fs::remove_file(&path).map_err(stage::Error::io(&path))?;
            }
        }
        Ok(())
    }

    fn free_name(&self) -> PathBuf {
        let name = |nr: u32| with(&self.ziel, &format!(".ersetzt-{nr}"));
        (1..).map(name).find(|path| !path.exists()).unwrap_or_else(|| name(0))
    }
}

/// The files of a database: what SQLite keeps beside it, and itself last.
const ENDINGS: [&str; 3] = ["-wal", "-shm", ""];

fn with(path: &Path, ending: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(ending);
    path.into()
}

fn sync(path: &Path) -> Result<()> {
    Ok(File::open(path).and_then(|file| file.sync_all()).map_err(stage::Error::io(path))?)
}

impl Ledger {
    /// Says in the journal that it was made anew, and which heads of the old one stand in receipts and letters.
    ///
    /// # Errors
    /// The disk.
    pub fn begin_anew(&mut self, ersetzt: &[JournalHead], zeit: &str) -> Result<()> {
        let tx = self.db.write()?;
        append(&tx, zeit, &self.lauf, "wiederaufbau", &json!({ "ersetzt": ersetzt }).to_string())?;
        tx.commit()
    }

    /// Records deliveries of this run by the numbers that they had.
    ///
    /// # Errors
    /// A number is another delivery's already.
    pub fn restore_deliveries(&mut self, deliveries: &[(Option<u64>, NewDelivery)]) -> Result<()> {
        let tx = self.db.write()?;
        for (lfd, d) in deliveries {
            tx.prepare_cached(
                "INSERT INTO lieferung (lfd, art, sha256, name, groesse, lauf) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (art, sha256) DO UPDATE SET lauf = excluded.lauf WHERE verarbeitet IS NULL",
            )?
            .execute(params![
                lfd.map(|lfd| lfd as i64),
                d.art,
                d.sha256,
                d.name,
                d.groesse as i64,
                self.lauf
            ])?;
        }
        tx.commit()
    }

    /// Registers an invoice of this run, and what it bills, by the number that it had.
    ///
    /// # Errors
    /// The number is another invoice's already.
    pub fn restore_invoice(&mut self, beleg_id: &str, rechnung: &NeueRechnung<'_>) -> Result<()> {
        let beleg = beleg_zahl(beleg_id)?;
        let tx = self.db.write()?;
        tx.execute(
            "INSERT INTO rechnung (beleg_id, datei_sha256, rechnungsnummer, rechnungssteller_ik, lauf)
             VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (datei_sha256) DO UPDATE SET lauf = excluded.lauf",
            params![beleg, rechnung.datei_sha256, rechnung.rechnungsnummer, rechnung.rechnungssteller, self.lauf],
        )?;
        {
            let mut insert = tx.prepare_cached("INSERT OR IGNORE INTO rezept (pic_nr, beleg_id) VALUES (?1, ?2)")?;
            for posten in &rechnung.posten {
                insert.execute(params![posten, beleg])?;
            }
        }
        tx.commit()
    }
}
