//! Keeping and deleting: what is settled goes when its time has come, what is not stays, and everything still vouches.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use testkit::tree;
use testkit::world::{Blatt, World, binary};

fn purge(world: &World, date: &str, options: &[&str]) -> (i32, String) {
    let mut tool = Command::new(binary("purge"));
    tool.args(["--date", date, "--config"]).arg(&world.config).args(options).arg(world.work.join(&world.payer));
    said(&tool.output().expect("purge starts"))
}

fn said(output: &Output) -> (i32, String) {
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap_or(-1), text)
}

fn verify(world: &World) -> (i32, String) {
    said(&Command::new(binary("verify-run")).arg(&world.work).output().expect("verify-run starts"))
}

/// Two runs years apart: the first pays one prescription; `open` leaves another one undecided.
fn world(open: bool) -> World {
    let world = World::new();
    let undecided = Blatt::neu("500000000002", 1000).unf_datum("?");
    let blaetter =
        if open { vec![Blatt::neu("500000000001", 1000), undecided] } else { vec![Blatt::neu("500000000001", 1000)] };
    world.invoice("a.csv", "2005-1", "02.03.2005", &blaetter);
    world.decide("d.csv", "korrektur1;500000000001;vorname;QZGEHEIM;mm;2005-03-11T08:00:00;QZGEHEIM");
    world.must_run("2005-03-11");
    let order = &world.table("2005-03-11", "60-payments/anweisungen.csv")[0];
    let line = format!(
        "anweisung_id;betrag;datum;bemerkung\n{};{};14.03.2005;\n",
        order["anweisung_id"],
        order["betrag"].replace('.', ",")
    );
    world.deliver("BG28/confirmations/c.csv", line.as_bytes());
    world.must_run("2005-03-15");
    world
}

fn secret_in(path: &Path) -> bool {
    String::from_utf8_lossy(&fs::read(path).expect("a file")).contains("QZGEHEIM")
}

#[test]
fn what_is_settled_goes_with_a_protocol_and_ledger_and_runs_still_vouch() {
    let world = world(false);
    let before = tree::read(&world.run("2005-03-11"));
    let (code, text) = purge(&world, "2011-12-31", &["--dry-run"]);
    assert!(code == 0 && !text.contains("(belege)"), "{text}");
    assert_eq!(tree::read(&world.run("2005-03-11")), before, "a dry run deletes nothing");
    let newest = tree::read(&world.run("2005-03-15"));
    let (code, text) = purge(&world, "2016-01-01", &[]);
    assert_eq!(code, 0, "{text}");
    let left = tree::read(&world.run("2005-03-11"));
    assert!(
        !left.contains_key("20-invoices/rezepte.csv") && !left.contains_key("10-unfdat/faelle.csv"),
        "{:?}",
        left.keys()
    );
    assert!(left.contains_key("60-payments/anweisungen.csv") && left.contains_key("20-invoices/receipt.json"));
    tree::assert_same("the newest run", &newest, &tree::read(&world.run("2005-03-15")));
    let protocol = fs::read_to_string(world.work.join("BG28/loeschprotokoll.csv")).expect("a protocol");
    for file in before.keys().filter(|file| !left.contains_key(*file)) {
        assert!(protocol.contains(&format!("\"2005-03-11\",\"{file}\"")), "{file} is in no protocol");
    }
    let (code, text) = verify(&world);
    assert_eq!(code, 0, "{text}");
    assert!(purge(&world, "2016-01-01", &[]).1.contains("deleted 0 files"), "once is enough");
    world.must_run("2016-01-04");
    assert_eq!(verify(&world).0, 0, "and life goes on");
}

#[test]
fn values_about_persons_leave_ledger_and_journal_and_the_chain_holds() {
    let world = world(false);
    let ledger = world.work.join("BG28/ledger.sqlite");
    let dump = |ledger: &Path| {
        let db = rusqlite::Connection::open(ledger).expect("the ledger");
        let texts = "SELECT eintrag FROM journal UNION ALL SELECT wert || bemerkung FROM entscheidung";
        let mut query = db.prepare(texts).expect("texts");
        let rows = query.query_map([], |row| row.get::<_, String>(0)).expect("rows");
        rows.map(|row| row.expect("a row")).collect::<Vec<_>>().join("\n")
    };
    assert!(dump(&ledger).contains("QZGEHEIM"), "the decision stands there first");
    assert!(purge(&world, "2015-12-31", &[]).1.contains("0 rows of the ledger"), "not a day too early");
    let (code, text) = purge(&world, "2016-01-01", &[]);
    assert!(code == 0 && !text.contains("; 0 rows"), "{text}");
    assert!(!dump(&ledger).contains("QZGEHEIM"), "and is forgotten");
    assert_eq!(verify(&world).0, 0, "the chain is one as before");
    // Nothing can be put in the place of what went.
    let db = rusqlite::Connection::open(&ledger).expect("the ledger");
    let triggers: Vec<String> = {
        let mut query = db
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'journal'")
            .expect("triggers");
        query.query_map([], |row| row.get(0)).expect("names").map(|name| name.expect("a name")).collect()
    };
    assert!(!triggers.is_empty(), "the journal is guarded as before");
    triggers.iter().for_each(|name| db.execute_batch(&format!("DROP TRIGGER {name}")).expect("gone"));
    let changed = db.execute("UPDATE journal SET eintrag = '{\"art\":\"x\"}' WHERE was = 'entscheidung'", []);
    assert_eq!(changed.expect("an attack"), 1);
    drop(db);
    assert_eq!(verify(&world).0, 70);
}

#[test]
fn what_is_not_settled_stays_and_is_named() {
    let world = world(true);
    let before = tree::read(&world.run("2005-03-11"));
    let (code, text) = purge(&world, "2030-01-01", &[]);
    assert!(code == 0 && text.contains("2005-03-11 stays: an invoice of it is not settled"), "{code} {text}");
    let left = tree::read(&world.run("2005-03-11"));
    assert!(
        before.keys().filter(|file| !left.contains_key(*file)).all(|file| file.contains("unfdat")),
        "registers alone"
    );
    let (code, text) = purge(&world, "2005-03-14", &[]);
    assert!(code == 64 && text.contains("before the payer's newest run"), "{code} {text}");
}

#[test]
fn an_archive_holds_the_run_and_is_checked() {
    let world = world(false);
    let archive =
        || Command::new(binary("archive-run")).arg(world.run("2005-03-11")).output().expect("archive-run starts");
    assert!(archive().status.success());
    let path = world.work.join("BG28/archiv/2005-03-11.tar.gz");
    let check = || said(&Command::new(binary("archive-run")).arg("--check").arg(&path).output().expect("it starts"));
    assert_eq!(check().0, 0);
    assert_eq!(archive().status.code(), Some(64), "it replaces no other");
    let dir = tempfile::tempdir().expect("a folder");
    let unpacked = Command::new("tar").arg("-xzf").arg(&path).arg("-C").arg(dir.path()).status();
    assert!(unpacked.expect("tar").success());
    let inside = dir.path().join("BG28-2005-03-11");
    let sums = Command::new("sha256sum").args(["-c", "--quiet", "SHA256SUMS.ARCHIV"]).current_dir(&inside).status();
    assert!(sums.expect("sha256sum").success());
    fs::remove_file(inside.join("SHA256SUMS.ARCHIV")).expect("the list");
    tree::assert_same("unpacked", &tree::read(&world.run("2005-03-11")), &tree::read(&inside));
    assert!(!secret_in(&path), "it is compressed");
    let mut bytes = fs::read(&path).expect("an archive");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).expect("a changed archive");
    assert_eq!(check().0, 65);
}
