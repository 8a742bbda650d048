//! From run to run: what is left unsettled is taken over, what is settled is never touched again, and nothing is paid
//! twice.

use std::fs;

use testkit::tree;
use testkit::world::{Blatt, World};

const MO: &str = "2005-03-07";
const FR: &str = "2005-03-11";
const NEXT: &str = "2005-03-14";

/// PicNr → (klasse, status, netto, erledigt_am) of a run.
fn urteile(world: &World, date: &str) -> Vec<[String; 5]> {
    let row = |row: std::collections::BTreeMap<String, String>| {
        ["pic_nr", "klasse", "status", "netto", "erledigt_am"].map(|column| row[column].clone())
    };
    world.table(date, "50-stage2/urteile.csv").into_iter().map(row).collect()
}

/// (anweisung_id, betrag, zahlungsstatus) of a run.
fn anweisungen(world: &World, date: &str) -> Vec<[String; 3]> {
    let row = |row: std::collections::BTreeMap<String, String>| {
        ["anweisung_id", "betrag", "zahlungsstatus"].map(|column| row[column].clone())
    };
    world.table(date, "60-payments/anweisungen.csv").into_iter().map(row).collect()
}

fn strings<const N: usize>(rows: &[[&str; N]]) -> Vec<[String; N]> {
    rows.iter().map(|row| row.map(str::to_owned)).collect()
}

/// Three prescriptions: one to pay, one rejected, one with a value that was not recognised.
fn delivery(world: &World) {
    let blaetter = [
        Blatt::neu("500000000001", 1000),
        Blatt::neu("500000000002", 2000).ohne_unterschrift(),
        Blatt::neu("500000000003", 3050).unf_datum("?"),
    ];
    world.invoice("a.csv", "2005-1", "02.03.2005", &blaetter);
}

#[test]
fn three_runs_one_invoice() {
    let world = World::new();
    delivery(&world);
    world.must_run(MO);
    assert_eq!(anweisungen(&world, MO), strings::<3>(&[]), "not due yet");
    assert_eq!(
        urteile(&world, MO),
        strings(&[
            ["500000000001", "zahlen", "0", "10.00", ""],
            ["500000000002", "abweisen", "996", "", ""],
            ["500000000003", "offen", "", "", ""],
        ])
    );

    world.must_run(FR);
    assert_eq!(anweisungen(&world, FR), strings(&[["BG28-0000001-1", "10.00", "Abschlagszahlung"]]));
    assert_eq!(
        urteile(&world, FR)[1],
        strings(&[["500000000002", "abweisen", "996", "", MO]])[0],
        "returned on Monday"
    );

    world.decide("nachtrag.csv", "korrektur1;500000000003;unf_datum;11.12.2004;mm;2005-03-12T09:00:00;");
    world.must_run(NEXT);
    assert_eq!(anweisungen(&world, NEXT), strings(&[["BG28-0000001-2", "30.50", "Abschlusszahlung"]]));
    assert_eq!(
        urteile(&world, NEXT),
        strings(&[
            ["500000000001", "zahlen", "0", "10.00", FR],
            ["500000000002", "abweisen", "996", "", MO],
            ["500000000003", "zahlen", "0", "30.50", ""],
        ])
    );
    let records = fs::read(world.run(NEXT).join("80-rzs-abrech/RZS-ABRECH")).expect("a booking file");
    assert_eq!(records.len(), 175, "only what this run ordered is booked");

    world.must_run("2005-03-15");
    assert_eq!(world.table("2005-03-15", "20-invoices/rechnungen.csv").len(), 0, "all settled: nothing is carried on");
}

#[test]
fn a_repeat_of_any_run_changes_no_byte() {
    let world = World::new();
    delivery(&world);
    world.must_run(MO);
    world.must_run(FR);
    world.must_run(NEXT);
    let before = tree::read(&world.work);
    for date in [MO, FR, NEXT] {
        world.must_run(date);
    }
    tree::assert_same("repeat", &before, &tree::read(&world.work));
    for tool in testkit::world::PHARMACY {
        assert!(world.stage(tool, NEXT, &["--force"]).status.success(), "{tool} --force");
    }
    tree::assert_same("--force", &before, &tree::read(&world.work));
}

#[test]
fn the_same_content_is_taken_once_under_whatever_name() {
    let world = World::new();
    delivery(&world);
    world.must_run(FR);
    let again = fs::read(world.drop.join("BG28/invoices/a.csv")).expect("the invoice");
    world.deliver("BG28/invoices/b.csv", &again);
    world.must_run(NEXT);
    assert_eq!(world.table(NEXT, "20-invoices/rechnungen.csv").len(), 1, "only what was carried forward");
    assert_eq!(anweisungen(&world, NEXT), strings::<3>(&[]));
}

#[test]
fn what_was_billed_before_waits_for_a_release() {
    let world = World::new();
    world.invoice("a.csv", "2005-1", "02.03.2005", &[Blatt::neu("500000000001", 1000)]);
    world.must_run(FR);
    world.invoice(
        "b.csv",
        "2005-2",
        "03.03.2005",
        &[Blatt::neu("500000000001", 1000), Blatt::neu("500000000004", 500)],
    );
    world.decide("status.csv", "status;500000000001;;0;mm;2005-03-14T09:00:00;;0000002");
    world.must_run(NEXT);
    assert_eq!(urteile(&world, NEXT)[0][1], "offen", "a paying status does not release what was paid before");
    assert_eq!(anweisungen(&world, NEXT), strings(&[["BG28-0000002-1", "5.00", "Abschlagszahlung"]]));
    let tasks = world.table(NEXT, "30-stage1/arbeitsliste.csv");
    assert_eq!((tasks[0]["art"].as_str(), tasks[0]["pic_nr"].as_str()), ("freigabe", "500000000001"));

    world.decide("freigabe.csv", "freigabe;500000000001;;ja;mm;2005-03-15T09:00:00;zweite Packung");
    world.must_run("2005-03-15");
    assert_eq!(anweisungen(&world, "2005-03-15"), strings(&[["BG28-0000002-2", "10.00", "Abschlusszahlung"]]));
}

#[test]
fn an_interruption_between_ledger_and_file_orders_once() {
    let world = World::new();
    delivery(&world);
    world.must_run(FR);
    let before = tree::read(&world.run(FR));
    for folder in ["60-payments", "70-dtaus", "75-sepa", "80-rzs-abrech"] {
        fs::remove_dir_all(world.run(FR).join(folder)).expect("the folder can be removed");
    }
    world.must_run(FR);
    tree::assert_same("after the loss of the files", &before, &tree::read(&world.run(FR)));
}

#[test]
fn a_run_that_broke_off_loses_no_delivery() {
    let world = World::new();
    delivery(&world);
    assert!(world.stage("open-run", MO, &[]).status.success());
    fs::remove_dir_all(world.drop.join("BG28/invoices")).expect("the sender clears its folder");
    world.must_run(FR);
    assert_eq!(world.table(FR, "20-invoices/rezepte.csv").len(), 3, "taken over from Monday's inbox");
    assert_eq!(anweisungen(&world, FR).len(), 1);
}

#[test]
fn an_order_stands_whatever_is_decided_afterwards() {
    let world = World::new();
    delivery(&world);
    world.must_run(FR);
    world.decide("spaet.csv", "status;500000000001;;1005;mm;2005-03-11T15:00:00;\nkorrektur1;500000000003;unf_datum;11.12.2004;mm;2005-03-11T15:00:00;");
    world.must_run(FR);
    assert_eq!(
        anweisungen(&world, FR),
        strings(&[["BG28-0000001-1", "10.00", "Abschlagszahlung"], ["BG28-0000001-2", "30.50", "Abschlusszahlung"],])
    );
}
