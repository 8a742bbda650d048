//! Decisions by people: how many need two of them, and whose signature they need.

use std::fs;

use testkit::world::{Blatt, World, sr1};

/// Anweisungsdatum of an invoice received on 02.03.2005.
const FR: &str = "2005-03-11";
const MO: &str = "2005-03-14";

const SMALL: &str = "500000000001";
const LARGE: &str = "500000000002";
const UNREAD: &str = "500000000003";

fn world(changes: &[(&str, &str)]) -> World {
    let mut world = World::new();
    world.configure(changes);
    let sheets = [(SMALL, 1000), (LARGE, 60_000), (UNREAD, 1234)].map(|(pic, cent)| Blatt::neu(pic, cent));
    let unread = sr1("2005-1", "02.03.2005", &sheets).replace("04.02.2005;12,34;", "04.02.2005;?;");
    world.deliver("BG28/invoices/a.csv", unread.as_bytes());
    world
}

fn status(world: &World, date: &str, pic: &str) -> String {
    let rows = world.table(date, "50-stage2/urteile.csv");
    rows.into_iter().find(|row| row["pic_nr"] == pic).expect("a verdict")["status"].clone()
}

fn waiting(world: &World, date: &str) -> Vec<String> {
    let rows = world.table(date, "20-invoices/arbeitsliste.csv");
    rows.into_iter().map(|row| row["pic_nr"].clone()).collect()
}

/// Why lines were refused.
fn refused(world: &World, date: &str) -> Vec<String> {
    world.table(date, "20-invoices/abgelehnt.csv").into_iter().map(|row| row["grund"].clone()).collect()
}

#[test]
fn only_what_is_much_waits_for_a_second_person() {
    let world = world(&[("[unfdat]", "[vier_augen]\nab_betrag = \"500,00\"\n\n[unfdat]")]);
    let decide = |who: &str, day: &str| {
        let line = |pic: &str| format!("status;{pic};;1005;{who};{day}T08:00:00;\n");
        world.decide(&format!("{who}.csv"), &[SMALL, LARGE, UNREAD].map(line).concat());
    };
    decide("mm", FR);
    world.must_run(FR);
    assert_eq!([SMALL, LARGE].map(|pic| status(&world, FR, pic)), ["1005", "0"]);
    assert_eq!(waiting(&world, FR), [LARGE, UNREAD], "what is not known may be much");
    let task = world.table(FR, "20-invoices/arbeitsliste.csv").remove(0);
    assert_eq!(task["brutto"], "600.00");
    assert!(task["aufgabe"].starts_with("wartet auf zweite Person (hoher Betrag)"), "{task:?}");
}

#[test]
fn two_people_decide_on_much_on_different_days() {
    // Nothing is due before Monday's second word.
    let world = world(&[("[unfdat]", "[vier_augen]\nab_betrag = \"500,00\"\n\n[unfdat]")]);
    world.decide("mm.csv", &format!("status;{LARGE};;1005;mm;2005-03-07T08:00:00;"));
    world.must_run("2005-03-07");
    assert_eq!(waiting(&world, "2005-03-07"), [LARGE]);
    world.decide("kb.csv", &format!("status;{LARGE};;1005;kb;2005-03-08T08:00:00;"));
    world.must_run("2005-03-08");
    assert_eq!(waiting(&world, "2005-03-08"), [""; 0]);
    assert_eq!(status(&world, "2005-03-08", LARGE), "1005");
}

#[test]
fn a_correction_to_much_is_much() {
    let world = world(&[("[unfdat]", "[vier_augen]\nab_betrag = \"500,00\"\n\n[unfdat]")]);
    world.decide("mm.csv", &format!("korrektur1;{SMALL};brutto;5000,00;mm;2005-03-11T08:00:00;"));
    world.must_run(FR);
    assert_eq!(waiting(&world, FR), [SMALL]);
}

/// Runs OpenSSH's tool for keys in the folder of the configuration; none where it is not there.
fn ssh_keygen(world: &World, arguments: &[&str]) -> Option<()> {
    match std::process::Command::new("ssh-keygen").args(arguments).current_dir(&world.config).output() {
        Ok(output) => {
            assert!(output.status.success(), "{output:?}");
            Some(())
        }
        Err(e) => {
            muster::skipped(&format!("ssh-keygen cannot be started ({e})"));
            None
        }
    }
}

/// A key for a person, and the line of the list that names it; none where OpenSSH is not there.
fn person(world: &World, name: &str) -> Option<String> {
    ssh_keygen(world, &["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", name])?;
    let key = fs::read_to_string(world.config.join(format!("{name}.pub"))).expect("a public key");
    Some(format!("{name} namespaces=\"file\" {key}"))
}

/// Signs a file of the drop folder as that person.
fn sign(world: &World, name: &str, file: &str) {
    let path = world.drop.join(file);
    let _ = fs::remove_file(path.with_extension("csv.sig"));
    ssh_keygen(world, &["-q", "-Y", "sign", "-n", "file", "-f", name, path.to_str().expect("a path")])
        .expect("it ran before");
}

#[test]
fn with_a_list_of_people_a_decision_counts_for_who_signed_it() {
    let list = "[signatur]\nunsigniert = true\npruefer = \"people\"\n\n[unfdat]";
    let world = world(&[("[unfdat]", list)]);
    let Some(mm) = person(&world, "mm") else { return };
    let kb = person(&world, "kb").expect("it ran before");
    person(&world, "thief").expect("it ran before");
    fs::write(world.config.join("people"), format!("{mm}{kb}")).expect("a list");

    let line = |pic: &str, who: &str| format!("status;{pic};;1005;{who};2005-03-11T08:00:00;\n");
    world.decide("unsigned.csv", &line(SMALL, "mm"));
    world.decide("thief.csv", &line(SMALL, "mm"));
    sign(&world, "thief", "BG28/decisions/thief.csv");
    world.decide("other.csv", &(line(SMALL, "kb") + &line(LARGE, "MM ")));
    sign(&world, "mm", "BG28/decisions/other.csv");
    let (_, code, said) = world.chain(FR).err().unwrap_or_default();
    assert_eq!(code, 0, "{said}");
    assert_eq!([SMALL, LARGE].map(|pic| status(&world, FR, pic)), ["0", "1005"]);
    let why = refused(&world, FR);
    assert_eq!(why.len(), 2, "{why:?}");
    assert!(why.iter().any(|why| why == "the file is signed by mm"), "{why:?}");
    assert!(why.iter().any(|why| why == "thief.csv.sig is of nobody in the list of [signatur] pruefer"), "{why:?}");
    let left = world.table(FR, "00-inbox/uebersicht.csv").into_iter().find(|row| row["name"] == "unsigned.csv");
    assert_eq!(left.expect("a row")["grund"], "unsigned.csv.sig is not beside it ([signatur] pruefer)");
}

#[test]
fn with_a_list_of_people_a_confirmation_counts_if_it_is_signed() {
    let list = "[signatur]\nunsigniert = true\npruefer = \"people\"\n\n[unfdat]";
    let world = world(&[("[unfdat]", list)]);
    let Some(mm) = person(&world, "mm") else { return };
    person(&world, "thief").expect("it ran before");
    fs::write(world.config.join("people"), mm).expect("a list");
    world.must_run(FR);
    let confirm = |name: &str| {
        let text = "anweisung_id;bestaetigt_am;betrag;bemerkung\nBG28-0000001-1;14.03.2005;610,00;\n";
        world.deliver(&format!("BG28/confirmations/{name}.csv"), format!("{text}\n# {name}\n").as_bytes());
    };
    confirm("a");
    sign(&world, "thief", "BG28/confirmations/a.csv");
    let _ = world.chain(MO);
    assert_eq!(world.table(MO, "65-confirmations/bestaetigungen.csv").len(), 0);
    confirm("b");
    sign(&world, "mm", "BG28/confirmations/b.csv");
    let _ = world.chain("2005-03-15");
    assert_eq!(world.table("2005-03-15", "65-confirmations/bestaetigungen.csv").len(), 1);
}

#[test]
fn a_list_of_people_that_cannot_be_used_is_a_wrong_configuration() {
    let world = world(&[("[unfdat]", "[signatur]\nunsigniert = true\npruefer = \"people\"\n\n[unfdat]")]);
    for (list, why) in [(None, "No such file"), (Some("* ssh-ed25519 AAAA"), "line 1"), (Some(""), "names nobody")] {
        if let Some(list) = list {
            fs::write(world.config.join("people"), list).expect("a list");
        }
        let output = world.stage("open-run", FR, &[]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(78), "{said}");
        assert!(said.contains("payers/BG28.toml: [signatur] pruefer: ") && said.contains(why), "{said}");
    }
}

#[test]
fn a_manual_code_of_a_line_pays_as_billed_or_cuts_as_its_finding_computes() {
    use testkit::world::repository;
    let mut world = World::services(&repository().join("fixtures/runs/leistungen/drop/2024-03-01"));
    world.must_run("2024-03-01");
    world.drop = repository().join("fixtures/runs/leistungen/drop/2024-03-28");
    let drop = world.work.with_file_name("drop");
    testkit::tree::write(&drop, &testkit::tree::read(&world.drop));
    world.drop = drop;
    // A rate above the agreed one, and a quantity above the granted one; a code that is said of invoices alone.
    world.deliver(
        "LWL/decisions/d.csv",
        b"art;pic_nr;feld;wert;bearbeiter;zeitpunkt;bemerkung\n\
          status;LE101/WL-2024-02:14;;0;mk;2024-03-28T09:00:00;\n\
          status;LE102/A202402:1;;L06;mk;2024-03-28T09:00:00;\n\
          status;LE101/WL-2024-02:1;;L10;mk;2024-03-28T09:00:00;\n",
    );
    world.must_run("2024-03-28");
    let verdicts = world.table("2024-03-28", "50-services/urteile.csv");
    let line = |posten: &str| {
        let row = verdicts.iter().find(|row| row["posten"] == posten).expect("a verdict");
        ["code", "betrag_berechnet", "betrag_anerkannt", "absetzung"].map(|name| row[name].clone())
    };
    assert_eq!(line("LE101/WL-2024-02:14"), ["0", "3480.00", "3480.00", "0.00"]);
    assert_eq!(line("LE102/A202402:1"), ["L06", "895.70", "895.70", "0.00"], "its rate is the agreed one");
    assert_eq!(refused(&world, "2024-03-28"), ["no verdict on a line: expected 0, L01 to L09 or L11"]);
    let avis = fs::read_to_string(world.run("2024-03-28").join("85-avis/LE101/zahlungsavis.csv")).expect("an avis");
    assert!(avis.contains("nach Prüfung wie berechnet anerkannt"), "{avis}");
}

#[test]
fn each_line_decides_the_prescription_of_its_own_invoice() {
    let world = World::new();
    let sheets = |cent| [Blatt::neu("500000000001", cent)];
    world.invoice("a.csv", "2005-1", "02.03.2005", &sheets(1000));
    world.invoice("b.csv", "2005-2", "03.03.2005", &sheets(2000));
    world.must_run("2005-03-08");
    world.decide(
        "d.csv",
        "status;500000000001;;1005;mm;2005-03-09T08:00:00;;0000002\n\
         korrektur1;500000000001;name;Ahorn;mm;2005-03-09T08:00:00;;0000001\n\
         korrektur1;500000000001;name;Birke;mm;2005-03-09T08:00:00;;0000002",
    );
    world.must_run("2005-03-09");
    let cells = |file: &str, column: &str| -> Vec<String> {
        world.table("2005-03-09", file).iter().map(|row| row[column].clone()).collect()
    };
    assert_eq!(cells("30-stage1/rezepte.csv", "name"), ["Ahorn", "Birke"]);
    assert_eq!(cells("50-stage2/urteile.csv", "status"), ["0", "1005"], "the first is not touched");
}
