//! The shipped example, byte for byte. `make golden` rewrites what is expected; review it as a diff.

use testkit::tree::{self, Tree};
use testkit::world::{World, repository};

const DATE: &str = "2005-03-11";

/// Runs the chain of both payers on the example; gives every file that came out of it.
fn run(world: &mut World) -> Tree {
    for payer in ["BG10", "BG28"] {
        payer.clone_into(&mut world.payer);
        world.must_run(DATE);
    }
    tree::read(&world.work)
}

fn example() -> World {
    World::on(&repository().join("fixtures/runs/apotheke/drop"))
}

#[test]
fn the_example_comes_out_as_expected() {
    let expected = repository().join("fixtures/runs/apotheke/expected");
    let found: Tree = run(&mut example()).into_iter().filter(|(path, _)| !path.contains("/00-inbox/")).collect();
    if std::env::var_os("ZAHLBAR_GOLDEN").is_some() {
        tree::write(&expected, &found);
    }
    tree::assert_same("fixtures/runs/apotheke", &tree::read(&expected), &found);
}

#[test]
fn a_second_run_changes_nothing_and_a_run_elsewhere_is_the_same() {
    let mut world = example();
    let first = run(&mut world);
    tree::assert_same("second run", &first, &run(&mut world));
    tree::assert_same("elsewhere", &first, &run(&mut example()));
}

/// The runs of e-prescriptions: the day on which they come, and the one on which they are due.
const ELECTRONIC: [&str; 2] = ["2026-03-13", "2026-03-20"];

#[test]
fn the_example_of_e_prescriptions_comes_out_as_expected() {
    let mut world = World::on(&repository().join("fixtures/runs/erezept/drop"));
    "BG10".clone_into(&mut world.payer);
    ELECTRONIC.iter().for_each(|date| world.must_run(date));
    let expected = repository().join("fixtures/runs/erezept/expected");
    let found: Tree = tree::read(&world.work).into_iter().filter(|(path, _)| !path.contains("/00-inbox/")).collect();
    if std::env::var_os("ZAHLBAR_GOLDEN").is_some() {
        tree::write(&expected, &found);
    }
    tree::assert_same("fixtures/runs/erezept", &tree::read(&expected), &found);
    let signed = world.table(ELECTRONIC[0], "20-invoices/erezepte.csv");
    assert!(signed.iter().any(|row| row["unterschrift"] == "ja"), "{signed:?}");
    let numbers: Vec<_> = signed.iter().map(|row| row["pic_nr"].as_str()).collect();
    let paid = world.table(ELECTRONIC[1], "60-payments/anweisung_rezepte.csv");
    assert!(paid.iter().any(|row| numbers.contains(&row["pic_nr"].as_str())), "e-prescriptions are paid when due");
}

/// What leaves the house and what it rests on: equal whatever the order in which the same rows were delivered.
const RESULTS: [&str; 7] = [
    "10-unfdat/faelle.csv",
    "40-matches/zuordnung.csv",
    "50-stage2/urteile.csv",
    "60-payments/anweisungen.csv",
    "60-payments/zahlungsanweisung.txt",
    "70-dtaus/DTAUS0",
    "80-rzs-abrech/RZS-ABRECH",
];

#[test]
fn the_order_of_rows_and_the_number_of_threads_do_not_matter() {
    let mut world = example();
    let expected = run(&mut world);
    let shuffled = tempfile::TempDir::new().expect("a temporary folder");
    let drop = tree::read(&world.drop);
    let reversed = drop.into_iter().map(|(path, bytes)| {
        let bytes = if path.contains("/invoices/") { reverse_rows(&bytes) } else { bytes };
        (path, bytes)
    });
    tree::write(shuffled.path(), &reversed.collect());
    let mut other = World::on(shuffled.path());
    other.threads = Some(1);
    let found = run(&mut other);
    for file in RESULTS {
        let path = format!("BG28/{DATE}/{file}");
        assert!(expected.contains_key(&path), "{path} came out");
        let [expected, found] = [&expected, &found].map(|tree| without_journal(&tree[&path]));
        assert!(expected == found, "{path}");
    }
}

#[test]
fn cases_may_come_in_several_deliveries() {
    let mut world = example();
    let expected = run(&mut world);
    let parted = tempfile::TempDir::new().expect("a temporary folder");
    let mut drop = tree::read(&world.drop);
    let whole = drop.remove("BG28/unfdat/BG28_UnfDat.dfue").expect("the register");
    let (first, second) = parts(&whole);
    drop.insert("BG28/unfdat/BG28_UnfDat_1.dfue".into(), first.to_vec());
    drop.insert("BG28/unfdat/BG28_UnfDat_2.dfue".into(), second.to_vec());
    tree::write(parted.path(), &drop);
    let mut other = World::on(parted.path());
    other.configure(&[("mode = \"full\"", "mode = \"delta\"")]);
    let found = run(&mut other);
    for file in
        ["10-unfdat/faelle.csv", "40-matches/zuordnung.csv", "40-matches/kandidaten.csv", "50-stage2/urteile.csv"]
    {
        let path = format!("BG28/{DATE}/{file}");
        assert!(expected[&path] == found[&path], "{path}");
    }
}

/// A delivery of cases in two halves: twelve fields each, and a separator behind each of them.
fn parts(delivery: &[u8]) -> (&[u8], &[u8]) {
    const SEPARATOR: u8 = 0x5B;
    let ends: Vec<usize> = (1..).zip(delivery).filter(|(_, byte)| **byte == SEPARATOR).map(|(end, _)| end).collect();
    let cases = ends.len() / 12;
    assert!(cases > 100, "the example has cases");
    delivery.split_at(ends[cases / 2 * 12 - 1])
}

/// A letter but for the journal that it rests on: other bytes were delivered, and the journal says so.
fn without_journal(bytes: &[u8]) -> Vec<u8> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    lines.filter(|line| !line.starts_with(b"Stand des Journals")).collect::<Vec<_>>().concat()
}

/// The rows of an invoice in reverse, its header first.
fn reverse_rows(bytes: &[u8]) -> Vec<u8> {
    let mut rows: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    rows[1..].reverse();
    rows.concat()
}

#[test]
fn every_status_occurs() {
    let mut world = example();
    run(&mut world);
    let seen: std::collections::BTreeSet<String> =
        world.table(DATE, "50-stage2/urteile.csv").into_iter().map(|row| row["status"].clone()).collect();
    let missing: Vec<String> =
        std::iter::once(0).chain(989..=1013).map(|status| status.to_string()).filter(|s| !seen.contains(s)).collect();
    assert!(missing.is_empty(), "no prescription of the example has status {missing:?}");
}
