use domain::{Betrag, JaNein};

use super::*;

fn tag() -> Datum {
    datum::aus_iso("2012-08-27").expect("a day")
}

fn kostentraeger() -> Kostentraeger {
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
        iban: vec![],
    }
}

fn anweisung(beleg_id: &str, rechnungsnummer: &str, konto: &str, blz: &str, cent: i64) -> Anweisung {
    Anweisung {
        anweisung_id: format!("BG28-{beleg_id}-1"),
        zahlungsstatus: Zahlungsstatus::Abschluss,
        beleg_id: beleg_id.into(),
        rechnungsnummer: rechnungsnummer.into(),
        rechnungssteller_ik: "303100245".into(),
        rechnungssteller: "Apothekenrechenzentrum Nord".into(),
        iban: String::new(),
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

/// The letter of 27.08.2012.
fn brief() -> Vec<Anweisung> {
    vec![
        anweisung("8968512", "20715180-00100", "1162268", "29090605", 7_615_950),
        anweisung("8968510", "7119", "867750501", "84080000", 353_411),
        anweisung("8968511", "7144", "867750501", "84080000", 623_955),
    ]
}

fn gelesen(anweisungen: &[Anweisung]) -> dtaus::GeleseneDatei {
    let datei = bankdatei(anweisungen, &kostentraeger(), tag()).expect("within the limits").expect("a file");
    dtaus::lies(&datei.bytes).expect("well formed").remove(0)
}

#[test]
fn the_letter_becomes_one_logical_file() {
    let datei = gelesen(&brief());
    let summen = (datei.summen.anzahl, datei.summen.konten, datei.summen.bankleitzahlen, datei.summen.betrag.cent());
    assert_eq!(summen, (3, 1_736_663_270, 197_250_605, 8_593_316));
    assert_eq!((datei.erstellt, datei.ausfuehrung), (tag(), Some(tag())));
    assert_eq!(datei.saetze[0].zweck, ["20715180-00100 8968512", "27.08.2012 ABSCHLUSS"]);
    assert_eq!(datei.saetze[1].zweck, ["7119 8968510 27.08.2012", "ABSCHLUSS"]);
}

#[test]
fn a_part_payment_says_so() {
    let mut abschlag = brief();
    abschlag[1].zahlungsstatus = Zahlungsstatus::Abschlag;
    assert_eq!(gelesen(&abschlag).saetze[1].zweck.join(" "), "7119 8968510 27.08.2012 ABSCHLAG");
}

#[test]
fn no_orders_no_file() {
    assert_eq!(bankdatei(&[], &kostentraeger(), tag()), Ok(None));
}

#[test]
fn account_and_bank_code_come_from_a_german_iban_only() {
    let mut nur_iban = brief();
    (nur_iban[1].konto, nur_iban[1].blz) = (String::new(), String::new());
    nur_iban[1].iban = "DE44840800000867750501".into();
    let satz = &gelesen(&nur_iban).saetze[1];
    assert_eq!((satz.blz.as_str(), satz.konto.as_str()), ("84080000", "0867750501"));
    for iban in ["AT611904300234573201", ""] {
        nur_iban[1].iban = iban.into();
        let fehler = bankdatei(&nur_iban, &kostentraeger(), tag()).expect_err("refused").to_string();
        assert!(fehler.starts_with("order BG28-8968510-1: ") && fehler.contains("emit-sepa"), "{fehler}");
    }
}

#[test]
fn a_broken_limit_names_the_order() {
    let mut kaputt = brief();
    kaputt[2].blz = "94080000".into();
    let fehler = bankdatei(&kaputt, &kostentraeger(), tag()).expect_err("refused").to_string();
    assert!(fehler.starts_with("order BG28-8968511-1: "), "{fehler}");
    let ohne_konto = Kostentraeger { konto: vec![], ..kostentraeger() };
    assert_eq!(bankdatei(&brief(), &ohne_konto, tag()), Err(EmitFehler::KeinKonto));
}

#[test]
fn the_sheet_shows_the_sums() {
    let datei = bankdatei(&brief(), &kostentraeger(), tag()).expect("within the limits").expect("a file");
    let text = documents::text(&begleitzettel(&datei, "ab12"));
    for teil in ["DTAUS0", "ab12", "27.08.2012", "85.933,16", "1736663270", "197250605", "2034304", "Landesbank"] {
        assert!(text.contains(teil), "{teil} in\n{text}");
    }
}

#[test]
fn after_its_end_a_warning() {
    assert_eq!(warnung(datum::aus_iso("2014-08-01").expect("a day")), None);
    assert!(warnung(datum::aus_iso("2014-08-02").expect("a day")).is_some());
}
