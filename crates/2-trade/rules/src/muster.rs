//! Correct records for tests to vary. Compiled for tests only (feature `muster`).

use domain::{
    Artikel, Betrag, Datum, Einzelposten, Entscheidung, EntscheidungsArt, JaNein, Lesung, Position, Rechnung,
    Rechnungsart, Rezept, UnfallDatum, datum,
};

use crate::korrektur::Felder;
use crate::{Apothekenabschlag, Gebuehren};

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

/// The shipped discount rates.
pub fn apothekenabschlag() -> Apothekenabschlag {
    Apothekenabschlag::aus_konfiguration(None).expect("a table")
}

/// The shipped fees.
pub fn gebuehren() -> Gebuehren {
    Gebuehren::aus_konfiguration(None).expect("a table")
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
    Einzelposten { beleg_id, pic_nr, brutto: euro("82.43"), zuzahlung: Betrag::NULL }
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
        geb_datum: Lesung::Wert(tag("1954-05-12")),
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
    }
}

/// An article without manufacturer discount or ceiling, valid from a day on.
pub fn artikel(pzn: &str, gueltig_ab: &str, rabattart: &str) -> Artikel {
    Artikel {
        pzn: pzn.into(),
        gueltig_ab: tag(gueltig_ab),
        gueltig_bis: None,
        bezeichnung: "Präparat".into(),
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
    }
}

/// One invoice file (SR1) as records.
#[derive(Debug)]
pub struct Lieferung {
    /// Its header.
    pub rechnung: Rechnung,
    /// Its list of prescriptions.
    pub einzelposten: Vec<Einzelposten>,
    /// Its prescriptions.
    pub rezepte: Vec<Rezept>,
    /// Their lines.
    pub positionen: Vec<Position>,
}

/// Splits a well-formed invoice file (SR1) without quoted fields: enough for the acceptance data.
pub fn lies_sr1(beleg_id: &str, datei: &str) -> Lieferung {
    let zeilen: Vec<Vec<&str>> =
        datei.lines().map(|zeile| zeile.trim_start_matches('\u{feff}').split(';').collect()).collect();
    let betrag = |text: &str| Betrag::aus_deutsch(text).expect("an amount");
    let kopf = &zeilen[0];
    let rechnung = Rechnung {
        beleg_id: beleg_id.into(),
        rechnungsnummer: kopf[2].into(),
        rechnungssteller_ik: kopf[5].into(),
        rechnungsart: kopf[7].parse().expect("a kind"),
        eingangsdatum: datum::aus_deutsch(kopf[10]).expect("a date"),
        anzahl_rezepte: kopf[11].parse().expect("a count"),
        brutto: betrag(kopf[12]),
        zuzahlung: betrag(kopf[13]),
        ap_rabatt: betrag(kopf[14]),
        hs_rabatt: betrag(kopf[15]),
        netto: betrag(kopf[16]),
        ..rechnung()
    };
    let satzart = |art| zeilen.iter().filter(move |zeile| zeile[0] == art);
    let pic = |zeile: &[&str]| (beleg_id.to_owned(), zeile[1].to_owned());
    let einzelposten = satzart("EP").map(|zeile| {
        let (beleg_id, pic_nr) = pic(zeile);
        Einzelposten { beleg_id, pic_nr, brutto: betrag(zeile[2]), zuzahlung: betrag(zeile[3]) }
    });
    let rezepte = satzart("RZ").map(|zeile| {
        let (beleg_id, pic_nr) = pic(zeile);
        let rechnungsnummer = rechnung.rechnungsnummer.clone();
        let mut rezept = Rezept { beleg_id, pic_nr, rechnungsnummer, ..rezept() };
        Rezept::FELDER.iter().zip(&zeile[2..]).for_each(|(feld, wert)| rezept.setze(feld, wert).expect("a value"));
        rezept
    });
    let positionen = satzart("PO").map(|zeile| {
        let (beleg_id, pic_nr) = pic(zeile);
        let mut position = Position { beleg_id, pic_nr, lfd_nr: zeile[2].parse().expect("a number"), ..position() };
        Position::FELDER.iter().zip(&zeile[3..]).for_each(|(feld, wert)| position.setze(feld, wert).expect("a value"));
        position
    });
    let (einzelposten, rezepte, positionen) = (einzelposten.collect(), rezepte.collect(), positionen.collect());
    Lieferung { einzelposten, rezepte, positionen, rechnung }
}
