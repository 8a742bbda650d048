//! A ledger that was lost, or an older one that was restored, is made anew from the runs: the same state, and not a cent
//! twice.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use charsets::edf03::CodePage;
use testkit::tree::{self, Tree};
use testkit::world::{Blatt, World, binary};

use crate::lr1::gave_back;
use crate::vouching::attacks::rows;
use crate::vouching::{ledger_of, lived, services};

fn rebuild(payer_dir: &Path) -> Output {
    Command::new(binary("ledger-rebuild")).arg(payer_dir).output().expect("the tool can be started")
}

#[track_caller]
fn must_rebuild(world: &World) -> String {
    let output = rebuild(&world.work.join(&world.payer));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    said
}

/// What the next run writes, but for what says which journal it rests on.
fn next_run(world: &World, date: &str) -> Tree {
    world.must_run(date);
    let files = tree::read(&world.run(date)).into_iter();
    let of_journal = |path: &str| {
        ["receipt.json", "SHA256SUMS", "LIEFERSCHEIN"].iter().any(|name| path.ends_with(name))
            || path.contains("zahlungsanweisung")
    };
    files.filter(|(path, _)| !of_journal(path)).collect()
}

/// Rebuilds after `harm` and compares state and next run with those of a twin that nothing happened to.
fn assert_healed(make: fn() -> World, next: &str, harm: impl Fn(&Path)) {
    let (world, twin) = (make(), make());
    let before = rows(&ledger_of(&world));
    harm(&ledger_of(&world));
    let (tool, code, said) = world.chain(next).expect_err("refused");
    assert_eq!((tool.as_str(), code), ("open-run", 70), "{said}");
    must_rebuild(&world);
    let after = rows(&ledger_of(&world));
    for (table, rows) in &before {
        assert_eq!(&after[table], rows, "{table}");
    }
    tree::assert_same("the next run", &next_run(&twin, next), &next_run(&world, next));
}

/// A payer whose next run orders something.
fn with_more() -> World {
    let world = lived();
    world.invoice("f.csv", "4", "03.03.2005", &[Blatt::neu("7", 700), Blatt::neu("6", 600)]);
    world
}

/// A payer with a decision that waits for a second person and one that waits for its invoice.
fn with_words() -> World {
    let world = lived();
    world.invoice("g.csv", "5", "14.03.2005", &[Blatt::neu("500000000091", 700)]);
    world.decide(
        "words.csv",
        "freigabe;500000000091;konto;ja;mm;2005-03-15T08:00:00;\n\
         freigabe;500000000091;konto;ja;MM;2005-03-15T09:00:00;\n\
         status;500000000092;;1005;mm;2005-03-15T08:00:00;",
    );
    world.must_run("2005-03-16");
    assert_eq!(world.table("2005-03-16", "20-invoices/ohne_wirkung.csv").len(), 2);
    assert_eq!(world.table("2005-03-16", "20-invoices/zurueckgewiesen.csv").len(), 1);
    world.invoice("h.csv", "6", "15.03.2005", &[Blatt::neu("500000000092", 800)]);
    world
}

/// A payer who paid a prescription before its case came, and rebooked it since.
fn with_rebooking() -> World {
    let mut world = World::new();
    world.payer = "BG28".into();
    world.invoice("a.csv", "1", "02.03.2005", &[Blatt::neu("503305647430", 1293)]);
    world.must_run("2005-03-11");
    let case = "20000001$5$12051954$10122004$Max$$Muster$Allee 3$D$38100$Braunschweig$$";
    world.deliver("BG28/unfdat/b.dfue", &CodePage::Edf03Drv.encode_exact(case).expect("characters of the table"));
    world.decide("d.csv", "umbuchung;503305647430;;200000015;mm;2005-03-21T08:00:00;;");
    world.must_run("2005-03-21");
    assert_eq!(world.table("2005-03-21", "40-matches/umbuchung.csv")[0]["entscheidung"], "person");
    world.invoice("b.csv", "2", "21.03.2005", &[Blatt::neu("503305647431", 1293)]);
    world
}

#[test]
fn what_was_rebooked_and_remembered_is_healed_as_well() {
    assert_healed(with_rebooking, "2005-03-22", |ledger| fs::remove_file(ledger).expect("gone"));
}

#[test]
fn what_waits_is_healed_as_well() {
    assert_healed(with_words, "2005-03-17", |ledger| fs::remove_file(ledger).expect("gone"));
}

#[test]
fn a_lost_ledger_is_healed() {
    assert_healed(with_more, "2005-03-16", |ledger| fs::remove_file(ledger).expect("gone"));
}

#[test]
fn a_lost_ledger_of_care_services_is_healed() {
    assert_healed(services, "2024-03-05", |ledger| fs::remove_file(ledger).expect("gone"));
    assert_healed(gave_back, "2024-05-07", |ledger| fs::remove_file(ledger).expect("gone"));
}

#[test]
fn an_emptied_or_broken_ledger_is_healed() {
    assert_healed(lived, "2005-03-16", |ledger| fs::write(ledger, b"").expect("empty"));
    let world = lived();
    let before = rows(&ledger_of(&world));
    fs::write(ledger_of(&world), vec![7; 8192]).expect("no database");
    must_rebuild(&world);
    assert_eq!(rows(&ledger_of(&world)), before);
}

#[test]
fn a_ledger_that_agrees_with_its_runs_is_left_alone() {
    let world = lived();
    let ledger = fs::read(ledger_of(&world)).expect("the ledger");
    let output = rebuild(&world.work.join("BG28"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(64), "{said}");
    assert!(said.contains("vouch for each other"), "{said}");
    assert_eq!(fs::read(ledger_of(&world)).expect("the ledger"), ledger);
}

#[test]
fn a_ledger_made_anew_is_held_like_the_old_one_and_names_the_heads_it_replaces() {
    let world = lived();
    fs::remove_file(ledger_of(&world)).expect("gone");
    must_rebuild(&world);
    let kept = fs::read(ledger_of(&world)).expect("the ledger");
    assert_eq!(rebuild(&world.work.join("BG28")).status.code(), Some(64), "it vouches");
    fs::remove_file(ledger_of(&world)).expect("gone again");
    must_rebuild(&world);
    world.must_run("2005-03-16");
    fs::write(ledger_of(&world), kept).expect("the first one, older by a run");
    assert_eq!(world.stage("open-run", "2005-03-17", &[]).status.code(), Some(70));
    assert!(must_rebuild(&world).contains("ledger.sqlite.ersetzt-1"), "the old one is kept");
    world.must_run("2005-03-17");
}

#[test]
fn files_of_runs_that_were_changed_or_are_gone_make_no_ledger() {
    let world = lived();
    fs::remove_file(ledger_of(&world)).expect("gone");
    for file in ["60-payments/erledigt.csv", "75-sepa/ausgabe.csv", "20-invoices/rechnungen.csv"] {
        let path = world.run("2005-03-11").join(file);
        let good = fs::read(&path).expect("a table");
        fs::write(&path, &good[..good.len() - 1]).expect("a byte less");
        let output = rebuild(&world.work.join("BG28"));
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(65), "{file}: {said}");
        assert!(said.contains(file) && !ledger_of(&world).exists(), "{said}");
        fs::write(&path, good).expect("as it was");
    }
    let away = world.work.with_file_name("away");
    fs::rename(world.run("2005-03-11"), &away).expect("a run less");
    let output = rebuild(&world.work.join("BG28"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(65), "{said}");
    assert!(said.contains("is not there"), "{said}");
    assert!(!ledger_of(&world).exists());
    fs::rename(&away, world.run("2005-03-11")).expect("back again");
    must_rebuild(&world);
    for folder in ["nowhere", ""] {
        assert_eq!(rebuild(&world.work.join(folder)).status.code(), Some(64), "'{folder}' is no payer");
    }
}
