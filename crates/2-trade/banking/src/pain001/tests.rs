//! What is written, and what is refused. `testkit` holds it against the schemas.

use super::*;

fn tag(iso: &str) -> Datum {
    domain::datum::aus_iso(iso).expect("a day")
}

/// The orders of the letter of 27.08.2012, with the IBANs that the recipients gave.
fn datei() -> Nachricht {
    let ueberweisung = |auftrag: &str, iban: &str, cent| Ueberweisung {
        auftrag: auftrag.to_owned(),
        name: "Müller & Söhne <ARZ>".to_owned(),
        iban: iban.to_owned(),
        betrag: Betrag::aus_cent(cent),
        zweck: "20715180-00100 8968512 27.08.2012 ABSCHLUSS".to_owned(),
    };
    let sammler = Sammler {
        ausfuehrung: tag("2012-08-27"),
        name: "Berufsgenossenschaft 28".to_owned(),
        iban: "DE02600501010002034304".to_owned(),
        bic: "SOLADEST600".to_owned(),
        batch_booking: None,
        ueberweisungen: vec![
            ueberweisung("BG28-8968512-1", "DE08300606010001162268", 7_615_950),
            ueberweisung("BG28-8968510-1", "DE44840800000867750501", 353_411),
            ueberweisung("BG28-8968511-1", "DE44 8408 0000 0867 7505 01", 623_955),
        ],
    };
    Nachricht {
        nachricht_id: "BG28-20120827-0a1b2c3d".to_owned(),
        erstellt: tag("2012-08-25"),
        name: "Berufsgenossenschaft 28".to_owned(),
        sammler: vec![sammler],
    }
}

/// What is wrong with a message.
fn verstoesse(nachricht: &Nachricht) -> Vec<String> {
    schreibe(nachricht).expect_err("a broken limit").iter().map(ToString::to_string).collect()
}

fn xml(datei: &Nachricht) -> String {
    String::from_utf8(schreibe(datei).expect("within the limits").bytes).expect("UTF-8")
}

#[test]
fn the_letter_is_written_whole() {
    let geschrieben = schreibe(&datei()).expect("within the limits");
    assert_eq!((geschrieben.summe.cent(), geschrieben.umschriften), (8_593_316, 3 * 5));
    let xml = xml(&datei());
    for (teil, anzahl) in [
        ("<NbOfTxs>3</NbOfTxs>", 2),
        ("<CtrlSum>85933.16</CtrlSum>", 2),
        ("<MsgId>BG28-20120827-0a1b2c3d</MsgId>", 1),
        ("<CreDtTm>2012-08-25T00:00:00</CreDtTm>", 1),
        ("<Dt>2012-08-27</Dt>", 1),
        ("<ChrgBr>SLEV</ChrgBr>", 1),
        ("<BICFI>SOLADEST600</BICFI>", 1),
        ("<EndToEndId>BG28-8968512-1</EndToEndId>", 1),
        ("<InstdAmt Ccy=\"EUR\">76159.50</InstdAmt>", 1),
        ("<Nm>Mueller + Soehne (ARZ)</Nm>", 3),
        ("<IBAN>DE44840800000867750501</IBAN>", 2),
        ("BtchBookg", 0),
    ] {
        assert_eq!(xml.matches(teil).count(), anzahl, "{teil} in\n{xml}");
    }
}

#[test]
fn batch_booking_has_three_states() {
    for (wert, teil) in [(Some(true), "<BtchBookg>true</BtchBookg>"), (Some(false), "<BtchBookg>false</BtchBookg>")] {
        let mut datei = datei();
        datei.sammler[0].batch_booking = wert;
        assert!(xml(&datei).contains(teil));
    }
}

#[test]
fn every_account_and_day_has_a_block_of_its_own() {
    let mut datei = datei();
    let mut zweiter = datei.sammler[0].clone();
    zweiter.iban = "DE89370400440532013000".into();
    zweiter.bic = String::new();
    zweiter.ueberweisungen.truncate(1);
    zweiter.ueberweisungen[0].betrag = Betrag::aus_cent(1);
    datei.sammler.push(zweiter);
    let xml = xml(&datei);
    for (teil, anzahl) in [
        ("<PmtInf>", 2),
        ("<PmtInfId>BG28-20120827-0a1b2c3d-1</PmtInfId>", 1),
        ("<PmtInfId>BG28-20120827-0a1b2c3d-2</PmtInfId>", 1),
        ("<NbOfTxs>4</NbOfTxs>", 1),
        ("<CtrlSum>85933.17</CtrlSum>", 1),
        ("<NbOfTxs>3</NbOfTxs>", 1),
        ("<NbOfTxs>1</NbOfTxs>", 1),
        ("<CtrlSum>0.01</CtrlSum>", 1),
        ("<Id>NOTPROVIDED</Id>", 1),
    ] {
        assert_eq!(xml.matches(teil).count(), anzahl, "{teil} in\n{xml}");
    }
}

#[test]
fn a_broken_limit_names_the_order() {
    type Aenderung = fn(&mut Ueberweisung);
    let aenderungen: [(Aenderung, &str); 9] = [
        (|u| u.betrag = Betrag::NULL, "amount"),
        (|u| u.betrag = Betrag::aus_cent(-1), "amount"),
        (|u| u.betrag = Betrag::aus_cent(100_000_000_000), "amount"),
        (|u| u.iban = "DE09300606010001162268".into(), "IBAN"),
        (|u| u.iban = String::new(), "IBAN"),
        (|u| u.name = " ".into(), "name is empty"),
        (|u| u.name = "ä".repeat(36), "72 characters"),
        (|u| u.zweck = "x".repeat(141), "141 characters"),
        (|u| u.zweck = String::new(), "purpose is empty"),
    ];
    for (aendere, wort) in aenderungen {
        let mut datei = datei();
        aendere(&mut datei.sammler[0].ueberweisungen[1]);
        let fehler = verstoesse(&datei);
        assert_eq!(fehler.len(), 1, "{fehler:?}");
        assert!(fehler[0].starts_with("order BG28-8968510-1: ") && fehler[0].contains(wort), "{fehler:?}");
    }
}

#[test]
fn every_broken_limit_is_named_at_once() {
    let mut datei = datei();
    datei.sammler[0].bic = "X".into();
    datei.sammler[0].ueberweisungen[0].name = String::new();
    datei.sammler[0].ueberweisungen[0].betrag = Betrag::NULL;
    datei.sammler[0].ueberweisungen[2].iban = "x".into();
    assert_eq!(verstoesse(&datei).len(), 4);
}

#[test]
fn a_wrong_account_of_the_payer_is_named() {
    type Aenderung = fn(&mut Nachricht);
    let aenderungen: [Aenderung; 5] = [
        |n| n.sammler[0].iban = "DE00600501010002034304".into(),
        |n| n.sammler[0].bic = "SOLADE".into(),
        |n| n.nachricht_id = "x".repeat(34),
        |n| n.name = String::new(),
        |n| n.sammler[0].name = String::new(),
    ];
    for aendere in aenderungen {
        let mut falsch = datei();
        aendere(&mut falsch);
        let fehler = verstoesse(&falsch);
        let wer = format!("pain.001 of account {}: ", falsch.sammler[0].iban);
        assert!(fehler.len() == 1 && fehler[0].starts_with(&wer), "{fehler:?}");
    }
}
