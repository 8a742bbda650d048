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

/// Files of a run that nobody decided who reads.
fn without_readers(files: &Tree) -> Vec<&String> {
    files.keys().filter(|path| einsicht::datei(path).is_none()).collect()
}

#[test]
fn every_file_of_a_run_has_its_readers() {
    for example in ["apotheke", "erezept", "leistungen"] {
        for (run, files) in runs(example) {
            let nobody = without_readers(&files);
            assert!(nobody.is_empty(), "{run}: who reads {nobody:?}? Add them to einsicht.rs");
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

/// Files that go out to a facility or biller, with whose they are.
fn outgoing(files: &Tree) -> impl Iterator<Item = (&String, &str, String)> {
    files.iter().filter_map(|(path, bytes)| {
        let text = einsicht::datei(path) == Some(Einsicht::Rechnungssteller) && !path.ends_with(".pdf");
        let whose = path.split('/').nth(1).filter(|_| text)?;
        Some((path, whose, String::from_utf8_lossy(bytes).into_owned()))
    })
}

/// Everything the files of a run tell facilities that they did not send, and how many files there are.
fn told_to_facilities(
    files: &Tree,
    closed: &BTreeMap<String, String>,
    sent: &BTreeMap<String, String>,
) -> (usize, Vec<String>) {
    let (mut seen, mut leaks) = (0, Vec::new());
    for (path, facility, text) in outgoing(files) {
        seen += 1;
        let own = &sent[facility];
        // What stood on a line or a paper invoice is what he sent; of what was expected only amounts are told: the
        // agreed rate, and the figure to which a line was cut.
        let amount = |value: &str| value.contains(',') && !value.chars().any(char::is_alphabetic);
        let told = |value: &str, place: &str| match place.strip_prefix("50-services/befunde.csv, ") {
            Some("ist") => true,
            Some("soll") => amount(value),
            _ => false,
        };
        let leaked =
            closed.iter().filter(|(value, place)| holds(&text, value) && !holds(own, value) && !told(value, place));
        leaks.extend(leaked.map(|(value, place)| format!("{path} tells {facility} '{value}' of {place}")));
    }
    (seen, leaks)
}

#[test]
fn a_facility_reads_nothing_of_a_closer_class_that_it_did_not_send() {
    let (sent, mut seen) = (sent(), 0);
    for (run, files) in runs("leistungen") {
        let closed = values(&files, Einsicht::Kostentraeger);
        assert!(closed.len() > 50, "{run}: there are values to look for");
        let (letters, leaks) = told_to_facilities(&files, &closed, &sent);
        assert!(leaks.is_empty(), "{run}: {leaks:?}, which it did not send");
        seen += letters;
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

/// Everything the files of a run tell billers that they did not send, and every person they name; and how many files there are.
fn told_to_billers(
    files: &Tree,
    closed: &BTreeMap<String, String>,
    billed: &BTreeMap<String, String>,
) -> (usize, Vec<String>) {
    let (mut seen, mut leaks) = (0, Vec::new());
    for (path, biller, text) in outgoing(files) {
        seen += 1;
        let own = &billed[biller];
        // A rule's own words, which say the same of every sheet, and our number of the very invoice.
        let of_this_invoice = |value: &str| value.strip_prefix("Beleg ").is_some_and(|beleg| path.contains(beleg));
        let fixed = |value: &str| value == "auf der Einzelpostenliste" || of_this_invoice(value);
        let closed = closed.iter().filter(|(value, _)| value.parse::<f64>().is_err() && !fixed(value));
        let leaked = closed.filter(|(value, _)| holds(&text, value) && !holds(own, value));
        leaks.extend(leaked.map(|(value, place)| format!("{path} tells {biller} '{value}' of {place}")));
        // Of a person he is told nothing at all: the number of the picture says whom it is about.
        for line in own.lines().filter(|line| line.starts_with("RZ;")) {
            let persons = line.split(';').skip(4).take(2).filter(|name| name.chars().count() > 3);
            leaks.extend(persons.filter(|person| holds(&text, person)).map(|person| format!("{path} names {person}")));
        }
    }
    (seen, leaks)
}

#[test]
fn a_biller_reads_nothing_of_a_closer_class_that_he_did_not_send() {
    let (billed, mut seen) = (billed(), 0);
    for (run, files) in runs("apotheke") {
        let (letters, leaks) = told_to_billers(&files, &values(&files, Einsicht::Kostentraeger), &billed);
        assert!(leaks.is_empty(), "{run}: {leaks:?}, which he did not send");
        seen += letters;
    }
    assert!(seen > 5, "{seen} letters");
}

/// Words in a message of the gallery about the person whose delivery it is about.
fn told_by_message(text: &str) -> Vec<&'static str> {
    let person =
        ["Muster;", "Max", "12.05.1954", "1954-05-12", "Allee 3", "38100", "Braunschweig", "Betrieb GmbH", "Erna"];
    person.into_iter().filter(|value| holds(text, value)).collect()
}

/// Everything that files for everybody tell of a person.
fn told_to_everybody(files: &Tree, closed: &BTreeMap<String, String>) -> Vec<String> {
    let mut leaks = Vec::new();
    for (path, bytes) in files.iter().filter(|(path, _)| einsicht::datei(path) == Some(Einsicht::Oeffentlich)) {
        let text = String::from_utf8_lossy(bytes);
        // Words only: numbers occur in hashes and counts by chance.
        for (value, place) in closed.iter().filter(|(value, _)| value.chars().any(char::is_uppercase)) {
            let ours = value.contains("BG") || value.contains("LE") || value.chars().all(|c| c.is_ascii_uppercase());
            if !ours && holds(&text, value) {
                leaks.push(format!("{path} tells everybody '{value}' of {place}"));
            }
        }
    }
    leaks
}

#[test]
fn no_message_of_the_gallery_holds_more_than_everybody_may_read() {
    for entry in fs::read_dir(repository().join("fixtures/errors")).expect("the gallery") {
        let path = entry.expect("a message").path();
        let text = fs::read_to_string(&path).expect("a message");
        let told = told_by_message(&text);
        assert!(told.is_empty(), "{} tells everybody {told:?}:\n{text}", path.display());
    }
    for (run, files) in runs("apotheke").into_iter().chain(runs("erezept")).chain(runs("leistungen")) {
        let leaks = told_to_everybody(&files, &values(&files, Einsicht::Rechnungssteller));
        assert!(leaks.is_empty(), "{run}: {leaks:?}");
    }
}

/// Writes a value at the end of each file chosen, one at a time, and expects that each time it is found.
fn assert_planted_is_found(
    files: &Tree,
    value: &str,
    chosen: impl Fn(&str) -> bool,
    leaks: impl Fn(&Tree) -> Vec<String>,
) {
    let mut planted = 0;
    for path in files.keys().filter(|path| chosen(path)) {
        let mut files = files.clone();
        files.get_mut(path).expect("a file").extend(format!("\n{value}\n").bytes());
        assert!(leaks(&files).iter().any(|leak| leak.contains(path)), "{value} in {path}, and nobody noticed");
        planted += 1;
    }
    assert!(planted > 0, "there is a file to plant {value} in");
}

#[test]
fn a_planted_leak_is_found() {
    for column in ["diagnose", "name_der_mutter", "e_mail"] {
        assert!(einsicht::spalte("60-payments/anweisungen.csv", column).is_none(), "{column}: nobody decided on it");
    }
    let (sent, billed) = (sent(), billed());
    for (_, mut files) in runs("leistungen") {
        let closed = values(&files, Einsicht::Kostentraeger);
        for (facility, own) in &sent {
            let foreign = closed.keys().find(|value| value.chars().all(char::is_alphabetic) && !holds(own, value));
            let letters = |path: &str| path.contains(&format!("/{facility}/")) && !path.ends_with(".pdf");
            if files.keys().any(|path| letters(path)) {
                let foreign = foreign.expect("a name that it did not send");
                assert_planted_is_found(&files, foreign, letters, |files| told_to_facilities(files, &closed, &sent).1);
            }
        }
        files.insert("90-letters/LE101/notes.md".to_owned(), Vec::new());
        assert_eq!(without_readers(&files), ["90-letters/LE101/notes.md"]);
    }
    for (_, files) in runs("apotheke").into_iter().filter(|(_, files)| files.keys().any(|p| p.starts_with("90-"))) {
        let closed = values(&files, Einsicht::Kostentraeger);
        let of_a_person = values(&files, Einsicht::Rechnungssteller);
        let name = |value: &&String| value.chars().all(char::is_alphabetic) && value.chars().any(char::is_lowercase);
        let person = of_a_person.iter().find(|(value, place)| place.ends_with(", name") && name(value)).expect("one").0;
        let letters = |path: &str| path.starts_with("90-letters/3") && path.ends_with(".txt");
        if files.keys().any(|path| letters(path)) {
            let foreign = closed.keys().filter(name).find(|value| billed.values().all(|own| !holds(own, value)));
            let foreign = foreign.expect("a word that no biller sent");
            assert_planted_is_found(&files, foreign, letters, |files| told_to_billers(files, &closed, &billed).1);
        }
        let open = |path: &str| path.ends_with("receipt.json") || path.ends_with("LIEFERSCHEIN");
        assert_planted_is_found(&files, person, open, |files| told_to_everybody(files, &of_a_person));
    }
    assert_eq!(told_by_message("error: a.csv, line 3: name 'Max': too long"), ["Max"]);
}
