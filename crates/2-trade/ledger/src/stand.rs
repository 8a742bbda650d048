//! The state of the ledger: for each table the number of its rows and a sum over their hashes.
//!
//! Every transaction that changes a row appends the new state to the journal, in itself. A row that is deleted, added or
//! changed past the programs then differs from what the journal says last. The sum takes a row in or out in one step, so
//! that nothing is walked to write it; [`Stand::of`] walks all rows, once, to check it. Tables and columns are read off
//! the schema: a new one is held as well.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{Null, ValueRef};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use serde::{Deserialize, Serialize};

use crate::journal::append;
use crate::{Error, Result};

/// What a state is called in the journal.
const WAS: &str = "stand";

/// Number of rows of a table and the sum of their hashes, modulo 2^256.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Summe {
    zeilen: i64,
    hash: [u64; 4],
}

impl Summe {
    fn einer(hash: blake3::Hash) -> Self {
        let mut lanes = [0; 4];
        for (lane, bytes) in lanes.iter_mut().zip(hash.as_bytes().chunks_exact(8)) {
            *lane = u64::from_le_bytes(bytes.try_into().unwrap_or_default());
        }
        Summe { zeilen: 1, hash: lanes }
    }

    fn plus(self, other: Summe) -> Summe {
        let mut carry = false;
        let mut hash = [0; 4];
        for (lane, (a, b)) in hash.iter_mut().zip(self.hash.into_iter().zip(other.hash)) {
            let (sum, first) = a.overflowing_add(b);
            let (sum, second) = sum.overflowing_add(u64::from(carry));
            (*lane, carry) = (sum, first || second);
        }
        Summe { zeilen: self.zeilen + other.zeilen, hash }
    }

    /// What added to it gives nothing.
    fn minus(self) -> Summe {
        let inverted = Summe { zeilen: -self.zeilen, hash: self.hash.map(|lane| !lane) };
        inverted.plus(Summe { zeilen: 0, hash: [1, 0, 0, 0] })
    }
}

/// The state of all tables but the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stand(BTreeMap<String, Summe>);

/// The state as the journal keeps it: rows and sum by table.
#[derive(Serialize, Deserialize)]
struct Eintrag(BTreeMap<String, (i64, String)>);

impl Stand {
    /// The state of the tables as they are, row by row.
    pub(crate) fn of(db: &Connection) -> Result<Stand> {
        let mut stand = Stand::default();
        for (table, columns) in tables(db)? {
            let mut query = db.prepare(&format!("SELECT {} FROM main.\"{table}\"", columns.join(", ")))?;
            let mut rows = query.query([])?;
            let mut summe = Summe::default();
            while let Some(row) = rows.next()? {
                let mut hasher = row_hasher(&table);
                for column in 0..columns.len() {
                    hash_value(&mut hasher, row.get_ref(column)?);
                }
                summe = summe.plus(Summe::einer(hasher.finalize()));
            }
            stand.0.insert(table, summe);
        }
        Ok(stand)
    }

    /// The state that the journal says last; none if it is from before states were kept.
    fn newest(db: &Connection) -> Result<Option<Stand>> {
        let text = db
            .prepare_cached("SELECT eintrag FROM journal WHERE was = ?1 ORDER BY nr DESC LIMIT 1")?
            .query_row([WAS], |row| row.get::<_, String>(0))
            .optional()?;
        let Some(text) = text else { return Ok(None) };
        let Eintrag(tables) = serde_json::from_str(&text)?;
        let mut stand = Stand::default();
        for (table, (zeilen, hex)) in tables {
            let mut hash = [0; 4];
            for (nr, lane) in hash.iter_mut().enumerate() {
                *lane =
                    hex.get(nr * 16..(nr + 1) * 16).and_then(|part| u64::from_str_radix(part, 16).ok()).unwrap_or(0);
            }
            stand.0.insert(table, Summe { zeilen, hash });
        }
        Ok(Some(stand))
    }

    /// Holds the tables against what the journal says last; false if it is from before states were kept.
    ///
    /// # Errors
    /// The first table in which they differ.
    pub(crate) fn as_journal_says(db: &Connection) -> Result<bool> {
        let Some(journal) = Stand::newest(db)? else { return Ok(false) };
        match Stand::of(db)?.difference(&journal) {
            Some(what) => Err(Error::differs(what)),
            None => Ok(true),
        }
    }

    /// Enters it in the journal.
    pub(crate) fn enter(&self, db: &Connection, zeit: &str, lauf: &str) -> Result<()> {
        let row = |(table, summe): (&String, &Summe)| {
            let hex = summe.hash.iter().fold(String::new(), |mut hex, lane| {
                let _ = write!(hex, "{lane:016x}");
                hex
            });
            (table.clone(), (summe.zeilen, hex))
        };
        let eintrag = Eintrag(self.0.iter().map(row).collect());
        append(db, zeit, lauf, WAS, &serde_json::to_string(&eintrag)?)
    }

    /// The first table in which the ledger is not what its journal says, in words.
    fn difference(&self, journal: &Stand) -> Option<String> {
        let names = self.0.keys().chain(journal.0.keys());
        let nothing = Summe::default();
        names.into_iter().find_map(|table| {
            let [ist, soll] = [self, journal].map(|stand| stand.0.get(table).unwrap_or(&nothing));
            match (ist == soll, ist.zeilen == soll.zeilen) {
                (true, _) => None,
                (_, true) => Some(format!("a row of its table {table} was changed")),
                _ => Some(format!("its table {table} has {} rows, and its journal says {}", ist.zeilen, soll.zeilen)),
            }
        })
    }

    fn moved(mut self, by: &Stand) -> Stand {
        for (table, summe) in &by.0 {
            let sum = self.0.entry(table.clone()).or_default();
            *sum = sum.plus(*summe);
        }
        self
    }

    fn is_nothing(&self) -> bool {
        self.0.values().all(|summe| *summe == Summe::default())
    }
}

/// Tables of the ledger but for the journal, each with its columns, quoted.
fn tables(db: &Connection) -> Result<Vec<(String, Vec<String>)>> {
    let mut query = db.prepare(
        "SELECT t.name, c.name FROM main.sqlite_schema t JOIN pragma_table_info(t.name, 'main') c
         WHERE t.type = 'table' AND t.name <> 'journal' AND t.name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY t.name, c.cid",
    )?;
    let mut rows = query.query([])?;
    let mut tables: Vec<(String, Vec<String>)> = Vec::new();
    while let Some(row) = rows.next()? {
        let (table, column): (String, String) = (row.get(0)?, row.get(1)?);
        let column = format!("\"{column}\"");
        match tables.last_mut().filter(|(name, _)| *name == table) {
            Some((_, columns)) => columns.push(column),
            None => tables.push((table, vec![column])),
        }
    }
    Ok(tables)
}

fn row_hasher(table: &str) -> blake3::Hasher {
    let mut hasher = blake3::Hasher::new();
    hash_bytes(&mut hasher, b'n', table.as_bytes());
    hasher
}

/// A value with its type and its length, so that no two rows read the same.
fn hash_value(hasher: &mut blake3::Hasher, value: ValueRef<'_>) {
    match value {
        ValueRef::Null => hash_bytes(hasher, b'0', &[]),
        ValueRef::Integer(number) => hash_bytes(hasher, b'i', &number.to_le_bytes()),
        ValueRef::Real(number) => hash_bytes(hasher, b'r', &number.to_le_bytes()),
        ValueRef::Text(text) => hash_bytes(hasher, b't', text),
        ValueRef::Blob(bytes) => hash_bytes(hasher, b'b', bytes),
    }
}

fn hash_bytes(hasher: &mut blake3::Hasher, kind: u8, bytes: &[u8]) {
    hasher.update(&[kind]).update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
}

/// What the transaction at work changed so far.
#[derive(Clone, Debug, Default)]
struct Bewegt(Arc<Mutex<Stand>>);

impl Bewegt {
    fn take(&self) -> Stand {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes a row in or out: the table's name and the row's values are the arguments.
    fn row(&self, call: &Context<'_>, of: fn(Summe) -> Summe) -> rusqlite::Result<Null> {
        let table = call.get_raw(0).as_str()?;
        let mut hasher = row_hasher(table);
        for argument in 1..call.len() {
            hash_value(&mut hasher, call.get_raw(argument));
        }
        let mut stand = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let change = of(Summe::einer(hasher.finalize()));
        match stand.0.get_mut(table) {
            Some(summe) => *summe = summe.plus(change),
            None => _ = stand.0.insert(table.to_owned(), change),
        }
        Ok(Null)
    }
}

/// An open ledger file. It is read like any connection, and written through [`write`](Self::write) alone.
#[derive(Debug)]
pub(crate) struct Datei {
    db: Connection,
    bewegt: Bewegt,
    lauf: String,
    /// What is said in the place of the time, where nobody knows it.
    zeit: Option<&'static str>,
}

impl Datei {
    /// Watches every table of the file from now on, for the run of that business date.
    pub(crate) fn watch(db: Connection, lauf: &str) -> Result<Self> {
        let bewegt = Bewegt::default();
        for (name, of) in [("zl_dazu", (|summe| summe) as fn(Summe) -> Summe), ("zl_weg", Summe::minus)] {
            let bewegt = bewegt.clone();
            db.create_scalar_function(name, -1, FunctionFlags::SQLITE_UTF8, move |call| bewegt.row(call, of))?;
        }
        for (table, columns) in tables(&db)? {
            watch_table(&db, &table, &columns)?;
        }
        Ok(Datei { db, bewegt, lauf: lauf.to_owned(), zeit: None })
    }

    /// Makes a table that only some ledgers have, unless it is there, and watches it, too.
    pub(crate) fn make_table(&mut self, name: &str, schema: &str) -> Result<()> {
        if !tables(&self.db)?.iter().any(|(table, _)| table == name) {
            self.db.execute_batch(&format!("BEGIN IMMEDIATE; {schema} COMMIT;"))?;
            for (table, columns) in tables(&self.db)?.iter().filter(|(table, _)| table == name) {
                watch_table(&self.db, table, columns)?;
            }
        }
        Ok(())
    }

    /// Says in the place of the time what is known of it.
    pub(crate) fn time_is(&mut self, zeit: &'static str) {
        self.zeit = Some(zeit);
    }

    /// Begins a transaction that changes rows.
    pub(crate) fn write(&mut self) -> Result<Schrift<'_>> {
        self.bewegt.take(); // of a transaction that was given up
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        Ok(Schrift { tx, bewegt: self.bewegt.clone(), lauf: &self.lauf, zeit: self.zeit })
    }
}

/// Watches a table. Its triggers are of this connection alone: nothing of them stands in the file.
fn watch_table(db: &Connection, table: &str, columns: &[String]) -> Result<()> {
    let values = |of: &str| columns.iter().fold(String::new(), |text, column| format!("{text}, {of}.{column}"));
    let (dazu, weg) = (values("NEW"), values("OLD"));
    Ok(db.execute_batch(&format!(
        "CREATE TEMP TRIGGER zl_i_{table} AFTER INSERT ON main.\"{table}\" BEGIN SELECT zl_dazu('{table}'{dazu}); END;
         CREATE TEMP TRIGGER zl_d_{table} AFTER DELETE ON main.\"{table}\" BEGIN SELECT zl_weg('{table}'{weg}); END;
         CREATE TEMP TRIGGER zl_u_{table} AFTER UPDATE ON main.\"{table}\"
         BEGIN SELECT zl_weg('{table}'{weg}), zl_dazu('{table}'{dazu}); END;"
    ))?)
}

impl Deref for Datei {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.db
    }
}

/// A transaction that changes rows. Nothing of it stays unless it is committed.
#[derive(Debug)]
pub(crate) struct Schrift<'l> {
    tx: Transaction<'l>,
    bewegt: Bewegt,
    lauf: &'l str,
    zeit: Option<&'static str>,
}

impl Schrift<'_> {
    /// Commits, with the new state in the journal if rows changed.
    pub(crate) fn commit(self) -> Result<()> {
        let by = self.bewegt.take();
        if !by.is_nothing() {
            let stand = match Stand::newest(&self.tx)? {
                Some(before) => before.moved(&by),
                // A ledger from before states were kept: it is taken as it is.
                None => Stand::of(&self.tx)?,
            };
            let zeit = self.zeit.map_or_else(stage::clock::now_utc, str::to_owned);
            stand.enter(&self.tx, &zeit, self.lauf)?;
        }
        Ok(self.tx.commit()?)
    }
}

impl<'l> Deref for Schrift<'l> {
    type Target = Transaction<'l>;

    fn deref(&self) -> &Transaction<'l> {
        &self.tx
    }
}
