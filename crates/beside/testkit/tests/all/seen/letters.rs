//! A facility that bills other people's grants learns nothing about them.

use std::collections::BTreeSet;
use std::fs;

use testkit::tree;
use testkit::world::{World, repository};

const DATE: &str = "2024-03-01";

/// Everything that the reference data hold about the persons of all grants.
fn personal_values(world: &World) -> BTreeSet<String> {
    let text = fs::read_to_string(world.drop.join("LWL/reference/bewilligungen.csv")).expect("the grants");
    let cells = text.lines().skip(1).flat_map(|line| {
        let cells: Vec<&str> = line.split(';').collect();
        cells[1..5].iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>()
    });
    cells.collect()
}

/// An invoice of a facility for grants that are not its own, its persons left empty or invented.
fn probe(le_nr: &str, grants: &[&str], person: &str) -> String {
    let mut text = format!(
        "LR;LR1;PROBE-{le_nr};{le_nr};LWL;01.2024;03.02.2024;05.02.2024;{};{},00;\n",
        grants.len(),
        grants.len()
    );
    for (nr, grant) in (1..).zip(grants) {
        text += &format!("LP;{nr};{grant};{person};WOHNEN;01.01.2024;31.01.2024;1,00;TAG;1,00;1,00\n");
    }
    text
}

#[test]
fn a_facility_learns_nothing_of_grants_that_are_not_its_own() {
    let world = World::services_on_copy(&repository().join("fixtures/runs/leistungen/drop/2024-03-01"));
    let invoices = world.drop.join("LWL/invoices");
    fs::remove_dir_all(&invoices).expect("invoices less");
    // Persons left empty and invented; admitted and not admitted; beside them grants of its own with a wrong person.
    world.deliver(
        "LWL/invoices/a.csv",
        probe("LE101", &["B301", "B302", "B201", "B501", "B408", "B109"], "1;X;Y;01.01.1900").as_bytes(),
    );
    world.deliver("LWL/invoices/b.csv", probe("LE103", &["B101", "B102", "B203", "B305"], ";;;").as_bytes());
    world.deliver("LWL/invoices/c.csv", probe("LE105", &["B101", "B307", "B501"], ";;;").as_bytes());
    world.must_run(DATE);
    let personal = personal_values(&world);
    let letters = tree::read(&world.run(DATE).join("90-letters"));
    let told = |le: &str| -> String {
        let files = letters.iter().filter(|(path, _)| path.starts_with(le) && !path.ends_with(".pdf"));
        files.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect()
    };
    for le in ["LE101", "LE103", "LE105"] {
        let told = told(le);
        let words: BTreeSet<&str> = told.split(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-')).collect();
        let leaked: Vec<&String> = personal.iter().filter(|value| words.contains(value.as_str())).collect();
        assert!(leaked.is_empty(), "{le} is told {leaked:?}:\n{told}");
        assert!(
            !["LE101", "LE102", "LE103", "LE104", "LE105"].iter().any(|other| *other != le && told.contains(other))
        );
    }
    assert!(told("LE101").contains("L03 Bewilligung gehört nicht zu Ihrer Einrichtung"), "{}", told("LE101"));
    assert!(told("LE101").contains("L03 Name stimmt nicht mit der Bewilligung überein"), "{}", told("LE101"));
    let not_admitted = told("LE105");
    assert!(not_admitted.contains("L01 ") && !not_admitted.contains("L03") && !not_admitted.contains("erwartet"));
}
