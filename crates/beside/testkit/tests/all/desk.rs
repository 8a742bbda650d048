//! The means by which people decide: work lists as CSV, as spreadsheets and as a page, pictures, and the way back.

use domain::Aufgabe;
use stage::table_bytes;
use testkit::world::{Blatt, World};

mod browser;
mod electronic;
mod lists;
mod pictures;
mod spreadsheets;
mod webdriver;

const DATE: &str = "2005-03-11";
const NEXT: &str = "2005-03-14";
/// The list of what was not recognised.
const LIST: &str = "30-stage1/arbeitsliste.csv";

/// A world with an invoice of so many sheets whose accident date was not recognised, and a run of it.
fn world(sheets: u64) -> World {
    let world = World::new();
    let sheets: Vec<Blatt> = (1..=sheets).map(|nr| Blatt::neu(&format!("{nr:012}"), 1000).unf_datum("?")).collect();
    world.invoice("a.csv", "2005-1-1", "02.03.2005", &sheets);
    world.must_run(DATE);
    world
}

/// The tasks of a work list.
fn tasks(world: &World, date: &str, list: &str) -> Vec<Aufgabe> {
    stage::read_table(&world.run(date).join(list)).expect("a work list")
}

/// The tasks as a person fills them in.
fn filled_in(tasks: Vec<Aufgabe>, wert: &str, zeitpunkt: &str) -> Vec<Aufgabe> {
    let fill = |task| Aufgabe { wert: wert.into(), bearbeiter: "mm".into(), zeitpunkt: zeitpunkt.into(), ..task };
    tasks.into_iter().map(fill).collect()
}

/// A work list as the stage would write it.
fn as_csv(tasks: &[Aufgabe]) -> Vec<u8> {
    table_bytes("arbeitsliste.csv", tasks).expect("a table")
}

/// Verdicts by PicNr: class, status, net.
fn verdicts(world: &World, date: &str) -> Vec<[String; 4]> {
    let rows = world.table(date, "50-stage2/urteile.csv").into_iter();
    rows.map(|row| ["pic_nr", "klasse", "status", "netto"].map(|column| row[column].clone())).collect()
}
