//! What left the house once is in no second file, and what was ordered is in one.

use std::collections::BTreeMap;
use std::fs;

use domain::Betrag;
use testkit::tree;
use testkit::world::{Blatt, World};

use crate::services::{invoice as leistungsrechnung, small_world};

const FR: &str = "2005-03-11";
const MO: &str = "2005-03-14";
const DI: &str = "2005-03-15";
const OUTGOING: [&str; 6] = ["60-payments", "70-dtaus", "75-sepa", "80-rzs-abrech", "85-avis", "90-letters"];

/// A world whose biller's account has an IBAN, with an invoice of which one sheet waits for a correction.
fn world() -> World {
    let world = World::new();
    let blaetter = [Blatt::neu("1", 1000), Blatt::neu("2", 2000), Blatt::neu("3", 700).unf_datum("?")];
    world.invoice("a.csv", "7119", "02.03.2005", &blaetter);
    world
}

/// Every file of the stages from 60 on, by path.
fn papers(world: &World, date: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for folder in OUTGOING {
        files.extend(
            tree::read(&world.run(date).join(folder))
                .into_iter()
                .map(|(path, bytes)| (format!("{folder}/{path}"), bytes)),
        );
    }
    files
}

/// Amounts in cents of a DTAUS file.
fn dtaus(world: &World, date: &str, file: &str) -> Vec<i64> {
    let bytes = fs::read(world.run(date).join("70-dtaus").join(file)).unwrap_or_else(|e| panic!("{date} {file}: {e}"));
    let files = banking::dtaus::lies(&bytes).expect("well formed");
    files.iter().flat_map(|f| &f.saetze).map(|s| s.betrag.cent()).collect()
}

fn end_to_end(world: &World, date: &str, file: &str) -> Vec<String> {
    let text = fs::read_to_string(world.run(date).join("75-sepa").join(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
    text.split("<EndToEndId>").skip(1).map(|rest| rest.split('<').next().expect("an id").to_owned()).collect()
}

fn booked(world: &World, date: &str, file: &str) -> Vec<String> {
    let bytes = fs::read(world.run(date).join("80-rzs-abrech").join(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
    mainframe::rzs_abrech::read(&bytes)
        .expect("records")
        .into_iter()
        .map(|b| b.pic_nr.trim_start_matches('0').to_owned())
        .collect()
}

/// What lay there stays byte for byte; lists of checksums grow by lines.
fn assert_first_stays(first: &BTreeMap<String, Vec<u8>>, second: &BTreeMap<String, Vec<u8>>) {
    for (path, bytes) in first.iter().filter(|(path, _)| !path.ends_with(".csv") && !path.ends_with("receipt.json")) {
        if path.ends_with("SHA256SUMS") || path.ends_with("LIEFERSCHEIN") {
            let (before, after) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&second[path]));
            assert!(
                before.lines().all(|line| {
                    line.contains(".csv") || line.ends_with("LIEFERSCHEIN") || after.lines().any(|l| l == line)
                }),
                "{path} grows"
            );
            // A delivery note of tables alone, as letters have it, gets no line more: a table's line changes.
            let of_tables = path.ends_with("LIEFERSCHEIN")
                && !before
                    .lines()
                    .chain(after.lines())
                    .any(|l| l.starts_with("durchgang ") || l.starts_with("anweisung "));
            if of_tables {
                assert_ne!(after, before, "{path} tells the tables as they are now");
            } else {
                assert!(after.lines().count() > before.lines().count(), "{path} grows");
            }
        } else {
            assert_eq!(second.get(path), Some(bytes), "{path} stays byte for byte");
        }
    }
}

#[test]
fn a_second_run_of_the_day_writes_only_what_is_new() {
    let world = world();
    world.must_run(FR);
    let first = papers(&world, FR);
    assert_eq!(dtaus(&world, FR, "DTAUS0"), [3000]);
    world.decide("d.csv", "korrektur1;3;unf_datum;10.12.2004;mm;2005-03-11T10:00:00;");
    world.must_run(FR);
    let second = papers(&world, FR);
    assert_first_stays(&first, &second);
    assert_eq!(dtaus(&world, FR, "DTAUS0-2"), [700]);
    let (one, two) = (end_to_end(&world, FR, "pain.001.xml"), end_to_end(&world, FR, "pain.001-2.xml"));
    assert_eq!((one, two), (vec!["BG28-0000001-1".to_owned()], vec!["BG28-0000001-2".to_owned()]));
    assert_eq!(
        (booked(&world, FR, "RZS-ABRECH"), booked(&world, FR, "RZS-ABRECH-2")),
        (vec!["1".into(), "2".into()], vec!["3".into()])
    );
    let letter = String::from_utf8_lossy(&second["60-payments/zahlungsanweisung-2.txt"]).into_owned();
    assert!(letter.contains("7,00") && !letter.contains("30,00"), "{letter}");
    let sum: Betrag = world
        .table(FR, "60-payments/durchgaenge.csv")
        .iter()
        .map(|row| row["betrag"].parse::<Betrag>().expect("an amount"))
        .sum();
    assert_eq!(sum, Betrag::aus_cent(3700));

    world.must_run(FR);
    assert_eq!(papers(&world, FR), second, "a repeat without news changes no byte");
    let said = world.stage("order-payments", FR, &["--force"]);
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.contains("pass 1 (30,00 EUR) unchanged; pass 2 (7,00 EUR) unchanged"), "{said}");
}

#[test]
fn money_ordered_and_never_written_is_named_and_written_by_the_next_run() {
    for last in ["audit-stage2", "order-payments", "emit-dtaus", "emit-sepa"] {
        let world = world();
        for tool in ["open-run"].iter().chain(world.stages) {
            assert!(world.stage(tool, FR, &[]).status.success(), "{tool}");
            if *tool == last {
                break;
            }
        }
        world.must_run(MO);
        world.must_run(DI);
        let mut ids = Vec::new();
        let mut sheets = Vec::new();
        for date in [FR, MO, DI] {
            if world.run(date).join("75-sepa/pain.001.xml").is_file() {
                ids.extend(end_to_end(&world, date, "pain.001.xml"));
            }
            if world.run(date).join("80-rzs-abrech/RZS-ABRECH").is_file() {
                sheets.extend(booked(&world, date, "RZS-ABRECH"));
            }
        }
        assert_eq!(ids, ["BG28-0000001-1"], "stopped after {last}: in one file");
        sheets.sort();
        assert_eq!(sheets, ["1", "2"], "stopped after {last}: booked once");
        if last == "order-payments" {
            assert_eq!(dtaus(&world, MO, "DTAUS0").len(), 1);
            assert_eq!(world.table(MO, "60-payments/durchgaenge.csv")[0]["angewiesen_am"], FR);
        }
    }
}

#[test]
fn an_amount_too_large_for_a_booking_holds_up_nothing() {
    let world = World::new();
    world.invoice("a.csv", "1", "02.03.2005", &[Blatt::neu("1", 15_000_000), Blatt::neu("2", 2000)]);
    world.must_run(FR);
    assert_eq!(booked(&world, FR, "RZS-ABRECH"), ["2"]);
    let sheet = fs::read_to_string(world.run(FR).join("80-rzs-abrech/begleitbeleg.txt")).expect("a sheet");
    assert!(sheet.contains("150.000,00"), "{sheet}");
    assert_eq!(dtaus(&world, FR, "DTAUS0")[0], 15_002_000);
}

#[test]
fn a_wrong_account_of_our_own_is_found_before_anything_is_ordered() {
    let mut world = world();
    let toml = fs::read_to_string(world.config.join("payers/BG28.toml")).expect("the payer's file");
    let iban = toml.lines().find(|line| line.starts_with("iban = \"DE")).expect("an own account").to_owned();
    let wrong = format!("{}9\"", &iban[..iban.len() - 2]);
    world.configure(&[(&iban, &wrong)]);
    let (_, code, said) = world.chain(FR).expect_err("refused");
    assert_eq!(code, 78, "{said}");
    world.config = testkit::world::repository().join("pipelines");
    world.must_run(FR);
    assert_eq!(end_to_end(&world, FR, "pain.001.xml"), ["BG28-0000001-1"]);
}

/// The words of `status` on a run.
fn status(world: &World, date: &str) -> String {
    let output = std::process::Command::new(testkit::world::binary("status")).arg(world.run(date)).output();
    String::from_utf8_lossy(&output.expect("the tool can be started").stdout).into_owned()
}

/// Every transfer of a run's bank files by EndToEndId, and every line told to facilities: each once.
fn told(world: &World, date: &str) -> (Vec<String>, Vec<String>) {
    let papers = papers(world, date);
    let mut transfers = Vec::new();
    let mut lines = Vec::new();
    for (path, bytes) in &papers {
        let text = String::from_utf8_lossy(bytes);
        if path.starts_with("75-sepa/pain") && path.ends_with(".xml") {
            let ids = text.split("<EndToEndId>").skip(1).map(|rest| rest.split('<').next().expect("an id"));
            transfers.extend(ids.map(str::to_owned));
        }
        if path.contains("/zahlungsavis") && path.ends_with(".csv") || path.contains("/korrektur-") {
            lines.extend(text.lines().skip(1).map(str::to_owned));
        }
    }
    transfers.sort();
    (transfers, lines)
}

#[test]
fn a_second_run_of_the_day_tells_facilities_only_what_is_new() {
    let world = small_world();
    const DATE: &str = "2024-05-02";
    // Paid, refused (another person), and later the same day both again on another invoice.
    let wrong = |text: String| text.replace("Alt;Anna", "Alt;Anne");
    world.deliver("LWL/invoices/1.csv", leistungsrechnung("R1", 1, 10, 10, "").as_bytes());
    world.deliver("LWL/invoices/2.csv", wrong(leistungsrechnung("R2", 11, 12, 2, "")).as_bytes());
    world.must_run(DATE);
    let first = papers(&world, DATE);
    world.deliver("LWL/invoices/3.csv", leistungsrechnung("R3", 13, 14, 2, "").as_bytes());
    world.deliver("LWL/invoices/4.csv", wrong(leistungsrechnung("R4", 15, 17, 3, "")).as_bytes());
    world.must_run(DATE);
    let second = papers(&world, DATE);
    assert_first_stays(&first, &second);
    for file in [
        "60-payments/zahlungsanweisung-2.txt",
        "75-sepa/pain.001-2.xml",
        "85-avis/LE1/zahlungsavis-2.csv",
        "85-avis/LE1/zahlungsavis-2.txt",
        "90-letters/LE1/rueckgabe-2.txt",
    ] {
        assert!(second.contains_key(file) && !first.contains_key(file), "{file}: {:?}", second.keys());
    }
    let (transfers, lines) = told(&world, DATE);
    assert_eq!(transfers, ["LWL-0000001-1", "LWL-0000003-1"]);
    let mut once = lines.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), lines.len(), "no line is told twice: {lines:?}");
    let said = status(&world, DATE);
    assert!(said.contains("pass 2: 84,00 EUR new; pass 1 (420,00 EUR) unchanged"), "{said}");
    world.must_run(DATE);
    assert_eq!(papers(&world, DATE), second, "a repeat without news changes no byte");
    for tool in ["emit-avis", "emit-letters"] {
        assert!(world.stage(tool, DATE, &["--force"]).status.success(), "{tool}");
    }
    assert_eq!(papers(&world, DATE), second, "nor does --force");
}

#[test]
fn facilities_are_told_by_the_next_run_what_a_stopped_one_ordered_and_by_no_other() {
    for last in ["order-payments", "emit-dtaus", "emit-sepa"] {
        let world = small_world();
        world.deliver("LWL/invoices/1.csv", leistungsrechnung("R1", 1, 10, 10, "").as_bytes());
        for tool in ["open-run"].iter().chain(world.stages) {
            assert!(world.stage(tool, "2024-05-02", &[]).status.success(), "{tool}");
            if *tool == last {
                break;
            }
        }
        if last == "order-payments" {
            assert!(status(&world, "2024-05-02").contains("IN NO BANK FILE: 420,00 EUR"), "{last}");
        }
        world.must_run("2024-05-03");
        world.must_run("2024-05-06");
        world.must_run("2024-05-02");
        let mut transfers = Vec::new();
        let mut lines = Vec::new();
        for date in ["2024-05-02", "2024-05-03", "2024-05-06"] {
            let (more, told) = told(&world, date);
            transfers.extend(more);
            lines.extend(told);
            assert!(!status(&world, date).contains("IN NO BANK FILE"), "{last}: {date}");
        }
        assert_eq!(transfers, ["LWL-0000001-1"], "stopped after {last}");
        assert_eq!(lines.len(), 1, "stopped after {last}: {lines:?}");
        let letter = world.run("2024-05-03").join("60-payments/zahlungsanweisung.txt");
        let asked = fs::read_to_string(letter).is_ok_and(|text| text.contains("420,00"));
        assert_eq!(asked, last == "order-payments", "stopped after {last}: asked for once more only if no bank has it");
    }
}

/// SHA-256 of a file, by another program than ours.
fn sha256sum(path: &std::path::Path) -> String {
    let output = std::process::Command::new("sha256sum").arg(path).output().expect("sha256sum of coreutils");
    assert!(output.status.success(), "{}", path.display());
    String::from_utf8_lossy(&output.stdout).split_whitespace().next().expect("a hash").to_owned()
}

/// Holds every bank file that lies there against the letter of its pass; gives how many there are.
fn assert_letters_name_the_files(world: &World, date: &str) -> usize {
    let named = world.table(date, "60-payments/bankdateien.csv");
    for row in &named {
        let (file, pass) = (row["datei"].as_str(), row["pass"].parse().expect("a number"));
        let folder = if file.starts_with("DTAUS") { "70-dtaus" } else { "75-sepa" };
        let hash = sha256sum(&world.run(date).join(folder).join(file));
        assert_eq!(row["datei_sha256"], hash, "{file}");
        let letter = world.run(date).join("60-payments").join(stage::of_pass("zahlungsanweisung.txt", pass));
        let letter = fs::read_to_string(letter).expect("a letter");
        let line = letter.lines().find(|line| line.starts_with(&format!("{file}:"))).expect("its file");
        let sum: Betrag = row["betrag"].parse().expect("an amount");
        for part in [&hash[..16], &format!("{} EUR", sum.deutsch()), &format!("{} Zahlung", row["anzahl"])] {
            assert!(line.contains(part), "{part} in {line}");
        }
    }
    named.len()
}

#[test]
fn the_letter_of_each_pass_names_its_bank_files_by_the_hash_of_what_lies_there() {
    let world = world();
    world.invoice("b.csv", "7120", "02.03.2005", &[Blatt::neu("4", 900)]);
    world.must_run(FR);
    assert_eq!(assert_letters_name_the_files(&world, FR), 2);
    world.decide("d.csv", "korrektur1;3;unf_datum;10.12.2004;mm;2005-03-11T10:00:00;");
    world.must_run(FR);
    assert_eq!(assert_letters_name_the_files(&world, FR), 4, "two passes");
    assert!(world.stage("order-payments", FR, &["--force"]).status.success());
    assert_eq!(assert_letters_name_the_files(&world, FR), 4, "and a repeat");
    let world = small_world();
    world.deliver("LWL/invoices/1.csv", leistungsrechnung("R1", 1, 10, 10, "").as_bytes());
    world.must_run("2024-05-02");
    assert_eq!(assert_letters_name_the_files(&world, "2024-05-02"), 1, "no bank takes DTAUS any more");
}

#[test]
fn a_file_that_the_letter_does_not_name_is_said() {
    let world = world();
    for tool in ["open-run"].iter().chain(world.stages).take_while(|tool| **tool != "emit-dtaus") {
        assert!(world.stage(tool, FR, &[]).status.success(), "{tool}");
    }
    let said = world.stage("emit-dtaus", FR, &["--tape"]);
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.contains("DTAUS1 is not the file that the letter of pass 1 names"), "{said}");
    // DTAUS carries Friday's order; Monday's pain.001 carries it as well, beside what Monday's letter asks for.
    world.invoice("b.csv", "7120", "03.03.2005", &[Blatt::neu("4", 900)]);
    world.must_run(MO);
    assert_eq!(assert_letters_name_the_files(&world, MO), 2);
    let letter = fs::read_to_string(world.run(MO).join("60-payments/zahlungsanweisung.txt")).expect("a letter");
    let letter = letter.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(letter.contains("pain.001.xml: 2 Zahlungen, 39,00 EUR"), "{letter}");
    assert!(
        letter.contains("pain.001.xml trägt auch Zahlungen, um die schon ein früheres Schreiben bat (1)"),
        "{letter}"
    );
}

#[test]
fn nobody_is_told_to_send_a_file_that_no_bank_takes_any_more() {
    let world = small_world();
    world.deliver("LWL/invoices/1.csv", leistungsrechnung("R1", 1, 10, 10, "").as_bytes());
    for tool in ["open-run"].iter().chain(world.stages).take_while(|tool| **tool != "emit-dtaus") {
        assert!(world.stage(tool, "2024-04-30", &[]).status.success(), "{tool}");
    }
    let said = world.stage("emit-dtaus", "2024-04-30", &[]);
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.contains("send the file of emit-sepa") && !said.contains("tell the payer its SHA-256"), "{said}");
}
