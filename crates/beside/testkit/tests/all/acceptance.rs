//! The acceptance delivery, where it lies beside the repository.

use std::collections::BTreeMap;
use std::path::Path;

use testkit::world::World;

type Rows = Vec<BTreeMap<String, String>>;

fn expected(path: &Path) -> Rows {
    let mut reader = csv::Reader::from_path(path).expect("an expected table");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// The columns that `expected` names, of every row found.
fn same_columns(expected: &Rows, found: Rows) -> Rows {
    let columns: Vec<&String> = expected[0].keys().collect();
    found
        .into_iter()
        .map(|mut row| columns.iter().map(|c| ((*c).clone(), row.remove(*c).unwrap_or_default())).collect())
        .collect()
}

#[test]
fn delivery_c_comes_out_as_expected() {
    let Some(folder) = muster::acceptance("c") else { return };
    let mut world = World::on(&folder.join("drop"));
    world.payer = "BG10".into();
    world.must_run("2005-03-11");
    world.payer = "BG28".into();
    // Its expectations know no bits.
    world.configure(&[("z2_vorname = \"streng\"", "z2_vorname = \"person\"\nhinweis_ab = 0")]);
    world.must_run("2005-03-11");
    for (name, file) in [
        ("faelle", "10-unfdat/faelle.csv"),
        ("zuordnung", "40-matches/zuordnung.csv"),
        ("urteile", "50-stage2/urteile.csv"),
        ("zahlungen", "60-payments/anweisungen.csv"),
    ] {
        let mut expected = expected(&folder.join(format!("expected/{name}.csv")));
        let mut found = same_columns(&expected, world.table("2005-03-11", file));
        // What is expected is ordered by picture number, our tables by invoice.
        expected.sort();
        found.sort();
        assert_eq!(expected.len(), found.len(), "{file}");
        for (nr, (e, f)) in expected.iter().zip(&found).enumerate() {
            assert_eq!(e, f, "{file}, row {}", nr + 1);
        }
    }
}
