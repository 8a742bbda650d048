//! Runs that another version of the programs made: their tables lack columns that came later.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use testkit::tree;
use testkit::world::{Blatt, World, binary};

const FR: &str = "2005-03-11";
const MO: &str = "2005-03-14";

/// A bill that is paid and one that waits for a person.
fn world() -> World {
    let world = World::new();
    world.invoice("a.csv", "2005-1", "02.03.2005", &[Blatt::neu("500000000001", 1000)]);
    world.invoice("b.csv", "2005-2", "02.03.2005", &[Blatt::neu("500000000002", 700).unf_datum("?")]);
    world.must_run(FR);
    world
}

/// Takes columns out of tables of the run, as if a program had made it that did not know them: receipts and ledger agree.
fn made_without(world: &World, columns: &[(&str, &str, &str)]) {
    for (folder, file, column) in columns {
        without(&world.run(FR), folder, file, column);
    }
    let payer = world.work.join("BG28");
    fs::remove_file(payer.join("ledger.sqlite")).expect("a ledger");
    let mut command = Command::new(binary("ledger-rebuild"));
    let output = command.arg(&payer).output().expect("the tool can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Takes a column out of a table; the receipts agree.
fn without(run: &Path, folder: &str, file: &str, column: &str) {
    let path = run.join(folder).join(file);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(&path).expect("a table");
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let gone = rows[0].iter().position(|name| name == column).expect("the column");
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in &rows {
        let cells = row.iter().enumerate().filter(|(nr, _)| *nr != gone).map(|(_, cell)| cell);
        writer.write_record(cells).expect("memory takes every row");
    }
    let bytes = writer.into_inner().expect("memory takes every row");
    fs::write(&path, &bytes).expect("a table");
    agree(run, folder, file, &bytes);
}

/// Writes the hash of a file into the receipts of the stage that wrote it and of those that read it.
fn agree(run: &Path, folder: &str, file: &str, bytes: &[u8]) {
    let (hash, input) = (stage::blake3_hex(bytes), format!("{folder}/{file}"));
    for entry in fs::read_dir(run).expect("a run").map(|entry| entry.expect("a stage").path()) {
        let Ok(text) = fs::read(entry.join("receipt.json")) else { continue };
        let mut receipt: Value = serde_json::from_slice(&text).expect("a receipt");
        let before = receipt.clone();
        let list = if entry.ends_with(folder) { ("outputs", file) } else { ("inputs", input.as_str()) };
        for row in receipt[list.0].as_array_mut().into_iter().flatten().filter(|row| row["path"] == list.1) {
            row["blake3"] = json!(hash);
            if list.0 == "outputs" {
                row["bytes"] = json!(bytes.len());
            }
        }
        if receipt != before {
            let text = serde_json::to_vec_pretty(&receipt).expect("a receipt");
            fs::write(entry.join("receipt.json"), text).expect("a receipt");
        }
    }
}

fn tables(run: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut tables = tree::read(run);
    tables.retain(|path, _| !path.ends_with("receipt.json"));
    tables
}

#[test]
fn a_run_of_another_version_is_made_anew_by_itself_and_comes_out_the_same() {
    let world = world();
    let before = tables(&world.run(FR));
    let columns = [
        ("20-invoices", "rezepte.csv", "zeile"),
        ("20-invoices", "positionen.csv", "faktor"),
        ("50-stage2", "urteile.csv", "entscheidungen"),
        ("60-payments", "anweisungen.csv", "ersetzt"),
        ("95-report", "kennzahlen.csv", "wert"),
    ];
    made_without(&world, &columns);
    assert_ne!(tables(&world.run(FR)), before);
    world.must_run(FR);
    tree::assert_same("made anew", &before, &tables(&world.run(FR)));
    world.must_run(MO);
    assert!(world.table(MO, "60-payments/anweisungen.csv").is_empty(), "nothing is ordered twice");
}

#[test]
fn what_waits_is_carried_forward_from_tables_without_a_later_column() {
    let world = world();
    made_without(
        &world,
        &["rezepte.csv", "positionen.csv", "einzelposten.csv"].map(|file| ("20-invoices", file, "zeile")),
    );
    world.must_run(MO);
    let sheets = world.table(MO, "20-invoices/rezepte.csv");
    let cells: Vec<_> = sheets.iter().map(|row| (row["pic_nr"].as_str(), row["zeile"].as_str())).collect();
    assert_eq!(cells, [("500000000002", "0")], "which line it was is not known");
    world.decide("d.csv", "korrektur1;500000000002;unf_datum;10.12.2004;mm;2005-03-14T08:00:00;;0000002");
    world.must_run(MO);
    let orders = world.table(MO, "60-payments/anweisungen.csv");
    assert_eq!(orders.iter().map(|row| row["betrag"].as_str()).collect::<Vec<_>>(), ["7.00"]);
}

#[test]
fn tables_that_lack_a_value_are_refused_with_the_way_out() {
    let world = world();
    made_without(&world, &[("20-invoices", "positionen.csv", "faktor")]);
    let (tool, code, said) = world.chain(MO).expect_err("a column is missing");
    assert_eq!((tool.as_str(), code), ("import-invoice-csv", 65), "{said}");
    for word in ["2005-03-11/20-invoices/positionen.csv", "another version", "make pipeline"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    world.must_run(FR);
    world.must_run(MO);
}
