//! Cases that stand beside the repository with steps to play: what comes of the last of them is what is right.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use testkit::world::{PHARMACY, World};

/// Case, then for each prescription after the last step: `Beleg/PicNr tier who-decided case status suggestion`.
const RIGHT: &str = include_str!("cases.txt");

fn right() -> BTreeMap<&'static str, Vec<&'static str>> {
    let lines = RIGHT.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut right: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (case, row) in lines.map(|line| line.split_once(": ").expect("case and row")) {
        right.entry(case).or_default().push(row);
    }
    right
}

/// Plays the steps; gives the world with the payer of the last, and its date.
fn played(case: &Path) -> (World, String) {
    let steps = fs::read_to_string(case.join("steps")).expect("steps");
    let (mut world, mut last) = (World::on(case), String::new());
    let ordered = PHARMACY.iter().position(|tool| *tool == "order-payments").expect("a stage");
    world.stages = &PHARMACY[..=ordered];
    for step in steps.lines() {
        let [payer, date, drop] = step.split_whitespace().collect::<Vec<_>>()[..] else {
            panic!("{step}: three words")
        };
        (world.payer, world.drop, last) = (payer.into(), case.join(drop), date.into());
        world.must_run(date);
    }
    (world, last)
}

/// The rows of a run in the words of the table.
fn rows(world: &World, date: &str) -> Vec<String> {
    let key = |row: &BTreeMap<String, String>| (row["beleg_id"].clone(), row["pic_nr"].clone());
    let verdicts: BTreeMap<_, _> =
        world.table(date, "50-stage2/urteile.csv").into_iter().map(|row| (key(&row), row)).collect();
    let tasks: BTreeMap<_, _> =
        world.table(date, "40-matches/arbeitsliste.csv").into_iter().map(|row| (key(&row), row)).collect();
    let word = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
    let row = |row: BTreeMap<String, String>| {
        let verdict = &verdicts[&key(&row)];
        let status = if verdict["klasse"] == "offen" { "offen" } else { &verdict["status"] };
        let suggestion = tasks.get(&key(&row)).map_or(String::new(), |task| task["vorschlag"].clone());
        let cells = [&row["stufe"], &row["entscheidung"], &row["aktenzeichen"], status, &suggestion].map(word);
        format!("{}/{} {}", row["beleg_id"], row["pic_nr"], cells.join(" "))
    };
    world.table(date, "40-matches/zuordnung.csv").into_iter().map(row).collect()
}

#[test]
fn each_case_with_steps_comes_out_right() {
    let Some(cases) = muster::shared("cases") else { return };
    let there = fs::read_dir(cases).expect("the cases").map(|entry| entry.expect("a case").path());
    let mut right = right();
    let mut wrong = Vec::new();
    for case in there.filter(|case| case.join("steps").is_file()) {
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (world, date) = played(&case);
        let found = rows(&world, &date);
        if right.remove(name.as_str()).is_none_or(|expected| expected != found) {
            wrong.extend(found.iter().map(|row| format!("{name}: {row}")));
        }
    }
    assert!(wrong.is_empty(), "not what is right, or in no row:\n{}", wrong.join("\n"));
    assert!(right.is_empty(), "no such case: {right:?}");
}
