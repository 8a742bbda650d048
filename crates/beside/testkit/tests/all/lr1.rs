//! What the guide for facilities says of cancelling and of sums is what happens.

use testkit::tree;
use testkit::world::World;

use super::services::{invoice, ordered, small_world, verdicts};

fn letters(world: &World, date: &str, folder: &str) -> String {
    let files = tree::read(&world.run(date).join(folder)).into_iter().filter(|(path, _)| path.ends_with(".txt"));
    files.map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned()).collect()
}

#[test]
fn a_line_corrected_to_quantity_zero_is_cancelled_and_what_was_paid_for_it_is_reported() {
    let world = small_world();
    world.deliver("LWL/invoices/1.csv", invoice("R1", 1, 10, 10, "").as_bytes());
    world.must_run("2024-04-30");
    assert_eq!(ordered(&world, "2024-04-30"), ["420.00"]);
    let cancelled = invoice("R2", 1, 10, 0, ";R1;1;storniert");
    assert!(cancelled.contains(";0,00;TAG;42,00;0,00;R1;1;"), "{cancelled}");
    world.deliver("LWL/invoices/2.csv", cancelled.as_bytes());
    world.must_run("2024-05-03");
    assert_eq!(ordered(&world, "2024-05-03"), [""; 0]);
    let letter = letters(&world, "2024-05-03", "90-letters");
    assert!(letter.contains("-420,00"), "{letter}");
    let found = world.table("2024-05-03", "50-services/befunde.csv");
    assert!(found.iter().any(|row| row["regel"] == "ueberzahlt" && row["ist"] == "420,00"), "{found:?}");
    world.deliver("LWL/invoices/3.csv", invoice("R3", 5, 31, 27, "").as_bytes());
    world.must_run("2024-05-06");
    assert_eq!(verdicts(&world, "2024-05-06"), [["R3", "L09", "0.00"]], "the days are not free again");
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
