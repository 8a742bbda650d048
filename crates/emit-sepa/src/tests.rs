use domain::{IbanEintrag, JaNein, Konto};

use super::*;

fn tag() -> Datum {
    datum::aus_iso("2012-08-25").expect("a day")
}

fn montag() -> Datum {
    datum::aus_iso("2012-08-27").expect("a day")
}

fn kostentraeger() -> Kostentraeger {
    let eintrag =
        |konto: &str, blz: &str, iban: &str| IbanEintrag { konto: konto.into(), blz: blz.into(), iban: iban.into() };
    Kostentraeger {
        name: "Berufsgenossenschaft 28".into(),
        ik: "120991009".into(),
        land: "BW".into(),
        konto: vec![Konto {
            name: "Berufsgenossenschaft 28".into(),
            bank: "Landesbank Baden-Württemberg".into(),
            bic: "SOLADEST600".into(),
            iban: "DE02600501010002034304".into(),
            blz: "60050101".into(),
            konto: "2034304".into(),
        }],
        unfdat: Default::default(),
        rechnung: Default::default(),
        zuordnung: Default::default(),
        fristen: Default::default(),
        dtaus: Default::default(),
        sepa: Default::default(),
        iban: vec![eintrag("1162268", "29090605", "DE08300606010001162268")],
    }
}

fn anweisung(beleg_id: &str, konto: &str, blz: &str, iban: &str, cent: i64) -> Anweisung {
    Anweisung {
        anweisung_id: format!("BG28-{beleg_id}-1"),
        zahlungsstatus: Zahlungsstatus::Abschluss,
        beleg_id: beleg_id.into(),
        rechnungsnummer: "20715180-00100".into(),
        rechnungssteller_ik: "303100245".into(),
        rechnungssteller: "Müller & Söhne".into(),
        iban: iban.into(),
        konto: konto.into(),
        blz: blz.into(),
        betrag: Betrag::aus_cent(cent),
        anzahl_rezepte: 1,
        rabattfrist: tag(),
        zahlungsziel: tag(),
        anweisungsdatum: tag(),
        angewiesen_am: tag(),
        rechtzeitig: JaNein::Ja,
        rabatt_gefaehrdet: 0,
    }
}

fn ergebnis(anweisungen: &[Anweisung]) -> Ergebnis {
    bankdatei("BG28", anweisungen, &kostentraeger(), tag(), montag()).expect("within the limits")
}

fn xml(ergebnis: &Ergebnis) -> String {
    String::from_utf8(ergebnis.bytes.clone().expect("a file")).expect("UTF-8")
}

#[test]
fn the_iban_is_the_one_given_and_never_a_computed_one() {
    let mit_tabelle = ergebnis(&[anweisung("8968512", "1162268", "29090605", "", 7_615_950)]);
    assert!(xml(&mit_tabelle).contains("<IBAN>DE08300606010001162268</IBAN>"));
    let mit_eigener = ergebnis(&[anweisung("8968510", "", "", "DE44840800000867750501", 353_411)]);
    let xml = xml(&mit_eigener);
    for teil in [
        "<IBAN>DE44840800000867750501</IBAN>",
        "<EndToEndId>BG28-8968510-1</EndToEndId>",
        "<Ustrd>20715180-00100 8968510 25.08.2012 ABSCHLUSS</Ustrd>",
        "<Dt>2012-08-27</Dt>",
        "<CreDtTm>2012-08-25T00:00:00</CreDtTm>",
    ] {
        assert!(xml.contains(teil), "{teil} in\n{xml}");
    }
}

#[test]
fn an_order_without_iban_is_left_out_and_reported() {
    let orders = [
        anweisung("8968512", "1162268", "29090605", "", 7_615_950),
        anweisung("8968511", "4711", "84080000", "", 623_955),
    ];
    let beide = ergebnis(&orders);
    assert_eq!((beide.anzahl, beide.summe.cent(), beide.ohne_iban.len()), (1, 7_615_950, 1));
    let hinweis = beide.ohne_iban[0].hinweis();
    assert!(hinweis.starts_with("order BG28-8968511-1 over 6.239,55 EUR") && hinweis.contains("[[iban]]"), "{hinweis}");
    let keine = ergebnis(&orders[1..]);
    assert_eq!((keine.bytes, keine.anzahl, keine.ohne_iban.len()), (None, 0, 1));
    assert_eq!(ergebnis(&[]), Ergebnis::default());
}

#[test]
fn the_message_is_named_after_what_it_pays() {
    let eine = [anweisung("8968512", "1162268", "29090605", "", 7_615_950)];
    let andere = [anweisung("8968512", "1162268", "29090605", "", 7_615_951)];
    assert_eq!(ergebnis(&eine), ergebnis(&eine));
    let id = |xml: String| xml.split("MsgId>").nth(1).map(str::to_owned);
    assert_ne!(id(xml(&ergebnis(&eine))), id(xml(&ergebnis(&andere))));
    assert!(xml(&ergebnis(&eine)).contains("<MsgId>BG28-20120825-"));
}

#[test]
fn a_broken_limit_names_the_order() {
    let falsche_iban = [anweisung("8968512", "", "", "DE09300606010001162268", 1)];
    let fehler = bankdatei("BG28", &falsche_iban, &kostentraeger(), tag(), montag()).expect_err("refused").to_string();
    assert!(fehler.starts_with("order BG28-8968512-1: "), "{fehler}");
    let ohne_konto = Kostentraeger { konto: vec![], ..kostentraeger() };
    let gute = [anweisung("8968512", "", "", "DE08300606010001162268", 1)];
    assert_eq!(bankdatei("BG28", &gute, &ohne_konto, tag(), montag()), Err(EmitFehler::KeinKonto));
}
