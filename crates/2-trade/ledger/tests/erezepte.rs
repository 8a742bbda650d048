//! Picture numbers of e-prescriptions: given once, kept for ever.

use std::fs;

use ledger::Ledger;
use rusqlite::Connection;
use stage::Run;
use tempfile::TempDir;

#[test]
fn an_e_prescription_keeps_its_number_from_run_to_run() {
    let dir = TempDir::new().expect("a temporary folder");
    fs::create_dir(dir.path().join("BG28")).expect("the payer's folder");
    let run = |date: &str| Run::from_path(&dir.path().join("BG28").join(date)).expect("a run");
    let give = |date: &str, ids: &[&str]| -> Vec<String> {
        let mut ledger = Ledger::open(&run(date)).expect("a ledger");
        let numbers = ledger.picture_numbers().expect("a transaction");
        let given = ids.iter().map(|id| numbers.pic_nr(id).expect("a number")).collect();
        numbers.commit().expect("kept");
        given
    };
    assert_eq!(give("2026-03-10", &["a", "b", "a"]), ["826000000001", "826000000002", "826000000001"]);
    assert_eq!(give("2026-03-11", &["c", "b"]), ["826000000003", "826000000002"]);
    assert_eq!(give("2027-01-04", &["b", "d"]), ["826000000002", "827000000001"]);
    let db = Connection::open(dir.path().join("BG28/ledger.sqlite")).expect("the file");
    assert!(db.execute("UPDATE erezept SET pic_nr = '1'", []).is_err(), "they stay");
    assert!(db.execute("DELETE FROM erezept", []).is_err(), "they stay");
}

#[test]
fn numbers_that_were_given_up_are_not_kept() {
    let dir = TempDir::new().expect("a temporary folder");
    fs::create_dir(dir.path().join("BG28")).expect("the payer's folder");
    let run = Run::from_path(&dir.path().join("BG28/2026-03-10")).expect("a run");
    let mut ledger = Ledger::open(&run).expect("a ledger");
    assert_eq!(ledger.picture_numbers().expect("begun").pic_nr("a").expect("a number"), "826000000001");
    ledger.restore_picture_numbers([("b", "826000000001")]).expect("nobody has it");
    let numbers = ledger.picture_numbers().expect("begun");
    assert_eq!(numbers.pic_nr("a").expect("a number"), "826000000002");
}
