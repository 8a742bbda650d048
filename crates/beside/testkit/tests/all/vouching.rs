//! A ledger that is not the one of the runs is refused before anything is ordered.

use std::fs;

use testkit::world::{Blatt, World};

const FR: &str = "2005-03-11";
const MO: &str = "2005-03-14";

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
