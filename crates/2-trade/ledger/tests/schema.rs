//! Which files are opened as a ledger: new ones, those from before versions were kept, and nothing else.

use std::error::Error as _;
use std::fs;
use std::path::PathBuf;

use ledger::Ledger;
use rusqlite::Connection;
use stage::Run;
use tempfile::TempDir;

fn payer() -> (TempDir, Run, PathBuf) {
    let dir = TempDir::new().expect("a temporary folder");
    fs::create_dir(dir.path().join("BG28")).expect("the payer's folder");
    let run = Run::from_path(&dir.path().join("BG28/2005-03-11")).expect("a run");
    let file = dir.path().join("BG28/ledger.sqlite");
    (dir, run, file)
}

/// The exit code with which a stage ends on this ledger, and what it says.
fn refused(run: &Run) -> (u8, String) {
    let error = Ledger::open(run).expect_err("refused");
    let ours = error.source().and_then(|e| e.downcast_ref::<stage::Error>()).expect("an error of a stage");
    (ours.exit_code(), ours.to_string())
}

#[test]
fn a_ledger_from_before_versions_is_taken_along_and_nothing_in_it_goes_out_again() {
    let (_dir, run, file) = payer();
    let db = Connection::open(&file).expect("a file");
    db.execute_batch(include_str!("../src/schema/1.sql")).expect("the schema of before");
    db.execute_batch(
        "INSERT INTO rechnung VALUES (1, 'aa', '1', '303100245', '2005-03-10');
         INSERT INTO rezept VALUES ('7', 1);
         INSERT INTO anweisung VALUES ('BG28-0000001-1', 1, 1, '2005-03-10', 100, '{}');
         INSERT INTO erledigt VALUES (1, '7', '2005-03-10', 'BG28-0000001-1', 100, '{}');
         INSERT INTO lieferung VALUES ('invoices', 'zz', 'z.csv', 1, '2005-03-10', NULL);
         INSERT INTO lieferung VALUES ('invoices', 'aa', 'a.csv', 1, '2005-03-10', NULL);",
    )
    .expect("rows of before");
    drop(db);
    drop(Ledger::open(&run).expect("taken along"));
    drop(Ledger::open(&run).expect("opened again"));
    let db = Connection::open(&file).expect("the file");
    let count = |query: &str| db.query_row(query, [], |row| row.get::<_, i64>(0)).expect("a number");
    assert_eq!(count("SELECT count(*) FROM erledigt WHERE netto = 100"), 1);
    assert_eq!(count("SELECT lfd FROM lieferung WHERE sha256 = 'zz'"), 1, "in the order in which they came");
    assert_eq!(count("SELECT count(*) FROM ausgabe WHERE anweisung_id = 'BG28-0000001-1'"), 3);
    assert!(count("PRAGMA application_id") != 0 && count("PRAGMA user_version") > 0);
}

#[test]
fn what_prescriptions_say_is_taken_along() {
    let (_dir, run, file) = payer();
    let db = Connection::open(&file).expect("a file");
    for step in ["1", "2", "3", "4", "5"] {
        let path = format!("{}/src/schema/{step}.sql", env!("CARGO_MANIFEST_DIR"));
        db.execute_batch(&fs::read_to_string(path).expect("a step")).expect("the schema of before");
    }
    let mut bytes = blake3::Hasher::new_derive_key("zahlbar 2005 R10 abdruck");
    let key = *bytes.update(b"BG28").finalize().as_bytes();
    let whole = blake3::keyed_hash(&key, b"the same").to_hex();
    db.execute_batch(&format!(
        "INSERT INTO rechnung VALUES (1, 'aa', '1', '303100245', '2005-03-09'), (2, 'bb', '2', '303100245', '2005-03-10');
         INSERT INTO rezept VALUES ('7', 1), ('8', 2);
         INSERT INTO abdruck VALUES (1, '7', '{whole}');
         PRAGMA user_version = 5;"
    ))
    .expect("rows of before");
    drop(db);
    let mut ledger = Ledger::open(&run).expect("taken along");
    let found = ledger.fingerprints().expect("fingerprints").keep("0000002", "8", Some("the same")).expect("kept");
    assert_eq!(found.map(|first| first.pic_nr).as_deref(), Some("7"));
}

#[test]
fn what_is_no_ledger_is_refused_and_stays_as_it_is() {
    let (_dir, run, file) = payer();
    Connection::open(&file).expect("a file").execute_batch("CREATE TABLE kunde (name TEXT)").expect("a table");
    let before = fs::read(&file).expect("the file");
    let (code, said) = refused(&run);
    assert!(code == 65 && said.contains("no ledger of this program"), "{code}: {said}");
    assert_eq!(fs::read(&file).expect("the file"), before);
    fs::write(&file, "anweisung_id;betrag\n".repeat(200)).expect("a text file");
    let (code, said) = refused(&run);
    assert!(code == 65 && said.contains("restore it from its backup"), "{code}: {said}");
}

#[test]
fn a_ledger_of_a_later_version_is_refused() {
    let (_dir, run, file) = payer();
    drop(Ledger::open(&run).expect("a ledger"));
    Connection::open(&file).expect("the file").pragma_update(None, "user_version", 99).expect("a later version");
    let (code, said) = refused(&run);
    assert!(code == 65 && said.contains("install the newer program"), "{code}: {said}");
}

#[test]
fn a_file_that_cannot_be_opened_is_no_defect_of_the_program() {
    let (_dir, run, file) = payer();
    fs::create_dir(&file).expect("a folder where the file should be");
    assert_eq!(refused(&run).0, 74);
}

#[test]
fn rows_of_every_table_stay() {
    let (_dir, run, file) = payer();
    drop(Ledger::open(&run).expect("a ledger"));
    let db = Connection::open(&file).expect("the file");
    db.execute_batch(
        "INSERT INTO rechnung VALUES (1, 'aa', '1', '303100245', '2005-03-10');
         INSERT INTO rezept VALUES ('7', 1), ('8', 1);
         INSERT INTO anweisung VALUES ('A', 1, 1, '2005-03-10', 100, '{}');
         INSERT INTO erledigt VALUES (1, '7', '2005-03-10', 'A', 100, '{}');
         INSERT INTO nachtrag VALUES (1, '7', 1, '2005-03-11', 'A', -20, '{}');
         INSERT INTO leistung VALUES (1, '7', 'B', '2005-03-01', '2005-03-02', '2005-03', '1', 100, 's', 0, 1, '2005-03-10');
         INSERT INTO entscheidung VALUES ('dd', 2, 'd.csv', 'status', '7', '', '0', 'mm', '2005-03-10', '', '2005-03-10', 1);
         INSERT INTO bestaetigung VALUES (1, 'A', 'bestaetigt', 'bb', 2, '2005-03-10', '{}');
         INSERT INTO nachricht VALUES ('M', 'M-1', 'A');
         INSERT INTO klaerung VALUES ('A', '2005-03-10', NULL, '{}');
         INSERT INTO abdruck VALUES (1, '7', X'00');
         INSERT INTO durchgang VALUES ('2005-03-10', 'A', 1);
         INSERT INTO ausgabe VALUES ('A', 'sepa', '2005-03-10', 1, 'ff');
         INSERT INTO lieferung VALUES (1, 'invoices', 'aa', 'a.csv', 1, '2005-03-10', NULL);
         INSERT INTO journal VALUES (1, 'z', '2005-03-10', 'anweisung', '{}', '', 'h');",
    )
    .expect("a row of every table");
    let mut tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").expect("tables");
    let tables: Vec<String> =
        tables.query_map([], |row| row.get(0)).expect("names").map(|n| n.expect("a name")).collect();
    assert_eq!(tables.len(), 15);
    // What a prescription says changes with what people correct.
    for table in tables.into_iter().filter(|table| table != "abdruck") {
        let error = db.execute(&format!("DELETE FROM {table}"), []).expect_err(&table).to_string();
        assert!(
            error.contains("stay") || error.contains("append-only") || error.contains("never changes"),
            "{table}: {error}"
        );
    }
}
