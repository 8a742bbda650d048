//! Matching in the chain: the prepared register, other payers' registers as keyed hashes, hints.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use charsets::edf03::CodePage;
use testkit::tree;
use testkit::world::{Blatt, World};

const DATE: &str = "2005-03-11";
const PERSON: &str = "12051954$10122004$Max$$Muster$Allee 3$D$38100$Braunschweig$$";

/// A world in which the person of every hand-written sheet has a case at BG10 and none at BG28.
fn world() -> World {
    let world = World::new();
    let register = format!("20000001$5${PERSON}");
    world.deliver(
        "BG10/unfdat/BG10.dfue",
        &CodePage::Edf03Drv.encode_exact(&register).expect("characters of the table"),
    );
    world.invoice("2005-9-1.csv", "2005-9-1", "02.03.2005", &[Blatt::neu("503305647430", 1293)]);
    world
}

/// Runs the stages up to matching; of the last one: exit code and what it said.
fn matched(world: &mut World) -> (i32, String) {
    world.payer = "BG10".into();
    for tool in ["open-run", "ingest-unfdat"] {
        assert!(world.stage(tool, DATE, &[]).status.success(), "{tool} of BG10");
    }
    world.payer = "BG28".into();
    for tool in ["open-run", "ingest-unfdat", "import-invoice-csv", "audit-stage1"] {
        assert!(world.stage(tool, DATE, &["--keep-going"]).status.success(), "{tool} of BG28");
    }
    match_cases(world, &[])
}

fn match_cases(world: &World, options: &[&str]) -> (i32, String) {
    let output = world.stage("match-cases", DATE, options);
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn keyed(world: &World) -> PathBuf {
    world.work.join(".fremd/BG10").join(DATE)
}

fn ingest_bg10(world: &mut World, options: &[&str]) {
    world.payer = "BG10".into();
    assert!(world.stage("ingest-unfdat", DATE, options).status.success());
    world.payer = "BG28".into();
}

#[test]
fn another_payers_case_is_recognised_without_opening_its_register() {
    let mut world = world();
    assert_eq!(matched(&mut world).0, 0);
    let row = &world.table(DATE, "40-matches/zuordnung.csv")[0];
    assert_eq!((row["stufe"].as_str(), row["entscheidung"].as_str()), ("Z9", "keine"));
    assert_eq!((row["fremd"].as_str(), row["kostentraeger"].as_str()), ("anderes_register", "BG10"));
    let before = tree::read(&world.run(DATE).join("40-matches"));
    for file in ["faelle.csv", "register.bin"] {
        fs::remove_file(world.work.join("BG10").join(DATE).join("10-unfdat").join(file)).expect("a file of BG10");
    }
    assert_eq!(match_cases(&world, &["--force", "-q"]).0, 0);
    tree::assert_same("without BG10's register", &before, &tree::read(&world.run(DATE).join("40-matches")));
}

#[test]
fn keys_differ_from_installation_to_installation_and_results_do_not() {
    let (mut one, mut other) = (world(), world());
    assert_eq!((matched(&mut one).0, matched(&mut other).0), (0, 0));
    let key = |world: &World| fs::read(world.work.join(".schluessel")).expect("a key");
    assert_ne!(key(&one), key(&other));
    let mode = fs::metadata(one.work.join(".schluessel")).expect("a key").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_ne!(fs::read(keyed(&one)).expect("hashes"), fs::read(keyed(&other)).expect("hashes"));
    for payer in ["BG10", "BG28"] {
        tree::assert_same(payer, &tree::read(&one.work.join(payer)), &tree::read(&other.work.join(payer)));
    }
}

#[test]
fn missing_or_foreign_hashes_are_named_and_made_again() {
    let mut world = world();
    assert_eq!(matched(&mut world).0, 0);
    let before = tree::read(&world.run(DATE).join("40-matches"));
    let mut expect = |what: &str, code: i32, spoil: &dyn Fn(&World), repair: &[&str]| {
        spoil(&world);
        let (found, said) = match_cases(&world, &["--force"]);
        assert_eq!(found, code, "{what}: {said}");
        assert!(said.contains("ingest-unfdat"), "{what}: {said}");
        ingest_bg10(&mut world, repair);
        assert_eq!(match_cases(&world, &["--force"]).0, 0, "{what}");
        tree::assert_same(what, &before, &tree::read(&world.run(DATE).join("40-matches")));
    };
    expect("no hashes", 66, &|world| fs::remove_file(keyed(world)).expect("a file"), &[]);
    expect("no key", 66, &|world| fs::remove_file(world.work.join(".schluessel")).expect("a key"), &[]);
    expect("another key", 65, &|world| fs::write(world.work.join(".schluessel"), [7; 32]).expect("a key"), &[]);
    expect(
        "changed hashes",
        65,
        &|world| {
            let mut bytes = fs::read(keyed(world)).expect("hashes");
            *bytes.last_mut().expect("a byte") ^= 1;
            fs::write(keyed(world), bytes).expect("a file");
        },
        &["--force"],
    );
}

#[test]
fn the_prepared_register_is_checked_and_carried_forward_unchanged() {
    let mut world = world();
    assert_eq!(matched(&mut world).0, 0);
    let prepared = world.run(DATE).join("10-unfdat/register.bin");
    let bytes = fs::read(&prepared).expect("a prepared register");
    for tool in ["open-run", "ingest-unfdat"] {
        assert!(world.stage(tool, "2005-03-14", &[]).status.success(), "{tool}");
    }
    let carried = fs::read(world.run("2005-03-14").join("10-unfdat/register.bin")).expect("a prepared register");
    assert_eq!(carried, bytes);
    fs::write(&prepared, [bytes.as_slice(), b"x"].concat()).expect("a file");
    let (code, said) = match_cases(&world, &["--force"]);
    assert_eq!(code, 65, "{said}");
    assert!(said.contains("10-unfdat/register.bin was changed"), "{said}");
}

#[test]
fn a_hint_that_stands_out_is_a_task_and_a_weak_one_a_row() {
    // The birth date is misread and no accident date stands on the sheet: no tier fits, yet it is most likely the case.
    for (birth, stufe, entscheidung, tasks) in [("12051964", "H", "offen", 1), ("30121971", "Z9", "keine", 0)] {
        let mut world = World::new();
        let register = format!("20000001$5${}", PERSON.replace("12051954", birth));
        world.deliver(
            "BG28/unfdat/BG28.dfue",
            &CodePage::Edf03Drv.encode_exact(&register).expect("characters of the table"),
        );
        world.invoice("2005-9-1.csv", "2005-9-1", "02.03.2005", &[Blatt::neu("503305647430", 1293).unf_datum("")]);
        world.payer = "BG28".into();
        for tool in ["open-run", "ingest-unfdat", "import-invoice-csv", "audit-stage1", "match-cases"] {
            let output = world.stage(tool, DATE, &["--keep-going"]);
            assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
        }
        let row = &world.table(DATE, "40-matches/zuordnung.csv")[0];
        assert_eq!((row["stufe"].as_str(), row["entscheidung"].as_str()), (stufe, entscheidung));
        assert_eq!((row["aktenzeichen"].as_str(), row["anzahl_kandidaten"].as_str()), ("", "0"));
        let hints = world.table(DATE, "40-matches/kandidaten.csv");
        assert_eq!(hints.len(), 1);
        assert_eq!((hints[0]["stufe"].as_str(), hints[0]["aktenzeichen"].as_str()), ("H", "200000015"));
        assert_eq!(world.table(DATE, "40-matches/arbeitsliste.csv").len(), tasks);
        let reasons = world.table(DATE, "40-matches/gruende.csv");
        let counted = reasons.iter().find(|row| row["grund"] == "hinweis").map(|row| row["anzahl"].as_str());
        assert_eq!(counted, Some(if tasks == 1 { "1" } else { "0" }));
    }
}

/// Amounts paid for the one case before a run and up to it, and where that stands.
fn regress(world: &World, date: &str) -> Vec<(String, String, String)> {
    let rows = world.table(date, "95-report/regress.csv").into_iter().filter(|row| row["art"] == "bagatellgrenze");
    let of_case = rows.inspect(|row| assert_eq!(row["aktenzeichen"], "200000015"));
    of_case.map(|row| (row["vorher"].clone(), row["summe"].clone(), row["stand"].clone())).collect()
}

#[test]
fn a_task_says_what_follows_and_who_else_has_the_person() {
    let mut world = world();
    // Here only a relative: the same name, another first name and accident.
    let relative = PERSON.replace("$Max$", "$Moritz$").replace("Muster$Allee 3", "Muster$Weg 9");
    let case = CodePage::Edf03Drv.encode_exact(&format!("20000002$3${relative}")).expect("characters of the table");
    world.deliver("BG28/unfdat/BG28.dfue", &case);
    assert_eq!(matched(&mut world).0, 0);
    let task = &world.table(DATE, "40-matches/arbeitsliste.csv")[0];
    assert!(task["folgen"].contains("abgewiesen mit 1004, denn BG10 hat einen Fall dieser Person (Z1)"), "{task:?}");
}

#[test]
fn what_was_paid_before_its_case_came_is_rebooked_on_it_once() {
    let mut world = World::new();
    world.payer = "BG28".into();
    world.configure(&[("bagatellgrenze = \"250,00\"", "bagatellgrenze = \"5,00\"")]);
    world.invoice("2005-9-1.csv", "2005-9-1", "02.03.2005", &[Blatt::neu("503305647430", 1293)]);
    world.must_run(DATE);
    let row = &world.table(DATE, "50-stage2/urteile.csv")[0];
    assert_eq!((row["klasse"].as_str(), row["aktenzeichen"].as_str()), ("zahlen", ""));

    let case = CodePage::Edf03Drv.encode_exact(&format!("20000001$5${PERSON}")).expect("characters of the table");
    world.deliver("BG28/unfdat/b.dfue", &case);
    world.must_run("2005-03-21");
    let found = world.table("2005-03-21", "40-matches/umbuchung.csv");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0]["aktenzeichen"].as_str(), found[0]["stufe"].as_str()), ("200000015", "Z1"));
    assert_eq!((found[0]["entscheidung"].as_str(), found[0]["angewiesen_am"].as_str()), ("offen", DATE));
    let task = &world.table("2005-03-21", "40-matches/arbeitsliste.csv")[0];
    assert_eq!((task["art"].as_str(), task["vorschlag"].as_str()), ("umbuchung", "200000015"));

    world.decide("d.csv", "umbuchung;503305647430;;200000015;mm;2005-03-22T08:00:00;;");
    world.must_run("2005-03-22");
    let list = fs::read_to_string(world.run("2005-03-22").join("80-rzs-abrech/umbuchungen.csv")).expect("a list");
    assert!(list.contains("503305647430;") && list.ends_with(";000000000;200000015\n"), "{list}");
    assert!(world.run("2005-03-22").join("80-rzs-abrech/umbuchungen.pdf").is_file());

    assert_eq!(regress(&world, "2005-03-21"), []);
    let paid = found[0]["betrag"].clone();
    assert_eq!(regress(&world, "2005-03-22"), [("0.00".to_owned(), paid.clone(), "neu".to_owned())]);
    assert_eq!(world.table("2005-03-22", "40-matches/gemerkt.csv").len(), 1);

    world.invoice("2005-9-2.csv", "2005-9-2", "14.03.2005", &[Blatt::neu("503305647431", 1293)]);
    world.decide("e.csv", "umbuchung;503305647430;;keine;mm;2005-03-22T09:00:00;;");
    world.chain_to_its_end("2005-03-23").expect("a run");
    let refused = world.table("2005-03-23", "20-invoices/abgelehnt.csv");
    assert_eq!(refused.len(), 1, "an earlier run rebooked it: {refused:?}");
    assert_eq!(world.table("2005-03-23", "40-matches/umbuchung.csv").len(), 0, "once");
    let now = regress(&world, "2005-03-23");
    let verdicts = world.table("2005-03-23", "50-stage2/urteile.csv");
    assert!(!now.is_empty(), "{verdicts:?}");
    assert_eq!((now.len(), now[0].0.as_str(), now[0].2.as_str()), (1, paid.as_str(), "darueber"), "{now:?}");
    let list = fs::read_to_string(world.run("2005-03-23").join("80-rzs-abrech/umbuchungen.csv")).expect("a list");
    assert_eq!(list.lines().count(), 1);
}

#[test]
fn a_rebooking_list_that_was_written_stays_and_news_are_in_the_next() {
    let mut world = World::new();
    world.payer = "BG28".into();
    let sheets = [Blatt::neu("503305647430", 1293), Blatt::neu("503305647431", 1293)];
    world.invoice("2005-9-1.csv", "2005-9-1", "02.03.2005", &sheets);
    world.must_run(DATE);
    let case = CodePage::Edf03Drv.encode_exact(&format!("20000001$5${PERSON}")).expect("characters of the table");
    world.deliver("BG28/unfdat/b.dfue", &case);
    let folder = world.run("2005-03-22").join("80-rzs-abrech");
    let read = |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_default();
    let lines = |file: &str| read(file).lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    let ends = |file: &str, pic_nr: &str, end: &str| match &lines(file)[..] {
        [line] => assert!(line.starts_with(pic_nr) && line.ends_with(end), "{file}: {line}"),
        lines => panic!("{file}: {lines:?}"),
    };

    world.must_run("2005-03-22");
    assert_eq!(read("umbuchungen.csv").lines().count(), 1);
    world.decide("d.csv", "umbuchung;503305647430;;200000015;mm;2005-03-22T08:00:00;;");
    world.must_run("2005-03-22");
    ends("umbuchungen-2.csv", "503305647430;", ";000000000;200000015");
    let kept = ["umbuchungen.csv", "umbuchungen-2.csv", "umbuchungen-2.txt", "umbuchungen-2.pdf"]
        .map(|file| (file, fs::read(folder.join(file)).expect(file)));

    world.decide("e.csv", "umbuchung;503305647431;;200000015;mm;2005-03-22T09:00:00;;");
    world.must_run("2005-03-22");
    ends("umbuchungen-3.csv", "503305647431;", ";000000000;200000015");
    world.decide("f.csv", "umbuchung;503305647430;;zurück;mm;2005-03-22T10:00:00;;");
    world.must_run("2005-03-22");
    ends("umbuchungen-4.csv", "503305647430;", ";200000015;000000000");
    for (file, bytes) in &kept {
        assert_eq!(&fs::read(folder.join(file)).expect(file), bytes, "{file} was written before");
    }
    let before = tree::read(&folder);
    assert!(world.stage("emit-rzs-abrech", "2005-03-22", &["--force"]).status.success());
    tree::assert_same("a repeat without news", &before, &tree::read(&folder));

    world.must_run("2005-03-23");
    let next = world.run("2005-03-23").join("80-rzs-abrech/umbuchungen.csv");
    assert_eq!(fs::read_to_string(next).expect("a list").lines().count(), 1, "told already");
}

#[test]
fn what_a_stopped_run_decided_is_on_the_next_runs_rebooking_list() {
    let mut world = World::new();
    world.payer = "BG28".into();
    world.invoice("2005-9-1.csv", "2005-9-1", "02.03.2005", &[Blatt::neu("503305647430", 1293)]);
    world.must_run(DATE);
    let case = CodePage::Edf03Drv.encode_exact(&format!("20000001$5${PERSON}")).expect("characters of the table");
    world.deliver("BG28/unfdat/b.dfue", &case);
    world.must_run("2005-03-21");
    world.decide("d.csv", "umbuchung;503305647430;;200000015;mm;2005-03-22T08:00:00;;");
    for tool in ["open-run", "ingest-unfdat", "import-invoice-csv", "audit-stage1", "match-cases"] {
        assert!(world.stage(tool, "2005-03-22", &[]).status.success(), "{tool}");
    }
    let list = |date: &str| {
        let file = world.run(date).join("80-rzs-abrech/umbuchungen.csv");
        fs::read_to_string(file).expect("a list").lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    world.must_run("2005-03-23");
    assert_eq!(list("2005-03-23").len(), 1);
    world.must_run("2005-03-24");
    assert!(list("2005-03-24").is_empty());
}

/// Runs a day up to matching and gives its assignment and why lines were refused.
fn matched_on(world: &World, date: &str) -> (std::collections::BTreeMap<String, String>, Vec<String>) {
    for tool in ["open-run", "ingest-unfdat", "import-invoice-csv", "audit-stage1", "match-cases"] {
        let output = world.stage(tool, date, &["--keep-going"]);
        assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let refused = world.table(date, "20-invoices/abgelehnt.csv").into_iter().map(|row| row["grund"].clone()).collect();
    (world.table(date, "40-matches/zuordnung.csv").remove(0), refused)
}

#[test]
fn a_decision_that_cannot_be_meant_assigns_nobody() {
    let mut world = World::new();
    world.payer = "BG28".into();
    let own = PERSON.replace("$Muster$", "$Mustr$");
    let stranger = "19051960$19112004$Uta$$Ganzanders$Weg 9$D$24103$Kiel$$";
    let register = format!("01234567$8${own}12345678$3${stranger}");
    world.deliver("BG28/unfdat/r.dfue", &CodePage::Edf03Drv.encode_exact(&register).expect("characters of the table"));
    world.invoice("2005-9-1.csv", "2005-9-1", "02.03.2005", &[Blatt::neu("503305647430", 1293)]);
    let decide = |name: &str, wert: &str, wer: &str, wann: &str| {
        world.decide(name, &format!("zuordnung;503305647430;;{wert};{wer};{wann};;"));
    };
    let (row, _) = matched_on(&world, DATE);
    assert_eq!((row["stufe"].as_str(), row["entscheidung"].as_str()), ("Z5", "offen"));
    assert_eq!(world.table(DATE, "40-matches/arbeitsliste.csv")[0]["werte"], "012345678 | keine");

    // A spreadsheet took the leading zero; what is left is the number of somebody else's case.
    decide("a.csv", "12345678", "mm", "2005-03-14T08:00:00");
    let (row, refused) = matched_on(&world, "2005-03-14");
    assert_eq!((row["entscheidung"].as_str(), row["aktenzeichen"].as_str()), ("offen", ""));
    assert!(refused.iter().any(|why| why.contains("leading zero")), "{refused:?} {row:?}");

    decide("b.csv", "keine", "mm", "2099-01-01T08:00:00");
    let (row, refused) = matched_on(&world, "2005-03-15");
    assert_eq!(row["entscheidung"], "offen", "a day to come decides nothing");
    assert!(!refused.is_empty());

    decide("c.csv", "123456783", "mm", "2005-03-16T08:00:00");
    let (row, _) = matched_on(&world, "2005-03-16");
    assert_eq!((row["entscheidung"].as_str(), row["aktenzeichen"].as_str()), ("offen", ""));
    assert!(row["hinweis"].contains("wartet auf zweite Person"), "{row:?}");

    decide("d.csv", "123456783", "nn", "2005-03-17T08:00:00");
    let (row, _) = matched_on(&world, "2005-03-17");
    assert_eq!((row["entscheidung"].as_str(), row["aktenzeichen"].as_str()), ("person", "123456783"));
    assert!(row["hinweis"].contains("zu zweit"), "it is marked: {row:?}");

    decide("e.csv", "012345678", "mm", "2005-03-18T08:00:00");
    let (row, _) = matched_on(&world, "2005-03-18");
    assert_eq!((row["entscheidung"].as_str(), row["aktenzeichen"].as_str()), ("person", "012345678"));
}
