//! The drill of the handbook, line by line: back up, lose, restore yesterday's, see the refusal, make it anew, go on.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use domain::Betrag;
use tempfile::TempDir;
use testkit::tree;
use testkit::world::{World, binary, repository};

use crate::vouching::attacks::rows;

/// The lines of the drill with their remarks.
fn drill() -> Vec<(String, String)> {
    let page = repository().join("crates/beside/testkit/handbook/operators.md");
    let page = fs::read_to_string(page).expect("the handbook");
    let block = page.split("```sh\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a drill");
    let line = |line: &str| {
        let (command, remark) = line.split_once('#').unwrap_or((line, ""));
        (command.trim().to_owned(), remark.trim().to_owned())
    };
    block.lines().map(line).collect()
}

fn run(line: &str, folder: &Path) -> Output {
    let bin = binary("status").parent().expect("a folder").to_owned();
    let work = folder.join("work");
    let mut script = line.replace("work/", &format!("{}/", work.display()));
    script = script.replace("target/release", &bin.display().to_string());
    if line.starts_with("make ") {
        script = format!("{script} BUILT=1 BIN={} WORK={}", bin.display(), work.display());
    }
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).current_dir(repository()).env_remove("MAKEFLAGS").output().expect("a shell")
}

#[test]
fn the_drill_heals_a_lost_ledger_and_pays_nothing_twice() {
    let dir = TempDir::new().expect("a temporary folder");
    let ledger = dir.path().join("work/BG28/ledger.sqlite");
    let mut lost = None;
    for (line, remark) in drill() {
        if line.starts_with("rm ") {
            lost = Some(rows(&ledger));
        }
        let output = run(&line, dir.path());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.success(), !remark.starts_with("refused"), "{line}: {said}");
        if remark.starts_with("refused") {
            assert!(said.contains("nothing was ordered") && said.contains("ledger-rebuild"), "{said}");
        }
        if line.contains("ledger-rebuild ") {
            assert_eq!(Some(rows(&ledger)), lost, "the same state");
        }
    }
    let mut twin = World::on(&repository().join("fixtures/runs/apotheke/drop"));
    twin.payer = "BG28".into();
    let mut files = 0;
    for date in ["2005-03-10", "2005-03-11", "2005-03-14"] {
        twin.must_run(date);
        for folder in ["60-payments/anweisungen.csv", "70-dtaus", "75-sepa", "80-rzs-abrech"] {
            let (ours, theirs) = (dir.path().join("work/BG28").join(date).join(folder), twin.run(date).join(folder));
            let read = |path: &Path| if path.is_dir() { tree::read(path) } else { file(path) };
            let (ours, theirs) = (read(&ours), read(&theirs));
            files += ours.len();
            let papers = |tree: tree::Tree| -> tree::Tree {
                tree.into_iter().filter(|(path, _)| !path.ends_with("receipt.json")).collect()
            };
            tree::assert_same(&format!("{date}/{folder}"), &papers(theirs), &papers(ours));
        }
    }
    assert!(files > 10, "{files} files were compared");
    let ordered: Betrag =
        twin.table("2005-03-11", "60-payments/anweisungen.csv").iter().map(|row| betrag(&row["betrag"])).sum();
    assert!(ordered > Betrag::NULL, "there was something to pay twice");
}

fn file(path: &Path) -> tree::Tree {
    [("file".to_owned(), fs::read(path).expect("a file"))].into_iter().collect()
}

fn betrag(text: &str) -> Betrag {
    text.parse().expect("an amount")
}

#[test]
fn a_backup_is_made_while_somebody_writes_and_never_over_another_file() {
    let world = World::on(&repository().join("fixtures/runs/apotheke/drop"));
    world.must_run("2005-03-11");
    let payer = world.work.join("BG28");
    let back_up = |name: &str| {
        let copy = world.work.join(name);
        let output = Command::new(binary("ledger-backup")).arg(&payer).arg(&copy).output().expect("a tool");
        (copy, output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let writer = rusqlite::Connection::open(payer.join("ledger.sqlite")).expect("the ledger");
    writer.execute_batch("BEGIN IMMEDIATE; UPDATE lieferung SET verarbeitet = NULL").expect("somebody writes");
    let (copy, code, said) = back_up("copy.sqlite");
    assert_eq!(code, Some(0), "{said}");
    writer.execute_batch("ROLLBACK").expect("and gives up");
    drop(writer);
    assert_eq!(rows(&copy), rows(&payer.join("ledger.sqlite")));
    let before = fs::read(&copy).expect("the copy");
    assert_eq!(back_up("copy.sqlite").1, Some(64), "it exists");
    assert_eq!(fs::read(&copy).expect("the copy"), before);
    fs::copy(&copy, payer.join("ledger.sqlite")).expect("restored");
    world.must_run("2005-03-14");
    fs::remove_file(payer.join("ledger.sqlite")).expect("gone");
    assert_eq!(back_up("none.sqlite").1, Some(66), "there is none");
}
