//! Every file of the shipped examples has its readers, and holds nothing of a closer class.

use std::collections::BTreeMap;
use std::fs;

use domain::dateien::DATEIEN;
use domain::einsicht::{self, Einsicht};
use testkit::tree::{self, Tree};
use testkit::world::repository;

/// The files of the expected runs: by run (`LWL/2024-03-01`), then by path.
fn runs(example: &str) -> BTreeMap<String, Tree> {
    let mut runs: BTreeMap<String, Tree> = BTreeMap::new();
    for (path, bytes) in tree::read(&repository().join("fixtures/runs").join(example).join("expected")) {
        let mut parts = path.splitn(3, '/');
        let (payer, date, file) = (parts.next(), parts.next(), parts.next());
        if let (Some(payer), Some(date), Some(file)) = (payer, date, file) {
            runs.entry(format!("{payer}/{date}")).or_default().insert(file.to_owned(), bytes);
        }
    }
    runs
}

#[test]
fn every_file_of_a_run_has_its_readers() {
    for example in ["apotheke", "erezept", "leistungen"] {
        for (run, files) in runs(example) {
            for path in files.keys() {
                assert!(einsicht::datei(path).is_some(), "{run}/{path}: who reads it? Add it to einsicht.rs");
            }
        }
    }
}

/// The values of a run's tables in columns of this class or a closer one, as they stand there and as letters write them.
fn values(files: &Tree, from: Einsicht) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for table in DATEIEN {
        for path in table.pfade {
            let Some(bytes) = files.get(*path) else { continue };
            let closed = table.spalten.iter().map(|column| einsicht::spalte(table.pfade[0], column.name) >= Some(from));
            let closed: Vec<bool> = closed.collect();
            for row in csv::Reader::from_reader(bytes.as_slice()).records() {
                let row = row.expect("a row");
                for (nr, cell) in row.iter().enumerate().filter(|(nr, _)| closed[*nr]) {
                    let place = format!("{path}, {}", table.spalten[nr].name);
                    if let Some(date) = domain::datum::aus_iso(cell) {
                        values.insert(domain::datum::deutsch(date), place.clone());
                    }
                    values.insert(cell.to_owned(), place);
                }
            }
        }
    }
    // What is too short or too common says nothing about anybody.
    values.retain(|value, _| value.chars().count() > 3 && !value.parse::<f64>().is_ok_and(|number| number < 10_000.0));
    values
}

/// Returns true if a text holds a value as a word of its own.
fn holds(text: &str, value: &str) -> bool {
    let part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(value)
        .any(|(at, _)| !part(text[..at].chars().next_back()) && !part(text[at + value.len()..].chars().next()))
}

/// The cells of everything that each facility ever sent.
fn sent() -> BTreeMap<String, String> {
    let mut sent: BTreeMap<String, String> = BTreeMap::new();
    for (path, bytes) in tree::read(&repository().join("fixtures/runs/leistungen/drop")) {
        if let (true, Some(name)) = (path.contains("/invoices/"), path.rsplit('/').next()) {
            let facility = name.split('_').next().unwrap_or_default().to_owned();
            *sent.entry(facility).or_default() += &String::from_utf8_lossy(&bytes);
        }
    }
    sent
}

#[test]
fn a_facility_reads_nothing_of_a_closer_class_that_it_did_not_send() {
    let sent = sent();
    let mut seen = 0;
    for (run, files) in runs("leistungen") {
        let closed = values(&files, Einsicht::Kostentraeger);
        assert!(closed.len() > 50, "{run}: there are values to look for");
        for (path, bytes) in &files {
            let outgoing = einsicht::datei(path) == Some(Einsicht::Rechnungssteller) && !path.ends_with(".pdf");
            let Some(facility) = path.split('/').nth(1).filter(|_| outgoing) else { continue };
            seen += 1;
            let text = String::from_utf8_lossy(bytes);
            let own = &sent[facility];
            // What stood on a line or a paper invoice is what he sent; of what was expected only amounts are told: the
            // agreed rate, and the figure to which a line was cut.
            let amount = |value: &str| value.contains(',') && !value.chars().any(char::is_alphabetic);
            let told = |value: &str, place: &str| match place.strip_prefix("50-services/befunde.csv, ") {
                Some("ist") => true,
                Some("soll") => amount(value),
                _ => false,
            };
            for (value, place) in &closed {
                let leaked = holds(&text, value) && !holds(own, value) && !told(value, place);
                assert!(!leaked, "{run}/{path} tells {facility} '{value}' of {place}, which it did not send");
            }
        }
    }
    assert!(seen > 20);
}

/// Everything that each biller of prescriptions sent, by his IK.
fn billed() -> BTreeMap<String, String> {
    let mut billed: BTreeMap<String, String> = BTreeMap::new();
    for (path, bytes) in tree::read(&repository().join("fixtures/runs/apotheke/drop")) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let (true, Some(ik)) = (path.contains("/invoices/"), text.lines().next().and_then(|re| re.split(';').nth(5)))
        {
            *billed.entry(ik.to_owned()).or_default() += &text;
        }
    }
    billed
}

#[test]
fn a_biller_reads_nothing_of_a_closer_class_that_he_did_not_send() {
    let billed = billed();
    let mut seen = 0;
    for (run, files) in runs("apotheke") {
        let closed = values(&files, Einsicht::Kostentraeger);
        for (path, bytes) in &files {
            let outgoing = einsicht::datei(path) == Some(Einsicht::Rechnungssteller) && !path.ends_with(".pdf");
            let Some(biller) = path.split('/').nth(1).filter(|_| outgoing) else { continue };
            seen += 1;
            let (text, own) = (String::from_utf8_lossy(bytes), &billed[biller]);
            // A rule's own words, which say the same of every sheet, and our number of the very invoice.
            let of_this_invoice = |value: &str| value.strip_prefix("Beleg ").is_some_and(|beleg| path.contains(beleg));
            let fixed = |value: &str| value == "auf der Einzelpostenliste" || of_this_invoice(value);
            let closed = closed.iter().filter(|(value, _)| value.parse::<f64>().is_err() && !fixed(value));
            for (value, place) in closed {
                let leaked = holds(&text, value) && !holds(own, value);
                assert!(!leaked, "{run}/{path} tells {biller} '{value}' of {place}, which he did not send");
            }
            // Of a person he is told nothing at all: the number of the picture says whom it is about.
            for line in own.lines().filter(|line| line.starts_with("RZ;")) {
                for person in line.split(';').skip(4).take(2).filter(|name| name.chars().count() > 3) {
                    assert!(!holds(&text, person), "{run}/{path} names {person}");
                }
            }
        }
    }
    assert!(seen > 5, "{seen} letters");
}

#[test]
fn no_message_of_the_gallery_holds_more_than_everybody_may_read() {
    let person =
        ["Muster;", "Max", "12.05.1954", "1954-05-12", "Allee 3", "38100", "Braunschweig", "Betrieb GmbH", "Erna"];
    for entry in fs::read_dir(repository().join("fixtures/errors")).expect("the gallery") {
        let path = entry.expect("a message").path();
        let text = fs::read_to_string(&path).expect("a message");
        for value in person {
            assert!(!holds(&text, value), "{} tells everybody {value}:\n{text}", path.display());
        }
    }
    for (run, files) in runs("apotheke").into_iter().chain(runs("erezept")).chain(runs("leistungen")) {
        let closed = values(&files, Einsicht::Rechnungssteller);
        for (path, bytes) in files.iter().filter(|(path, _)| einsicht::datei(path) == Some(Einsicht::Oeffentlich)) {
            let text = String::from_utf8_lossy(bytes);
            // Words only: numbers occur in hashes and counts by chance.
            for (value, place) in closed.iter().filter(|(value, _)| value.chars().any(char::is_uppercase)) {
                let ours =
                    value.contains("BG") || value.contains("LE") || value.chars().all(|c| c.is_ascii_uppercase());
                assert!(ours || !holds(&text, value), "{run}/{path} tells everybody '{value}' of {place}");
            }
        }
    }
}
