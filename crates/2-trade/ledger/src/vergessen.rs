//! Forgetting: values about persons leave the ledger and its journal when their time has come.
//!
//! An entry of the journal whose content goes keeps its link in the chain in the content's place. So the chain can be walked
//! as before, and nothing can be put in the place of what went: the link is sealed by the entry's own hash, and the next
//! entry rests on it.

use domain::Datum;
use rusqlite::{Connection, params};
use serde_json::json;

use crate::journal::{self, append};
use crate::{Ledger, Result};

/// Kind of the journal's entry about what was forgotten.
const WAS: &str = "loeschung";

impl Ledger {
    /// Forgets values about persons of runs before a date: what decisions said, in table and journal, and file numbers of
    /// what was settled. Gives the number of rows that lost something.
    ///
    /// # Errors
    /// The disk, or a journal that is no chain.
    pub fn forget_persons(&mut self, before: Datum) -> Result<usize> {
        let before = before.to_string();
        let zeit = stage::clock::now_utc();
        let lauf = self.lauf.clone();
        let tx = self.db.write()?;
        // The triggers that keep everything as it is step aside within this transaction alone.
        let triggers = triggers(&tx)?;
        for (name, _) in &triggers {
            tx.execute_batch(&format!("DROP TRIGGER main.\"{name}\""))?;
        }
        let mut forgotten = tx.execute(
            "UPDATE entscheidung SET wert = '', bemerkung = '' WHERE lauf < ?1 AND (wert <> '' OR bemerkung <> '')",
            params![before],
        )?;
        forgotten += tx.execute(
            "UPDATE erledigt SET urteil = json_set(urteil, '$.aktenzeichen', '')
             WHERE lauf < ?1 AND coalesce(json_extract(urteil, '$.aktenzeichen'), '') <> ''",
            params![before],
        )?;
        forgotten += forget_cases(&tx, &before)?;
        forgotten += tx.execute(
            "UPDATE nachtrag SET urteil = json_set(urteil, '$.aktenzeichen', '')
             WHERE lauf < ?1 AND coalesce(json_extract(urteil, '$.aktenzeichen'), '') <> ''",
            params![before],
        )?;
        forgotten += journal::forget(&tx, &before)?;
        for (_, sql) in &triggers {
            tx.execute_batch(sql)?;
        }
        if forgotten > 0 {
            append(&tx, &zeit, &lauf, WAS, &json!({ "vor": before, "zeilen": forgotten }).to_string())?;
        }
        tx.commit()?;
        Ok(forgotten)
    }
}

/// Empties the tables that not every ledger has.
fn forget_cases(db: &Connection, before: &str) -> Result<usize> {
    let mut forgotten = 0;
    for (table, sql) in [
        ("gemerkt", "DELETE FROM gemerkt WHERE lauf < ?1"),
        ("umbuchung", "UPDATE umbuchung SET aktenzeichen = '' WHERE lauf < ?1 AND aktenzeichen <> ''"),
    ] {
        let mut there = db.prepare("SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = ?1")?;
        if there.exists([table])? {
            forgotten += db.execute(sql, params![before])?;
        }
    }
    Ok(forgotten)
}

/// Triggers of the tables of which something is forgotten, with what makes them again.
fn triggers(db: &Connection) -> Result<Vec<(String, String)>> {
    let mut query = db.prepare(
        "SELECT name, sql FROM main.sqlite_schema WHERE type = 'trigger' AND tbl_name IN
             ('entscheidung', 'erledigt', 'journal', 'nachtrag', 'umbuchung')
         ORDER BY name",
    )?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
