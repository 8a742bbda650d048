//! No cell of a table or list that people open is run as a formula, and none is changed by that for those who read it
//! again. In what programs read, every text stands as it came.

use std::collections::BTreeSet;

use domain::dateien::DATEIEN;
use domain::{Anweisung, Lesung, Rezept};
use testkit::tree;
use testkit::world::{Blatt, World, sr1};

use crate::services::{invoice, small_world};

const DATE: &str = "2005-03-11";
const MO: &str = "2005-03-14";
/// Text that a spreadsheet runs.
const FORMULAS: [&str; 5] = ["=1+1", "+A1", "-A1", "@SUM(A1)", "'=A1"];

/// Invoices with a formula in every text, each kind of formula in sheets and an invoice of its own.
fn pharmacy() -> World {
    let world = World::new();
    for (nr, formula) in (1..).zip(FORMULAS) {
        let pic = |sheet: u32| format!("5000000000{nr}{sheet}");
        let sheets = [
            Blatt::neu(&pic(1), 1000),
            Blatt::neu(&pic(2), 2000).unf_datum("?"),
            Blatt::neu(&pic(3), 700).ohne_unterschrift(),
        ];
        let text = sr1(&format!("{formula}{nr}"), "02.03.2005", &sheets)
            .replace("Apothekenrechenzentrum Nord", formula)
            .replace(";Muster;Max;;", &format!(";{formula};{formula};{formula};"))
            .replace(";Allee 3;", &format!(";{formula};"))
            .replace(";Braunschweig;", &format!(";{formula};"))
            .replace(";Betrieb GmbH;", &format!(";{formula};"));
        let text = sheets.iter().fold(text, |text, sheet| text.replace(&format!("{}.tif", sheet.pic_nr), formula));
        world.deliver(&format!("BG28/invoices/{formula}.csv"), text.as_bytes());
    }
    world.decide("d.csv", "korrektur1;500000000012;unf_datum;10.12.2004;=mm;2005-03-14T08:00:00;=A1");
    world
}

/// A facility, its grants and its invoices, with formulas in every text.
fn services() -> World {
    let world = small_world();
    for (nr, formula) in (1..).zip(FORMULAS) {
        let text =
            invoice(&format!("{formula}{nr}"), nr, nr, 1, "").replace("Alt;Anna", &format!("{formula};{formula}"));
        world.deliver(&format!("LWL/invoices/{nr}.csv"), text.as_bytes());
        let text = invoice(&format!("{formula}x{nr}"), 10 + nr, 10 + nr, 1, "");
        world.deliver(&format!("LWL/invoices/x{nr}.csv"), text.as_bytes());
    }
    world
}

/// A number with a sign, in which nothing can be run.
fn number(cell: &str) -> bool {
    let digits = cell.trim_start_matches(['+', '-']);
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',')
}

/// Returns true for a table that programs and auditors' queries read.
fn for_programs(path: &str) -> bool {
    DATEIEN.iter().any(|datei| !datei.fuer_menschen && datei.pfade.iter().any(|pfad| path.ends_with(pfad)))
}

/// Looks at every table and list of a world that people open; gives those in which a formula was made a text.
fn made_harmless(world: &World) -> BTreeSet<String> {
    let mut made = BTreeSet::new();
    let delivered = |path: &str| {
        ["invoices", "decisions", "confirmations", "reference"]
            .iter()
            .any(|kind| path.contains(&format!("00-inbox/{kind}/")))
    };
    for (path, bytes) in tree::read(&world.work) {
        if !path.ends_with(".csv") || delivered(&path) || for_programs(&path) {
            continue;
        }
        let ours = bytes.split(|byte| *byte == b'\n').next().is_some_and(|header| header.contains(&b','));
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(if ours { b',' } else { b';' })
            .has_headers(false)
            .flexible(true)
            .from_reader(bytes.as_slice());
        for row in reader.records().map(|row| row.expect("a row")) {
            for cell in &row {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']) || number(cell), "{path}: {cell}");
                if cell.starts_with('\'') {
                    let file = path.rsplit('/').next().unwrap_or_default();
                    made.insert(file.split("-00").next().unwrap_or_default().trim_end_matches(".csv").to_owned());
                }
            }
        }
    }
    made
}

#[test]
fn no_table_of_prescriptions_holds_a_formula() {
    let world = pharmacy();
    world.must_run(DATE);
    let text = "anweisung_id;bestaetigt_am;betrag;bemerkung\nBG28-0000001-1;14.03.2005;10,00;=A1\n\
                BG28-0000002-1;14.03.2005;1,00;@A1\n-A1;14.03.2005;1,00;+A1\n";
    world.deliver("BG28/confirmations/c.csv", text.as_bytes());
    world.must_run(MO);
    let made = made_harmless(&world);
    for table in [
        "anweisungen",
        "ohne_anweisung",
        "arbeitsliste",
        "mitgeteilt",
        "bestaetigungen",
        "abgelehnt",
        "uebersicht",
        "differenzmitteilung",
        "urteile",
        "befunde",
        "zuordnung",
    ] {
        assert!(made.contains(table), "{table} is not among {made:?}");
    }
    let table = world.run(DATE).join("60-payments/anweisungen.csv");
    let orders: Vec<Anweisung> = stage::read_table(&table).expect("orders");
    let numbers: Vec<&str> = orders.iter().map(|order| order.rechnungsnummer.as_str()).collect();
    assert!(numbers.contains(&"=1+11") && numbers.contains(&"-A13"), "read as they were sent: {numbers:?}");
    let table = world.run(DATE).join("20-invoices/rezepte.csv");
    let sheets: Vec<Rezept> = stage::read_table(&table).expect("prescriptions");
    let text = std::fs::read_to_string(&table).expect("the table");
    for formula in FORMULAS.iter().take(4) {
        assert!(sheets.iter().any(|sheet| sheet.bild == Lesung::Wert((*formula).to_owned())), "{formula}");
        assert!(text.contains(&format!(",{formula},")), "{formula} stands as it came");
    }
}

#[test]
fn no_table_of_care_services_holds_a_formula() {
    let world = services();
    world.must_run("2024-05-02");
    let made = made_harmless(&world);
    for table in ["anweisungen", "zahlungsavis", "korrektur", "urteile", "befunde"] {
        assert!(made.contains(table), "{table} is not among {made:?}");
    }
}
