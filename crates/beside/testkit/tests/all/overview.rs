//! `status` over a whole WORK: every state of a stage, every remark, every format.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use testkit::world::{Blatt, World, binary, repository};

const DATE: &str = "2005-03-11";

fn status(folder: &Path, options: &[&str]) -> (i32, String) {
    let output = Command::new(binary("status")).arg(folder).args(options).output().expect("status starts");
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap_or(-1), String::from_utf8(output.stdout).expect("a text"))
}

fn json(world: &World, options: &[&str]) -> (i32, Value) {
    let (code, text) = status(&world.work, &[options, &["--json"]].concat());
    (code, serde_json::from_str(&text).expect("JSON"))
}

/// The kinds of what is to be looked at of a payer.
fn remarks(all: &Value, payer: &str) -> Vec<String> {
    let payers = all["zahler"].as_array().expect("payers");
    let payer = payers.iter().find(|z| z["kostentraeger"] == payer).expect("the payer");
    let said = payer["hinweise"].as_array().expect("remarks").iter();
    said.map(|hinweis| hinweis["art"].as_str().expect("a kind").to_owned()).collect()
}

fn shipped() -> World {
    let mut world = World::on(&repository().join("fixtures/runs/apotheke/drop"));
    for payer in ["BG10", "BG28"] {
        world.payer = payer.into();
        world.must_run(DATE);
    }
    world
}

#[test]
fn all_payers_stand_in_one_table_with_what_is_at_stake() {
    let world = shipped();
    let (code, text) = status(&world.work, &[]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("BG10") && text.contains("BG28") && text.contains("5.030,08"), "{text}");
    let (_, all) = json(&world, &[]);
    assert_eq!(all["datum"], DATE, "the newest business date counts");
    let bg28 = &all["zahler"][1];
    assert_eq!(bg28["fristen"][0]["anweisungsdatum"], DATE);
    // As the run itself says it: 95,78 of 20 prescriptions at risk, and one that claims nothing.
    assert_eq!(
        (bg28["fristen"][0]["rabatt"].as_str(), bg28["fristen"][0]["anzahl"].as_u64()),
        (Some("95.78"), Some(21))
    );
    assert_eq!((bg28["unfdat_vom"].as_str(), bg28["unfdat_faellig"].as_str()), (Some(DATE), Some("2005-03-21")));
    assert_eq!(remarks(&all, "BG28"), ["deadline", "tasks"]);
    let (code, later) = json(&world, &["--date", "2005-03-22"]);
    assert_eq!((code, remarks(&later, "BG10")), (1, vec!["unfdat-overdue".to_owned()]));
    assert_eq!(json(&world, &["--date", "2005-03-21"]).1["zahler"][0]["hinweise"], serde_json::json!([]));
    let (code, text) = status(&world.work.join("BG10"), &[]);
    assert_eq!((code, text.contains("BG28")), (0, false), "one payer alone, in order");
}

#[test]
fn monitors_get_figures_and_people_a_page() {
    let world = shipped();
    let (code, text) = status(&world.work, &["--prometheus"]);
    assert_eq!(code, 1);
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').expect("a figure");
        assert!(name.starts_with("zahlbar_") && name.ends_with("\"}") && value.parse::<i64>().is_ok(), "{line}");
    }
    assert!(text.contains("zahlbar_tasks{payer=\"BG28\"} 22\n"), "{text}");
    assert!(text.contains("zahlbar_discount_at_stake_cents{payer=\"BG28\"} 9578\n"), "{text}");
    assert!(text.contains("zahlbar_ordered_cents{payer=\"BG28\"} 503008\n"), "{text}");
    let (_, page) = status(&world.work, &["--html"]);
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    assert_eq!(page.matches("<tr>").count(), 3, "a header and two runs");
    assert_eq!(page.matches("class=\"done\"").count(), 26, "every stage of both");
}

#[test]
fn what_failed_is_stale_or_locked_is_said() {
    let world = World::new();
    world.invoice("a.csv", "2005-1", "02.03.2005", &[Blatt::neu("500000000001", 1000)]);
    world.must_run(DATE);
    assert_eq!(json(&world, &[]).0, 0);
    // Somebody delivers more, and only the intake is run.
    world.invoice("b.csv", "2005-2", "02.03.2005", &[Blatt::neu("500000000002", 1000)]);
    assert!(world.stage("open-run", DATE, &[]).status.success());
    let (code, all) = json(&world, &[]);
    assert_eq!((code, remarks(&all, "BG28")), (2, vec!["stale".to_owned()]));
    world.must_run(DATE);
    assert_eq!(json(&world, &[]).0, 0);
    fs::remove_dir_all(world.run(DATE).join("75-sepa")).expect("a stage less");
    fs::remove_dir_all(world.run(DATE).join("70-dtaus")).expect("a stage less");
    let (code, all) = json(&world, &[]);
    assert_eq!((code, remarks(&all, "BG28")), (2, vec!["failed".to_owned(), "in-no-bank-file".to_owned()]));
    let lock = stage::Lock::take(&world.work.join("BG28"), "emit-sepa", &world.run(DATE)).expect("a free lock");
    let (_, text) = status(&world.work, &[]);
    assert!(text.contains("failed 70-dtaus locked by emit-sepa"), "{text}");
    drop(lock);
    assert!(!status(&world.work, &[]).1.contains("locked"));
}

#[test]
fn the_bank_s_rejections_and_late_confirmations_are_told_apart() {
    let world = World::new();
    world.invoice("a.csv", "2005-1", "02.03.2005", &[Blatt::neu("500000000001", 1000)]);
    world.must_run(DATE);
    world.must_run("2005-03-31");
    let (code, all) = json(&world, &[]);
    assert!(code == 1 && remarks(&all, "BG28").contains(&"unconfirmed".to_owned()), "{all}");
    let payer = &all["zahler"][0];
    assert_eq!(payer["unbestaetigt"], serde_json::json!([1, "10.00"]));
    assert_eq!(payer["laeufe"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_folder_without_runs_is_named() {
    let dir = tempfile::tempdir().expect("a folder");
    let output = Command::new(binary("status")).arg(dir.path()).output().expect("status starts");
    assert_eq!(output.status.code(), Some(66));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no run lies in it"));
}
