//! The journal: append-only, each entry chained to the one before by its hash.
//!
//! The chain runs over number, run, kind and content of the entries, and leaves out when they were made: the same runs
//! give the same chain, on every machine, so that its head can stand in receipts and letters. An entry's own hash seals
//! its time, too.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Value, json};
use stage::{JournalEntry, JournalHead};

use crate::{Ledger, Result};

/// What of an entry says which stages of its run lay there, beside its own.
pub(crate) const LIEGEN: &str = "liegen";
/// Under which name the receipt of a stage stands in its entry.
pub(crate) const RECEIPT_HASH: &str = "receipt_blake3";

/// Under which name the link of an entry stands in the place of its content, once that was forgotten.
const GELOESCHT: &str = "geloescht";

/// An entry that does not fit the chain: it was altered, or one before it was removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalFault {
    /// Number of the entry.
    pub nr: i64,
}

impl stage::Journal for Ledger {
    fn enter(&mut self, entry: &JournalEntry<'_>) -> anyhow::Result<()> {
        let mut eintrag = json!({
            "tool": entry.receipt.tool,
            "version": entry.receipt.version,
            RECEIPT_HASH: entry.receipt_hash,
            "totals": entry.receipt.totals,
        });
        let liegen =
            self.run.published_stages()?.into_iter().filter(|folder| folder != entry.stufe).collect::<Vec<_>>();
        let tx = self.db.write()?;
        let newest: Option<String> = tx
            .query_row(
                "SELECT eintrag FROM journal WHERE lauf = ?1 AND was = ?2 ORDER BY nr DESC LIMIT 1",
                params![entry.lauf, entry.stufe],
                |row| row.get(0),
            )
            .optional()?;
        let mut before: Value = newest.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default();
        if let Some(before) = before.as_object_mut() {
            before.remove(LIEGEN);
        }
        if before != eintrag {
            eintrag[LIEGEN] = json!(liegen);
            append(&tx, &entry.zeit, entry.lauf, entry.stufe, &eintrag.to_string())?;
        }
        Ok(tx.commit()?)
    }
}

/// An entry of the journal as it stands there.
pub(crate) struct Eintrag {
    pub nr: i64,
    pub zeit: String,
    pub lauf: String,
    pub was: String,
    pub eintrag: String,
    vorgaenger: String,
    hash: String,
}

impl Eintrag {
    const COLUMNS: &str = "nr, zeit, lauf, was, eintrag, vorgaenger, hash";

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Eintrag {
            nr: row.get(0)?,
            zeit: row.get(1)?,
            lauf: row.get(2)?,
            was: row.get(3)?,
            eintrag: row.get(4)?,
            vorgaenger: row.get(5)?,
            hash: row.get(6)?,
        })
    }

    /// What it says.
    pub(crate) fn content(&self) -> Result<Value> {
        Ok(serde_json::from_str(&self.eintrag)?)
    }

    /// What the next entry is chained to; none if this one was altered.
    fn glied(&self) -> Option<String> {
        if let Some(glied) = self.forgotten() {
            return Some(glied).filter(|glied| self.hash == sealed(glied, &self.zeit));
        }
        let fields = [self.lauf.as_str(), &self.was, &self.eintrag];
        let glied = chained(self.nr, &fields, &self.vorgaenger);
        if self.hash == sealed(&glied, &self.zeit) {
            return Some(glied);
        }
        // Entries from before the time was left out of the chain.
        let fields = [self.zeit.as_str(), &self.lauf, &self.was, &self.eintrag];
        Some(self.hash.clone()).filter(|hash| *hash == chained(self.nr, &fields, &self.vorgaenger))
    }
}

impl Eintrag {
    /// The link of an entry whose content was forgotten; only decisions ever are.
    fn forgotten(&self) -> Option<String> {
        let content: Value = serde_json::from_str(&self.eintrag).ok().filter(|_| self.was == "entscheidung")?;
        Some(content.get(GELOESCHT)?.as_str()?.to_owned())
    }
}

/// Puts the link of each decision of runs before a date in the place of its content. Gives how many there were.
pub(crate) fn forget(db: &Connection, before: &str) -> Result<usize> {
    let columns = Eintrag::COLUMNS;
    let mut query =
        db.prepare(&format!("SELECT {columns} FROM journal WHERE was = 'entscheidung' AND lauf < ?1 ORDER BY nr"))?;
    let entries: Vec<Eintrag> = query.query_map([before], Eintrag::read)?.collect::<rusqlite::Result<_>>()?;
    let mut forgotten = 0;
    for eintrag in entries.iter().filter(|eintrag| eintrag.forgotten().is_none()) {
        let Some(glied) = eintrag.glied() else {
            return Err(crate::Error::differs(format!("entry {} of its journal was altered", eintrag.nr)));
        };
        let stub = json!({ GELOESCHT: glied }).to_string();
        forgotten += db.execute("UPDATE journal SET eintrag = ?1 WHERE nr = ?2", params![stub, eintrag.nr])?;
    }
    Ok(forgotten)
}

impl Ledger {
    /// Walks the whole chain; the first entry that does not fit, if any.
    pub fn verify_journal(&self) -> Result<Option<JournalFault>> {
        verify(&self.db)
    }

    /// The head of the journal now; none while it is empty.
    pub fn journal_head(&self) -> Result<Option<JournalHead>> {
        let newest = newest(&self.db)?;
        Ok(newest.and_then(|newest| Some(JournalHead { nr: newest.nr, hash: newest.glied()? })))
    }

    /// The head of the journal that stood before that entry of this run, if there is one.
    pub(crate) fn head_before(&self, was: &str, eintrag: &str) -> Result<Option<JournalHead>> {
        let mut query = self.db.prepare_cached(
            "SELECT nr - 1, vorgaenger FROM journal WHERE lauf = ?1 AND was = ?2 AND eintrag = ?3 ORDER BY nr LIMIT 1",
        )?;
        let head = query
            .query_row(params![self.lauf, was, eintrag], |row| Ok(JournalHead { nr: row.get(0)?, hash: row.get(1)? }));
        Ok(head.optional()?)
    }
}

/// Walks the whole chain; the first entry that does not fit, if any.
pub(crate) fn verify(db: &Connection) -> Result<Option<JournalFault>> {
    Ok(walk(db, |_| Ok(()))?.err())
}

/// Walks the whole chain and shows every entry. Gives what the chain was at each number, or the first entry that
/// does not fit.
pub(crate) fn walk(
    db: &Connection,
    mut show: impl FnMut(&Eintrag) -> Result<()>,
) -> Result<Result<BTreeMap<i64, String>, JournalFault>> {
    let mut query = db.prepare(&format!("SELECT {} FROM journal ORDER BY nr", Eintrag::COLUMNS))?;
    let mut rows = query.query([])?;
    let mut chain = BTreeMap::new();
    let mut before = (0_i64, String::new());
    while let Some(row) = rows.next()? {
        let eintrag = Eintrag::read(row)?;
        let fits = eintrag.nr == before.0 + 1 && eintrag.vorgaenger == before.1;
        let Some(glied) = eintrag.glied().filter(|_| fits) else {
            return Ok(Err(JournalFault { nr: eintrag.nr }));
        };
        show(&eintrag)?;
        chain.insert(eintrag.nr, glied.clone());
        before = (eintrag.nr, glied);
    }
    Ok(Ok(chain))
}

fn newest(db: &Connection) -> Result<Option<Eintrag>> {
    let mut query = db.prepare_cached(&format!("SELECT {} FROM journal ORDER BY nr DESC LIMIT 1", Eintrag::COLUMNS))?;
    Ok(query.query_row([], Eintrag::read).optional()?)
}

/// Appends an entry within the caller's transaction.
pub(crate) fn append(db: &Connection, zeit: &str, lauf: &str, was: &str, eintrag: &str) -> Result<()> {
    let (nr, vorgaenger) = match newest(db)? {
        // An entry that was altered breaks the chain here as well as there.
        Some(newest) => (newest.nr + 1, newest.glied().unwrap_or_default()),
        None => (1, String::new()),
    };
    let hash = sealed(&chained(nr, &[lauf, was, eintrag], &vorgaenger), zeit);
    db.prepare_cached(
        "INSERT INTO journal (nr, zeit, lauf, was, eintrag, vorgaenger, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![nr, zeit, lauf, was, eintrag, vorgaenger, hash])?;
    Ok(())
}

/// BLAKE3 over number, fields and what came before, each with its length so that no two entries read the same.
fn chained(nr: i64, fields: &[&str], vorgaenger: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&nr.to_le_bytes());
    for field in fields.iter().chain([&vorgaenger]) {
        hasher.update(&(field.len() as u64).to_le_bytes());
        hasher.update(field.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// The hash of an entry: what it adds to the chain, and when that was.
fn sealed(glied: &str, zeit: &str) -> String {
    chained(0, &[glied], zeit)
}
