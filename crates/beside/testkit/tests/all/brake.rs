//! The brake: an invoice of which suspiciously much would be rejected waits for a person, whole.

use std::fs;

use testkit::world::{Blatt, World, repository, sr1};

/// Anweisungsdatum of an invoice received on 02.03.2005.
const FR: &str = "2005-03-11";
const MO: &str = "2005-03-14";

fn pic(nr: usize) -> String {
    format!("5000000{nr:05}")
}

/// Sheets of which the first `unsigned` are rejected with 996.
fn sheets(count: usize, unsigned: usize, from: usize) -> Vec<Blatt> {
    let sheet = |nr: usize| Blatt::neu(&pic(from + nr), 1000);
    (0..count).map(|nr| if nr < unsigned { sheet(nr).ohne_unterschrift() } else { sheet(nr) }).collect()
}

/// Number of verdicts by class.
fn classes(world: &World, date: &str) -> [usize; 3] {
    let rows = world.table(date, "50-stage2/urteile.csv");
    ["zahlen", "abweisen", "offen"].map(|class| rows.iter().filter(|row| row["klasse"] == class).count())
}

fn tasks(world: &World, date: &str, file: &str) -> Vec<[String; 3]> {
    let rows = world.table(date, file).into_iter().filter(|row| row["feld"] == "bremse");
    rows.map(|row| ["pic_nr", "art", "aufgabe"].map(|name| row[name].clone())).collect()
}

#[test]
fn a_broken_column_returns_nothing_until_a_person_has_looked() {
    let world = World::new();
    world.invoice("a.csv", "2005-1", "02.03.2005", &sheets(30, 25, 0));
    world.must_run(FR);
    assert_eq!(classes(&world, FR), [0, 0, 30]);
    assert_eq!(world.table(FR, "60-payments/anweisungen.csv").len(), 0, "nothing is paid");
    assert_eq!(world.table(FR, "60-payments/erledigt.csv").len(), 0, "nothing is returned");
    assert_eq!(world.table(FR, "50-stage2/abweichungen.csv").len(), 0);
    let [[first, art, asked]] = &tasks(&world, FR, "50-stage2/arbeitsliste.csv")[..] else { panic!("one task") };
    assert_eq!((first.as_str(), art.as_str()), (pic(0).as_str(), "freigabe"));
    for said in ["25 von 30", "996", "Spalte arzt_unterschrift", &pic(0), &pic(4)] {
        assert!(asked.contains(said), "{said}: {asked}");
    }
    assert!(!asked.contains(&pic(5)), "five examples: {asked}");

    world.decide("d.csv", &format!("freigabe;{};bremse;ja;mm;2005-03-14T08:00:00;", pic(0)));
    world.must_run(MO);
    assert_eq!(classes(&world, MO), [5, 25, 0]);
    assert_eq!(world.table(MO, "60-payments/erledigt.csv").len(), 30);
    assert_eq!(tasks(&world, MO, "50-stage2/arbeitsliste.csv").len(), 0);
}

#[test]
fn a_few_and_a_small_share_go_on() {
    let mut world = World::new();
    world.invoice("a.csv", "2005-1", "02.03.2005", &sheets(19, 19, 0));
    world.invoice("b.csv", "2005-2", "02.03.2005", &sheets(70, 21, 100));
    world.must_run(FR);
    assert_eq!(classes(&world, FR), [49, 40, 0]);
    // As the payer wants it.
    world = World::new();
    world.configure(&[("[unfdat]", "[bremse]\nanteil = 0.2\nmindestens = 2\n\n[unfdat]")]);
    world.invoice("a.csv", "2005-1", "02.03.2005", &sheets(8, 2, 0));
    world.invoice("b.csv", "2005-2", "02.03.2005", &sheets(8, 1, 100));
    world.must_run(FR);
    assert_eq!(classes(&world, FR), [7, 1, 8], "2 of 8 are held, 1 of 8 is not");
}

#[test]
fn text_encoded_twice_holds_the_invoice() {
    let world = World::new();
    let twice = sr1("2005-1", "02.03.2005", &sheets(3, 0, 0)).replacen(";Muster;", ";MÃ¼ller;", 2);
    world.deliver("BG28/invoices/a.csv", twice.as_bytes());
    let once = sr1("2005-2", "02.03.2005", &sheets(3, 0, 100)).replacen(";Muster;", ";MÃ¼ller;", 1);
    world.deliver("BG28/invoices/b.csv", once.as_bytes());
    world.must_run(FR);
    assert_eq!(classes(&world, FR), [3, 0, 3]);
    let [[.., asked]] = &tasks(&world, FR, "50-stage2/arbeitsliste.csv")[..] else { panic!("one task") };
    assert!(asked.contains("der Text von 2 Rezepten ist doppelt kodiert"), "{asked}");
}

#[test]
fn a_run_that_rejects_far_more_than_the_last_ten_waits() {
    let world = World::new();
    world.invoice("a.csv", "2005-1", "08.03.2005", &sheets(40, 0, 0));
    let judge = |date: &str| {
        for tool in ["open-run", "ingest-unfdat", "import-invoice-csv", "audit-stage1", "match-cases", "audit-stage2"] {
            let output = world.stage(tool, date, &[]);
            assert!(output.status.success(), "{tool} on {date}: {}", String::from_utf8_lossy(&output.stderr));
        }
    };
    for day in 1..=10 {
        judge(&format!("2005-03-{:02}", day + 7));
    }
    // A quarter is no accumulation, but nothing was ever rejected.
    world.invoice("b.csv", "2005-2", "08.03.2005", &sheets(80, 20, 100));
    world.invoice("c.csv", "2005-3", "08.03.2005", &sheets(5, 0, 300));
    judge("2005-03-18");
    assert_eq!(classes(&world, "2005-03-18"), [45, 0, 80]);
    let [[.., asked]] = &tasks(&world, "2005-03-18", "50-stage2/arbeitsliste.csv")[..] else { panic!("one task") };
    assert!(asked.contains("dieser Lauf würde 20 von 125 abweisen, die letzten Läufe 0 von 400"), "{asked}");
}

/// An invoice of a facility with so many lines of a grant that nobody knows.
fn unknown_grants(count: usize) -> String {
    let mut text = format!("LR;LR1;BR-1;LE101;LWL;01.2024;03.02.2024;05.02.2024;{count};{count},00;\n");
    for nr in 1..=count {
        text += &format!("LP;{nr};X{nr:03};1;Muster;Max;12.05.1954;WOHNEN;01.01.2024;31.01.2024;1,00;TAG;1,00;1,00\n");
    }
    text
}

#[test]
fn an_invoice_of_a_facility_waits_as_well() {
    const DATE: &str = "2024-03-01";
    let world = World::services_on_copy(&repository().join("fixtures/runs/leistungen/drop").join(DATE));
    let invoices = world.drop.join("LWL/invoices");
    fs::remove_dir_all(&invoices).expect("invoices less");
    world.deliver("LWL/invoices/a.csv", unknown_grants(25).as_bytes());
    world.must_run(DATE);
    let codes = |date: &str| -> Vec<[String; 2]> {
        let rows = world.table(date, "50-services/urteile.csv").into_iter();
        rows.map(|row| ["klasse", "code"].map(|name| row[name].clone())).collect()
    };
    assert!(codes(DATE).iter().all(|row| *row == ["offen", ""]), "{:?}", codes(DATE));
    assert!(!world.run(DATE).join("90-letters/LE101").exists(), "no letter returns what is not returned");
    assert_eq!(world.table(DATE, "60-payments/erledigte_leistungen.csv").len(), 0);
    let [[line, _, asked]] = &tasks(&world, DATE, "50-services/arbeitsliste.csv")[..] else { panic!("one task") };
    assert!(line == "LE101/BR-1:1" && asked.contains("25 von 25 Zeilen bekämen L02"), "{line}: {asked}");

    world.deliver(
        "LWL/decisions/d.csv",
        b"art;pic_nr;feld;wert;bearbeiter;zeitpunkt;bemerkung\nfreigabe;LE101/BR-1:1;bremse;ja;mm;2024-03-04T08:00:00;\n",
    );
    world.must_run("2024-03-04");
    assert!(codes("2024-03-04").iter().all(|row| *row == ["abweisen", "L02"]));
    assert!(world.run("2024-03-04").join("90-letters/LE101").exists());
}

#[test]
fn an_invoice_received_on_a_day_to_come_waits_for_it_or_for_a_person() {
    // A slip in the year: nothing of it is judged for ever, and its deadlines count from the day on which it came.
    let world = World::new();
    world.invoice("slip.csv", "2005-1", "02.03.2006", &sheets(2, 1, 0));
    world.invoice("far.csv", "2005-2", "02.03.2050", &sheets(1, 0, 10));
    world.invoice("tomorrow.csv", "2005-3", "14.03.2005", &sheets(1, 0, 20));
    world.invoice("sound.csv", "2005-4", "02.03.2005", &sheets(1, 0, 30));
    world.must_run(FR);
    assert_eq!(classes(&world, FR), [1, 0, 4], "the others wait");
    assert_eq!(world.table(FR, "60-payments/anweisungen.csv").len(), 1);
    let asked = tasks(&world, FR, "50-stage2/arbeitsliste.csv");
    assert_eq!(asked.len(), 3, "{asked:?}");
    assert!(asked.iter().any(|task| task[2].contains("Eingangsdatum 02.03.2006 liegt nach dem Tag dieses Laufs")));
    world.must_run(MO);
    assert_eq!(tasks(&world, MO, "50-stage2/arbeitsliste.csv").len(), 2, "its day has come");
    for pic in [pic(0), pic(10)] {
        world.decide(&format!("{pic}.csv"), &format!("freigabe;{pic};bremse;ja;mm;2005-03-14T08:00:00;"));
    }
    world.must_run("2005-03-21");
    let ordered = world.table("2005-03-21", "60-payments/anweisungen.csv");
    let orders: Vec<[&str; 2]> =
        ordered.iter().map(|row| [row["rechnungsnummer"].as_str(), row["zahlungsziel"].as_str()]).collect();
    let due = "2005-03-21";
    assert_eq!(orders, [["2005-3", due], ["2005-1", due], ["2005-2", due]], "ten days after they came");
    assert_eq!(classes(&world, "2005-03-21")[1], 1, "the one without a signature is returned, and none is time-barred");
}

#[test]
fn an_invoice_of_a_facility_received_on_a_day_to_come_waits_as_well() {
    let world = crate::services::small_world();
    let text = crate::services::invoice("R1", 1, 10, 10, "").replace(";02.04.2024;", ";02.04.2025;");
    world.deliver("LWL/invoices/1.csv", text.as_bytes());
    world.must_run("2024-05-02");
    assert_eq!(world.table("2024-05-02", "60-payments/anweisungen.csv").len(), 0);
    let [[posten, art, asked]] = &tasks(&world, "2024-05-02", "50-services/arbeitsliste.csv")[..] else {
        panic!("a task")
    };
    assert!(art == "freigabe" && asked.contains("Eingangsdatum 02.04.2025"), "{asked}");
    let line =
        format!("art;pic_nr;feld;wert;bearbeiter;zeitpunkt;bemerkung\nfreigabe;{posten};bremse;ja;mm;2024-05-03;\n");
    world.deliver("LWL/decisions/d.csv", line.as_bytes());
    world.must_run("2024-05-03");
    world.must_run("2024-06-03");
    assert_eq!(world.table("2024-06-03", "60-payments/anweisungen.csv").len(), 1);
}
