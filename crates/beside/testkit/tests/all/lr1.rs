//! What the guide for facilities says of cancelling and of sums is what happens.

use testkit::tree;
use testkit::world::World;

use super::services::{invoice, ordered, small_world, verdicts};

fn letters(world: &World, date: &str, folder: &str) -> String {
    let files = tree::read(&world.run(date).join(folder)).into_iter().filter(|(path, _)| path.ends_with(".txt"));
    files.map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned()).collect()
}

/// What is claimed back by the lines of a run.
fn claims(world: &World, date: &str) -> Vec<[String; 5]> {
    let columns = ["posten", "schon_bezahlt", "unterschied", "weg", "anweisung_id"];
    let rows = world.table(date, "60-payments/rueckforderungen.csv");
    rows.into_iter().map(|row| columns.map(|column| row[column].clone())).collect()
}

/// R1 over ten days, paid on the 30th of April.
fn paid(mut world: World, set_off: bool) -> World {
    if set_off {
        world.configure(&[("[brief]", "[zahlung]\nverrechnung = true\n\n[brief]")]);
    }
    world.deliver("LWL/invoices/1.csv", invoice("R1", 1, 10, 10, "").as_bytes());
    world.must_run("2024-04-30");
    assert_eq!(ordered(&world, "2024-04-30"), ["420.00"]);
    world
}

/// A facility that gave back what it was paid: some by letter, some set off by an order.
pub(crate) fn gave_back() -> World {
    let mut world = paid(small_world(), false);
    world.deliver("LWL/invoices/2.csv", invoice("R2", 1, 10, 4, ";R1;1;").as_bytes());
    world.must_run("2024-05-03");
    world.configure(&[("[brief]", "[zahlung]\nverrechnung = true\n\n[brief]")]);
    world.deliver("LWL/invoices/3.csv", invoice("R3", 1, 10, 1, ";R1;1;").as_bytes());
    world.deliver("LWL/invoices/4.csv", invoice("R4", 11, 31, 21, "").as_bytes());
    world.must_run("2024-05-06");
    let ways: Vec<String> =
        ["2024-05-03", "2024-05-06"].iter().flat_map(|date| claims(&world, date)).map(|[.., way, _]| way).collect();
    assert_eq!(ways, ["rueckforderung", "verrechnung"]);
    world
}

#[test]
fn a_line_corrected_to_quantity_zero_is_cancelled_and_what_was_paid_for_it_is_claimed_once() {
    let world = paid(small_world(), false);
    let cancelled = invoice("R2", 1, 10, 0, ";R1;1;storniert");
    assert!(cancelled.contains(";0,00;TAG;42,00;0,00;R1;1;"), "{cancelled}");
    world.deliver("LWL/invoices/2.csv", cancelled.as_bytes());
    world.must_run("2024-05-03");
    assert_eq!(ordered(&world, "2024-05-03"), [""; 0]);
    assert_eq!(claims(&world, "2024-05-03"), [["LE1/R2:1", "420.00", "-420.00", "rueckforderung", ""]]);
    let letter = letters(&world, "2024-05-03", "90-letters");
    assert!(letter.contains("Bitte zahlen Sie 420,00 EUR zurück") && letter.contains("R1, Pos. 1"), "{letter}");
    let found = world.table("2024-05-03", "50-services/befunde.csv");
    assert!(found.iter().any(|row| row["regel"] == "ueberzahlt" && row["ist"] == "420,00"), "{found:?}");

    world.deliver("LWL/invoices/3.csv", invoice("R3", 5, 31, 27, "").as_bytes());
    world.deliver("LWL/invoices/4.csv", invoice("R4", 1, 10, 0, ";R2;1;noch einmal").as_bytes());
    world.must_run("2024-05-06");
    let expected = [["R3", "L09", "0.00"], ["R4", "0", "0.00"]];
    assert_eq!(verdicts(&world, "2024-05-06"), expected, "the days are not free again, and nothing is claimed twice");
    assert!(!letters(&world, "2024-05-06", "90-letters").contains("Bitte zahlen Sie"));

    world.deliver("LWL/invoices/5.csv", invoice("R5", 1, 10, 10, ";R1;1;doch").as_bytes());
    world.must_run("2024-05-07");
    assert_eq!(ordered(&world, "2024-05-07"), ["420.00"], "what was claimed back is paid anew");
}

#[test]
fn what_a_correction_gives_back_is_set_off_and_every_file_agrees() {
    let world = paid(small_world(), true);
    world.deliver("LWL/invoices/2.csv", invoice("R2", 1, 10, 4, ";R1;1;").as_bytes());
    world.must_run("2024-05-03");
    assert_eq!((ordered(&world, "2024-05-03").len(), claims(&world, "2024-05-03").len()), (0, 0), "it waits");
    assert!(!letters(&world, "2024-05-03", "90-letters").contains("Zu viel gezahlt"));
    world.deliver("LWL/invoices/3.csv", invoice("R3", 11, 31, 21, "").as_bytes());
    world.must_run("2024-05-06");
    assert_eq!(ordered(&world, "2024-05-06"), ["630.00"], "21 days, less 6 days given back");
    let claim = ["LE1/R2:1", "420.00", "-252.00", "verrechnung", "LWL-0000003-1"];
    assert_eq!(claims(&world, "2024-05-06"), [claim]);
    let set_off = world.table("2024-05-06", "60-payments/verrechnungen.csv");
    assert_eq!((set_off[0]["rechnungsnummer"].as_str(), set_off[0]["betrag"].as_str()), ("R2", "-252.00"));
    let avis = letters(&world, "2024-05-06", "85-avis");
    assert!(avis.contains("wir zahlen Ihnen 630,00 EUR") && avis.contains("-252,00"), "{avis}");
    let letter = letters(&world, "2024-05-06", "90-letters");
    assert!(letter.contains("252,00 EUR sind mit einer Zahlung an Sie verrechnet"), "{letter}");
    let before = tree::read(&world.work.join("LWL"));
    world.must_run("2024-05-06");
    tree::assert_same("a repeat", &before, &tree::read(&world.work.join("LWL")));
    world.must_run("2024-05-07");
    assert_eq!((ordered(&world, "2024-05-07").len(), claims(&world, "2024-05-07").len()), (0, 0));
}

#[test]
fn what_is_cancelled_before_it_is_paid_is_never_paid() {
    for (menge, sum) in [(0, None), (4, Some("168.00"))] {
        let world = small_world();
        world.deliver("LWL/invoices/1.csv", invoice("R1", 1, 10, 10, "").as_bytes());
        world.must_run("2024-04-03");
        world.deliver("LWL/invoices/2.csv", invoice("R2", 1, 10, menge, ";R1;1;").as_bytes());
        let mut orders = Vec::new();
        for date in ["2024-04-04", "2024-04-05", "2024-05-02", "2024-05-03", "2024-05-06"] {
            world.must_run(date);
            orders.extend(ordered(&world, date));
            assert!(claims(&world, date).is_empty(), "{date}");
        }
        assert_eq!(orders, Vec::from_iter(sum), "{menge} days");
        let open = verdicts(&world, "2024-05-06");
        assert!(open.is_empty(), "nothing waits: {open:?}");
    }
}

#[test]
fn a_wrong_sum_does_not_hold_an_invoice_and_is_reported_to_the_payer() {
    let world = small_world();
    let wrong = invoice("R1", 1, 31, 31, "").replacen(";1;1302,00;", ";1;1302,01;", 1);
    assert_ne!(wrong, invoice("R1", 1, 31, 31, ""));
    world.deliver("LWL/invoices/1.csv", wrong.as_bytes());
    world.must_run("2024-05-02");
    assert_eq!(ordered(&world, "2024-05-02"), ["1302.00"]);
    let found = world.table("2024-05-02", "50-services/befunde.csv");
    let sum = found.iter().find(|row| row["code"] == "L10").expect("a finding");
    assert_eq!([&sum["feld"], &sum["ist"], &sum["soll"]], ["gesamtbetrag", "1.302,01", "1.302,00"]);
}
