//! `verify-run`: whatever is changed in a WORK is named, with when it was last good, and nothing is written.

use std::fs;
use std::path::Path;
use std::process::Command;

use testkit::tree;
use testkit::world::{Blatt, World, binary, repository};

const DATE: &str = "2005-03-11";

fn verify(folder: &Path, options: &[&str]) -> (i32, String) {
    let output = Command::new(binary("verify-run")).arg(folder).args(options).output().expect("verify-run starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap_or(-1), text)
}

fn world() -> World {
    let world = World::new();
    world.invoice("a.csv", "2005-1", "02.03.2005", &[Blatt::neu("500000000001", 1000)]);
    world.must_run("2005-03-10");
    world.must_run(DATE);
    world
}

/// Every file of a folder with its content, hidden ones too.
fn all(folder: &Path) -> tree::Tree {
    let mut found = tree::Tree::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(dir) = waiting.pop() {
        for entry in fs::read_dir(&dir).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                found.insert(path.display().to_string(), fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

#[test]
fn what_nobody_touched_is_sound_and_stays_untouched() {
    let world = world();
    let before = all(&world.work);
    for folder in [world.work.clone(), world.work.join("BG28"), world.run(DATE)] {
        let (code, said) = verify(&folder, &[]);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("all as it was left"), "{said}");
    }
    assert_eq!(all(&world.work), before, "it reads only");
    let services = World::services(&repository().join("fixtures/runs/leistungen/drop/2024-03-01"));
    services.must_run("2024-03-01");
    let (code, said) = verify(&services.work, &[]);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn every_byte_changed_every_file_gone_or_added_is_named_with_when_it_was_good() {
    let world = world();
    let files: Vec<String> = tree::read(&world.run(DATE)).into_keys().filter(|path| path.contains('/')).collect();
    assert!(files.len() > 40, "{files:?}");
    for file in &files {
        let path = world.run(DATE).join(file);
        let sound = fs::read(&path).expect("a file");
        let mut changed = sound.clone();
        match changed.len() {
            0 => changed.push(b'x'),
            n => changed[n / 2] ^= 1,
        }
        fs::write(&path, &changed).expect("a changed file");
        let (code, said) = verify(&world.run(DATE), &[]);
        assert!(code == 65 || code == 70, "{file}: {code} {said}");
        assert!(said.contains(&format!("/{file}")), "{file} is not named:\n{said}");
        assert!(said.contains("; good when "), "{file}: since when?\n{said}");
        fs::write(&path, &sound).expect("the file");
    }
    let gone = world.run(DATE).join("50-stage2/befunde.csv");
    let sound = fs::read(&gone).expect("a file");
    fs::remove_file(&gone).expect("gone");
    fs::write(world.run(DATE).join("75-sepa/pain.001-9.xml"), b"<x/>").expect("added");
    let (code, said) = verify(&world.work, &[]);
    assert_eq!(code, 65, "{said}");
    assert!(said.contains("befunde.csv: is missing") && said.contains("pain.001-9.xml: is in no receipt"), "{said}");
    fs::remove_file(world.run(DATE).join("75-sepa/pain.001-9.xml")).expect("gone again");
    fs::write(gone, sound).expect("back");
    assert_eq!(verify(&world.work, &[]).0, 0);
}

#[test]
fn a_file_changed_together_with_its_receipt_is_found_by_the_journal() {
    let world = world();
    let path = world.run(DATE).join("95-report/rabatte.csv");
    let text = fs::read_to_string(&path).expect("a table").replace("gewahrt", "gewahrx");
    fs::write(&path, &text).expect("a changed table");
    let receipt = world.run(DATE).join("95-report/receipt.json");
    let old = fs::read_to_string(&receipt).expect("a receipt");
    let at = old.find("\"path\": \"rabatte.csv\"").expect("the file");
    let begin = at + old[at..].find("\"blake3\": \"").expect("its hash") + 11;
    let mut new = old.clone();
    new.replace_range(begin..begin + 64, &stage::blake3_hex(text.as_bytes()));
    fs::write(&receipt, new).expect("a changed receipt");
    let (code, said) = verify(&world.run(DATE), &[]);
    assert!(code >= 65 && said.contains("95-report/receipt.json: is none that the journal knows"), "{code} {said}");
}

#[test]
fn a_ledger_changed_older_or_gone_is_told_apart_from_files() {
    let world = world();
    let ledger = world.work.join("BG28/ledger.sqlite");
    let sound = fs::read(&ledger).expect("the ledger");
    let db = rusqlite::Connection::open(&ledger).expect("the ledger");
    db.execute_batch(
        "DROP TRIGGER journal_bleibt; UPDATE journal SET eintrag = replace(eintrag, '0', '1') WHERE nr = 2",
    )
    .ok();
    db.execute_batch("UPDATE lieferung SET name = 'other.csv'").expect("a change");
    drop(db);
    let (code, said) = verify(&world.work, &[]);
    assert!(code == 70 && said.contains("ledger.sqlite"), "{code} {said}");
    fs::write(&ledger, &sound).expect("the ledger");
    fs::write(&ledger, &sound[..sound.len() / 2]).expect("half a ledger");
    assert_eq!(verify(&world.work, &[]).0, 70);
    fs::remove_file(&ledger).expect("gone");
    let (code, said) = verify(&world.work, &[]);
    assert!(code == 70 && said.contains("ledger-rebuild"), "{code} {said}");
    assert!(!ledger.exists(), "and it makes none");
}

#[test]
fn a_payer_at_work_is_not_judged() {
    let world = world();
    let lock = stage::Lock::take(&world.work.join("BG28"), "report", &world.run(DATE)).expect("a free lock");
    let (code, said) = verify(&world.work, &[]);
    assert!(code == 75 && said.contains("BG28: report, process"), "{code} {said}");
    drop(lock);
    assert_eq!(verify(&world.work, &[]).0, 0);
}
