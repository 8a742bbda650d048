//! A ledger for those who only look.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, params};
use serde_json::Value;
use stage::Run;

use crate::journal::RECEIPT_HASH;
use crate::open::{current, known};
use crate::stand::Datei;
use crate::{Ledger, Result};

/// A stage as it was entered in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stufeneintrag {
    /// When, by the wall clock; `unbekannt` in a ledger that was made anew.
    pub zeit: String,
    /// The tool that wrote it.
    pub tool: String,
    /// BLAKE3 of its receipt.
    pub receipt_blake3: String,
}

impl Ledger {
    /// Opens the ledger of the run's payer without changing a byte of it, nor of the folder in which it lies.
    ///
    /// # Errors
    /// There is none, it is no ledger of ours, or one of another version of the program.
    pub fn open_to_read(run: &Run) -> Result<Self> {
        let path = run.payer_dir.join("ledger.sqlite");
        let db = connect(&path)?;
        db.busy_timeout(Duration::from_secs(30))?;
        known(&db, &path)?;
        current(&db, &path)?;
        let lauf = run.datum_iso();
        Ok(Ledger { db: Datei::watch(db, &lauf)?, lauf, run: run.clone() })
    }

    /// The entries of a stage of a run, the newest last.
    ///
    /// # Errors
    /// The journal is not readable.
    pub fn stage_entries(&self, lauf: &str, stufe: &str) -> Result<Vec<Stufeneintrag>> {
        let mut query =
            self.db.prepare_cached("SELECT zeit, eintrag FROM journal WHERE lauf = ?1 AND was = ?2 ORDER BY nr")?;
        let rows = query.query_map(params![lauf, stufe], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
        let mut entries = Vec::new();
        for row in rows {
            let (zeit, text) = row?;
            let eintrag: Value = serde_json::from_str(&text)?;
            let word = |name: &str| eintrag[name].as_str().unwrap_or_default().to_owned();
            entries.push(Stufeneintrag { zeit, tool: word("tool"), receipt_blake3: word(RECEIPT_HASH) });
        }
        Ok(entries)
    }
}

/// Without a journal of SQLite's own beside it, the file is all there is: it is read as it lies, and no file is made.
fn connect(path: &Path) -> Result<Connection> {
    let mut beside = path.as_os_str().to_owned();
    beside.push("-wal");
    let waiting = std::fs::metadata(&beside).is_ok_and(|meta| meta.len() > 0);
    if waiting {
        return Ok(Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?);
    }
    let mut name = String::from("file:");
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => name.push(char::from(byte)),
            other => name.push_str(&format!("%{other:02X}")),
        }
    }
    name.push_str("?immutable=1");
    Ok(Connection::open_with_flags(name, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI)?)
}
