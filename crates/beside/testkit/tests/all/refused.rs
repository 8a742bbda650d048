//! Refused is not taken: lists that shrink, deliveries that come too early, and what is said of them later.

use std::fs;

use testkit::world::{Blatt, World, repository};

const FR: &str = "2005-03-11";
const MO: &str = "2005-03-14";
const TU: &str = "2005-03-15";
const SERVICES: &str = "2024-03-01";
const LATER: &str = "2024-03-04";

/// Ergebnis and grund of a file in the overview.
fn overview(world: &World, date: &str, name: &str) -> [String; 2] {
    let row = world.table(date, "00-inbox/uebersicht.csv").into_iter().find(|row| row["name"] == name);
    let row = row.unwrap_or_else(|| panic!("{name} stands in the overview of {date}"));
    ["ergebnis", "grund"].map(|column| row[column].clone())
}

const ARTIKEL: &str = "pzn;gueltig_ab;gueltig_bis;bezeichnung;wirkstoff;atc;hersteller;packung;rabattart;hs_rabatt;festbetrag;verordnungsfaehig\n";

/// A list of so many articles.
fn articles(count: usize) -> String {
    let pzn = |nr: usize| {
        let digits = format!("{:07}", nr);
        let sum: usize = digits.bytes().enumerate().map(|(at, digit)| (at + 1) * usize::from(digit - b'0')).sum();
        (sum % 11 < 10).then(|| format!("{digits}{}", sum % 11))
    };
    let line = |pzn: String| format!("{pzn};01.01.2000;;Salbe;;;Muster;20 St;KEIN;0,00;;J\n");
    ARTIKEL.to_owned() + &(100_000..).filter_map(pzn).take(count).map(line).collect::<String>()
}

#[test]
fn a_list_that_shrinks_is_left_alone_and_the_one_before_stays() {
    let world = World::new();
    let deliver = |text: &str| world.deliver("reference/artikel.csv", text.as_bytes());
    let used = |date: &str| world.table(date, "20-invoices/artikel.csv").len();
    deliver(&articles(40));
    world.must_run(FR);
    assert_eq!(used(FR), 40);
    for (list, why) in [
        (articles(35), "it has 35 rows where the one before has 40, allowed are 10 % less"),
        (ARTIKEL.to_owned(), "it has 0 rows where the one before has 40"),
        (articles(38).trim_end().to_owned(), "ends in the middle of a row"),
    ] {
        deliver(&list);
        world.must_run(MO);
        let [result, grund] = overview(&world, MO, "artikel.csv");
        let rows = world.table(MO, "00-inbox/uebersicht.csv");
        let left = rows.iter().find(|row| row["name"] == "artikel.csv" && row["ergebnis"] == "liegen_gelassen");
        let left = left.unwrap_or_else(|| panic!("{why}: {result} {grund}"));
        assert!(left["grund"].contains(why), "{left:?}");
        assert_eq!(used(MO), 40, "{why}");
    }
    deliver(&articles(36));
    world.must_run(TU);
    assert_eq!(used(TU), 36, "a tenth less is allowed");
}

#[test]
fn two_people_let_a_short_list_through_and_one_does_not() {
    let world = World::new();
    world.deliver("reference/artikel.csv", articles(40).as_bytes());
    world.must_run(FR);
    world.deliver("reference/artikel.csv", articles(20).as_bytes());
    let name = format!("artikel.csv:{}", &stage::sha256_hex(articles(20).as_bytes())[..8]);
    let say = |who: &str, what: &str, day: &str| {
        world.decide(
            &format!("{who}-{what}.csv"),
            &format!("freigabe;{name};bestaetigt_klein;{what};{who};{day}T08:00:00;"),
        );
    };
    let used = |date: &str| world.table(date, "20-invoices/artikel.csv").len();
    say("mm", "ja", FR);
    world.must_run(MO);
    assert_eq!(used(MO), 40, "one person is not enough");
    assert!(world.table(MO, "20-invoices/abgelehnt.csv").is_empty(), "it is no decision on a prescription");
    say("MM ", "ja", FR);
    world.must_run(MO);
    assert_eq!(used(MO), 40, "nor is the same one twice");
    say("kb", "ja", MO);
    world.must_run(TU);
    assert_eq!(used(TU), 20);
    // The word was about that content alone.
    world.deliver("reference/artikel.csv", articles(10).as_bytes());
    world.must_run("2005-03-16");
    assert_eq!(used("2005-03-16"), 20);
}

#[test]
fn every_list_of_care_services_is_held() {
    let world = World::services_on_copy(&repository().join("fixtures/runs/leistungen/drop").join(SERVICES));
    world.must_run(SERVICES);
    let tables = ["leistungserbringer.csv", "bewilligungen.csv", "saetze.csv"];
    let rows = |date: &str| tables.map(|table| world.table(date, &format!("10-reference/{table}")).len());
    let before = rows(SERVICES);
    for table in tables {
        let path = world.drop.join("LWL/reference").join(table);
        let text = fs::read_to_string(&path).expect("a list");
        let half: String = text.split_inclusive('\n').take(1 + text.lines().count() / 2).collect();
        fs::write(&path, half).expect("half a list");
    }
    world.must_run(LATER);
    assert_eq!(rows(LATER), before);
}

#[test]
fn an_invoice_refused_for_our_own_list_is_taken_by_itself_when_the_list_is_right() {
    let world = World::services_on_copy(&repository().join("fixtures/runs/leistungen/drop").join(SERVICES));
    let list = world.drop.join("LWL/reference/leistungserbringer.csv");
    let whole = fs::read_to_string(&list).expect("a list");
    let less: String = whole.split_inclusive('\n').filter(|line| !line.starts_with("LE105")).collect();
    fs::write(&list, less).expect("a list without one facility");
    let (tool, code, said) = world.chain_to_its_end(SERVICES).expect_err("one file is refused");
    assert_eq!((tool.as_str(), code), ("import-invoice-csv", 65), "{said}");
    let row = world.table(SERVICES, "20-invoices/zurueckgewiesen.csv").remove(0);
    assert_eq!([&row["datei"], &row["seit"], &row["wieder"]], ["LE105_BH-1.csv", SERVICES, "ja"]);

    fs::remove_dir_all(world.drop.join("LWL/invoices")).expect("the sender clears its folder");
    fs::write(&list, whole).expect("the whole list");
    world.must_run(LATER);
    let [result, grund] = overview(&world, LATER, "LE105_BH-1.csv");
    assert_eq!([result.as_str(), grund.as_str()], ["genommen", "refused since 2024-03-01; tried again"]);
    let invoices = world.table(LATER, "20-invoices/leistungsrechnungen.csv");
    assert!(invoices.iter().any(|row| row["le_nr"] == "LE105"), "{invoices:?}");
    world.must_run("2024-03-05");
    assert!(!world.run("2024-03-05").join("00-inbox/invoices/LE105_BH-1.csv").exists(), "taken once");
}

#[test]
fn a_file_that_breaks_its_form_is_told_as_refused_and_never_as_taken() {
    let world = World::new();
    world.deliver("BG28/invoices/a.csv", b"RE;SR9\n");
    let (tool, code, _) = world.chain_to_its_end(FR).expect_err("one file is refused");
    assert_eq!((tool.as_str(), code), ("import-invoice-csv", 65));
    assert_eq!(world.table(FR, "20-invoices/zurueckgewiesen.csv")[0]["wieder"], "nein");
    world.must_run(MO);
    let [result, grund] = overview(&world, MO, "a.csv");
    assert_eq!(result, "liegen_gelassen");
    assert_eq!(grund, "refused on 2005-03-11 as a.csv: have it corrected and dropped again");
    world.invoice("a.csv", "2005-1", "02.03.2005", &[Blatt::neu("500000000001", 1000)]);
    world.must_run(TU);
    assert_eq!(world.table(TU, "20-invoices/rechnungen.csv").len(), 1, "mended and dropped again");
}

#[test]
fn a_decision_waits_for_its_invoice_and_its_other_lines_are_taken_once() {
    let world = World::new();
    world.invoice("a.csv", "2005-1", "09.03.2005", &[Blatt::neu("500000000001", 1000)]);
    world.decide(
        "d.csv",
        "status;500000000001;;1005;mm;2005-03-11T08:00:00;\n\
         status;500000000002;;1005;mm;2005-03-11T08:00:00;\n\
         status;500000000003;;9;mm;2005-03-11T08:00:00;\n\
         status;500000000004;;1005;mm;2005-03-12T08:00:00;",
    );
    world.must_run(FR);
    let waits = |date: &str| -> Vec<[String; 3]> {
        let rows = world.table(date, "20-invoices/zurueckgewiesen.csv").into_iter();
        rows.map(|row| ["zeilen", "seit", "wieder"].map(|name| row[name].clone())).collect()
    };
    assert_eq!(waits(FR), [["3 4", FR, "ja"]], "the line about a day to come is refused for good");
    fs::remove_dir_all(world.drop.join("BG28/decisions")).expect("the folder is cleared");
    world.must_run("2005-03-12");
    assert_eq!(waits("2005-03-12"), [["3 4", FR, "ja"]]);
    world.invoice(
        "b.csv",
        "2005-2",
        "10.03.2005",
        &[Blatt::neu("500000000002", 1000), Blatt::neu("500000000003", 1000)],
    );
    world.must_run(MO);
    assert_eq!(waits(MO), [[""; 3]; 0]);
    let verdict = |pic: &str| {
        let rows = world.table(MO, "50-stage2/urteile.csv");
        rows.into_iter().find(|row| row["pic_nr"] == pic).expect("a verdict")["status"].clone()
    };
    assert_eq!(["500000000002", "500000000003"].map(verdict), ["1005", "0"]);
    let taken: Vec<String> =
        world.table(MO, "20-invoices/entscheidungen.csv").into_iter().map(|row| row["pic_nr"].clone()).collect();
    assert_eq!(taken.len(), taken.iter().collect::<std::collections::BTreeSet<_>>().len(), "{taken:?}");
    let before = testkit::tree::read(&world.run(MO));
    world.must_run(MO);
    testkit::tree::assert_same("repeat", &before, &testkit::tree::read(&world.run(MO)));
}
