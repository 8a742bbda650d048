//! People decide on what is settled already: the difference is paid or claimed in the next run, and no order changes.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use domain::Betrag;
use testkit::tree;
use testkit::world::{Blatt, World, binary};

const FR: &str = "2005-03-11";
const MO: &str = "2005-03-14";
const DI: &str = "2005-03-15";
const MI: &str = "2005-03-16";
const DO: &str = "2005-03-17";

/// An invoice that is settled whole on Friday: 10.00 and 20.00 are paid, 30.00 is returned unsigned. Of each a discount
/// goes off, of 50 cents for each pack.
fn settled() -> World {
    let world = World::new();
    world.deliver(
        "reference/artikel.csv",
        b"pzn;gueltig_ab;gueltig_bis;bezeichnung;wirkstoff;atc;hersteller;packung;rabattart;hs_rabatt;festbetrag;verordnungsfaehig\n\
          04908802;01.01.2000;;Voltaren;;M01AB05;Muster;20 St;KEIN;0,50;;J\n",
    );
    let blaetter = [Blatt::neu("1", 1100), Blatt::neu("2", 2150), Blatt::neu("3", 3200).ohne_unterschrift()];
    world.invoice("a.csv", "1", "02.03.2005", &blaetter);
    world
}

fn rows<const N: usize>(world: &World, date: &str, file: &str, columns: [&str; N]) -> Vec<[String; N]> {
    world.table(date, file).into_iter().map(|row| columns.map(|column| row[column].clone())).collect()
}

fn orders(world: &World, date: &str) -> Vec<[String; 2]> {
    rows(world, date, "60-payments/anweisungen.csv", ["anweisung_id", "betrag"])
}

fn supplements(world: &World, date: &str) -> Vec<[String; 4]> {
    rows(world, date, "60-payments/nachtraege.csv", ["pic_nr", "unterschied", "weg", "anweisung_id"])
}

/// All that runs ordered, less what they claimed back by letter, and what the last verdict on each sheet says.
fn sums(world: &World) -> (Betrag, Betrag) {
    let betrag = |text: &str| text.parse::<Betrag>().unwrap_or_default();
    let (mut moved, mut last) = (Betrag::NULL, BTreeMap::new());
    for date in [FR, MO, DI, MI, DO].into_iter().filter(|date| world.run(date).join("60-payments").is_dir()) {
        moved += orders(world, date).iter().map(|[_, amount]| betrag(amount)).sum::<Betrag>();
        for [_, unterschied, weg, _] in supplements(world, date) {
            moved += if weg == "rueckforderung" { betrag(&unterschied) } else { Betrag::NULL };
        }
        for [beleg, pic, netto] in rows(world, date, "60-payments/erledigt.csv", ["beleg_id", "pic_nr", "netto"]) {
            last.insert((beleg, pic), betrag(&netto));
        }
    }
    (moved, last.into_values().sum())
}

#[track_caller]
fn assert_exact(world: &World) {
    let (moved, due) = sums(world);
    assert_eq!(moved, due, "what was ordered and claimed is what the last verdicts say");
}

/// A row of supplements; the picture number without its zeros.
fn text([pic_nr, unterschied, weg, order]: [&str; 4]) -> [String; 4] {
    [format!("{pic_nr:0>12}"), unterschied.to_owned(), weg.to_owned(), order.to_owned()]
}

#[test]
fn a_later_decision_pays_or_claims_the_difference_and_taking_it_back_restores() {
    let world = settled();
    world.must_run(FR);
    assert_eq!(orders(&world, FR), [["BG28-0000001-1".to_owned(), "30.00".to_owned()]]);
    let ordered = fs::read(world.run(FR).join("60-payments/anweisungen.csv")).expect("orders");
    world.decide("a.csv", "status;1;;996;mm;2005-03-14T08:00:00;;\nstatus;3;;0;mm;2005-03-14T08:00:00;;");
    world.must_run(MO);
    assert_eq!(
        supplements(&world, MO),
        [text(["1", "-10.00", "rueckforderung", ""]), text(["3", "30.00", "nachzahlung", "BG28-0000001-2"])]
    );
    assert_eq!(orders(&world, MO), [["BG28-0000001-2".to_owned(), "30.00".to_owned()]]);
    // It was rejected in time, and is paid too late: its discount is lost; that of what was paid in time is not.
    let lost = rows(&world, MO, "60-payments/rabattverlust.csv", ["pic_nr", "rabatt", "stand"]);
    assert_eq!(lost, [["000000000003".to_owned(), "2.00".to_owned(), "verloren".to_owned()]]);
    let letter = tree::read(&world.run(MO).join("90-letters"));
    let letter = letter.iter().find(|(path, _)| path.ends_with(".txt") && path.contains("differenz"));
    let letter = String::from_utf8_lossy(letter.expect("the biller is told").1).into_owned();
    assert!(letter.contains("Nachträge") && letter.contains("10,00") && letter.contains("zurück"), "{letter}");
    assert_exact(&world);

    world.decide("b.csv", "status;1;;zurück;mm;2005-03-15T08:00:00;;");
    world.must_run(DI);
    assert_eq!(supplements(&world, DI), [text(["1", "10.00", "nachzahlung", "BG28-0000001-3"])]);
    assert_exact(&world);

    // Nothing new: nothing happens, and a repeat of a day changes nothing.
    let before = tree::read(&world.run(MO));
    world.must_run(MO);
    tree::assert_same("a repeat", &before, &tree::read(&world.run(MO)));
    world.must_run(MI);
    assert!(supplements(&world, MI).is_empty() && orders(&world, MI).is_empty());
    assert_eq!(world.table(MI, "20-invoices/rezepte.csv").len(), 0, "what is settled again is not carried on");
    assert_eq!(fs::read(world.run(FR).join("60-payments/anweisungen.csv")).expect("orders"), ordered);
    assert_exact(&world);
}

#[test]
fn claims_are_set_off_where_the_payer_wants_it() {
    let mut world = settled();
    world.configure(&[("[brief]", "[zahlung]\nverrechnung = true\n\n[brief]")]);
    world.must_run(FR);
    world.decide("a.csv", "status;1;;996;mm;2005-03-14T08:00:00;;");
    world.must_run(MO);
    assert!(supplements(&world, MO).is_empty() && orders(&world, MO).is_empty(), "it waits for a payment");
    world.invoice("b.csv", "2", "03.03.2005", &[Blatt::neu("9", 5500)]);
    world.must_run(DI);
    assert_eq!(supplements(&world, DI), [text(["1", "-10.00", "verrechnung", "BG28-0000002-1"])]);
    assert_eq!(orders(&world, DI), [["BG28-0000002-1".to_owned(), "40.00".to_owned()]]);
    assert_exact(&world);
}

#[test]
fn a_decision_of_the_day_of_the_order_is_settled_by_the_next_run() {
    let world = settled();
    world.must_run(FR);
    world.decide("a.csv", "korrektur2;2;faktor:1;1;mm;2005-03-11T15:00:00;;");
    world.must_run(FR);
    assert_eq!(orders(&world, FR).len(), 1, "the order stands");
    world.must_run(MO);
    assert_eq!(supplements(&world, MO), [text(["2", "1.00", "nachzahlung", "BG28-0000001-2"])]);
    world.must_run(DI);
    assert!(supplements(&world, DI).is_empty());
    assert_exact(&world);
}

#[test]
fn what_cannot_be_obeyed_takes_nothing_up_and_the_same_word_twice_pays_nothing_twice() {
    let world = settled();
    world.must_run(FR);
    world.decide(
        "a.csv",
        "status;1;;988;mm;2005-03-14T08:00:00;;\nkorrektur1;1;pzn:7;04908802;mm;2005-03-14T08:00:00;;",
    );
    world.must_run(MO);
    assert_eq!(world.table(MO, "20-invoices/abgelehnt.csv").len(), 2);
    assert_eq!(world.table(MO, "20-invoices/rezepte.csv").len(), 0);
    let line = "status;3;;0;mm;2005-03-15T08:00:00;;";
    world.decide("b.csv", line);
    world.must_run(DI);
    world.decide("c.csv", &format!("{line}\n"));
    world.must_run(MI);
    assert_eq!(orders(&world, DI).len(), 1);
    assert!(orders(&world, MI).is_empty(), "{:?}", orders(&world, MI));
    assert_exact(&world);
}

#[test]
fn a_ledger_made_anew_knows_what_was_settled_anew() {
    let [world, twin] = [settled(), settled()];
    for world in [&world, &twin] {
        world.must_run(FR);
        world.decide("a.csv", "status;1;;996;mm;2005-03-14T08:00:00;;\nstatus;3;;0;mm;2005-03-14T08:00:00;;");
        world.must_run(MO);
        world.decide("b.csv", "status;1;;zurück;mm;2005-03-15T08:00:00;;\nstatus;3;;zurück;mm;2005-03-15T08:00:00;;");
    }
    fs::remove_file(world.work.join("BG28/ledger.sqlite")).expect("gone");
    let rebuilt = Command::new(binary("ledger-rebuild")).arg(world.work.join("BG28")).output().expect("started");
    assert!(rebuilt.status.success(), "{}", String::from_utf8_lossy(&rebuilt.stderr));
    for world in [&world, &twin] {
        world.must_run(DI);
        assert_exact(world);
    }
    for file in ["60-payments/nachtraege.csv", "60-payments/anweisungen.csv", "60-payments/erledigt.csv"] {
        let [a, b] = [&world, &twin].map(|world| fs::read_to_string(world.run(DI).join(file)).expect(file));
        assert_eq!(a, b, "{file}");
    }
    assert_eq!(supplements(&world, DI).len(), 2);
}
