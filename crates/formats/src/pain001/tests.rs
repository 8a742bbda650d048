//! What is written, against the schemas where they and xmllint are present, and what is refused.

use std::process::Command;

use super::*;

fn tag(iso: &str) -> Datum {
    domain::datum::aus_iso(iso).expect("a day")
}

/// The orders of the letter of 27.08.2012, with the IBANs that the recipients gave.
fn datei() -> Zahlungsdatei {
    let ueberweisung = |auftrag: &str, iban: &str, cent| Ueberweisung {
        auftrag: auftrag.to_owned(),
        name: "Müller & Söhne <ARZ>".to_owned(),
        iban: iban.to_owned(),
        betrag: Betrag::aus_cent(cent),
        zweck: "20715180-00100 8968512 27.08.2012 ABSCHLUSS".to_owned(),
    };
    Zahlungsdatei {
        nachricht_id: "BG28-20120827-0a1b2c3d".to_owned(),
        erstellt: tag("2012-08-25"),
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
    }
}

fn xml(datei: &Zahlungsdatei) -> String {
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
        assert!(xml(&Zahlungsdatei { batch_booking: wert, ..datei() }).contains(teil));
    }
}

#[test]
fn it_validates_against_both_schemas() {
    let ordner = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/xsd");
    let schemas = ["pain.001.001.09.xsd", "pain.001.001.09_GBIC_5.xsd"].map(|name| format!("{ordner}/{name}"));
    if Command::new("xmllint").arg("--version").output().is_err() || !std::path::Path::new(&schemas[0]).exists() {
        return;
    }
    let ohne_bic = Zahlungsdatei { bic: String::new(), batch_booking: Some(true), ..datei() };
    for (nr, datei) in [datei(), ohne_bic].iter().enumerate() {
        let ziel = std::env::temp_dir().join(format!("pain001-{}-{nr}.xml", std::process::id()));
        std::fs::write(&ziel, xml(datei)).expect("a temporary file");
        for schema in &schemas {
            let pruefung = Command::new("xmllint").args(["--noout", "--schema", schema]).arg(&ziel).output();
            let pruefung = pruefung.expect("xmllint runs");
            assert!(pruefung.status.success(), "{schema}: {}", String::from_utf8_lossy(&pruefung.stderr));
        }
        std::fs::remove_file(&ziel).expect("a temporary file");
    }
}

#[test]
fn a_broken_limit_names_the_order() {
    type Aenderung = fn(&mut Ueberweisung);
    let aenderungen: [(Aenderung, &str); 8] = [
        (|u| u.betrag = Betrag::NULL, "amount"),
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
        aendere(&mut datei.ueberweisungen[1]);
        let fehler = schreibe(&datei).expect_err(wort).to_string();
        assert!(fehler.starts_with("order BG28-8968510-1: ") && fehler.contains(wort), "{fehler}");
    }
}

#[test]
fn a_wrong_account_of_the_payer_is_named() {
    for falsch in [
        Zahlungsdatei { iban: "DE00600501010002034304".into(), ..datei() },
        Zahlungsdatei { bic: "SOLADE".into(), ..datei() },
        Zahlungsdatei { nachricht_id: "x".repeat(34), ..datei() },
        Zahlungsdatei { name: String::new(), ..datei() },
    ] {
        let fehler = schreibe(&falsch).expect_err("a broken limit").to_string();
        assert!(fehler.starts_with(&format!("pain.001 of account {}: ", falsch.iban)), "{fehler}");
    }
}
