//! E-prescriptions on the desk: a sheet to read in place of a picture. And who made a page of it stands in the log.

use std::fs;
use std::process::Command;

use serde_json::Value;
use testkit::erezept::{self, Karte};
use testkit::world::{binary, sr1};

use super::*;

const BILLERS: &str = "ik;name;strasse;plz;ort;iban;bic;konto;blz;gueltig_ab;gueltig_bis\n\
                       303100245;Apothekenrechenzentrum Nord;Weg 1;70173;Stuttgart;;;1162268;29090605;01.01.2000;\n";

/// A world with a bundle of one prescription that was billed on paper, too, so that a person is asked about it.
fn billed_twice() -> World {
    let payer = forms::sammelrechnung::Empfaenger { kostentraeger: "BG28", ik: "120991009" };
    let text = |nummer: &str| sr1(nummer, "02.03.2005", &[Blatt::neu("500000000001", 1000)]);
    let text = |nummer: &str| text(nummer).replace(";Muster;Max;", ";Muster</dd>;Max;");
    let charset = forms::sammelrechnung::Zeichensatz::Auto;
    let invoice = forms::sammelrechnung::lies(text("R1").as_bytes(), "r.csv", charset, payer).expect("a sound invoice");
    let mut bundle = Vec::new();
    erezept::schreibe(&invoice, &Karte::neu(), &mut bundle).expect("memory");
    let world = World::new();
    world.deliver("reference/rechnungssteller.csv", BILLERS.as_bytes());
    world.deliver("BG28/invoices/a.csv", text("P1").as_bytes());
    world.deliver("BG28/invoices/b.xml", &bundle);
    world.must_run(DATE);
    world
}

/// The data that the page of a run is made of.
fn content(world: &World) -> Value {
    let made = Command::new(binary("review")).arg(world.run(DATE)).output().expect("review can be started");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let page = fs::read_to_string(world.run(DATE).join("review.html")).expect("a page");
    let begin = page.find("id=\"daten\"").expect("its data");
    let json = page[begin..].split_once('>').and_then(|(_, rest)| rest.split_once("</script>")).expect("the data").0;
    serde_json::from_str(json).expect("JSON")
}

#[test]
fn an_e_prescription_is_shown_as_a_sheet() {
    let world = billed_twice();
    let content = content(&world);
    let task = &content["aufgaben"][0];
    assert_eq!((&task["beleg_id"], &task["pic_nr"]), (&"0000002".into(), &"805000000001".into()));
    let sheet = content["erezepte"]["0000002|805000000001"].as_array().expect("a sheet");
    let of = |title: &str| sheet.iter().find(|part| part["titel"] == title).expect(title)["zeilen"].to_string();
    let id = erezept::erezept_id(500_000_000_001);
    for (title, texts) in [
        ("E-Rezept", &[id.as_str(), "Erfundene Karte", "\"Signatur\",\"hält\""][..]),
        ("Versicherte Person", &["Muster</dd>", "12.05.1954", "38100 Braunschweig"]),
        ("Verordnung", &["25.01.2005"]),
        ("Abgabe", &["PZN 04908802 ×", "\"Brutto\",\"10,00 EUR\"", "04.02.2005"]),
    ] {
        for text in texts {
            assert!(of(title).contains(text), "{title}: {text} is not in {}", of(title));
        }
    }
}

#[test]
fn who_looks_at_what_is_kept_only_where_somebody_wants_it_and_names_no_person() {
    let world = billed_twice();
    let log = world.work.join(stage::ACCESS_LOG);
    let explain = |question: &[&str]| {
        let mut tool = Command::new(binary("explain"));
        tool.arg(world.work.join("BG28")).args(question).arg("--config").arg(&world.config);
        tool.output().expect("explain can be started")
    };
    content(&world);
    assert!(explain(&["--pic", "805000000001"]).status.success());
    assert!(!log.exists(), "off unless the file is there");
    fs::write(&log, "").expect("the log");
    content(&world);
    assert!(explain(&["--pic", "805000000001"]).status.success());
    assert!(!explain(&["--rechnung", "Muster, Max"]).status.success(), "nothing has that number");
    let text = fs::read_to_string(&log).expect("the log");
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').skip(2).collect()).collect();
    let keys = "\"BG28\",\"0000002\",\"805000000001\"";
    let lines: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    assert_eq!(lines[0], "werkzeug,gesucht,kostentraeger,beleg_id,pic_nr");
    assert!(lines.contains(&format!("\"review\",\"Lauf {DATE}\",{keys}")), "{text}");
    assert!(lines.contains(&format!("\"explain\",\"PicNr 805000000001\",{keys}")), "{text}");
    assert_eq!(lines.last().expect("a line"), "\"explain\",\"Rechnung\",\"\",\"\",\"\"");
    assert!(!text.contains("Muster"), "{text}");
    fs::remove_file(&log).expect("the log");
    fs::create_dir(&log).expect("something that is no log");
    let output = explain(&["--pic", "805000000001"]);
    assert!(output.status.code() == Some(74) && output.stdout.is_empty(), "nothing is shown that cannot be entered");
}
