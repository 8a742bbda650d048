//! The journal: append-only, each entry chained to the one before by its hash.

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;
use stage::JournalEntry;

use crate::{Ledger, Result};

/// An entry that does not fit the chain: it was altered, or one before it was removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalFault {
    /// Number of the entry.
    pub nr: i64,
}

impl stage::Journal for Ledger {
    fn enter(&mut self, entry: &JournalEntry<'_>) -> anyhow::Result<()> {
        let eintrag = json!({
            "tool": entry.receipt.tool,
            "version": entry.receipt.version,
            "receipt_blake3": entry.receipt_hash,
            "totals": entry.receipt.totals,
        })
        .to_string();
        let tx = self.db.transaction()?;
        let newest: Option<String> = tx
            .query_row(
                "SELECT eintrag FROM journal WHERE lauf = ?1 AND was = ?2 ORDER BY nr DESC LIMIT 1",
                params![entry.lauf, entry.stufe],
                |row| row.get(0),
            )
            .optional()?;
        if newest.as_ref() != Some(&eintrag) {
            append(&tx, &entry.zeit, entry.lauf, entry.stufe, &eintrag)?;
        }
        Ok(tx.commit()?)
    }
}

impl Ledger {
    /// Walks the whole chain; the first entry that does not fit, if any.
    pub fn verify_journal(&self) -> Result<Option<JournalFault>> {
        let mut query =
            self.db.prepare("SELECT nr, zeit, lauf, was, eintrag, vorgaenger, hash FROM journal ORDER BY nr")?;
        let mut rows = query.query([])?;
        let mut before = (0_i64, String::new());
        while let Some(row) = rows.next()? {
            let nr: i64 = row.get(0)?;
            let (vorgaenger, stored): (String, String) = (row.get(5)?, row.get(6)?);
            let fields: [String; 4] = [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?];
            let computed = chain_hash(nr, [&fields[0], &fields[1], &fields[2], &fields[3]], &vorgaenger);
            if nr != before.0 + 1 || vorgaenger != before.1 || stored != computed {
                return Ok(Some(JournalFault { nr }));
            }
            before = (nr, stored);
        }
        Ok(None)
    }
}

/// Appends an entry within the caller's transaction.
pub(crate) fn append(db: &Connection, zeit: &str, lauf: &str, was: &str, eintrag: &str) -> Result<()> {
    let newest = db
        .prepare_cached("SELECT nr, hash FROM journal ORDER BY nr DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))
        .optional()?;
    let (nr, vorgaenger) = newest.map_or((1, String::new()), |(nr, hash)| (nr + 1, hash));
    let hash = chain_hash(nr, [zeit, lauf, was, eintrag], &vorgaenger);
    db.prepare_cached(
        "INSERT INTO journal (nr, zeit, lauf, was, eintrag, vorgaenger, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![nr, zeit, lauf, was, eintrag, vorgaenger, hash])?;
    Ok(())
}

/// BLAKE3 over number, fields and previous hash, each with its length so that no two entries read the same.
fn chain_hash(nr: i64, fields: [&str; 4], vorgaenger: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&nr.to_le_bytes());
    for field in fields.into_iter().chain([vorgaenger]) {
        hasher.update(&(field.len() as u64).to_le_bytes());
        hasher.update(field.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}
