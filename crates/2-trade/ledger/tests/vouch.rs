//! A ledger of which a row of money was deleted, added or changed is refused.

use std::fs;
use std::path::PathBuf;

use domain::{
    Anweisung, Betrag, Datum, ErledigtesRezept, JaNein, Klasse, Rabattstand, Status, Stufe, Vergabe, Zahlungsstatus,
    ZuordnungsEntscheidung,
};
use ledger::{Auftrag, Ledger, NeueRechnung};
use rusqlite::Connection;
use stage::{Journal, JournalEntry, Receipt, Run, table_bytes};
use tempfile::TempDir;

fn tag(text: &str) -> Datum {
    domain::datum::aus_iso(text).expect("a day")
}

fn rezept(pic_nr: &str, cent: i64) -> ErledigtesRezept {
    ErledigtesRezept {
        beleg_id: "0000001".into(),
        pic_nr: pic_nr.into(),
        erledigt_am: tag("2005-03-11"),
        status: Status(0),
        klasse: Klasse::Zahlen,
        vergabe: Vergabe::Automatisch,
        brutto: None,
        zuzahlung: None,
        ap_rabatt: None,
        hs_rabatt: None,
        absetzung: None,
        netto: Some(Betrag::aus_cent(cent)),
        stufe: Stufe::Z9,
        entscheidung: ZuordnungsEntscheidung::Keine,
        aktenzeichen: String::new(),
        zahlungsziel: Some(tag("2005-03-14")),
        rabattstand: Some(Rabattstand::Gewahrt),
        bisher: None,
        entscheidungen: Some(0),
    }
}

fn auftrag(teil: u32, posten: Vec<ErledigtesRezept>) -> Auftrag {
    let day = tag("2005-03-11");
    Auftrag {
        anweisung: Anweisung {
            anweisung_id: format!("BG28-0000001-{teil}"),
            zahlungsstatus: Zahlungsstatus::Abschlag,
            beleg_id: "0000001".into(),
            rechnungsnummer: "1".into(),
            rechnungssteller_ik: "303100245".into(),
            rechnungssteller: "ARZ".into(),
            iban: String::new(),
            konto: "1".into(),
            blz: "29090605".into(),
            betrag: posten.iter().filter_map(|r| r.netto).sum(),
            anzahl_rezepte: posten.len() as u32,
            rabattfrist: day,
            zahlungsziel: day,
            anweisungsdatum: day,
            angewiesen_am: day,
            rechtzeitig: JaNein::Ja,
            rabatt_gefaehrdet: 0,
            le_nr: String::new(),
            verrechnet: Betrag::NULL,
            ersetzt: String::new(),
            quellkonto: String::new(),
        },
        teil,
        posten,
    }
}

/// A payer with one run, which ordered two parts of an invoice; the folder of its orders is published.
fn payer() -> (TempDir, Run, PathBuf) {
    let dir = TempDir::new().expect("a temporary folder");
    let run = Run::from_path(&dir.path().join("BG28/2005-03-11")).expect("a run");
    fs::create_dir_all(run.dir.join("60-payments")).expect("the run's folder");
    fs::write(run.dir.join("run.toml"), "").expect("an opened run");
    let mut ledger = Ledger::open(&run).expect("a ledger");
    let posten = vec!["1", "2", "3"];
    let rechnung = NeueRechnung { datei_sha256: "aa", rechnungsnummer: "1", rechnungssteller: "303100245", posten };
    ledger.register_invoices(&[rechnung]).expect("registered");
    let orders = [auftrag(1, vec![rezept("1", 1000), rezept("2", 2000)]), auftrag(2, vec![rezept("3", 4000)])];
    ledger.order(&orders, &[], "2005-03-11T02:30:00Z").expect("ordered");
    let rows: Vec<Anweisung> = orders.iter().map(|auftrag| auftrag.anweisung.clone()).collect();
    let folder = run.dir.join("60-payments");
    fs::write(folder.join("anweisungen.csv"), table_bytes("anweisungen.csv", &rows).expect("rows")).expect("a table");
    publish(&mut ledger, &run);
    ledger.vouch().expect("ledger and run agree");
    (dir, run.clone(), run.payer_dir.join("ledger.sqlite"))
}

/// Puts a receipt beside the orders, and enters it in the journal as a stage does.
fn publish(ledger: &mut Ledger, run: &Run) {
    let receipt = Receipt::default();
    let bytes = serde_json::to_vec(&receipt).expect("a receipt");
    let receipt_hash = stage::blake3_hex(&bytes);
    let (lauf, zeit) = ("2005-03-11", "2005-03-11T02:30:00Z".into());
    let entry = JournalEntry { lauf, stufe: "60-payments", receipt: &receipt, receipt_hash, zeit };
    ledger.enter(&entry).expect("an entry");
    fs::write(run.dir.join("60-payments/receipt.json"), bytes).expect("a file");
}

#[test]
fn a_row_of_money_deleted_added_or_changed_is_refused() {
    let (_dir, run, file) = payer();
    let good = fs::read(&file).expect("the ledger");
    let columns = |table: &str| -> Vec<String> {
        let db = Connection::open(&file).expect("the ledger");
        let mut names = db.prepare(&format!("SELECT name FROM pragma_table_info('{table}')")).expect("columns");
        names.query_map([], |row| row.get(0)).expect("names").map(|name| name.expect("a name")).collect()
    };
    let mut tampered = vec![
        "DELETE FROM anweisung WHERE teil = 1".to_owned(),
        "DELETE FROM erledigt".to_owned(),
        "DELETE FROM erledigt WHERE pic_nr = '3'".to_owned(),
        "INSERT INTO erledigt SELECT beleg_id, '4', lauf, anweisung_id, netto, urteil FROM erledigt WHERE pic_nr = '3'"
            .to_owned(),
        "DELETE FROM journal WHERE nr = 1".to_owned(),
        "DELETE FROM journal WHERE nr = 2".to_owned(),
        "INSERT INTO anweisung SELECT 'BG28-0000001-3', beleg_id, 3, lauf, betrag, zeile FROM anweisung WHERE teil = 1"
            .to_owned(),
    ];
    let other = |column: &str| {
        format!("{column} = CASE typeof({column}) WHEN 'integer' THEN {column} + 7 ELSE {column} || 'x' END")
    };
    tampered.extend(columns("anweisung").iter().map(|c| format!("UPDATE anweisung SET {} WHERE teil = 1", other(c))));
    tampered.extend(columns("journal").iter().map(|c| format!("UPDATE journal SET {} WHERE nr = 1", other(c))));
    for column in ["lauf", "anweisung_id", "netto"] {
        tampered.push(format!("UPDATE erledigt SET {} WHERE pic_nr = '3'", other(column)));
    }
    for tampering in tampered {
        fs::write(&file, &good).expect("the ledger as it was");
        let db = Connection::open(&file).expect("the ledger");
        let mut triggers = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").expect("triggers");
        let names: Vec<String> =
            triggers.query_map([], |row| row.get(0)).expect("names").map(|n| n.expect("a name")).collect();
        drop(triggers);
        db.pragma_update(None, "foreign_keys", "OFF").expect("an intruder");
        for name in names {
            db.execute(&format!("DROP TRIGGER {name}"), []).expect("an intruder removes the guards");
        }
        assert!(db.execute(&tampering, []).unwrap_or_else(|e| panic!("{tampering}: {e}")) > 0, "{tampering}");
        drop(db);
        assert!(Ledger::open(&run).expect("a ledger").vouch().is_err(), "{tampering}");
    }
}

#[test]
fn a_run_that_is_gone_or_ordered_more_is_refused() {
    let (_dir, run, _) = payer();
    let table = run.dir.join("60-payments/anweisungen.csv");
    let text = fs::read_to_string(&table).expect("a table");
    fs::write(&table, text.replace("40.00", "41.00")).expect("another amount");
    assert!(Ledger::open(&run).expect("a ledger").vouch().is_err());
    fs::write(&table, text).expect("as it was");
    Ledger::open(&run).expect("a ledger").vouch().expect("they agree again");
    fs::remove_file(run.dir.join("run.toml")).expect("the run is gone");
    assert!(Ledger::open(&run).expect("a ledger").vouch().is_err());
}

#[test]
fn a_stage_that_the_journal_does_not_know_is_refused_and_one_that_was_stopped_is_not() {
    let (_dir, run, _) = payer();
    let receipt = run.dir.join("60-payments/receipt.json");
    let text = fs::read(&receipt).expect("a receipt");
    fs::write(&receipt, b"{}").expect("another receipt");
    assert!(Ledger::open(&run).expect("a ledger").vouch().is_err(), "the ledger is older than the run");
    fs::remove_file(&receipt).expect("a receipt less");
    let later = Run::from_path(&run.payer_dir.join("2005-03-12")).expect("a run");
    Ledger::open(&later).expect("a ledger").vouch().expect("entered and not published: it was stopped");
    fs::write(&receipt, text).expect("as it was");
    let mut ledger = Ledger::open(&run).expect("a ledger");
    let other = Receipt { tool: "emit-dtaus".into(), ..Receipt::default() };
    let (lauf, receipt_hash, zeit) = ("2005-03-11", "ab".into(), "2005-03-11T02:31:00Z".into());
    ledger.enter(&JournalEntry { lauf, stufe: "70-dtaus", receipt: &other, receipt_hash, zeit }).expect("an entry");
    fs::remove_file(&receipt).expect("a receipt less");
    assert!(Ledger::open(&later).expect("a ledger").vouch().is_err(), "it lay there when another stage was entered");
}
