//! Confirmations: recorded once, error lines leave the order as it was, and what nobody confirms is listed.

use std::fs;

use testkit::tree;
use testkit::world::{Blatt, World, binary, repository};

const FR: &str = "2005-03-11";
const MO: &str = "2005-03-14";
/// Five working days after Friday.
const NEXT_FR: &str = "2005-03-18";

/// Two invoices, ordered on Friday: BG28-0000001-1 over 10.00 and BG28-0000002-1 over 20.00.
fn ordered() -> World {
    let world = World::new();
    world.invoice("a.csv", "2005-1", "02.03.2005", &[Blatt::neu("500000000001", 1000)]);
    world.invoice("b.csv", "2005-2", "02.03.2005", &[Blatt::neu("500000000002", 2000)]);
    world.must_run(FR);
    world
}

fn confirm(world: &World, name: &str, lines: &str) {
    let text = format!("anweisung_id;bestaetigt_am;betrag;bemerkung\n{lines}");
    world.deliver(&format!("{}/confirmations/{name}", world.payer), text.as_bytes());
}

/// The columns of a table of 65-confirmations.
fn rows<const N: usize>(world: &World, date: &str, file: &str, columns: [&str; N]) -> Vec<[String; N]> {
    let table = world.table(date, &format!("65-confirmations/{file}"));
    table.into_iter().map(|row| columns.map(|column| row[column].clone())).collect()
}

fn recorded(world: &World, date: &str) -> Vec<[String; 3]> {
    rows(world, date, "bestaetigungen.csv", ["anweisung_id", "rueckmeldung", "bestaetigt_am"])
}

fn open(world: &World, date: &str) -> Vec<[String; 1]> {
    rows(world, date, "offen.csv", ["anweisung_id"])
}

#[test]
fn a_confirmation_closes_its_order_and_the_other_is_listed_when_its_time_is_over() {
    let world = ordered();
    confirm(&world, "b.csv", "BG28-0000001-1;14.03.2005;10,00;Überwiesen\n");
    world.must_run(MO);
    assert_eq!(recorded(&world, MO), [["BG28-0000001-1", "bestaetigt", "2005-03-14"]]);
    assert_eq!(open(&world, MO), Vec::<[String; 1]>::new(), "five working days are not over");
    world.must_run(NEXT_FR);
    assert_eq!(recorded(&world, NEXT_FR).len(), 0, "recorded once");
    assert_eq!(open(&world, NEXT_FR), [["BG28-0000002-1"]]);
    let status = std::process::Command::new(binary("status")).arg(world.run(NEXT_FR)).output().expect("status");
    let said = String::from_utf8_lossy(&status.stdout);
    assert!(said.contains("NOT CONFIRMED IN TIME: 1 order, 20,00 EUR") && said.contains("BG28-0000002-1"), "{said}");
}

#[test]
fn error_lines_are_reported_and_leave_the_order_unconfirmed() {
    let world = ordered();
    let lines = "BG28-0000009-1;14.03.2005;10,00;\nBG28-0000001-1;14.03.2005;10,01;\nBG28-0000002-1;gestern;20,00;\n";
    confirm(&world, "b.csv", lines);
    world.must_run(MO);
    assert_eq!(
        rows(&world, MO, "abgelehnt.csv", ["satz", "feld", "wert"]),
        [["2", "anweisung_id", "BG28-0000009-1"], ["3", "betrag", "10,01"], ["4", "bestaetigt_am", "gestern"]]
    );
    assert_eq!(recorded(&world, MO).len(), 0);
    world.must_run(NEXT_FR);
    assert_eq!(open(&world, NEXT_FR).len(), 2);
}

#[test]
fn the_same_confirmation_under_another_name_or_in_a_longer_list_is_recorded_once() {
    let world = ordered();
    confirm(&world, "b.csv", "BG28-0000001-1;14.03.2005;10,00;\n");
    world.must_run(MO);
    confirm(&world, "c.csv", "BG28-0000001-1;14.03.2005;10,00;\nBG28-0000002-1;15.03.2005;20,00;\n");
    confirm(&world, "d.csv", "BG28-0000001-1;16.03.2005;10,00;\n");
    world.must_run("2005-03-16");
    assert_eq!(recorded(&world, "2005-03-16"), [["BG28-0000002-1", "bestaetigt", "2005-03-15"]]);
    assert_eq!(rows(&world, "2005-03-16", "abgelehnt.csv", ["datei", "feld"]), [["d.csv", "bestaetigt_am"]]);
    world.must_run(NEXT_FR);
    assert_eq!(open(&world, NEXT_FR).len(), 0);
}

#[test]
fn a_repeat_changes_no_byte_and_a_file_that_comes_later_the_same_day_is_added() {
    let world = ordered();
    confirm(&world, "b.csv", "BG28-0000001-1;11.03.2005;10,00;\n");
    world.must_run(FR);
    let before = tree::read(&world.work);
    world.must_run(FR);
    tree::assert_same("repeat", &before, &tree::read(&world.work));
    assert!(world.stage("confirm-payments", FR, &["--force"]).status.success());
    tree::assert_same("--force", &before, &tree::read(&world.work));
    fs::remove_dir_all(world.run(FR).join("65-confirmations")).expect("the folder can be removed");
    confirm(&world, "a.csv", "BG28-0000001-1;11.03.2005;10,00;\nBG28-0000002-1;11.03.2005;20,00;\n");
    world.must_run(FR);
    let said = rows(&world, FR, "bestaetigungen.csv", ["anweisung_id", "datei"]);
    assert_eq!(said, [["BG28-0000001-1", "b.csv"], ["BG28-0000002-1", "a.csv"]], "what is recorded stays as it was");
}

#[test]
fn a_file_that_is_none_is_refused_and_the_others_are_taken() {
    let world = ordered();
    world.deliver("BG28/confirmations/a.csv", b"order;date\n1;2\n");
    world.deliver("BG28/confirmations/b.xml", b"<Document/>");
    confirm(&world, "c.csv", "BG28-0000001-1;14.03.2005;10,00;\n");
    world.must_run(MO);
    assert_eq!(recorded(&world, MO).len(), 1);
    assert_eq!(rows(&world, MO, "abgelehnt.csv", ["datei"]), [["a.csv"], ["b.xml"]]);
    let output = world.stage("confirm-payments", MO, &["--force"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(65), "{said}");
    assert!(
        said.contains("a.csv is refused") && said.contains("anweisung_id;bestaetigt_am;betrag;bemerkung"),
        "{said}"
    );
    world.must_run("2005-03-15");
    assert_eq!(world.table("2005-03-15", "65-confirmations/abgelehnt.csv").len(), 0, "not taken over");
}

/// A status report on the message that Friday's run sent.
fn report(world: &World, gruppe: &str, sammler: &str) -> String {
    let sent = fs::read_to_string(world.run(FR).join("75-sepa/pain.001.xml")).expect("a bank file");
    let id = sent.split("MsgId>").nth(1).and_then(|rest| rest.strip_suffix("</")).expect("a message");
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt>\
         <GrpHdr><MsgId>B1</MsgId><CreDtTm>2005-03-14T18:00:00</CreDtTm></GrpHdr>\
         <OrgnlGrpInfAndSts><OrgnlMsgId>{id}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{gruppe}\
         </OrgnlGrpInfAndSts>{}</CstmrPmtStsRpt></Document>\n",
        sammler.replace("SAMMLER", &format!("{id}-1"))
    )
}

#[test]
fn a_status_report_confirms_the_message_as_a_whole() {
    let world = ordered();
    world.deliver("BG28/confirmations/s.xml", report(&world, "<GrpSts>ACSC</GrpSts>", "").as_bytes());
    world.must_run(MO);
    assert_eq!(
        recorded(&world, MO),
        [["BG28-0000001-1", "bestaetigt", "2005-03-14"], ["BG28-0000002-1", "bestaetigt", "2005-03-14"]]
    );
}

#[test]
fn a_rejected_order_stays_unconfirmed_and_says_why() {
    let world = ordered();
    let sammler = "<OrgnlPmtInfAndSts><OrgnlPmtInfId>SAMMLER</OrgnlPmtInfId><PmtInfSts>ACSC</PmtInfSts>\
        <TxInfAndSts><OrgnlEndToEndId>BG28-0000002-1</OrgnlEndToEndId><TxSts>RJCT</TxSts>\
        <StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Konto erloschen</AddtlInf></StsRsnInf></TxInfAndSts></OrgnlPmtInfAndSts>";
    world.deliver("BG28/confirmations/s.xml", report(&world, "<GrpSts>PART</GrpSts>", sammler).as_bytes());
    world.must_run(MO);
    let said: Vec<_> = recorded(&world, MO).into_iter().map(|[order, what, _]| [order, what]).collect();
    assert_eq!(said, [["BG28-0000001-1", "bestaetigt"], ["BG28-0000002-1", "zurueckgewiesen"]]);
    world.must_run(NEXT_FR);
    let listed = rows(&world, NEXT_FR, "offen.csv", ["anweisung_id", "zurueckweisung"]);
    assert_eq!(listed, [["BG28-0000002-1", "RJCT AC04 Konto erloschen"]]);
    confirm(&world, "c.csv", "BG28-0000002-1;18.03.2005;20,00;zweiter Versuch\n");
    world.must_run("2005-03-21");
    assert_eq!(recorded(&world, "2005-03-21").len(), 1);
    assert_eq!(open(&world, "2005-03-21").len(), 0);
}

/// The orders of facilities are confirmed and listed as those of clearing centres are.
#[test]
fn orders_of_care_services_are_confirmed_too() {
    const ORDERED: &str = "2024-03-01";
    const LATER: &str = "2024-03-08";
    let world = World::services_on_copy(&repository().join("fixtures/runs/leistungen/drop").join(ORDERED));
    world.must_run(ORDERED);
    let lines = "LWL-0000001-1;04.03.2024;3186,63;\nLWL-0000001-1;04.03.2024;3186,63;\n\
                 LWL-0000003-1;04.03.2024;0,01;\nLWL-9999999-1;04.03.2024;1,00;\n";
    confirm(&world, "b.csv", lines);
    world.must_run(LATER);
    assert_eq!(recorded(&world, LATER), [["LWL-0000001-1", "bestaetigt", "2024-03-04"]]);
    let refused = rows(&world, LATER, "abgelehnt.csv", ["satz", "feld", "wert"]);
    assert_eq!(refused, [["4", "betrag", "0,01"], ["5", "anweisung_id", "LWL-9999999-1"]]);
    assert_eq!(open(&world, LATER), [["LWL-0000003-1"]], "five working days are over");
    let status = std::process::Command::new(binary("status")).arg(world.run(LATER)).output().expect("status");
    let said = String::from_utf8_lossy(&status.stdout);
    assert!(said.contains("NOT CONFIRMED IN TIME: 1 order, 42.066,73 EUR"), "{said}");
}
