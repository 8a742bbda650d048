//! Money that came back: named from the day on, and ordered anew or given up by people. Never paid twice.

mod attacks;
mod attacks_services;

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use domain::Betrag;
use testkit::tree;
use testkit::world::{Blatt, World, binary, sr1_to};

use crate::services::{invoice as leistungsrechnung, small_world};

const FR: &str = "2005-03-11";
const MO: &str = "2005-03-14";
const DI: &str = "2005-03-15";
const MI: &str = "2005-03-16";
const IBAN: &str = "DE44840800000867750501";

/// Two invoices, ordered on Friday: BG28-0000001-1 over 30.00 and BG28-0000002-1 over 5.00.
fn ordered() -> World {
    let world = World::new();
    world.invoice("a.csv", "7119", "02.03.2005", &[Blatt::neu("1", 1000), Blatt::neu("2", 2000)]);
    world.invoice("b.csv", "7144", "02.03.2005", &[Blatt::neu("3", 500)]);
    world.must_run(FR);
    world
}

/// A bank's report that rejects an order, as a stranger would write it.
fn reject(world: &World, name: &str, order: &str) {
    let text = format!(
        "<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt>\
         <GrpHdr><MsgId>{name}</MsgId><CreDtTm>2005-03-12T10:00:00</CreDtTm></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>X</OrgnlMsgId>\
         <OrgnlMsgNmId>pain.001</OrgnlMsgNmId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>P</OrgnlPmtInfId><TxInfAndSts>\
         <OrgnlEndToEndId>{order}</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC01</Cd></Rsn>\
         <AddtlInf>&#27;[31mrot=HYPERLINK(1)</AddtlInf></StsRsnInf></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    );
    world.deliver(&format!("{}/confirmations/{name}.xml", world.payer), text.as_bytes());
}

fn decide(world: &World, name: &str, lines: &str) {
    let text = format!("art;pic_nr;feld;wert;bearbeiter;zeitpunkt;bemerkung\n{lines}\n");
    world.deliver(&format!("{}/decisions/{name}", world.payer), text.as_bytes());
}

/// Two people say to order anew to an account.
fn anew(world: &World, order: &str, konto: &str, when: &str) {
    for who in ["mm", "kb"] {
        decide(world, &format!("{order}-{who}.csv"), &format!("neuanweisung;;{order};{konto};{who};{when};"));
    }
}

/// Cells of a table of a run.
fn rows<const N: usize>(world: &World, date: &str, file: &str, columns: [&str; N]) -> Vec<[String; N]> {
    world.table(date, file).into_iter().map(|row| columns.map(|column| row[column].clone())).collect()
}

fn orders(world: &World, date: &str) -> Vec<[String; 4]> {
    rows(world, date, "60-payments/anweisungen.csv", ["anweisung_id", "betrag", "iban", "ersetzt"])
}

fn tasks(world: &World, date: &str) -> Vec<[String; 3]> {
    rows(world, date, "65-confirmations/arbeitsliste.csv", ["art", "feld", "aufgabe"])
}

fn status(world: &World, date: &str) -> String {
    let output = Command::new(binary("status")).arg(world.run(date)).output().expect("status");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Every transfer that ever went to a bank, by EndToEndId with its amount: each once.
fn transfers(world: &World) -> BTreeMap<String, Betrag> {
    let mut transfers = BTreeMap::new();
    for (path, bytes) in tree::read(&world.work) {
        if !path.contains("75-sepa/pain.001") || !path.ends_with(".xml") {
            continue;
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for part in text.split("<EndToEndId>").skip(1) {
            let cell = |after: &str| part.split(after).nth(1).and_then(|rest| rest.split('<').next()).expect("a cell");
            let id = part.split('<').next().expect("an id").to_owned();
            let betrag = cell("Ccy=\"EUR\">").parse().expect("an amount");
            assert_eq!(transfers.insert(id.clone(), betrag), None, "{id} stands in two files");
        }
    }
    transfers
}

#[test]
fn a_rejection_is_the_loudest_line_of_the_night() {
    let world = ordered();
    reject(&world, "s", "BG28-0000001-1");
    for tool in ["open-run"].iter().chain(world.stages) {
        let output = world.stage(tool, MO, &["-q"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{tool}: {said}");
        if *tool == "confirm-payments" {
            assert!(said.contains("BG28-0000001-1 over 30,00 EUR was REJECTED") && said.contains("AC01"), "{said}");
            assert!(!said.contains('\u{1b}'), "{said:?}");
        }
    }
    let open = rows(&world, MO, "65-confirmations/offen.csv", ["anweisung_id", "betrag"]);
    assert_eq!(open, [["BG28-0000001-1", "30.00"]], "from the first day on");
    let [[art, feld, aufgabe]] = &tasks(&world, MO)[..] else { panic!("one task") };
    assert_eq!((art.as_str(), feld.as_str()), ("neuanweisung", "BG28-0000001-1"));
    assert!(aufgabe.contains("AC01") && aufgabe.contains("DE08300606010001162268"), "{aufgabe}");
    let said = status(&world, MO);
    assert!(said.contains("RETURNED BY THE BANK: 1 order, 30,00 EUR") && said.contains("AC01"), "{said}");
    assert!(said.contains("waiting for a person: 1 in 65-confirmations/arbeitsliste.csv"), "{said}");
    world.must_run(DI);
    assert_eq!((tasks(&world, DI).len(), orders(&world, DI).len()), (1, 0), "and on every day after");
    // The same report under another name changes nothing.
    reject(&world, "again", "BG28-0000001-1");
    world.must_run(MI);
    assert_eq!(world.table(MI, "65-confirmations/bestaetigungen.csv").len(), 0);
    assert_eq!(tasks(&world, MI).len(), 1);
}

#[test]
fn two_people_order_anew_in_a_part_of_its_own() {
    let world = ordered();
    reject(&world, "s", "BG28-0000001-1");
    world.must_run(MO);
    decide(&world, "one.csv", &format!("neuanweisung;;BG28-0000001-1;{IBAN};mm;2005-03-14T10:00:00;"));
    world.must_run(DI);
    assert_eq!(orders(&world, DI).len(), 0, "one person is not enough");
    let waiting = rows(&world, DI, "20-invoices/arbeitsliste.csv", ["art", "aufgabe"]);
    assert!(waiting[0][1].starts_with("wartet auf zweite Person (Neuanweisung)"), "{waiting:?}");
    decide(&world, "two.csv", &format!("neuanweisung;;BG28-0000001-1;{IBAN};kb;2005-03-15T10:00:00;"));
    world.must_run(MI);
    assert_eq!(orders(&world, MI), [["BG28-0000001-2", "30.00", IBAN, "BG28-0000001-1"]]);
    let sent = transfers(&world);
    let sums: Vec<(&str, i64)> = sent.iter().map(|(id, betrag)| (id.as_str(), betrag.cent())).collect();
    assert_eq!(sums, [("BG28-0000001-1", 3000), ("BG28-0000001-2", 3000), ("BG28-0000002-1", 500)]);
    // What the prescriptions are worth is what was ordered less what came back; they are booked once.
    assert_eq!(sent.values().copied().sum::<Betrag>() - Betrag::aus_cent(3000), Betrag::aus_cent(3500));
    let booked = fs::read(world.run(MI).join("80-rzs-abrech/RZS-ABRECH")).expect("a file");
    assert!(booked.is_empty(), "nothing is booked twice");
    let letter = fs::read_to_string(world.run(MI).join("60-payments/zahlungsanweisung.txt")).expect("a letter");
    assert!(letter.contains("BG28-0000001-1") && letter.contains("zwei Personen"), "{letter}");
    assert_eq!(rows(&world, MI, "60-payments/befunde.csv", ["regel"]).len(), 2, "another account, and why");
    assert_eq!(tasks(&world, MI).len(), 0);
    world.must_run(MI);
    world.must_run("2005-03-17");
    assert_eq!((transfers(&world), orders(&world, "2005-03-17").len()), (sent, 0), "and never again");
    // The new account is known from then on.
    let next = sr1_to(&format!("{IBAN};;"), "8000", "08.03.2005", &[Blatt::neu("9", 900)]);
    world.deliver("BG28/invoices/c.csv", next.as_bytes());
    world.must_run("2005-03-18");
    assert_eq!(orders(&world, "2005-03-18").len(), 1);
}

#[test]
fn what_is_rejected_again_is_ordered_anew_again() {
    let world = ordered();
    reject(&world, "s", "BG28-0000001-1");
    world.must_run(MO);
    anew(&world, "BG28-0000001-1", "gleich", "2005-03-14T10:00:00");
    world.must_run(DI);
    reject(&world, "t", "BG28-0000001-2");
    world.must_run(MI);
    assert_eq!(tasks(&world, MI)[0][1], "BG28-0000001-2");
    anew(&world, "BG28-0000001-2", IBAN, "2005-03-16T10:00:00");
    world.must_run("2005-03-17");
    assert_eq!(orders(&world, "2005-03-17"), [["BG28-0000001-3", "30.00", IBAN, "BG28-0000001-2"]]);
    // A confirmation of one that was replaced is no confirmation: perhaps it was paid twice.
    let late = "anweisung_id;bestaetigt_am;betrag;bemerkung\nBG28-0000001-1;17.03.2005;30,00;\n";
    world.deliver("BG28/confirmations/l.csv", late.as_bytes());
    world.must_run("2005-03-18");
    let refused = rows(&world, "2005-03-18", "65-confirmations/abgelehnt.csv", ["feld", "grund"]);
    assert!(refused[0][1].contains("PAID TWICE"), "{refused:?}");
}

#[test]
fn a_decision_of_the_same_day_goes_out_in_the_next_pass() {
    let world = ordered();
    reject(&world, "s", "BG28-0000001-1");
    world.must_run(MO);
    let first = tree::read(&world.run(MO));
    world.must_run(MO);
    tree::assert_same("a repeat without news", &first, &tree::read(&world.run(MO)));
    anew(&world, "BG28-0000001-1", IBAN, "2005-03-14T10:00:00");
    world.must_run(MO);
    assert_eq!(orders(&world, MO)[0][0], "BG28-0000001-2");
    let again = tree::read(&world.run(MO));
    world.must_run(MO);
    tree::assert_same("a repeat without news", &again, &tree::read(&world.run(MO)));
    world.must_run(DI);
    assert_eq!(transfers(&world).len(), 3);
}

#[test]
fn what_a_later_run_decided_stands_when_an_earlier_one_is_repeated() {
    let world = ordered();
    reject(&world, "s", "BG28-0000001-1");
    world.must_run(MO);
    anew(&world, "BG28-0000001-1", IBAN, "2005-03-14T10:00:00");
    world.must_run(DI);
    decide(&world, "v.csv", "verzicht;;BG28-0000001-1;Rechnung storniert;mm;2005-03-14T11:00:00;");
    world.must_run(MO);
    assert_eq!(rows(&world, MO, "60-payments/verzichte.csv", ["anweisung_id"]), [[""; 1]; 0]);
    world.must_run(MI);
    assert_eq!(transfers(&world).len(), 3);
}

#[test]
fn giving_up_needs_a_reason_and_closes_it() {
    let world = ordered();
    reject(&world, "s", "BG28-0000001-1");
    world.must_run(MO);
    decide(
        &world,
        "v.csv",
        "verzicht;;BG28-0000001-1;ja;mm;2005-03-14T10:00:00;\nverzicht;;BG28-0000001-1;Rechnung storniert;mm;2005-03-14T11:00:00;",
    );
    world.must_run(DI);
    assert_eq!(rows(&world, DI, "20-invoices/abgelehnt.csv", ["feld"]), [["bemerkung"]]);
    let given_up = rows(&world, DI, "60-payments/verzichte.csv", ["anweisung_id", "betrag", "grund", "bearbeiter"]);
    assert_eq!(given_up, [["BG28-0000001-1", "30.00", "Rechnung storniert", "mm"]]);
    assert_eq!((tasks(&world, DI).len(), orders(&world, DI).len()), (0, 0));
    assert!(!status(&world, DI).contains("RETURNED BY THE BANK"));
    anew(&world, "BG28-0000001-1", IBAN, "2005-03-15T10:00:00");
    world.must_run(MI);
    assert_eq!(rows(&world, MI, "20-invoices/abgelehnt.csv", ["feld"]), [["feld"], ["feld"]], "too late");
}

/// A statement of the account on which money left or came back.
fn statement(world: &World, name: &str, day: &str, entries: &str) {
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\
         <GrpHdr><MsgId>{name}</MsgId><CreDtTm>{day}T20:00:00</CreDtTm></GrpHdr><Stmt><Id>1</Id>{}</Stmt></BkToCstmrStmt></Document>",
        entries.replace("TAG", &format!("<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt>"))
    );
    world.deliver(&format!("BG28/confirmations/{name}.xml"), text.as_bytes());
}

fn entry(direction: &str, euro: &str, order: &str, more: &str) -> String {
    format!(
        "<Ntry><Amt Ccy=\"EUR\">{euro}</Amt><CdtDbtInd>{direction}</CdtDbtInd>TAG<NtryDtls><TxDtls><Refs>\
         <EndToEndId>{order}</EndToEndId></Refs>{more}</TxDtls></NtryDtls></Ntry>"
    )
}

#[test]
fn statements_confirm_and_bring_back() {
    let world = ordered();
    let rent = entry("DBIT", "900.00", "Miete", "");
    let paid =
        [entry("DBIT", "30.00", "BG28-0000001-1", ""), entry("DBIT", "5.00", "BG28-0000002-1", ""), rent].concat();
    statement(&world, "z-first", MO, &paid);
    world.must_run(MO);
    let said = rows(&world, MO, "65-confirmations/bestaetigungen.csv", ["anweisung_id", "rueckmeldung"]);
    assert_eq!(said, [["BG28-0000001-1", "bestaetigt"], ["BG28-0000002-1", "bestaetigt"]]);
    let back = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>";
    statement(&world, "a-second", MI, &entry("CRDT", "30.00", "BG28-0000001-1", back));
    world.must_run(MI);
    assert_eq!(rows(&world, MI, "65-confirmations/offen.csv", ["anweisung_id"]), [["BG28-0000001-1"]]);
    assert!(status(&world, MI).contains("30,00 EUR"));
    anew(&world, "BG28-0000001-1", IBAN, "2005-03-16T10:00:00");
    world.must_run("2005-03-17");
    assert_eq!(orders(&world, "2005-03-17")[0][0], "BG28-0000001-2");
}

#[test]
fn both_statements_in_one_night_say_the_same_whatever_their_names() {
    for (first, second) in [("a", "b"), ("b", "a")] {
        let world = ordered();
        statement(&world, first, MO, &entry("DBIT", "30.00", "BG28-0000001-1", ""));
        statement(
            &world,
            second,
            DI,
            &entry("CRDT", "30.00", "BG28-0000001-1", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"),
        );
        world.must_run(MI);
        assert_eq!(rows(&world, MI, "65-confirmations/offen.csv", ["anweisung_id"]), [["BG28-0000001-1"]], "{first}");
    }
}

#[test]
fn a_payment_block_that_is_booked_as_one_sum_confirms_its_orders() {
    let world = ordered();
    let sent = fs::read_to_string(world.run(FR).join("75-sepa/pain.001.xml")).expect("a bank file");
    let block = sent.split("<PmtInfId>").nth(1).and_then(|rest| rest.split('<').next()).expect("a block");
    let sum = |euro: &str| {
        format!(
            "<Ntry><Amt Ccy=\"EUR\">{euro}</Amt><CdtDbtInd>DBIT</CdtDbtInd>TAG<NtryDtls><Btch><PmtInfId>{block}</PmtInfId>\
             <NbOfTxs>2</NbOfTxs></Btch></NtryDtls></Ntry>"
        )
    };
    statement(&world, "wrong", MO, &sum("30.00"));
    world.must_run(MO);
    assert_eq!(world.table(MO, "65-confirmations/bestaetigungen.csv").len(), 0);
    assert_eq!(rows(&world, MO, "65-confirmations/abgelehnt.csv", ["feld", "wert"]), [["Amt", "30,00"]]);
    statement(&world, "right", DI, &sum("35.00"));
    world.must_run(DI);
    assert_eq!(world.table(DI, "65-confirmations/bestaetigungen.csv").len(), 2);
}

#[test]
fn messages_that_are_bombs_are_refused_and_the_others_are_read() {
    let world = ordered();
    let head = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\">";
    let entities = format!("<!DOCTYPE l [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>{head}<CstmrPmtStsRpt>&b;");
    let outside = format!("<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>{head}<CstmrPmtStsRpt>&x;");
    let deep = format!("{head}{}", "<a>".repeat(200_000));
    let long = format!("{head}<CstmrPmtStsRpt><GrpHdr><MsgId>{}</MsgId>", "M".repeat(1 << 20));
    for (name, text) in [("bomb", entities), ("xxe", outside), ("deep", deep), ("long", long)] {
        world.deliver(&format!("BG28/confirmations/{name}.xml"), text.as_bytes());
    }
    reject(&world, "s", "BG28-0000001-1");
    world.must_run(MO);
    let refused = rows(&world, MO, "65-confirmations/abgelehnt.csv", ["datei"]);
    assert_eq!(refused, [["bomb.xml"], ["deep.xml"], ["long.xml"], ["xxe.xml"]]);
    assert_eq!(tasks(&world, MO).len(), 1);
}

#[test]
fn a_day_after_the_business_date_confirms_nothing() {
    let world = ordered();
    let text = "anweisung_id;bestaetigt_am;betrag;bemerkung\nBG28-0000001-1;14.03.2055;30,00;\n";
    world.deliver("BG28/confirmations/c.csv", text.as_bytes());
    world.must_run(DI);
    assert_eq!(world.table(DI, "65-confirmations/bestaetigungen.csv").len(), 0);
    assert_eq!(rows(&world, DI, "65-confirmations/abgelehnt.csv", ["feld"]), [["bestaetigt_am"]]);
    world.must_run("2005-03-18");
    assert_eq!(world.table("2005-03-18", "65-confirmations/offen.csv").len(), 2, "it shows when its time is over");
}

#[test]
fn its_discount_is_kept_only_if_the_new_order_is_in_time() {
    let world = World::new();
    world.deliver(
        "reference/artikel.csv",
        b"pzn;gueltig_ab;gueltig_bis;bezeichnung;wirkstoff;atc;hersteller;packung;rabattart;hs_rabatt;festbetrag;verordnungsfaehig\n\
          04908802;01.01.2000;;Voltaren;;M01AB05;Muster;20 St;PROZENT;0,00;;J\n",
    );
    world.invoice("a.csv", "7119", "02.03.2005", &[Blatt::neu("1", 10_000)]);
    world.must_run(FR);
    reject(&world, "s", "BG28-0000001-1");
    let lost = |date: &str| rows(&world, date, "60-payments/rabattverlust.csv", ["pic_nr", "stand"]);
    world.must_run(MO);
    assert_eq!(lost(MO), [[""; 2]; 0], "nobody knew in the morning");
    world.must_run(DI);
    assert_eq!(lost(DI), [["000000000001", "verloren"]], "the Zahlungsziel has passed");
    anew(&world, "BG28-0000001-1", "gleich", "2005-03-15T10:00:00");
    world.must_run(MI);
    assert_eq!(lost(MI), [["000000000001", "verloren"]]);
    assert_eq!(rows(&world, MI, "60-payments/anweisungen.csv", ["rechtzeitig"]), [["nein"]]);
}

#[test]
fn a_facility_is_paid_anew_and_told_once() {
    let world = small_world();
    world.deliver("LWL/invoices/1.csv", leistungsrechnung("R1", 1, 10, 10, "").as_bytes());
    world.must_run("2024-05-02");
    reject(&world, "s", "LWL-0000001-1");
    world.must_run("2024-05-03");
    assert_eq!(tasks(&world, "2024-05-03").len(), 1);
    anew(&world, "LWL-0000001-1", "gleich", "2024-05-03T10:00:00");
    world.must_run("2024-05-06");
    let again = orders(&world, "2024-05-06");
    assert_eq!((again[0][0].as_str(), again[0][3].as_str()), ("LWL-0000001-2", "LWL-0000001-1"));
    assert_eq!(transfers(&world).len(), 2);
    assert!(!world.run("2024-05-06").join("85-avis/LE1").exists(), "its lines were told with the first");
}
