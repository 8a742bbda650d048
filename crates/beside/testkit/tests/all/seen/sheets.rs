//! What came from outside commands neither the terminal nor the spreadsheet of the person who opens a file.

use std::process::Command;

use testkit::tree;
use testkit::world::{Blatt, World, binary};

const DATE: &str = "2005-03-11";
const ESCAPE: &str = "\u{1b}[2J\u{7}\u{202e}";
const FORMULA: &str = "=HYPERLINK(1)";

/// A delivery with escape sequences and formulas wherever a text may stand.
fn world() -> World {
    let world = World::new();
    let sheets = [Blatt::neu("500000000001", 1000), Blatt::neu("500000000002", 2000).unf_datum("?")];
    let invoice = testkit::world::sr1("=cmd|'/C'!A0", "02.03.2005", &sheets)
        .replace("Apothekenrechenzentrum Nord", &format!("Rechenzentrum{ESCAPE}"))
        .replace(";Muster;Max;", &format!(";Mu{ESCAPE}ster;@SUM(A1);"))
        .replace("500000000002.tif", &format!("\"{FORMULA};{ESCAPE}.tif\""));
    world.deliver("BG28/invoices/a.csv", invoice.as_bytes());
    world.deliver("BG28/invoices/b.csv", format!("RE;SR9;{ESCAPE};\n").as_bytes());
    world.deliver(&format!("BG28/invoices/c{ESCAPE}.csv"), b"RE\n");
    world
}

/// Files that people open; the others are tables that our own stages read.
fn for_people(path: &str) -> bool {
    ["arbeitsliste.csv", "abgelehnt.csv", "uebersicht.csv", ".txt", ".html"].iter().any(|end| path.ends_with(end))
}

#[test]
fn no_file_for_people_holds_an_escape_sequence_or_a_formula() {
    let world = world();
    world.must_run(DATE);
    let mut work_lists = String::new();
    for (path, bytes) in tree::read(&world.work).into_iter().filter(|(path, _)| for_people(path)) {
        let text = String::from_utf8_lossy(&bytes);
        let acting = text.chars().find(|c| *c != '\n' && domain::anzeige::unsichtbar(*c));
        assert_eq!(acting, None, "{path}:\n{text}");
        if path.ends_with(".csv") {
            let mut table = csv::Reader::from_reader(bytes.as_slice());
            for row in table.records().map(|row| row.expect("a row")) {
                assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{path}: {row:?}");
            }
        }
        if path.ends_with("arbeitsliste.csv") {
            work_lists += &text;
        }
    }
    assert!(work_lists.contains("'=HYPERLINK"), "the list shows what was sent:\n{work_lists}");
}

#[test]
fn an_escape_in_a_name_is_a_finding() {
    let world = world();
    world.must_run(DATE);
    let findings = world.table(DATE, "30-stage1/befunde.csv");
    let named =
        |feld: &str| findings.iter().filter(|row| row["regel"] == "steuerzeichen" && row["feld"] == feld).count();
    assert_eq!((named("name"), named("bild")), (2, 1), "{findings:?}");
}

#[test]
fn no_message_commands_the_terminal() {
    let world = world();
    for tool in ["open-run"].iter().chain(world.stages) {
        let output = world.stage(tool, DATE, &["--keep-going", "-v"]);
        for said in [output.stderr, output.stdout] {
            let said = String::from_utf8_lossy(&said).into_owned();
            assert!(!said.chars().any(|c| c != '\n' && domain::anzeige::unsichtbar(c)), "{tool}: {said:?}");
        }
    }
    for (tool, options) in [("inspect", None), ("import-invoice-csv", Some("--check"))] {
        let mut command = Command::new(binary(tool));
        let output = command.args(options).arg(world.drop.join("BG28/invoices/b.csv")).output().expect("it starts");
        for said in [output.stderr, output.stdout] {
            let said = String::from_utf8_lossy(&said).into_owned();
            assert!(!said.chars().any(|c| c != '\n' && domain::anzeige::unsichtbar(c)), "{tool}: {said:?}");
        }
    }
    let preview = world.stage("order-payments", DATE, &["--dry-run"]);
    assert!(!String::from_utf8_lossy(&preview.stdout).contains('\u{1b}'));
}
