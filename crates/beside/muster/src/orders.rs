//! The payment orders of a letter, and the payer who signs it.

use domain::{Anweisung, Betrag, JaNein, Kostentraeger, Zahlungsstatus};

use crate::tag;

/// A payer with two own accounts.
pub fn kostentraeger() -> Kostentraeger {
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

/// An order of 27.08.2012 to an account, over so many cents.
pub fn anweisung(beleg_id: &str, rechnungsnummer: &str, konto: &str, blz: &str, cent: i64) -> Anweisung {
    let heute = tag("2012-08-27");
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
        rabattfrist: heute,
        zahlungsziel: heute,
        anweisungsdatum: heute,
        angewiesen_am: heute,
        rechtzeitig: JaNein::Ja,
        rabatt_gefaehrdet: 0,
        le_nr: String::new(),
        verrechnet: Betrag::NULL,
        ersetzt: String::new(),
        quellkonto: String::new(),
    }
}

/// The orders of the letter of that day.
pub fn brief() -> Vec<Anweisung> {
    vec![
        anweisung("8968512", "20715180-00100", "1162268", "29090605", 7_615_950),
        anweisung("8968510", "7119", "867750501", "84080000", 353_411),
        anweisung("8968511", "7144", "867750501", "84080000", 623_955),
    ]
}
