//! A ledger that is not the one of the runs is refused before anything is ordered.

pub(crate) mod attacks;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use ledger::{Abholung, Ablieferung, Ledger};
use stage::Run;
use testkit::world::{Blatt, World, repository};

use self::attacks::attacks;
use crate::lr1::gave_back;

const FR: &str = "2005-03-11";
const MO: &str = "2005-03-14";
const DI: &str = "2005-03-15";

/// A world of one day with two invoices ordered.
fn world() -> World {
    let world = World::new();
    world.invoice("a.csv", "1", "02.03.2005", &[Blatt::neu("1", 1000), Blatt::neu("2", 2000)]);
    world.invoice("b.csv", "2", "02.03.2005", &[Blatt::neu("3", 4000)]);
    world
}

/// What the next day's run says; nothing may be ordered by it.
fn refused(world: &World, why: &str) -> String {
    let (tool, code, said) = world.chain(MO).expect_err(why);
    assert_eq!((tool.as_str(), code), ("open-run", 70), "{why}: {said}");
    assert!(said.contains("nothing was ordered"), "{why}: {said}");
    said
}

#[test]
fn a_ledger_lost_restored_or_of_another_payer_is_refused() {
    let world = world();
    for tool in ["open-run", "ingest-unfdat", "import-invoice-csv", "audit-stage1", "match-cases", "audit-stage2"] {
        assert!(world.stage(tool, FR, &[]).status.success(), "{tool}");
    }
    let file = world.work.join("BG28/ledger.sqlite");
    let backup = world.work.with_file_name("backup.sqlite");
    fs::copy(&file, &backup).expect("a backup between two runs");
    world.must_run(FR);
    let good = fs::read(&file).expect("the ledger");

    fs::copy(&backup, &file).expect("yesterday's");
    assert!(refused(&world, "restored").contains("BG28-0000001-1"));
    fs::remove_file(&file).expect("gone");
    assert!(refused(&world, "lost").contains("BG28-0000001-1"));
    fs::write(&file, &good).expect("the ledger again");
    fs::rename(world.run(FR), world.work.with_file_name("away")).expect("a run gone");
    assert!(refused(&world, "a run removed").contains(FR));
    fs::rename(world.work.with_file_name("away"), world.run(FR)).expect("back again");
    world.must_run(MO);
}

/// A payer with several runs: two passes of one day, sheets returned and waiting, orders confirmed, rejected, made anew
/// and given up.
pub(crate) fn lived() -> World {
    let world = World::new();
    let blaetter = [Blatt::neu("1", 1000), Blatt::neu("2", 2000), Blatt::neu("3", 700).unf_datum("?")];
    world.invoice("a.csv", "1", "02.03.2005", &blaetter);
    world.invoice("b.csv", "2", "02.03.2005", &[Blatt::neu("4", 4000), Blatt::neu("5", 500).ohne_unterschrift()]);
    world.must_run(FR);
    world.decide("d.csv", "korrektur1;3;unf_datum;10.12.2004;mm;2005-03-11T10:00:00;");
    world.must_run(FR);
    let said = "anweisung_id;bestaetigt_am;betrag;bemerkung\nBG28-0000001-1;14.03.2005;30,00;\n";
    world.deliver("BG28/confirmations/c.csv", said.as_bytes());
    let came_back = "anweisung_id;bestaetigt_am;betrag;bemerkung;rueckmeldung\n\
                     BG28-0000002-1;14.03.2005;40,00;AC01;zurueckgewiesen\nBG28-0000001-2;14.03.2005;7,00;AC04;zurueckgewiesen\n";
    world.deliver("BG28/confirmations/r.csv", came_back.as_bytes());
    world.invoice("e.csv", "3", "03.03.2005", &[Blatt::neu("6", 600)]);
    world.must_run(MO);
    world.decide("v.csv", "verzicht;;BG28-0000001-2;bar bezahlt;mm;2005-03-15T08:00:00;");
    for who in ["mm", "kb"] {
        world.decide(&format!("{who}.csv"), &format!("neuanweisung;;BG28-0000002-1;gleich;{who};2005-03-15T08:00:00;"));
    }
    world.must_run(DI);
    world
}

/// A payer with a prescription that people rejected after it was paid.
fn settled_anew() -> World {
    let world = World::new();
    world.invoice("a.csv", "1", "02.03.2005", &[Blatt::neu("1", 1000)]);
    world.must_run(FR);
    world.decide("s.csv", "status;1;;1005;mm;2005-03-11T18:00:00;");
    world.must_run(MO);
    world
}

/// A payer of care services with two runs.
pub(crate) fn services() -> World {
    let world = World::services(&repository().join("fixtures/runs/leistungen/drop/2024-03-01"));
    world.must_run("2024-03-01");
    world.must_run("2024-03-04");
    world
}

pub(crate) fn ledger_of(world: &World) -> PathBuf {
    world.work.join(&world.payer).join("ledger.sqlite")
}

/// Strikes a ledger in every way and expects that each is found; gives the tables that had rows.
fn assert_every_attack_is_found(world: &World, date: &str, next: &str) -> BTreeSet<String> {
    let file = ledger_of(world);
    let good = fs::read(&file).expect("the ledger");
    let run = Run::from_path(&world.run(next)).expect("a run");
    Ledger::open(&run).expect("a ledger").vouch().expect("nothing was done to it");
    let mut struck = BTreeSet::new();
    let mut by_tools = BTreeSet::new();
    for attack in attacks(&file) {
        fs::write(&file, &good).expect("the ledger as it was");
        attack.strike(&file);
        let (table, what) = (&attack.table, &attack.what);
        let vouched = Ledger::open(&run).and_then(|ledger| ledger.vouch());
        assert!(vouched.is_err(), "{table}: {what}, and nobody noticed");
        if what.contains("deleted") {
            struck.insert(table.clone());
        }
        if by_tools.insert(table.clone()) {
            for (tool, date) in [("open-run", next), ("order-payments", date)] {
                let output = world.stage(tool, date, &[]);
                let said = String::from_utf8_lossy(&output.stderr);
                assert_eq!(output.status.code(), Some(70), "{tool}: {table}: {what}: {said}");
                assert!(said.contains("ledger-rebuild") && said.contains("nothing was ordered"), "{said}");
            }
        }
    }
    fs::write(&file, &good).expect("the ledger as it was");
    world.must_run(next);
    struck
}

#[test]
fn a_row_of_any_table_deleted_added_or_changed_is_refused() {
    let (lived, services) = (lived(), services());
    with_what_some_have(&lived, DI);
    let tables: BTreeSet<String> = attacks::rows(&ledger_of(&lived)).into_keys().collect();
    let struck = assert_every_attack_is_found(&lived, DI, "2005-03-16");
    let paid = assert_every_attack_is_found(&services, "2024-03-04", "2024-03-05");
    let anew = assert_every_attack_is_found(&settled_anew(), MO, DI);
    let back = assert_every_attack_is_found(&gave_back(), "2024-05-06", "2024-05-07");
    let all: BTreeSet<String> = struck.iter().chain(&paid).chain(&anew).chain(&back).cloned().collect();
    for table in ["abholung", "ablieferung", "erezept", "journal"] {
        assert!(all.contains(table), "{table} is struck: {all:?}");
    }
    let spared: Vec<&String> = tables.iter().filter(|table| !all.contains(*table)).collect();
    assert!(spared.is_empty(), "these tables had no row to strike: give the worlds of this test some: {spared:?}");
}

/// Fills the tables that only some ledgers have: files fetched and delivered, numbers of e-prescriptions.
fn with_what_some_have(world: &World, date: &str) {
    let run = Run::from_path(&world.run(date)).expect("a run");
    let mut ledger = Ledger::open(&run).expect("a ledger");
    let fetched = Abholung { anschluss: "arz".into(), pfad: "out/a.csv".into(), groesse: 7, geaendert: 1 };
    ledger.keep_fetched(&[fetched]).expect("kept");
    let file = Ablieferung {
        anschluss: "bank".into(),
        stufe: "75-sepa".into(),
        datei: "pain.001.xml".into(),
        sha256: "00".into(),
    };
    ledger.begin_delivery(&file).expect("begun");
    ledger.keep_delivered(&file, "in/pain.001.xml").expect("delivered");
    ledger.restore_picture_numbers([("160.000.000.000.001.01", "805000000001")]).expect("a number");
}

#[test]
fn a_run_that_is_gone_is_refused_whichever_it_is() {
    let world = lived();
    let away = world.work.with_file_name("away");
    for gone in [FR, MO, DI] {
        for folder in ["", "60-payments", "70-dtaus", "75-sepa", "80-rzs-abrech"] {
            let folder = world.run(gone).join(folder);
            fs::rename(&folder, &away).expect("gone");
            let (tool, code, said) = world.chain("2005-03-16").expect_err("refused");
            assert_eq!((tool.as_str(), code), ("open-run", 70), "{}: {said}", folder.display());
            assert!(said.contains(gone), "{said}");
            fs::rename(&away, &folder).expect("back again");
        }
    }
    world.must_run("2005-03-16");
}

#[test]
fn a_ledger_of_another_payer_or_of_any_earlier_moment_is_refused() {
    let world = World::new();
    world.invoice("a.csv", "1", "02.03.2005", &[Blatt::neu("1", 1000), Blatt::neu("2", 2000).unf_datum("?")]);
    let mut moments = Vec::new();
    for tool in ["open-run"].iter().chain(world.stages) {
        assert!(world.stage(tool, FR, &[]).status.success(), "{tool}");
        moments.push((*tool, fs::read(ledger_of(&world)).expect("the ledger")));
    }
    let (_, newest) = moments.pop().expect("a stage");
    for (after, ledger) in moments {
        fs::write(ledger_of(&world), ledger).expect("an older ledger");
        assert_eq!(world.stage("open-run", MO, &[]).status.code(), Some(70), "the ledger after {after}");
    }
    let other = services();
    fs::copy(ledger_of(&other), ledger_of(&world)).expect("another payer's");
    assert_eq!(world.stage("open-run", MO, &[]).status.code(), Some(70), "another payer's ledger");
    fs::write(ledger_of(&world), newest).expect("the newest");
    world.must_run(MO);
}

/// The receipt of the orders of a run.
fn orders_receipt(world: &World, date: &str) -> stage::Receipt {
    stage::Receipt::load(&world.run(date).join("60-payments")).expect("readable").expect("published")
}

#[test]
fn the_letter_and_the_receipt_hold_the_journal_that_they_rest_on() {
    let world = lived();
    let head = orders_receipt(&world, FR).journal.expect("a head");
    let letter = |file: &str| fs::read_to_string(world.run(FR).join("60-payments").join(file)).expect("a letter");
    let second = letter("zahlungsanweisung-2.txt").replace(['\n', ' '], "");
    assert!(second.contains(&format!("Eintrag{},{}", head.nr, head.hash)), "{second}");
    assert!(!letter("zahlungsanweisung.txt").replace(['\n', ' '], "").contains(&head.hash), "each pass has its own");
    assert!(orders_receipt(&world, MO).journal.expect("a head").nr > head.nr, "the journal grows");
    let before = fs::read(world.run(MO).join("60-payments/receipt.json")).expect("a receipt");
    assert!(world.stage("order-payments", MO, &["--force"]).status.success());
    assert_eq!(fs::read(world.run(MO).join("60-payments/receipt.json")).expect("a receipt"), before, "a repeat");
}

#[test]
fn a_journal_written_anew_with_a_sound_chain_is_refused() {
    // Two houses with the same orders; in one of them a run was repeated, which made its journal another.
    let world = lived();
    let file = ledger_of(&world);
    attacks::rewrite_journal(&file, FR);
    let run = Run::from_path(&world.run("2005-03-16")).expect("a run");
    let ledger = Ledger::open(&run).expect("a ledger");
    assert_eq!(ledger.verify_journal().expect("a walk"), None, "the chain is sound by itself");
    let said = ledger.vouch().expect_err("it is not the journal of the letters").to_string();
    assert!(said.contains("journal"), "{said}");
}
