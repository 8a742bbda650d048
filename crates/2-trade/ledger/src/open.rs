//! Opening a ledger: made, brought to the current version, or refused. Never half-understood.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, TransactionBehavior};

use crate::stand::{Datei, Stand};
use crate::{Error, Result};

/// Marks the file as a ledger of ours: "ZLED" in ASCII.
const APPLICATION_ID: i32 = 0x5A4C_4544;

/// One step per version of the schema. A step that was ever used never changes.
const VERSIONS: [&str; 7] = [
    include_str!("schema/1.sql"),
    include_str!("schema/2.sql"),
    include_str!("schema/3.sql"),
    include_str!("schema/4.sql"),
    include_str!("schema/5.sql"),
    include_str!("schema/6.sql"),
    include_str!("schema/7.sql"),
];

/// Tables by which a ledger from before versions were kept is known.
const OLD_TABLES: [&str; 4] = ["anweisung", "erledigt", "journal", "rezept"];

/// Opens the ledger of a payer's folder; makes it when there is none.
///
/// # Errors
/// The file is no database, a database of something else, or a ledger of a later version of the program.
pub(crate) fn open(path: &Path, lauf: &str) -> Result<Datei> {
    let mut db = Connection::open(path)?;
    db.busy_timeout(Duration::from_secs(30))?;
    known(&db, path)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    // 64 MB: the orders of a hundred thousand lines are one transaction, which shall not spill to disk on its way.
    db.pragma_update(None, "cache_size", -65_536)?;
    db.set_prepared_statement_cache_capacity(64);
    // A plan that looks at bound values is made anew for each of them: that would cost more than any query here.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    if version(&db)? < VERSIONS.len() {
        migrate(&mut db, path, lauf)?;
    }
    db.pragma_update(None, "foreign_keys", "ON")?;
    Datei::watch(db, lauf)
}

/// What to do about a ledger that is no ledger.
const REMEDY: &str = "restore the payer's ledger.sqlite from its backup; nothing was changed";

/// Refuses what is no ledger of ours, before anything is written into it.
pub(crate) fn known(db: &Connection, path: &Path) -> Result<()> {
    let refused = |what: String| Err(Error::data(format!("{}: {what}\n{REMEDY}", path.display())));
    let id: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let mut query = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
    let tables: Vec<String> = query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let has_old = OLD_TABLES.iter().all(|name| tables.iter().any(|table| table == name));
    match (id, version(db)?) {
        (APPLICATION_ID | 0, newer) if newer > VERSIONS.len() => refused(format!(
            "a ledger of schema version {newer}, this program knows versions up to {}: install the newer program",
            VERSIONS.len()
        )),
        (APPLICATION_ID, _) if has_old => Ok(()),
        // No table at all: a new file.
        (0, _) if tables.is_empty() || has_old => Ok(()),
        _ => refused("an SQLite database, but no ledger of this program".to_owned()),
    }
}

/// Refuses a ledger that would have to be taken to the current version first, for those who only look.
pub(crate) fn current(db: &Connection, path: &Path) -> Result<()> {
    match version(db)? {
        VERSION => Ok(()),
        older => Err(Error::data(format!(
            "{}: a ledger of schema version {older}\nthe payer's next run takes it to version {VERSION}; look at it then",
            path.display()
        ))),
    }
}

/// The current version.
const VERSION: usize = VERSIONS.len();

/// Takes the schema to the newest version, whole or not at all.
fn migrate(db: &mut Connection, path: &Path, lauf: &str) -> Result<()> {
    // Tables are rebuilt on the way, which references to them must not stop; they are checked before the commit.
    db.pragma_update(None, "foreign_keys", "OFF")?;
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let from = version(&tx)?; // another process may have been faster
    let states_kept = from > 0 && Stand::as_journal_says(&tx)?;
    for step in VERSIONS.iter().skip(from) {
        tx.execute_batch(step)?;
    }
    if tx.prepare("PRAGMA foreign_key_check")?.exists([])? {
        return Err(Error::data(format!("{}: rows refer to rows that are not there\n{REMEDY}", path.display())));
    }
    if states_kept {
        Stand::of(&tx)?.enter(&tx, &stage::clock::now_utc(), lauf)?;
    }
    tx.pragma_update(None, "user_version", VERSIONS.len() as i64)?;
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    Ok(tx.commit()?)
}

fn version(db: &Connection) -> Result<usize> {
    Ok(db.pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0))? as usize)
}
