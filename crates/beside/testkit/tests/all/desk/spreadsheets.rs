//! What LibreOffice makes of our lists, in German and in English, when people open them, type, and save.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::*;

/// A way to work: the interface's language, its number in filters, and what a person types for a time.
const PEOPLE: [(&str, u32, &str); 2] = [("de-DE", 1031, "11.03.2005 10:00"), ("en-US", 1033, "03/11/2005 10:00 AM")];

/// Opens a CSV file as a person with that language does, numbers and dates recognised, and saves it, as a CSV file in the
/// separator of the house or as XLSX. None, loudly, where LibreOffice is not installed.
fn resaved(bytes: &[u8], separator: char, (locale, language, _): (&str, u32, &str), to: &str) -> Option<Vec<u8>> {
    let dir = tempfile::TempDir::new().expect("a folder");
    let (file, out) = (dir.path().join("list.csv"), dir.path().join("out"));
    fs::write(&file, bytes).expect("a list");
    profile(&dir.path().join("profile"), locale);
    let filter = format!("{},34,76,1,,{language},false,true", u32::from(separator));
    let target = match to {
        "csv" => format!("csv:Text - txt - csv (StarCalc):{},34,76,1,,{language},false,true", u32::from(separator)),
        to => to.to_owned(),
    };
    let started = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", dir.path().join("profile").display()))
        .args(["--headless", "--norestore"])
        .arg(format!("--infilter=CSV:{filter}"))
        .args(["--convert-to", &target, "--outdir"])
        .args([&out, &file])
        .output();
    match started {
        Err(e) => {
            muster::skipped(&format!("soffice cannot be started ({e})"));
            None
        }
        Ok(said) => {
            let made: Vec<PathBuf> =
                fs::read_dir(&out).into_iter().flatten().map(|entry| entry.expect("a file").path()).collect();
            let [made] = &made[..] else { panic!("{made:?} {}", String::from_utf8_lossy(&said.stderr)) };
            Some(fs::read(made).expect("what was saved"))
        }
    }
}

/// A profile with that language, as the options set it.
fn profile(dir: &Path, locale: &str) {
    let item = |name| {
        format!(
            "<item oor:path=\"/org.openoffice.Setup/L10N\"><prop oor:name=\"{name}\" oor:op=\"fuse\"><value>{locale}</value>\
             </prop></item>"
        )
    };
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<oor:items xmlns:oor=\"http://openoffice.org/2001/registry\">{}</oor:items>",
        item("ooSetupSystemLocale")
    );
    fs::create_dir_all(dir.join("user")).expect("a profile");
    fs::write(dir.join("user/registrymodifications.xcu"), text).expect("a profile");
}

#[test]
fn work_lists_survive_german_and_english_spreadsheets() {
    for person in PEOPLE {
        for to in ["csv", "xlsx"] {
            // The number of the invoice looks like a date, those of picture and Beleg begin with zeros.
            let world = world(3);
            let mut tasks = tasks(&world, DATE, LIST);
            tasks[0].name = "'=1+1".into();
            let mut filled = filled_in(tasks, "10.12.2004", person.2);
            filled[2].wert.clear();
            let Some(file) = resaved(&as_csv(&filled), ',', person, to) else { return };
            world.deliver(&format!("BG28/decisions/liste.{to}"), &file);
            world.must_run(NEXT);
            let refused = world.table(NEXT, "20-invoices/abgelehnt.csv");
            assert!(refused.is_empty(), "{person:?} {to}: {refused:?}\n{}", String::from_utf8_lossy(&file));
            let decisions = world.table(NEXT, "20-invoices/entscheidungen.csv");
            let said: Vec<[&str; 4]> = decisions
                .iter()
                .map(|row| ["pic_nr", "wert", "zeitpunkt", "beleg_id"].map(|column| row[column].as_str()))
                .collect();
            let of = |nr| [nr, "10.12.2004", "2005-03-11T10:00:00", "0000001"];
            assert_eq!(said, [of("000000000001"), of("000000000002")], "{person:?} {to}");
        }
    }
}

#[test]
fn formulas_stay_text() {
    for person in PEOPLE {
        let Some(file) = resaved(b"name,wert\n'=1+1,x\n'@SUM(A1),y\n", ',', person, "csv") else { return };
        let text = String::from_utf8(file).expect("UTF-8");
        assert!(text.contains("=1+1") && text.contains("@SUM(A1)"), "{person:?}: {text}");
    }
}

/// A world of one facility that fills in lists, and the list of March.
fn offered() -> (World, Vec<u8>) {
    let world = super::super::services::small_world();
    let facilities = fs::read_to_string(world.drop.join("LWL/reference/leistungserbringer.csv")).expect("facilities");
    world.deliver("LWL/reference/leistungserbringer.csv", facilities.replace("datei", "angebot").as_bytes());
    for tool in ["open-run", "import-reference"] {
        assert!(world.stage(tool, "2024-04-02", &[]).status.success());
    }
    assert!(world.stage("offer-services", "2024-04-02", &["--month", "2024-03"]).status.success());
    let list = fs::read(world.run("2024-04-02").join("15-offers/LE1/LE1-202403.csv")).expect("a list");
    (world, list)
}

#[test]
fn offered_lists_are_filled_in_with_a_spreadsheet() {
    for person in PEOPLE {
        let (world, list) = offered();
        let list = String::from_utf8(list).expect("UTF-8").replace("31,00;TAG", "20,00;TAG");
        let Some(file) = resaved(list.as_bytes(), ';', person, "csv") else { return };
        world.deliver("LWL/invoices/a.csv", &file);
        let run = world.chain("2024-04-03");
        assert!(run.is_ok(), "{person:?}: {run:?}\n{}", String::from_utf8_lossy(&file));
        assert!(
            world.table("2024-04-03", "20-invoices/abgelehnt.csv").is_empty(),
            "{:?}",
            world.table("2024-04-03", "20-invoices/abgelehnt.csv")
        );
        let verdicts = world.table("2024-04-03", "50-services/urteile.csv");
        assert_eq!(verdicts[0]["betrag_anerkannt"], "840.00", "{person:?}\n{}", String::from_utf8_lossy(&file));
    }
}

#[test]
fn correction_files_are_filled_in_with_a_spreadsheet() {
    for person in PEOPLE {
        let world = super::super::services::small_world();
        let wrong = super::super::services::invoice("R1", 1, 31, 31, "").replace("Alt;Anna", "Alt;Anne");
        world.deliver("LWL/invoices/1.csv", wrong.as_bytes());
        world.must_run("2024-05-02");
        let template = world.run("2024-05-02").join("90-letters/LE1/korrektur-0000001.csv");
        let corrected = fs::read_to_string(template)
            .expect("a template")
            .replace("LR1;;LE1;LWL;03.2024;;;;;", "LR1;R1-K;LE1;LWL;03.2024;03.05.2024;03.05.2024;1;1302,00;")
            .replace("Anne", "Anna");
        let Some(file) = resaved(corrected.as_bytes(), ';', person, "csv") else { return };
        world.deliver("LWL/invoices/2.csv", &file);
        let run = world.chain("2024-05-31");
        assert!(run.is_ok(), "{person:?}: {run:?}\n{}", String::from_utf8_lossy(&file));
        assert!(
            world.table("2024-05-31", "20-invoices/abgelehnt.csv").is_empty(),
            "{:?}",
            world.table("2024-05-31", "20-invoices/abgelehnt.csv")
        );
        let verdicts = world.table("2024-05-31", "50-services/urteile.csv");
        assert_eq!(verdicts[0]["betrag_anerkannt"], "1302.00", "{person:?}\n{}", String::from_utf8_lossy(&file));
    }
}
