//! What is billed again under another number waits for a person, who is told where it was billed first.

use std::fs;

use testkit::world::{Blatt, World, sr1};

const FR: &str = "2005-03-11";
const MO: &str = "2005-03-14";

/// Another number of the same prescription: the quantity of a sheet goes round with its number.
const AGAIN: &str = "998";

fn open(world: &World, date: &str) -> Vec<[String; 3]> {
    let rows = world.table(date, "50-stage2/urteile.csv").into_iter().filter(|row| row["klasse"] == "offen");
    rows.map(|row| ["beleg_id", "pic_nr", "offen_weil"].map(|name| row[name].clone())).collect()
}

fn ordered(world: &World, date: &str) -> Vec<String> {
    let rows = world.table(date, "60-payments/anweisung_rezepte.csv");
    rows.into_iter().map(|row| row["pic_nr"].trim_start_matches('0').to_owned()).collect()
}

fn tasks(world: &World, date: &str) -> Vec<String> {
    let rows = world.table(date, "30-stage1/arbeitsliste.csv");
    rows.into_iter().map(|row| format!("{} {} {}", row["art"], row["beleg_id"], row["aufgabe"])).collect()
}

/// The bill that the one task of a run names as the first.
fn first_bill(world: &World, date: &str) -> String {
    world.table(date, "30-stage1/arbeitsliste.csv").swap_remove(0)["erste_rechnung"].clone()
}

const FIRST: &str = "Rechnung 1 von IK 303100245, aufgenommen am 11.03.2005 (Beleg 0000001, PicNr 000000000001)";

#[test]
fn the_same_number_again_names_the_bill_that_was_returned() {
    let world = World::new();
    world.invoice("a.csv", "1", "02.03.2005", &[Blatt::neu("1", 1000).ohne_unterschrift()]);
    world.must_run(FR);
    world.invoice("b.csv", "2", "04.03.2005", &[Blatt::neu("1", 1000)]);
    world.must_run(MO);
    assert_eq!(first_bill(&world, MO), format!("{FIRST}: brutto 10,00 EUR, abgewiesen am 11.03.2005 mit 996"));
}

#[test]
fn in_one_run_the_second_waits_and_names_the_first() {
    let world = World::new();
    world.invoice("a.csv", "1", "02.03.2005", &[Blatt::neu("1", 1000)]);
    world.invoice("b.csv", "2", "02.03.2005", &[Blatt::neu(AGAIN, 1000), Blatt::neu("2", 2000)]);
    world.must_run(FR);
    assert_eq!(ordered(&world, FR), ["1", "2"]);
    let [[beleg, pic_nr, weil]] = &open(&world, FR)[..] else { panic!("one waits: {:?}", open(&world, FR)) };
    assert_eq!((beleg.as_str(), pic_nr.as_str()), ("0000002", "000000000998"));
    assert!(weil.starts_with("R10") && weil.contains("Beleg 0000001, PicNr 000000000001"), "{weil}");
    let [task] = &tasks(&world, FR)[..] else { panic!("one task: {:?}", tasks(&world, FR)) };
    assert!(task.starts_with("freigabe 0000002 R10") && task.contains("PicNr 000000000001"), "{task}");
    assert_eq!(first_bill(&world, FR), format!("{FIRST}: noch nicht erledigt"));
    let findings = world.table(FR, "50-stage2/befunde.csv");
    assert!(findings.iter().any(|row| row["regel"] == "R10" && row["pic_nr"] == "000000000998"));
    world.must_run(MO);
    assert_eq!((ordered(&world, MO).len(), open(&world, MO).len()), (0, 1), "it waits on");
    assert_eq!(first_bill(&world, MO), format!("{FIRST}: brutto 10,00 EUR, bezahlt 10,00 EUR am 11.03.2005"));
    world.decide("d.csv", "freigabe;998;;ja;mm;2005-03-15T08:00:00;");
    world.must_run("2005-03-15");
    assert_eq!(ordered(&world, "2005-03-15"), [AGAIN]);
}

#[test]
fn years_later_it_is_found_by_what_the_ledger_keeps() {
    let world = World::new();
    world.invoice("a.csv", "1", "02.03.2005", &[Blatt::neu("1", 1000)]);
    world.must_run(FR);
    world.must_run(MO);
    // Spelt otherwise, with another picture and amount.
    let again = sr1("9", "04.03.2005", &[Blatt::neu(AGAIN, 1234)]).replace(";Muster;Max;", ";MUSTER;max;");
    world.deliver("BG28/invoices/z.csv", again.as_bytes());
    world.must_run("2005-03-15");
    assert_eq!((ordered(&world, "2005-03-15").len(), open(&world, "2005-03-15").len()), (0, 1));
    world.decide("d.csv", "status;998;;1005;mm;2005-03-15T08:00:00;");
    world.must_run("2005-03-15");
    assert_eq!(open(&world, "2005-03-15").len(), 0, "returned by a person");
}

#[test]
fn what_is_read_later_is_compared_then() {
    let world = World::new();
    let unread = sr1("1", "02.03.2005", &[Blatt::neu("1", 1000)]).replace(";Muster;Max;", ";?;Max;");
    world.deliver("BG28/invoices/a.csv", unread.as_bytes());
    world.invoice("b.csv", "2", "02.03.2005", &[Blatt::neu(AGAIN, 1000)]);
    world.must_run(FR);
    assert_eq!(ordered(&world, FR), [AGAIN]);
    world.decide("d.csv", "korrektur1;1;name;Muster;mm;2005-03-14T08:00:00;");
    world.must_run(MO);
    assert_eq!(ordered(&world, MO), [""; 0], "the other one is paid, although it came later");
    assert!(open(&world, MO)[0][2].contains("PicNr 000000000998"), "{:?}", open(&world, MO));
}

#[test]
fn another_quantity_or_another_person_is_another_prescription() {
    let world = World::new();
    let other = sr1("2", "02.03.2005", &[Blatt::neu(AGAIN, 1000)]).replace(";Muster;Max;", ";Muster;Moritz;");
    world.invoice("a.csv", "1", "02.03.2005", &[Blatt::neu("1", 1000), Blatt::neu("2", 1000)]);
    world.deliver("BG28/invoices/b.csv", other.as_bytes());
    world.must_run(FR);
    assert_eq!((ordered(&world, FR), open(&world, FR).len()), (vec!["1".into(), "2".into(), AGAIN.into()], 0));
    let doubles = fs::read_to_string(world.run(FR).join("30-stage1/doppelte.csv")).expect("a table");
    assert_eq!(doubles.lines().count(), 1, "{doubles}");
}
