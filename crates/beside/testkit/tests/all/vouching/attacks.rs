//! Every way to delete, add or change one row of a ledger, read off its schema: a table or a column that is added later
//! is attacked as well.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;

/// A statement past the programs, and what it does.
pub struct Attack {
    pub table: String,
    pub what: String,
    sql: String,
}

struct Column {
    name: String,
    kind: String,
    key: bool,
}

impl Column {
    /// Another value of its type.
    fn other(&self) -> String {
        let name = &self.name;
        match self.kind.as_str() {
            "INTEGER" => format!("coalesce(\"{name}\", 0) + 7000"),
            "BLOB" => format!("cast(coalesce(\"{name}\", '') || 'x' AS BLOB)"),
            _ => format!("coalesce(\"{name}\", '') || 'x'"),
        }
    }

    /// A value of its type.
    fn any(&self) -> String {
        match self.kind.as_str() {
            "INTEGER" => "7",
            "BLOB" => "X'07'",
            _ => "'x'",
        }
        .into()
    }
}

fn columns(db: &Connection, table: &str) -> Vec<Column> {
    let mut query = db.prepare(&format!("SELECT name, type, pk FROM pragma_table_info('{table}')")).expect("a table");
    let rows = query.query_map([], |row| {
        let (name, kind, pk): (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Column { name, kind, key: pk > 0 })
    });
    rows.expect("columns").map(|column| column.expect("a column")).collect()
}

fn texts(db: &Connection, query: &str) -> Vec<String> {
    let mut query = db.prepare(query).expect("a query");
    let rows = query.query_map([], |row| row.get(0)).expect("rows");
    rows.map(|text| text.expect("a text")).collect()
}

/// The attacks on a ledger: the first, a middle and the last row of each table.
pub fn attacks(ledger: &Path) -> Vec<Attack> {
    let db = Connection::open(ledger).expect("the ledger");
    let mut attacks = Vec::new();
    for table in texts(&db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'") {
        let rows: i64 = db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).expect("a number");
        let columns = columns(&db, &table);
        let mut add = |what: String, sql: String| attacks.push(Attack { table: table.clone(), what, sql });
        let names = list(columns.iter().map(|c| format!("\"{}\"", c.name)));
        if rows == 0 {
            let values = list(columns.iter().map(Column::any));
            add("a row added".into(), format!("INSERT INTO {table} ({names}) VALUES ({values})"));
            continue;
        }
        let others = list(columns.iter().map(Column::other));
        let key = list(columns.iter().filter(|c| c.key).map(|c| format!("\"{}\"", c.name)));
        add("a row added".into(), format!("INSERT INTO {table} ({names}) SELECT {others} FROM {table} LIMIT 1"));
        let mut numbers = vec![0, rows / 2, rows - 1];
        numbers.dedup();
        for nr in numbers {
            let row = format!("({key}) = (SELECT {key} FROM {table} ORDER BY {key} LIMIT 1 OFFSET {nr})");
            add(format!("row {nr} of {rows} deleted"), format!("DELETE FROM {table} WHERE {row}"));
            for column in &columns {
                let set = format!("\"{}\" = {}", column.name, column.other());
                add(format!("{} of row {nr} changed", column.name), format!("UPDATE {table} SET {set} WHERE {row}"));
            }
        }
    }
    attacks
}

/// Every row of every table but the journal, as text.
pub fn rows(ledger: &Path) -> BTreeMap<String, Vec<String>> {
    let db = Connection::open(ledger).expect("the ledger");
    let mut rows = BTreeMap::new();
    for table in texts(&db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'journal'") {
        let columns = columns(&db, &table);
        let row = columns.iter().map(|c| format!("quote(\"{}\")", c.name)).collect::<Vec<_>>().join(" || ' | ' || ");
        rows.insert(table.clone(), texts(&db, &format!("SELECT {row} FROM {table} ORDER BY 1")));
    }
    rows
}

fn list(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

impl Attack {
    /// Does it to a ledger, with the guards of the file taken away before.
    pub fn strike(&self, ledger: &Path) {
        let db = Connection::open(ledger).expect("the ledger");
        db.pragma_update(None, "foreign_keys", "OFF").expect("an intruder");
        db.pragma_update(None, "ignore_check_constraints", "ON").expect("an intruder");
        for trigger in texts(&db, "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
            db.execute(&format!("DROP TRIGGER {trigger}"), []).expect("an intruder removes the guards");
        }
        let Attack { table, what, sql } = self;
        let rows = db.execute(sql, []).unwrap_or_else(|e| panic!("{table}, {what}: {e}"));
        assert_eq!(rows, 1, "{table}: {what}");
    }
}

/// Takes an entry without money out of a journal and chains all others anew, as one would who knows how it is done.
pub fn rewrite_journal(ledger: &Path, lauf: &str) {
    let db = Connection::open(ledger).expect("the ledger");
    for trigger in ["journal_bleibt", "journal_waechst"] {
        db.execute(&format!("DROP TRIGGER {trigger}"), []).expect("an intruder removes the guards");
    }
    let first = format!("SELECT min(nr) FROM journal WHERE was = 'stand' AND lauf = '{lauf}'");
    let nr: i64 = db.query_row(&first, [], |row| row.get(0)).expect("an entry");
    db.execute("DELETE FROM journal WHERE nr = ?1", [nr]).expect("an entry less");
    let mut query = db.prepare("SELECT nr, zeit, lauf, was, eintrag FROM journal ORDER BY nr").expect("a journal");
    let rows = query.query_map([], |row| {
        Ok((row.get::<_, i64>(0)?, [row.get::<_, String>(1)?, row.get(2)?, row.get(3)?, row.get(4)?]))
    });
    let rows: Vec<(i64, [String; 4])> = rows.expect("entries").map(|row| row.expect("an entry")).collect();
    let mut before = String::new();
    for (nr, (old, [zeit, lauf, was, eintrag])) in (1..).zip(rows) {
        let glied = chained(nr, &[&lauf, &was, &eintrag], &before);
        let sealed = chained(0, &[&glied], &zeit);
        db.execute(
            "UPDATE journal SET nr = ?1, vorgaenger = ?2, hash = ?3 WHERE nr = ?4",
            rusqlite::params![nr, before, sealed, old],
        )
        .expect("an entry chained anew");
        before = glied;
    }
}

fn chained(nr: i64, fields: &[&str], before: &str) -> String {
    let mut bytes = nr.to_le_bytes().to_vec();
    for field in fields.iter().chain([&before]) {
        bytes.extend((field.len() as u64).to_le_bytes());
        bytes.extend(field.as_bytes());
    }
    stage::blake3_hex(&bytes)
}
