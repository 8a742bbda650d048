//! The chain of care services: the shipped example byte for byte and against its table of what must come out, the
//! acceptance delivery, invoices that come again, corrections, and files that are refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use testkit::tree::{self, Tree};
use testkit::world::{World, repository};

const DATES: [&str; 3] = ["2024-03-01", "2024-03-28", "2024-05-03"];
const DATE: &str = "2024-05-03";

type Row = BTreeMap<String, String>;

fn example() -> PathBuf {
    repository().join("fixtures/runs/leistungen")
}

fn rows(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// The columns named, of every row.
fn columns(rows: &[Row], names: &[&str]) -> Vec<Vec<String>> {
    rows.iter().map(|row| names.iter().map(|name| row[*name].clone()).collect()).collect()
}

/// Runs the three months of the example, one run each.
fn run_example(world: &mut World) {
    for date in DATES {
        world.drop = example().join("drop").join(date);
        world.must_run(date);
    }
}

#[test]
fn the_example_comes_out_as_expected() {
    let mut world = World::services(&example());
    run_example(&mut world);
    let found: Tree = tree::read(&world.work).into_iter().filter(|(path, _)| !path.contains("/00-inbox/")).collect();
    let expected = example().join("expected");
    if std::env::var_os("ZAHLBAR_GOLDEN").is_some() {
        tree::write(&expected, &found);
    }
    tree::assert_same("fixtures/runs/leistungen", &tree::read(&expected), &found);
    run_example(&mut world);
    let again: Tree = tree::read(&world.work).into_iter().filter(|(path, _)| !path.contains("/00-inbox/")).collect();
    tree::assert_same("second run", &found, &again);
}

/// `soll/*.csv` was worked out by hand from the specification, with the arithmetic in column `rechenweg`.
#[test]
fn the_example_is_what_was_worked_out_by_hand() {
    let mut world = World::services(&example());
    run_example(&mut world);
    for (soll, file, names) in [
        (
            "urteile.csv",
            "50-services/urteile.csv",
            &[
                "rechnungsnummer",
                "lfd_nr",
                "code",
                "klasse",
                "vergabe",
                "betrag_berechnet",
                "betrag_anerkannt",
                "absetzung",
                "schon_bezahlt",
                "pilot",
            ][..],
        ),
        ("zahlungen.csv", "60-payments/anweisungen.csv", &["rechnungsnummer", "le_nr", "betrag", "rechtzeitig"][..]),
    ] {
        let soll = rows(&example().join("soll").join(soll));
        for date in DATES {
            let expected: Vec<Row> = soll.iter().filter(|row| row["lauf"] == date).cloned().collect();
            let mut expected = columns(&expected, names);
            let mut found = columns(&world.table(date, file), names);
            expected.sort();
            found.sort();
            for (e, f) in expected.iter().zip(&found) {
                assert_eq!(e, f, "{file} of {date}");
            }
            assert_eq!(expected.len(), found.len(), "{file} of {date}");
        }
    }
    let soll = columns(
        &rows(&example().join("soll/pilot.csv")),
        &["le_nr", "abrechnungsmonat", "papier", "elektronisch", "differenz", "bereit", "grund"],
    );
    let found = world.table(DATE, "95-report/pilot.csv");
    assert_eq!(
        soll,
        columns(&found, &["le_nr", "abrechnungsmonat", "papier", "elektronisch", "differenz", "bereit", "grund"])
    );
}

#[test]
fn every_finding_occurs_and_those_on_invoices_where_they_should() {
    let mut world = World::services(&example());
    run_example(&mut world);
    let mut seen = std::collections::BTreeSet::new();
    for date in DATES {
        let befunde = world.table(date, "50-services/befunde.csv");
        seen.extend(befunde.iter().map(|row| row["code"].clone()));
        let keiner_zeile = |row: &&Row| row["lfd_nr"].is_empty() || row["code"] == "L13";
        let name = |row: &Row| if row["code"].is_empty() { row["regel"].clone() } else { row["code"].clone() };
        let mut found: Vec<[String; 3]> = befunde
            .iter()
            .filter(keiner_zeile)
            .map(|row| [row["rechnungsnummer"].clone(), row["lfd_nr"].clone(), name(row)])
            .collect();
        let mut soll: Vec<[String; 3]> = rows(&example().join("soll/befunde.csv"))
            .iter()
            .filter(|row| row["lauf"] == date)
            .map(|row| ["rechnungsnummer", "lfd_nr", "befund"].map(|column| row[column].clone()))
            .collect();
        found.sort();
        soll.sort();
        assert_eq!(soll, found, "{date}");
    }
    let codes: Vec<String> = (1..=13).map(|nr| format!("L{nr:02}")).collect();
    assert!(codes.iter().all(|code| seen.contains(code)), "{seen:?}");
}

#[test]
fn delivery_b_comes_out_as_expected() {
    let Some(folder) = muster::acceptance("b") else { return };
    let world = World::services(&folder.join("drop"));
    world.must_run(DATE);
    let names = ["rechnungsnummer", "lfd_nr", "code", "klasse", "betrag_berechnet", "betrag_anerkannt", "pilot"];
    let expected = columns(&rows(&folder.join("expected/urteile.csv")), &names);
    assert_eq!(expected, columns(&world.table(DATE, "50-services/urteile.csv"), &names));
    let names = ["rechnungsnummer", "le_nr", "betrag"];
    let expected = columns(&rows(&folder.join("expected/zahlungen.csv")), &names);
    assert_eq!(expected, columns(&world.table(DATE, "60-payments/anweisungen.csv"), &names));
    for (anweisung, row) in world.table(DATE, "60-payments/anweisungen.csv").iter().zip(&expected) {
        let avis =
            fs::read_to_string(world.run(DATE).join(format!("85-avis/{}/zahlungsavis.csv", row[1]))).expect("an avis");
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(avis.as_bytes());
        let paid =
            reader.deserialize().map(|row: Result<Row, _>| row.expect("a row")["betrag_gezahlt"].replace(',', ""));
        let cents: i64 = paid.map(|cents| cents.parse::<i64>().expect("cents")).sum();
        assert_eq!(cents.to_string(), anweisung["betrag"].replace('.', ""), "the avis adds up to the payment");
    }
}

/// A facility in production with one grant of 42.00 a day.
pub(crate) fn small_world() -> World {
    let world = World::services_on_copy(Path::new("nowhere"));
    world.deliver(
        "LWL/reference/leistungserbringer.csv",
        b"le_nr;name;strasse;plz;ort;iban;freigeschaltet_ab;pilot_ab;produktion_ab;weg\n\
          LE1;Haus;Weg 1;48143;Ort;DE07400501500000001000;01.01.2022;;01.01.2023;datei\n",
    );
    world.deliver(
        "LWL/reference/bewilligungen.csv",
        b"bewilligung_nr;aktenzeichen;name;vorname;geb_datum;le_nr;leistungsart;einheit;von;bis;max_menge_monat\n\
          B1;1;Alt;Anna;01.02.1950;LE1;WOHNEN;TAG;01.01.2023;;\n",
    );
    world.deliver(
        "LWL/reference/saetze.csv",
        b"le_nr;leistungsart;einheit;gueltig_ab;gueltig_bis;satz\nLE1;WOHNEN;TAG;01.01.2023;;42,00\n",
    );
    world
}

/// An invoice of one line for these days of March 2024, and what stands after the amount.
pub(crate) fn invoice(nummer: &str, von: u32, bis: u32, menge: u32, mehr: &str) -> String {
    let betrag = menge * 42;
    format!(
        "LR;LR1;{nummer};LE1;LWL;03.2024;01.04.2024;02.04.2024;1;{betrag},00;\n\
         LP;1;B1;1;Alt;Anna;01.02.1950;WOHNEN;{von:02}.03.2024;{bis:02}.03.2024;{menge},00;TAG;42,00;{betrag},00{mehr}\n"
    )
}

/// (rechnungsnummer, code, betrag_anerkannt) of a run.
pub(crate) fn verdicts(world: &World, date: &str) -> Vec<Vec<String>> {
    columns(&world.table(date, "50-services/urteile.csv"), &["rechnungsnummer", "code", "betrag_anerkannt"])
}

pub(crate) fn ordered(world: &World, date: &str) -> Vec<String> {
    world.table(date, "60-payments/anweisungen.csv").iter().map(|row| row["betrag"].clone()).collect()
}

#[test]
fn what_is_paid_is_not_paid_again_and_a_correction_pays_the_rest() {
    let world = small_world();
    world.deliver("LWL/invoices/1.csv", invoice("R1", 1, 31, 30, "").as_bytes());
    world.must_run("2024-04-30");
    assert_eq!(ordered(&world, "2024-04-30"), ["1260.00"]);
    world.deliver("LWL/invoices/2.csv", invoice("R2", 31, 31, 1, "").as_bytes());
    world.deliver("LWL/invoices/3.csv", invoice("R1", 1, 31, 31, "").as_bytes());
    world.deliver("LWL/invoices/4.csv", invoice("R3", 1, 31, 31, ";R1;1;").as_bytes());
    world.must_run("2024-05-03");
    let expected = [["R1", "L09", "0.00"], ["R2", "L09", "0.00"], ["R3", "0", "42.00"]];
    assert_eq!(verdicts(&world, "2024-05-03"), expected);
    assert_eq!(ordered(&world, "2024-05-03"), ["42.00"]);
    world.must_run("2024-05-03");
    assert!(world.stage("order-payments", "2024-05-03", &["--force"]).status.success());
    assert_eq!(ordered(&world, "2024-05-03"), ["42.00"], "a repeat orders nothing new");
    world.deliver("LWL/invoices/5.csv", invoice("R4", 1, 31, 31, ";R3;1;").as_bytes());
    world.must_run("2024-05-06");
    assert_eq!(verdicts(&world, "2024-05-06"), [["R4", "0", "0.00"]], "a correction of the correction: all is paid");
    assert!(ordered(&world, "2024-05-06").is_empty());
}

#[test]
fn what_is_not_due_is_carried_forward_and_paid_on_its_day() {
    let world = small_world();
    world.deliver("LWL/invoices/1.csv", invoice("R1", 1, 31, 31, "").as_bytes());
    world.must_run("2024-04-03");
    assert!(ordered(&world, "2024-04-03").is_empty());
    assert_eq!(world.table("2024-04-03", "60-payments/ohne_anweisung.csv")[0]["grund"], "noch nicht fällig");
    world.must_run("2024-05-02");
    assert_eq!(ordered(&world, "2024-05-02"), ["1302.00"]);
    world.must_run("2024-05-03");
    assert!(verdicts(&world, "2024-05-03").is_empty(), "settled");
}

#[test]
fn a_decision_from_the_work_list_counts() {
    let world = small_world();
    world.deliver("LWL/invoices/1.csv", invoice("R1", 1, 31, 31, "").replace("Alt;Anna", "Alt;Anne").as_bytes());
    world.deliver(
        "LWL/decisions/d.csv",
        b"art;pic_nr;feld;wert;bearbeiter;zeitpunkt;bemerkung\n\
          status;LE1/R1:1;;0;mm;2024-05-02T08:00:00;Schreibfehler\n\
          status;LE1/R1:2;;0;mm;2024-05-02T08:00:00;\nkorrektur1;LE1/R1:1;name;x;mm;2024-05-02T08:00:00;\n",
    );
    world.must_run("2024-05-02");
    assert_eq!(verdicts(&world, "2024-05-02"), [["R1", "0", "1302.00"]]);
    let refused = world.table("2024-05-02", "20-invoices/abgelehnt.csv");
    assert_eq!(columns(&refused, &["satz", "feld"]), [["3", "pic_nr"], ["4", "art"]]);
}

#[test]
fn files_of_the_wrong_form_are_refused_and_the_rest_is_processed() {
    let world = small_world();
    world.deliver("LWL/invoices/1.csv", invoice("R1", 1, 15, 15, "").as_bytes());
    world.deliver("LWL/invoices/2.csv", invoice("R2", 16, 31, 16, "").replace("LE1", "LE9").as_bytes());
    world.deliver("LWL/invoices/3.csv", invoice("R3", 16, 31, 16, "").replace("TAG;42,00", "TAGE;42.00").as_bytes());
    world.deliver("LWL/invoices/4.csv", testkit::world::sr1("2005-1", "02.03.2005", &[]).as_bytes());
    world.must_run("2024-05-02");
    let refused = columns(&world.table("2024-05-02", "20-invoices/abgelehnt.csv"), &["datei", "satz", "feld", "wert"]);
    let expected = [
        ["2.csv", "1", "le_nr", "LE9"],
        ["3.csv", "2", "einheit", "TAGE"],
        ["3.csv", "2", "satz", "42.00"],
        ["4.csv", "1", "formatversion", ""],
    ];
    assert_eq!(refused, expected);
    assert_eq!(ordered(&world, "2024-05-02"), ["630.00"]);
    let check = |file: &str| {
        let path = world.drop.join("LWL/invoices").join(file);
        let output =
            std::process::Command::new(testkit::world::binary("import-invoice-csv")).arg("--check").arg(path).output();
        let output = output.expect("the tool can be started");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(check("1.csv").0, Some(0));
    assert_eq!(check("2.csv").0, Some(0), "a facility checks the form only");
    let (code, said) = check("3.csv");
    assert!(code == Some(65) && said.contains("TAGE") && said.contains("42.00"), "every error at once:\n{said}");
    assert_eq!(check("none.csv").0, Some(66));
    world.deliver("LWL/invoices/5.csv", invoice("R5", 16, 31, 16, "").replace("16,00;TAG", ";TAG").as_bytes());
    let (code, said) = check("5.csv");
    assert!(code == Some(0) && said.contains("menge (1 times)"), "right in an offered list, else refused:\n{said}");
}

#[test]
fn broken_reference_data_stop_the_chain_with_every_error() {
    let world = small_world();
    world.deliver(
        "LWL/reference/saetze.csv",
        b"le_nr;leistungsart;einheit;gueltig_ab;gueltig_bis;satz\n\
          LE1;WOHNEN;TAG;01.01.2023;31.12.2022;42,00\nLE1;WOHNEN;TAGE;01.01.2023;;42,00\n",
    );
    let (tool, code, said) = world.chain(DATE).expect_err("refused");
    assert_eq!((tool.as_str(), code), ("import-reference", 65));
    assert!(said.contains("line 2") && said.contains("line 3") && said.contains("gueltig_bis"), "{said}");
    let world = small_world();
    fs::remove_file(world.drop.join("LWL/reference/bewilligungen.csv")).expect("no grants");
    assert_eq!(world.chain(DATE).expect_err("missing").1, 66);
}

#[test]
fn an_offered_list_filled_in_is_paid_without_a_finding() {
    let world = small_world();
    let facilities = fs::read_to_string(world.drop.join("LWL/reference/leistungserbringer.csv")).expect("facilities");
    world.deliver("LWL/reference/leistungserbringer.csv", facilities.replace("datei", "angebot").as_bytes());
    for tool in ["open-run", "import-reference"] {
        assert!(world.stage(tool, "2024-04-02", &[]).status.success());
    }
    let offered = world.stage("offer-services", "2024-04-02", &["--month", "2024-03"]);
    assert!(offered.status.success(), "{}", String::from_utf8_lossy(&offered.stderr));
    let list = fs::read(world.run("2024-04-02").join("15-offers/LE1/LE1-202403.csv")).expect("a list");
    let list = String::from_utf8(list).expect("UTF-8");
    assert!(list.contains(";31,00;TAG;42,00;\r\n"), "{list}");
    world.deliver("LWL/invoices/a.csv", list.replace("31,00;TAG", "20,00;TAG").as_bytes());
    world.must_run("2024-04-03");
    assert_eq!(verdicts(&world, "2024-04-03"), [["A202403", "0", "840.00"]]);
    assert!(world.table("2024-04-03", "50-services/befunde.csv").iter().all(|row| row["code"].is_empty()));
}

#[test]
fn what_goes_back_can_be_corrected_and_sent_again() {
    let world = small_world();
    world.deliver("LWL/invoices/1.csv", invoice("R1", 1, 31, 31, "").replace("Alt;Anna", "Alt;Anne").as_bytes());
    world.must_run("2024-05-02");
    assert!(ordered(&world, "2024-05-02").is_empty());
    let template = fs::read(world.run("2024-05-02").join("90-letters/LE1/korrektur-0000001.csv")).expect("a template");
    let template = String::from_utf8(template).expect("UTF-8");
    assert!(template.contains(";R1;1;L03 Vorname stimmt nicht mit der Bewilligung überein\r\n"), "{template}");
    let corrected = template
        .replace("LR1;;LE1;LWL;03.2024;;;;;", "LR1;R1-K;LE1;LWL;03.2024;03.05.2024;03.05.2024;1;1302,00;")
        .replace("Anne", "Anna");
    world.deliver("LWL/invoices/2.csv", corrected.as_bytes());
    world.must_run("2024-05-31");
    assert_eq!(verdicts(&world, "2024-05-31"), [["R1-K", "0", "1302.00"]]);
    assert_eq!(ordered(&world, "2024-05-31"), ["1302.00"]);
}
