//! A sheet and its case, to be varied by tests.

use domain::datum::aus_deutsch;
use domain::{Datum, Fall, GeburtsDatum, JaNein, Lesung, Rezept, UnfallDatum, VornameRegel, ZuordnungOptionen};
use register::Register;
use register::fremd::Fremdregister;

/// A day, written `TT.MM.JJJJ`.
pub fn tag(text: &str) -> Datum {
    aus_deutsch(text).expect("a real day")
}

/// A date of birth, perhaps incomplete.
pub fn geboren(text: &str) -> Option<GeburtsDatum> {
    Some(GeburtsDatum::aus_deutsch(text).expect("a date of birth"))
}

/// A date of birth so many days after another.
pub fn tage_nach(datum: Option<GeburtsDatum>, tage: u64) -> Option<GeburtsDatum> {
    datum.and_then(GeburtsDatum::genau).map(|datum| (datum + chrono::Days::new(tage)).into())
}

/// The rules of the specification: a first name that is missing does not ask a person.
pub fn person() -> ZuordnungOptionen {
    ZuordnungOptionen { z2_vorname: VornameRegel::Person, ..ZuordnungOptionen::default() }
}

/// The case of [`rezept`].
pub fn fall() -> Fall {
    Fall {
        aktenzeichen: "10000001".into(),
        pz: "5".into(),
        geb_datum: geboren("12.05.1954"),
        unf_datum: Some(tag("10.12.2004")),
        vorname: "Karl".into(),
        zusatz: String::new(),
        name: "Meyer".into(),
        strasse: "Hauptstraße 5".into(),
        lkz: "D".into(),
        plz: "89073".into(),
        ort: "Ulm".into(),
        abgegeben: JaNein::Nein,
    }
}

/// A sheet that agrees with [`fall`] in everything and bears no file number.
pub fn rezept() -> Rezept {
    let text = |text: &str| Lesung::Wert(text.to_owned());
    Rezept {
        beleg_id: "0000001".into(),
        rechnungsnummer: "2005-1".into(),
        pic_nr: "503305647430".into(),
        kostentraeger_ik: text("120991009"),
        aktenzeichen: Lesung::Leer,
        name: text("Meyer"),
        vorname: text("Karl"),
        zusatz: Lesung::Leer,
        geb_datum: Lesung::Wert(tag("12.05.1954").into()),
        strasse: text("Hauptstraße 5"),
        lkz: text("D"),
        plz: text("89073"),
        ort: text("Ulm"),
        unf_datum: Lesung::Wert(UnfallDatum::Genau(tag("10.12.2004"))),
        unfallbetrieb: text("Musterbetrieb GmbH"),
        arzt_nr: Lesung::Leer,
        arzt_unterschrift: Lesung::Wert(JaNein::Ja),
        apotheken_ik: text("303100245"),
        vo_datum: Lesung::Wert(tag("01.02.2005")),
        abgabe_datum: Lesung::Wert(tag("02.02.2005")),
        brutto: Lesung::Leer,
        zuzahlung: Lesung::Leer,
        noctu: Lesung::Leer,
        schreibgebuehr: Lesung::Leer,
        beschaffungskosten: Lesung::Leer,
        ap_rabatt: Lesung::Leer,
        hs_rabatt: Lesung::Leer,
        bild: text("503305647430.tif"),
        bild_lesbar: Lesung::Wert(JaNein::Ja),
        aut_idem_kreuz: Lesung::Leer,
        herkunft: tag("11.03.2005"),
        zeile: 3,
        schon_berechnet: String::new(),
        erledigt_am: None,
    }
}

/// The register of these cases.
pub fn register(faelle: &[Fall]) -> Register {
    Register::aus(faelle).expect("file numbers of eight digits")
}

/// What may be known of another payer's register.
pub fn fremdes(code: &str, faelle: &[Fall]) -> (String, Fremdregister) {
    (code.to_owned(), Fremdregister::aus(&register(faelle), [7; 32]))
}
