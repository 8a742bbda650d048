//! Letters to billers: once each, to the cent, and nothing that they did not send.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use testkit::tree;
use testkit::world::{Blatt, World, repository};

const FR: &str = "2005-03-11";
const MO: &str = "2005-03-14";
const BG28: &str = "fixtures/runs/apotheke/expected/BG28/2005-03-11";

/// The answer of `sqlite3` to a script in a folder; none, loudly, if it is not installed.
fn sqlite(folder: &Path, script: &str) -> Option<String> {
    let output = match Command::new("sqlite3").arg(":memory:").arg(script).current_dir(folder).output() {
        Ok(output) => output,
        Err(e) => {
            muster::skipped(&format!("sqlite3 cannot be started ({e}); it would add up the letters"));
            return None;
        }
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The letters of a run as text, by the name of their file.
fn letters(run: &Path, name: &str) -> BTreeMap<String, String> {
    let files = tree::read(&run.join("90-letters")).into_iter();
    let texts = files.filter(|(path, _)| path.contains(name) && path.ends_with(".txt"));
    texts.map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned())).collect()
}

/// The amount at the end of the line that begins so, in the form of tables; none if there is no such line.
fn amount(text: &str, begin: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with(begin))?;
    Some(line.split_whitespace().last()?.replace('.', "").replace(',', "."))
}

#[test]
fn letters_add_up_to_deviations_and_payments_by_another_route() {
    let run = repository().join(BG28);
    let mut script = String::from(
        ".mode csv\n.import 50-stage2/abweichungen.csv a\n.import 60-payments/anweisungen.csv o\n\
         create table d(beleg_id, rechnungsnummer, pic_nr, abgabe_datum, pzn, groesse, berechnet, anerkannt, absetzung,\n\
         status, grund, grundlage, zurueck);\n.separator ;\n",
    );
    let csv = tree::read(&run.join("90-letters")).into_keys().filter(|path| path.contains("/differenzmitteilung"));
    let csv: Vec<String> = csv.filter(|path| path.ends_with(".csv")).collect();
    assert_eq!(csv.len(), 2, "{csv:?}");
    csv.iter().for_each(|path| script += &format!(".import --skip 1 90-letters/{path} d\n"));
    script += ".separator ,\n\
        select beleg_id, printf('%.2f', sum(absetzung)), count(*) from a group by beleg_id order by 1;\n\
        select beleg_id, printf('%.2f', sum(replace(absetzung, ',', '.'))), count(*) from d where groesse <> '' \
        group by beleg_id order by 1;\n\
        select beleg_id, printf('%.2f', sum(betrag)) from o group by beleg_id order by 1;\n";
    let script_file = tempfile::NamedTempFile::new().expect("a temporary file");
    fs::write(script_file.path(), script).expect("a script");
    let Some(said) = sqlite(&run, &format!(".read {}", script_file.path().display())) else { return };
    let lines: Vec<&str> = said.lines().map(str::trim_end).collect();
    assert_eq!(lines.len(), 6, "{said}");
    assert_eq!(lines[0..2], lines[2..4], "letters and abweichungen.csv\n{said}");
    for (beleg, line) in ["0000001", "0000002"].iter().zip(&lines[4..]) {
        let letters = letters(&run, &format!("differenzmitteilung-{beleg}"));
        let text = letters.values().next().expect("a letter");
        let paid = amount(text, "neuer Nettobetrag").expect("a new net amount");
        assert_eq!(format!("{beleg},{paid}"), **line, "{text}");
        let cut = lines.iter().find(|line| line.starts_with(beleg)).expect("deviations");
        assert_eq!(cut.split(',').nth(1), amount(text, "Summe").as_deref(), "{text}");
    }
}

#[test]
fn the_verdicts_of_the_example_are_explained_to_the_cent() {
    let run = repository().join(BG28);
    let script = ".mode csv\n.import 50-stage2/abweichungen.csv a\n.import 50-stage2/urteile.csv u\n\
        select count(*) from u left join (select beleg_id b, pic_nr p, sum(absetzung) s from a group by 1, 2) \
        on b = beleg_id and p = pic_nr where abs(ifnull(s, 0) - ifnull(nullif(absetzung, ''), 0)) > 0.001;\n\
        select printf('%.2f', sum(absetzung)) from a;\nselect printf('%.2f', sum(absetzung)) from u;\n";
    let script_file = tempfile::NamedTempFile::new().expect("a temporary file");
    fs::write(script_file.path(), script).expect("a script");
    let Some(said) = sqlite(&run, &format!(".read {}", script_file.path().display())) else { return };
    let lines: Vec<&str> = said.lines().map(str::trim_end).collect();
    assert_eq!((lines[0], lines[1]), ("0", lines[2]), "{said}");
}

/// A world with a return, a cut and a sheet that waits, all of one invoice.
fn world() -> World {
    let world = World::new();
    let blaetter =
        [Blatt::neu("1", 1000), Blatt::neu("2", 2000).ohne_unterschrift(), Blatt::neu("3", 700).unf_datum("?")];
    world.invoice("a.csv", "7119", "02.03.2005", &blaetter);
    world
}

#[test]
fn each_return_is_told_once_and_what_lies_there_stays() {
    let world = world();
    world.must_run(FR);
    let first = tree::read(&world.run(FR).join("90-letters"));
    let rows = world.table(FR, "90-letters/mitgeteilt.csv");
    let told: Vec<&str> = rows.iter().map(|row| row["pic_nr"].trim_start_matches('0')).collect();
    assert!(told.contains(&"1") && told.contains(&"2") && !told.contains(&"3"), "{told:?}");
    world.must_run(FR);
    assert_eq!(tree::read(&world.run(FR).join("90-letters")), first, "a repeat without news changes no byte");
    world.decide("d.csv", "status;3;;998;mm;2005-03-11T10:00:00;");
    world.must_run(FR);
    let second = tree::read(&world.run(FR).join("90-letters"));
    for (path, bytes) in first.iter().filter(|(path, _)| path.contains("/differenz") || path.contains("/deckblatt")) {
        assert_eq!(second.get(path), Some(bytes), "{path} stays byte for byte");
    }
    let later = letters(&world.run(FR), "differenzmitteilung-0000001-2");
    let text = later.values().next().unwrap_or_else(|| panic!("a second letter: {:?}", second.keys()));
    assert_eq!(amount(text, "Summe").as_deref(), Some("7.00"), "only what is new\n{text}");
    world.must_run(MO);
    assert!(letters(&world.run(MO), "differenz").is_empty(), "nothing is told again");
}

#[test]
fn the_next_run_tells_what_a_stopped_one_settled() {
    let world = world();
    for tool in ["open-run"].iter().chain(world.stages) {
        assert!(world.stage(tool, FR, &[]).status.success(), "{tool}");
        if *tool == "emit-rzs-abrech" {
            break;
        }
    }
    world.must_run(MO);
    let told = letters(&world.run(MO), "differenzmitteilung-0000001");
    assert_eq!(told.len(), 1, "{told:?}");
    let text = told.values().next().expect("a letter");
    assert_eq!(amount(text, "Summe").as_deref(), Some("20.00"), "{text}");
    world.must_run(FR);
    assert!(letters(&world.run(FR), "differenz").is_empty(), "and the stopped one does not tell it again");
    world.must_run("2005-03-15");
    assert!(letters(&world.run("2005-03-15"), "differenz").is_empty(), "nor does a later one");
}
