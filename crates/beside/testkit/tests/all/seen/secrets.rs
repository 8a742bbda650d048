//! Deliveries with a marked secret in every field about a person, sound and broken in every way: no log, no receipt, no
//! overview and no summary carries one of them.

use std::process::Command;

use charsets::edf03::CodePage;
use testkit::tree;
use testkit::world::{World, binary, repository};

const DATE: &str = "2005-03-11";
/// In every text about a person, and their birth date in the ways it is written.
const SECRETS: [&str; 5] = ["QZGEHEIM", "17.03.1931", "1931-03-17", "17031931", "17.3.1931"];

/// What a column may be broken with: missing, not recognised, another kind of value, too long, quoted wrongly, an
/// escape sequence, a formula.
const BROKEN: [&str; 7] = [
    "",
    "?",
    "QZGEHEIM",
    "QZGEHEIMQZGEHEIMQZGEHEIMQZGEHEIMQZGEHEIMQZGEHEIMQZGEHEIMQZGEHEIMQZGEHEIMQZGEHEIM",
    "QZ\"GEHEIM QZGEHEIM",
    "\u{1b}]0;QZGEHEIM\u{7}",
    "=QZGEHEIM",
];

fn assert_silent(what: &str, text: &str) {
    for secret in SECRETS {
        if let Some(line) = text.lines().find(|line| line.contains(secret)) {
            panic!("{what} carries {secret}: {line}");
        }
    }
    assert!(!text.chars().any(|c| c != '\n' && c != '\t' && c.is_control()), "{what} carries a control character");
}

/// Runs the chain and looks at everything that operators, mails and monitors get.
fn run_and_look(world: &World, date: &str) {
    for tool in ["open-run"].iter().chain(world.stages) {
        let output = world.stage(tool, date, &["--keep-going", "-vv"]);
        assert_silent(tool, &String::from_utf8_lossy(&output.stderr));
        assert_silent(tool, &String::from_utf8_lossy(&output.stdout));
        assert!(!matches!(output.status.code(), None | Some(70 | 101)), "{tool} ended with {:?}", output.status);
    }
    for (path, bytes) in tree::read(&world.work) {
        if ["receipt.json", "run.toml", "uebersicht.csv", "SHA256SUMS", "LIEFERSCHEIN"]
            .iter()
            .any(|name| path.ends_with(name))
        {
            assert_silent(&path, &String::from_utf8_lossy(&bytes));
        }
    }
    let status = Command::new(binary("status")).arg(world.run(date)).output().expect("status starts");
    assert_silent("status", &String::from_utf8_lossy(&status.stdout));
    assert_silent("status", &String::from_utf8_lossy(&status.stderr));
}

/// A prescription whose texts about its person are secret.
const PERSON: &str = "RZ;PIC;120991009;;QZGEHEIMNAME;QZGEHEIMVORNAME;QZGEHEIMZUSATZ;17.03.1931;QZGEHEIMWEG 3;D;38100;\
                      QZGEHEIMORT;10.12.2004;QZGEHEIM GmbH;;J;305327686;25.01.2005;04.02.2005;10,00;;;;;;;PIC.tif;J";

fn invoice(nummer: &str, pic: &str, prescription: &str) -> String {
    format!(
        "RE;SR1;{nummer};BG28;120991009;303100245;Apothekenrechenzentrum Nord;ARZ;02.2005;28.02.2005;02.03.2005;1;\
         10,00;0,00;0,00;0,00;10,00;;1162268;29090605\nEP;{pic};10,00;0,00\n{prescription}\nPO;{pic};1;04908802;1;10,00\n"
    )
}

/// The line with one column broken.
fn broken(line: &str, column: usize, with: &str) -> String {
    let mut cells: Vec<&str> = line.split(';').collect();
    cells[column] = with;
    cells.join(";")
}

#[test]
fn no_message_carries_what_stood_in_an_invoice_or_a_register() {
    let world = World::new();
    let mut nr = 0;
    let mut deliver = |make: &dyn Fn(&str) -> String| {
        nr += 1;
        let pic = format!("{:012}", 500_000_000_000_u64 + nr);
        let line = make(&PERSON.replace("PIC", &pic));
        world.deliver(&format!("BG28/invoices/{nr:04}.csv"), invoice(&format!("2005-{nr}"), &pic, &line).as_bytes());
    };
    deliver(&|line| line.to_owned());
    for column in 0..PERSON.split(';').count() {
        for with in BROKEN {
            deliver(&|line| broken(line, column, with));
        }
    }
    deliver(&|line| format!("{line};QZGEHEIM"));
    deliver(&|line| line.replace(";QZGEHEIM GmbH", ""));
    deliver(&|line| line.replacen("RZ;", "RZ;\"", 1));
    deliver(&|line| line.replace("RZ;", "QZGEHEIM;"));
    // A register of one sound case, and one case for every way in which a field can be broken.
    let sound = "10000001$7$17031931$01012004$QZGEHEIM$$QZGEHEIM$QZGEHEIM 1$D$70173$QZGEHEIM$$";
    let mut register = vec![sound.to_owned()];
    for column in 0..sound.split('$').count() {
        for with in ["", "QZGEHEIM", "QZGEHEIMQZGEHEIMQZGEHEIMQZGEHEIMQZGEHEIMQZGEHEIM", "17.03.1931"] {
            let mut cells: Vec<&str> = sound.split('$').collect();
            cells[column] = with;
            register.push(cells.join("$"));
        }
    }
    let bytes = CodePage::Edf03Drv.encode_exact(&register.concat()).expect("characters of the code table");
    world.deliver("BG28/unfdat/BG28.dfue", &bytes);
    world.decide(
        "d.csv",
        "korrektur1;500000000001;name;QZGEHEIM;qz;2005-03-11T08:00:00;QZGEHEIM\n\
         korrektur1;500000000001;geb_datum;17.03.1931x;qz;2005-03-11T08:00:00;\n\
         korrektur1;500000000001;geb_datum;QZGEHEIM;qz;2005-03-11T08:00:00;\n\
         zuordnung;500000000001;;QZGEHEIM;qz;2005-03-11T08:00:00;\n\
         status;500000000001;;QZGEHEIM;qz;QZGEHEIM;\n\
         QZGEHEIM;500000000001;;1;qz;2005-03-11T08:00:00;\n\
         korrektur1;QZGEHEIM;QZGEHEIM;1;qz;2005-03-11T08:00:00;",
    );
    world.decide("no-header.csv", "");
    world.deliver("BG28/decisions/e.csv", "QZGEHEIM;17.03.1931\nx;y\n".as_bytes());
    world.deliver(
        "BG28/confirmations/c.csv",
        "anweisung_id;betrag;datum;bemerkung\nQZGEHEIM;QZGEHEIM;17.03.1931;QZGEHEIM\n".as_bytes(),
    );
    world.deliver("BG28/confirmations/d.xml", "<Document><QZGEHEIM>17.03.1931</QZGEHEIM></Document>".as_bytes());
    run_and_look(&world, DATE);
}

#[test]
fn no_message_carries_what_stood_in_an_invoice_of_a_facility_or_a_grant() {
    let world = World::services_on_copy(&repository().join("fixtures/runs/leistungen/drop/2024-03-01"));
    let sound = "LP;1;B101;QZGEHEIM;QZGEHEIM;QZGEHEIM;17.03.1931;WOHNEN;01.01.2024;31.01.2024;1,00;TAG;1,00;1,00";
    let mut nr = 0;
    for column in 0..sound.split(';').count() {
        for with in BROKEN {
            nr += 1;
            let line = broken(sound, column, with);
            let text = format!("LR;LR1;Q-{nr};LE101;LWL;01.2024;03.02.2024;05.02.2024;1;1,00;\n{line}\n");
            world.deliver(&format!("LWL/invoices/q{nr}.csv"), text.as_bytes());
        }
    }
    run_and_look(&world, "2024-03-01");
    let header =
        "bewilligung_nr;aktenzeichen;name;vorname;geb_datum;le_nr;leistungsart;einheit;von;bis;max_menge_monat";
    let grant = "B101;QZGEHEIM;QZGEHEIM;QZGEHEIM;17.03.1931;LE101;WOHNEN;TAG;01.01.2023;;";
    let grants: Vec<String> = (0..11).flat_map(|column| BROKEN.map(|with| broken(grant, column, with))).collect();
    world.deliver("LWL/reference/bewilligungen.csv", format!("{header}\n{}\n", grants.join("\n")).as_bytes());
    run_and_look(&world, "2024-03-04");
}
