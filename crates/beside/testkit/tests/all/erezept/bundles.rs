//! Bundles of several billers' files: each by itself, in the order of their invoice numbers, whatever came with it and when.

use std::io::{Cursor, Write};

use testkit::erezept::{self, Karte};
use testkit::world::Blatt;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{BILLERS, DUE, FR, World, bundle, columns, invoice, sheets, world};

fn to_payer(ik: &str, nummer: &str) -> Vec<u8> {
    let mut invoice = invoice(nummer, &sheets());
    ik.clone_into(&mut invoice.rechnung.kostentraeger_ik);
    let mut bytes = Vec::new();
    erezept::schreibe(&invoice, &Karte::neu(), &mut bytes).expect("memory");
    bytes
}

fn sheet(nr: i64) -> [Blatt; 1] {
    [Blatt::neu(&format!("50000000001{nr}"), 2000 + nr)]
}

fn zipped(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a file");
        zip.write_all(bytes).expect("memory");
    }
    zip.finish().expect("a zip").into_inner()
}

#[test]
fn a_bundle_to_another_payer_is_refused_by_its_ik_and_ours_beside_it_is_taken() {
    let world = world(&to_payer("121191241", "R1"));
    world.deliver("BG28/invoices/b.xml", &bundle("R2", &sheets()));
    world.must_run(FR);
    let refused = columns(&world, FR, "20-invoices/abgelehnt.csv", ["datei", "feld", "wert", "grund"]);
    let [[file, field, ik, why]] = &refused[..] else { panic!("one bundle, once: {refused:?}") };
    assert_eq!([file.as_str(), field, ik], ["a.xml", "kostentraeger_ik", "121191241"]);
    assert!(why.contains("refused whole") && why.contains("another payer: expected 120991009"), "{why}");
    let invoices = columns(&world, FR, "20-invoices/rechnungen.csv", ["rechnungsnummer", "anzahl_rezepte"]);
    assert_eq!(invoices, [["R2", "3"].map(str::to_owned)]);
    let numbers = columns(&world, FR, "20-invoices/erezepte.csv", ["pic_nr"]);
    assert_eq!(numbers[0], ["805000000001"], "what is refused takes no number");
}

#[test]
fn several_bundles_of_a_package_are_taken_each_by_itself_in_the_order_of_their_numbers() {
    let cut = bundle("R0", &sheets());
    let files = [
        ("c.xml", bundle("R1", &sheet(1))),
        ("b.xml", cut[..cut.len() / 2].to_vec()),
        ("sub/a.xml", bundle("R2", &sheet(2))),
        ("z.xml", to_payer("121191241", "R3")),
    ];
    let world = World::new();
    world.deliver("reference/rechnungssteller.csv", BILLERS.as_bytes());
    world.deliver("BG28/invoices/month.zip", &zipped(&files));
    world.must_run(FR);
    let numbers = columns(&world, FR, "20-invoices/rezepte.csv", ["rechnungsnummer", "pic_nr", "brutto"]);
    let soll = [["R1", "805000000001", "20.01"], ["R2", "805000000002", "20.02"]];
    assert_eq!(numbers, soll.map(|row| row.map(str::to_owned)));
    let refused = columns(&world, FR, "20-invoices/abgelehnt.csv", ["datei", "grund"]);
    let names: Vec<_> = refused.iter().map(|[name, _]| name.as_str()).collect();
    assert_eq!(names, ["month/b.xml", "month/z.xml"]);
    assert!(refused.iter().all(|[_, why]| why.starts_with("refused whole: ")), "{refused:?}");
}

#[test]
fn a_second_delivery_of_the_same_night_joins_the_first_and_all_is_paid_once() {
    let world = world(&bundle("R2", &sheet(2)));
    world.must_run(FR);
    let first = columns(&world, FR, "20-invoices/rezepte.csv", ["rechnungsnummer", "pic_nr"]);
    assert_eq!(first, [["R2", "805000000001"].map(str::to_owned)]);
    world.deliver("BG28/invoices/b.xml", &bundle("R1", &sheet(1)));
    world.must_run(FR);
    let both = columns(&world, FR, "20-invoices/rezepte.csv", ["rechnungsnummer", "pic_nr", "schon_berechnet"]);
    let soll = [["R1", "805000000002", ""], ["R2", "805000000001", ""]];
    assert!(soll.iter().all(|row| both.contains(&row.map(str::to_owned))) && both.len() == 2, "{both:?}");
    world.must_run(DUE);
    let orders = columns(&world, DUE, "60-payments/anweisung_rezepte.csv", ["beleg_id", "pic_nr"]);
    assert_eq!(orders.len(), 2, "{orders:?}");
    let carried = columns(&world, DUE, "20-invoices/erezepte.csv", ["pic_nr", "unterschrift"]);
    let soll = ["805000000001", "805000000002"].map(|number| [number.to_owned(), "ja".to_owned()]);
    assert!(soll.iter().all(|row| carried.contains(row)) && carried.len() == 2, "carried forward: {carried:?}");
}

#[test]
fn a_prescription_that_stands_twice_in_a_bundle_is_taken_once_and_named() {
    let mut twice = invoice("R1", &sheets());
    let again = twice.rezepte[0].clone();
    let lines: Vec<_> = twice.positionen.iter().filter(|line| line.pic_nr == again.pic_nr).cloned().collect();
    twice.rezepte.push(again);
    twice.positionen.extend(lines);
    let mut bytes = Vec::new();
    erezept::schreibe(&twice, &Karte::neu(), &mut bytes).expect("memory");
    let world = world(&bytes);
    world.must_run(FR);
    let refused = columns(&world, FR, "20-invoices/abgelehnt.csv", ["feld", "wert", "grund"]);
    let [[field, id, why]] = &refused[..] else { panic!("one of them, once: {refused:?}") };
    assert_eq!([field.as_str(), id], ["E-Rezept-ID", erezept::erezept_id(500_000_000_001).as_str()]);
    assert!(why.contains("stands twice in the bundle"), "{why}");
    assert_eq!(columns(&world, FR, "20-invoices/rechnungen.csv", ["anzahl_rezepte"]), [["3".to_owned()]]);
    assert_eq!(columns(&world, FR, "20-invoices/erezepte.csv", ["pic_nr"]).len(), 3);
}
