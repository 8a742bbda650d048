//! Records without a fault. A test varies the field that it is about.

use domain::{
    Artikel, Betrag, Datum, Einzelposten, Entscheidung, EntscheidungsArt, JaNein, Lesung, Position, Rechnung,
    Rechnungsart, Rezept, UnfallDatum, datum,
};

/// The date `JJJJ-MM-TT`.
pub fn tag(text: &str) -> Datum {
    datum::aus_iso(text).expect("a date JJJJ-MM-TT")
}

/// The amount `12.93`.
pub fn euro(text: &str) -> Betrag {
    text.parse().expect("an amount like 12.93")
}

fn text(wert: &str) -> Lesung<String> {
    Lesung::Wert(wert.into())
}

/// An invoice of one prescription, [`rezept`], without a fault.
pub fn rechnung() -> Rechnung {
    Rechnung {
        beleg_id: "0000001".into(),
        rechnungsnummer: "2005-1-1".into(),
        kostentraeger: "BG28".into(),
        kostentraeger_ik: "120991009".into(),
        rechnungssteller_ik: "303100245".into(),
        rechnungssteller: "Apothekenrechenzentrum Nord".into(),
        rechnungsart: Rechnungsart::Arz,
        abrechnungsmonat: "2005-02".into(),
        rechnungsdatum: tag("2005-02-28"),
        eingangsdatum: tag("2005-03-02"),
        anzahl_rezepte: 1,
        brutto: euro("82.43"),
        zuzahlung: Betrag::NULL,
        ap_rabatt: euro("2.00"),
        hs_rabatt: Betrag::NULL,
        netto: euro("80.43"),
        iban: String::new(),
        konto: "1162268".into(),
        blz: "29090605".into(),
        datei_sha256: String::new(),
        herkunft: tag("2005-03-11"),
        schon_berechnet: String::new(),
    }
}

/// The line of the Einzelpostenliste for [`rezept`].
pub fn einzelposten() -> Einzelposten {
    let Rezept { beleg_id, pic_nr, .. } = rezept();
    Einzelposten { beleg_id, pic_nr, brutto: euro("82.43"), zuzahlung: Betrag::NULL, zeile: 2 }
}

/// A prescription of one line, [`position`], without a fault.
pub fn rezept() -> Rezept {
    Rezept {
        beleg_id: "0000001".into(),
        rechnungsnummer: "2005-1-1".into(),
        pic_nr: "503305647430".into(),
        kostentraeger_ik: text("120991009"),
        aktenzeichen: Lesung::Leer,
        name: text("Meyer"),
        vorname: text("Anna"),
        zusatz: Lesung::Leer,
        geb_datum: Lesung::Wert(tag("1954-05-12").into()),
        strasse: text("Sophienstraße 39"),
        lkz: text("D"),
        plz: text("38100"),
        ort: text("Braunschweig"),
        unf_datum: Lesung::Wert(UnfallDatum::Genau(tag("2004-12-10"))),
        unfallbetrieb: text("Musterbetrieb GmbH"),
        arzt_nr: text("123456601"),
        arzt_unterschrift: Lesung::Wert(JaNein::Ja),
        apotheken_ik: text("305327686"),
        vo_datum: Lesung::Wert(tag("2005-01-25")),
        abgabe_datum: Lesung::Wert(tag("2005-02-04")),
        brutto: Lesung::Wert(euro("82.43")),
        zuzahlung: Lesung::Wert(Betrag::NULL),
        noctu: Lesung::Wert(Betrag::NULL),
        schreibgebuehr: Lesung::Wert(Betrag::NULL),
        beschaffungskosten: Lesung::Wert(Betrag::NULL),
        ap_rabatt: Lesung::Wert(euro("2.00")),
        hs_rabatt: Lesung::Wert(Betrag::NULL),
        bild: text("503305647430.tif"),
        bild_lesbar: Lesung::Wert(JaNein::Ja),
        aut_idem_kreuz: Lesung::Leer,
        herkunft: tag("2005-03-11"),
        zeile: 3,
        schon_berechnet: String::new(),
        erledigt_am: None,
    }
}

/// The one line of [`rezept`].
pub fn position() -> Position {
    Position {
        beleg_id: "0000001".into(),
        pic_nr: "503305647430".into(),
        lfd_nr: 1,
        pzn: text("02619100"),
        faktor: Lesung::Wert(1),
        taxe: Lesung::Wert(euro("82.43")),
        zeile: 4,
    }
}

/// An article without manufacturer discount or ceiling, valid from a day on.
pub fn artikel(pzn: &str, gueltig_ab: &str, rabattart: &str) -> Artikel {
    Artikel {
        pzn: pzn.into(),
        gueltig_ab: tag(gueltig_ab),
        gueltig_bis: None,
        bezeichnung: "Präparat".into(),
        wirkstoff: String::new(),
        atc: String::new(),
        hersteller: String::new(),
        packung: String::new(),
        rabattart: rabattart.parse().expect("FIX, PROZENT or KEIN"),
        hs_rabatt: Betrag::NULL,
        festbetrag: None,
        verordnungsfaehig: JaNein::Ja,
    }
}

/// A decision on [`rezept`], taken on 11.03.2005.
pub fn entscheidung(art: EntscheidungsArt, feld: &str, wert: &str) -> Entscheidung {
    Entscheidung {
        art,
        pic_nr: rezept().pic_nr,
        feld: feld.into(),
        wert: wert.into(),
        bearbeiter: "mm".into(),
        zeitpunkt: "2005-03-11T08:00:00".into(),
        bemerkung: String::new(),
        datei: "entscheidungen.csv".into(),
        zeile: 2,
        lauf: tag("2005-03-11"),
        beleg_id: rezept().beleg_id,
    }
}
