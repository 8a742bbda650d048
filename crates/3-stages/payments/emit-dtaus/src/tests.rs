use banking::ausgang::dtaus::{Bankdatei, Eingabe, bankdatei};
use banking::dtaus::Traeger;
use domain::{Anweisung, Betrag, Datum, JaNein, Kostentraeger, Zahlungsstatus, datum};

use super::*;

fn tag() -> Datum {
    datum::aus_iso("2012-08-27").expect("a day")
}

fn kostentraeger() -> Kostentraeger {
    let toml = r#"
        name = "Berufsgenossenschaft 28"
        ik = "120991009"
        [[konto]]
        name = "Berufsgenossenschaft 28"
        bank = "Landesbank Baden-Württemberg"
        iban = "DE02600501010002034304"
        blz = "60050101"
        konto = "2034304"
        [[konto]]
        name = "Berufsgenossenschaft 28 Treuhandkonto"
        bank = "Commerzbank Köln"
        iban = "DE89 3704 0044 0532 0130 00"
        blz = "37040044"
        konto = "532013000"
    "#;
    toml::from_str(toml).expect("a payer")
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
        le_nr: String::new(),
        verrechnet: Betrag::NULL,
        ersetzt: String::new(),
        quellkonto: String::new(),
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

fn auf(anweisungen: &[Anweisung], traeger: Traeger) -> Bankdatei {
    let (erstellt, ausfuehrung) = (tag(), tag());
    let eingabe = Eingabe { anweisungen, kostentraeger: &kostentraeger(), erstellt, ausfuehrung, traeger };
    bankdatei(&eingabe).expect("within the limits").expect("a file")
}

#[test]
fn the_sheet_shows_the_sums() {
    let text = documents::text(&begleitzettel(&auf(&brief(), Traeger::Dtaus0), "DTAUS0", "ab12"));
    for teil in ["DTAUS0", "ab12", "27.08.2012", "85.933,16", "1736663270", "197250605", "2034304", "Landesbank"] {
        assert!(text.contains(teil), "{teil} in\n{text}");
    }
    assert!(documents::text(&begleitzettel(&auf(&brief(), Traeger::Dtaus1), "DTAUS1", "ab12")).contains("DTAUS1"));
}

#[test]
fn the_sheet_shows_every_account_paid_from() {
    let mut orders = brief();
    orders[0].quellkonto = "DE89370400440532013000".into();
    let text = documents::text(&begleitzettel(&auf(&orders, Traeger::Dtaus0), "DTAUS0", "ab12"));
    for teil in ["1 von 2", "2 von 2", "9.773,66", "76.159,50", "532013000", "Landesbank", "Commerzbank"] {
        assert!(text.contains(teil), "{teil} in\n{text}");
    }
}

#[test]
fn after_its_end_a_warning() {
    assert_eq!(warnung(datum::aus_iso("2014-08-01").expect("a day")), None);
    assert!(warnung(datum::aus_iso("2014-08-02").expect("a day")).is_some());
}
