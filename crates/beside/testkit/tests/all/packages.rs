//! Zip files and folders among the invoices: every file in them is taken as if it lay there by itself, whole or not at all.

use std::fs;
use std::io::{Cursor, Write};
use std::os::unix::fs::symlink;

use forms::sammelrechnung::{self, Empfaenger, Sammelrechnung, Zeichensatz};
use testkit::erezept::{self, Karte};
use testkit::tree;
use testkit::world::{Blatt, World, sr1};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const FR: &str = "2005-03-11";
const MO: &str = "2005-03-14";
const BILLERS: &str = "ik;name;strasse;plz;ort;iban;bic;konto;blz;gueltig_ab;gueltig_bis\n\
                       303100245;Apothekenrechenzentrum Nord;Weg 1;70173;Stuttgart;;;1162268;29090605;01.01.2000;\n";

fn invoice(nummer: &str) -> Sammelrechnung {
    let payer = Empfaenger { kostentraeger: "BG28", ik: "120991009" };
    let sheets: Vec<_> = (1..=3).map(|nr| Blatt::neu(&format!("50000000000{nr}"), 1000 + nr)).collect();
    let text = sr1(nummer, "02.03.2005", &sheets);
    sammelrechnung::lies(text.as_bytes(), "r.csv", Zeichensatz::Auto, payer).expect("a sound invoice")
}

/// A bundle of placeholders, with the loose documents of two of its three prescriptions in a folder beside it.
fn loose_delivery() -> Vec<(String, Vec<u8>)> {
    let invoice = invoice("R1");
    let mut bundle = Vec::new();
    erezept::schreibe(&invoice, &Karte::neu(), &mut bundle).expect("memory");
    let text = String::from_utf8(bundle).expect("text");
    let mut parts = text.split("<data value=\"");
    let mut bundle = parts.next().expect("a beginning").to_owned();
    for part in parts {
        bundle.push_str("<data value=\"UGxhdHpoYWx0ZXI=");
        bundle.push_str(&part[part.find('"').expect("an end")..]);
    }
    let mut files = vec![("bundle.xml".to_owned(), bundle.into_bytes())];
    for (rezept, position) in invoice.rezepte.iter().zip(&invoice.positionen).take(2) {
        let documents = erezept::lose_dokumente(rezept, std::slice::from_ref(position));
        files.extend(documents.map(|(name, text)| (format!("rezepte/{name}"), text.into_bytes())));
    }
    files
}

fn zipped(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).expect("a file");
        zip.write_all(bytes).expect("memory");
    }
    zip.finish().expect("a zip").into_inner()
}

fn world() -> World {
    let world = World::new();
    world.deliver("reference/rechnungssteller.csv", BILLERS.as_bytes());
    world
}

fn rows<const N: usize>(world: &World, date: &str, file: &str, names: [&str; N]) -> Vec<[String; N]> {
    world.table(date, file).into_iter().map(|row| names.map(|name| row[name].clone())).collect()
}

/// Name and reason of the invoices in the overview with that result.
fn overview(world: &World, date: &str, result: &str) -> Vec<[String; 2]> {
    let rows = world.table(date, "00-inbox/uebersicht.csv").into_iter();
    let rows = rows.filter(|row| row["ergebnis"] == result && row["art"] == "invoices");
    rows.map(|row| ["name", "grund"].map(|name| row[name].clone())).collect()
}

#[test]
fn a_folder_and_a_package_of_it_come_out_alike() {
    let files = loose_delivery();
    let (folder, package) = (world(), world());
    for (name, bytes) in &files {
        folder.deliver(&format!("BG28/invoices/2005-03/{name}"), bytes);
    }
    package.deliver("BG28/invoices/2005-03.zip", &zipped(&files));
    for world in [&folder, &package] {
        world.must_run(FR);
        let signed = rows(world, FR, "20-invoices/rezepte.csv", ["pic_nr", "arzt_unterschrift"]);
        let unsigned = |nr: u64| [format!("80500000000{nr}"), "nein".to_owned()];
        assert_eq!(signed, [unsigned(1), unsigned(2)], "they came without signatures");
        let refused = rows(world, FR, "20-invoices/abgelehnt.csv", ["datei", "satz", "grund"]);
        assert_eq!((refused.len(), refused[0][0].as_str(), refused[0][1].as_str()), (1, "2005-03/bundle.xml", "3"));
        assert!(refused[0][2].contains("placeholder"), "{refused:?}");
        let inbox = world.run(FR).join("00-inbox/invoices");
        for (name, bytes) in &files {
            assert!(fs::read(inbox.join("2005-03").join(name)).expect(name) == *bytes, "byte for byte: {name}");
        }
    }
    let tables = |world: &World| fs::read(world.run(FR).join("20-invoices/rezepte.csv")).expect("a table");
    assert!(tables(&folder) == tables(&package));
    let taken = overview(&package, FR, "genommen");
    assert!(taken.contains(&["2005-03.zip".to_owned(), "a package of 5 files".to_owned()]), "{taken:?}");
    assert!(taken.contains(&["2005-03/bundle.xml".to_owned(), "unpacked from 2005-03.zip".to_owned()]), "{taken:?}");
}

#[test]
fn what_came_in_a_package_is_taken_once_however_it_comes_again() {
    let invoices: Vec<(String, Vec<u8>)> = ["R1", "R2"]
        .map(|nummer| {
            (
                format!("{nummer}.csv"),
                sr1(nummer, "02.03.2005", &[Blatt::neu(&format!("6000000000{}", &nummer[1..]), 500)]).into_bytes(),
            )
        })
        .to_vec();
    let world = world();
    world.deliver("BG28/invoices/a.zip", &zipped(&invoices));
    world.must_run(FR);
    assert_eq!(rows(&world, FR, "20-invoices/rechnungen.csv", ["rechnungsnummer"]), [["R1"], ["R2"]]);
    let before = tree::read(&world.run(FR));
    world.must_run(FR);
    tree::assert_same("a repeat", &before, &tree::read(&world.run(FR)));

    world.deliver("BG28/invoices/again.csv", &invoices[0].1);
    let mut more = invoices.clone();
    more.reverse();
    more.push(("R3.csv".to_owned(), sr1("R3", "02.03.2005", &[Blatt::neu("60000000003", 500)]).into_bytes()));
    world.deliver("BG28/invoices/b.zip", &zipped(&more));
    world.must_run(MO);
    let taken = overview(&world, MO, "genommen");
    assert_eq!(taken.iter().map(|[name, _]| name.as_str()).collect::<Vec<_>>(), ["b.zip", "b/R3.csv"]);
    let why = &taken[0][1];
    assert!(why.contains("R1.csv: same content as a/R1.csv, taken on 2005-03-11") && why.contains("R2.csv"), "{why}");
    let left = overview(&world, MO, "liegen_gelassen");
    assert!(left.iter().any(|[name, why]| name == "again.csv" && why.contains("same content as a/R1.csv")), "{left:?}");
}

/// Bytes of a zip with every occurrence of some replaced by as many others.
fn with(mut zip: Vec<u8>, before: &[u8], after: &[u8]) -> Vec<u8> {
    assert_eq!(before.len(), after.len());
    let places: Vec<usize> = (0..zip.len() - before.len()).filter(|&place| zip[place..].starts_with(before)).collect();
    assert!(!places.is_empty());
    for place in places {
        zip[place..place + before.len()].copy_from_slice(after);
    }
    zip
}

/// The bit that says that a file is encrypted, set in every header.
fn encrypted(mut zip: Vec<u8>) -> Vec<u8> {
    for (header, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let places: Vec<usize> = (0..zip.len() - 4).filter(|&place| zip[place..].starts_with(header)).collect();
        places.into_iter().for_each(|place| zip[place + flags] |= 1);
    }
    zip
}

#[test]
fn packages_that_are_broken_or_mean_harm_are_left_alone_whole() {
    let good = sr1("R1", "02.03.2005", &[Blatt::neu("600000000001", 500)]).into_bytes();
    let file = |name: &str| (name.to_owned(), good.clone());
    let two = zipped(&[file("a.csv"), file("b.csv")]);
    let mut link = ZipWriter::new(Cursor::new(Vec::new()));
    link.add_symlink("a.csv", "/etc/passwd", SimpleFileOptions::default()).expect("a link");
    let bad = [
        ("bomb.zip", zipped(&[file("a.csv"), ("b.csv".to_owned(), vec![0; 70 << 20])]), "a bomb"),
        ("cut.zip", two[..two.len() - 30].to_vec(), "no zip file that can be read"),
        (
            "damaged.zip",
            with(zipped(&[("a.csv".to_owned(), b"RE;SR1;stored".to_vec())]), b"PK\x01\x02", b"PK\x01\x03"),
            "no zip file",
        ),
        ("double.zip", with(two.clone(), b"b.csv", b"a.csv"), "the name 'a.csv' stands in it twice"),
        ("empty.zip", zipped(&[]), "no file is in it"),
        ("encrypted.zip", encrypted(two.clone()), "a.csv: it is encrypted"),
        ("link.zip", link.finish().expect("a zip").into_inner(), "a.csv: it is a link"),
        ("nested.zip", zipped(&[("b/c.zip".to_owned(), two.clone())]), "a package within a package"),
        ("not.zip", good.clone(), "no zip file"),
        ("out.zip", with(two.clone(), b"a.csv", b"../.a"), "leads out of the package"),
        ("root.zip", with(two.clone(), b"a.csv", b"/etcx"), "leads out of the package"),
        ("void.zip", zipped(&[file("a.csv"), ("b.csv".to_owned(), Vec::new())]), "b.csv: it is empty"),
    ];
    let world = world();
    for (name, bytes, _) in &bad {
        world.deliver(&format!("BG28/invoices/{name}"), bytes);
    }
    let output = world.stage("open-run", FR, &[]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let left = overview(&world, FR, "liegen_gelassen");
    assert_eq!(left.len(), bad.len(), "{left:?}");
    for ([name, why], (should, _, reason)) in left.iter().zip(&bad) {
        assert!(name == should && why.contains(reason), "{name}: {why}");
    }
    assert!(overview(&world, FR, "genommen").is_empty(), "nothing of them");
    let beside: Vec<_> =
        fs::read_dir(world.run(FR)).expect("the run").map(|e| e.expect("an entry").file_name()).collect();
    assert!(!beside.iter().any(|name| name.to_string_lossy().contains("unpacked")), "{beside:?}");
}

#[test]
fn a_folder_with_anything_that_is_not_complete_is_left_alone_whole() {
    let world = world();
    let good = sr1("R1", "02.03.2005", &[Blatt::neu("600000000001", 500)]).into_bytes();
    for (folder, spoiler) in [("empty", "a.csv"), ("growing", "b.part"), ("link", "l.csv"), ("packed", "p.zip")] {
        world.deliver(&format!("BG28/invoices/{folder}/good-{folder}.csv"), &good);
        world.deliver(&format!("BG28/invoices/{folder}/deep/{spoiler}"), &good);
    }
    let folder = world.drop.join("BG28/invoices");
    fs::write(folder.join("empty/deep/a.csv"), "").expect("an empty file");
    fs::remove_file(folder.join("link/deep/l.csv")).expect("a file");
    symlink("/etc/passwd", folder.join("link/deep/l.csv")).expect("a link");
    let output = world.stage("open-run", FR, &[]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let left = overview(&world, FR, "liegen_gelassen");
    let should = [
        ["empty", "deep/a.csv in it: it is empty"],
        ["growing", "deep/b.part in it: its name says that it is still being written"],
        ["link", "deep/l.csv in it: it is a link; links are not followed"],
        ["packed", "deep/p.zip in it is a package; put it beside the folder, or unpack it"],
    ];
    assert_eq!(left, should.map(|row| row.map(str::to_owned)));
    assert!(overview(&world, FR, "genommen").is_empty());
}
