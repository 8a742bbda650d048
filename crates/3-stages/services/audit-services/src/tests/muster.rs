//! A facility, a grant, a rate and an invoice of one line that agree; tests change what they are about.

use domain::{
    Betrag, Bewilligung, BezahlteLeistung, Datum, Einheit, Entscheidung, EntscheidungsArt, ErledigteLeistung, Leistung,
    Leistungserbringer, Leistungsrechnung, Menge, Papierrechnung, Satz, Weg,
};

use crate::{Eingabe, Ergebnis, urteile};

pub(super) fn tag(text: &str) -> Datum {
    domain::datum::aus_iso(text).expect("a day")
}

pub(super) fn betrag(text: &str) -> Betrag {
    text.parse().expect("an amount")
}

/// What is judged.
pub(super) struct Fall {
    pub(super) le: Leistungserbringer,
    pub(super) weitere_le: Vec<Leistungserbringer>,
    pub(super) bewilligung: Bewilligung,
    /// Entitled persons of the facility beside the one of the grant; four, so that a file is recommended.
    pub(super) weitere_personen: usize,
    pub(super) satz: Satz,
    pub(super) rechnung: Leistungsrechnung,
    pub(super) zeilen: Vec<Leistung>,
    pub(super) weitere: Vec<(Leistungsrechnung, Vec<Leistung>)>,
    pub(super) papier: Vec<Papierrechnung>,
    pub(super) bezahlt: Vec<BezahlteLeistung>,
    pub(super) erledigt: Vec<ErledigteLeistung>,
    pub(super) entscheidungen: Vec<Entscheidung>,
}

impl Fall {
    pub(super) fn neu() -> Self {
        Fall::mit([zeile(1)])
    }

    /// An invoice of these lines whose totals agree.
    pub(super) fn mit(zeilen: impl IntoIterator<Item = Leistung>) -> Self {
        Fall {
            le: leistungserbringer(),
            weitere_le: Vec::new(),
            bewilligung: bewilligung("B1"),
            weitere_personen: 4,
            satz: satz(),
            rechnung: rechnung(),
            zeilen: zeilen.into_iter().collect(),
            weitere: Vec::new(),
            papier: Vec::new(),
            bezahlt: Vec::new(),
            erledigt: Vec::new(),
            entscheidungen: Vec::new(),
        }
    }

    /// Another invoice with the same line.
    pub(super) fn zweite(&mut self, rechnungsnummer: &str, eingangsdatum: Datum) {
        let rechnung = Leistungsrechnung {
            beleg_id: "0000009".into(),
            rechnungsnummer: rechnungsnummer.into(),
            eingangsdatum,
            ..rechnung()
        };
        let posten = format!("LE1/{rechnungsnummer}:1");
        let zeile = Leistung {
            beleg_id: "0000009".into(),
            rechnungsnummer: rechnungsnummer.into(),
            stamm: "0000009:1".into(),
            posten,
            ..zeile(1)
        };
        self.weitere.push((rechnung, vec![zeile]));
    }

    pub(super) fn urteile(&self) -> Ergebnis {
        let mut rechnungen = vec![self.rechnung.clone()];
        let mut leistungen = self.zeilen.clone();
        for leistung in &mut leistungen {
            leistung.rechnungsnummer.clone_from(&self.rechnung.rechnungsnummer);
        }
        for (rechnung, zeilen) in &self.weitere {
            rechnungen.push(rechnung.clone());
            leistungen.extend(zeilen.iter().cloned());
        }
        let mut bewilligungen = vec![self.bewilligung.clone()];
        for nr in 0..self.weitere_personen {
            let aktenzeichen = format!("weitere {nr}");
            bewilligungen.push(Bewilligung { aktenzeichen, ..bewilligung(&format!("C{nr}")) });
        }
        urteile(&Eingabe {
            leistungserbringer: &[std::slice::from_ref(&self.le), &self.weitere_le].concat(),
            bewilligungen: &bewilligungen,
            saetze: std::slice::from_ref(&self.satz),
            papier: &self.papier,
            rechnungen: &rechnungen,
            leistungen: &leistungen,
            erledigt: &self.erledigt,
            bezahlt: &self.bezahlt,
            entscheidungen: &self.entscheidungen,
            bremse: &domain::BremseOptionen::default(),
            heute: Datum::MAX,
            gewohnt: None,
        })
    }
}

fn leistungserbringer() -> Leistungserbringer {
    Leistungserbringer {
        le_nr: "LE1".into(),
        name: "Wohnheim".into(),
        strasse: String::new(),
        plz: String::new(),
        ort: String::new(),
        iban: "DE07400501500000001000".into(),
        freigeschaltet_ab: Some(tag("2022-01-01")),
        pilot_ab: Some(tag("2022-02-01")),
        produktion_ab: Some(tag("2023-01-01")),
        weg: Weg::Datei,
    }
}

pub(super) fn bewilligung(nummer: &str) -> Bewilligung {
    Bewilligung {
        bewilligung_nr: nummer.into(),
        aktenzeichen: "15847292".into(),
        name: "Müller".into(),
        vorname: "Bernd".into(),
        geb_datum: tag("1962-04-03"),
        le_nr: "LE1".into(),
        leistungsart: "WOHNEN".into(),
        einheit: Einheit::Tag,
        von: tag("2023-01-01"),
        bis: None,
        max_menge_monat: None,
    }
}

pub(super) fn satz() -> Satz {
    Satz {
        le_nr: "LE1".into(),
        leistungsart: "WOHNEN".into(),
        einheit: Einheit::Tag,
        gueltig_ab: tag("2023-01-01"),
        gueltig_bis: None,
        satz: betrag("42.01"),
    }
}

pub(super) fn rechnung() -> Leistungsrechnung {
    Leistungsrechnung {
        beleg_id: "0000002".into(),
        rechnungsnummer: "R1".into(),
        le_nr: "LE1".into(),
        kostentraeger: "LWL".into(),
        abrechnungsmonat: "2024-03".into(),
        rechnungsdatum: tag("2024-04-03"),
        eingangsdatum: tag("2024-04-04"),
        anzahl_positionen: None,
        gesamtbetrag: None,
        iban: "DE07400501500000001000".into(),
        datei_sha256: String::new(),
        herkunft: tag("2024-04-04"),
        schon_berechnet: String::new(),
    }
}

/// A line for all of March.
pub(super) fn zeile(lfd_nr: u32) -> Leistung {
    let posten = format!("LE1/R1:{lfd_nr}");
    Leistung {
        beleg_id: "0000002".into(),
        rechnungsnummer: "R1".into(),
        lfd_nr,
        posten,
        bewilligung_nr: "B1".into(),
        aktenzeichen: "15847292".into(),
        name: "Müller".into(),
        vorname: "Bernd".into(),
        geb_datum: Some(tag("1962-04-03")),
        leistungsart: "WOHNEN".into(),
        von: tag("2024-03-01"),
        bis: tag("2024-03-31"),
        menge: Menge::ganz(31),
        einheit: Einheit::Tag,
        satz: betrag("42.01"),
        betrag: betrag("1302.31"),
        korrektur_rechnung: String::new(),
        korrektur_lfd_nr: None,
        stamm: format!("0000002:{lfd_nr}"),
        herkunft: tag("2024-04-04"),
        erledigt_am: None,
    }
}

/// So many units of the grant, paid at the agreed rate.
pub(super) fn bezahlt(posten: &str, von: &str, bis: &str, menge: u32) -> BezahlteLeistung {
    BezahlteLeistung {
        bewilligung_nr: "B1".into(),
        von: tag(von),
        bis: tag(bis),
        abrechnungsmonat: "2024-03".into(),
        menge: Menge::ganz(menge),
        betrag: Menge::ganz(menge).mal(betrag("42.01")).expect("an amount"),
        posten: posten.into(),
        stamm: posten.into(),
        beleg_id: "0000001".into(),
    }
}

pub(super) fn papier(abrechnungsmonat: &str) -> Papierrechnung {
    Papierrechnung {
        le_nr: "LE1".into(),
        rechnungsnummer: "P1".into(),
        abrechnungsmonat: abrechnungsmonat.into(),
        betrag: betrag("1.00"),
    }
}

pub(super) fn entscheidung(art: EntscheidungsArt, lfd_nr: u32, wert: &str, feld: &str) -> Entscheidung {
    Entscheidung {
        art,
        pic_nr: format!("LE1/R1:{lfd_nr}"),
        feld: feld.into(),
        wert: wert.into(),
        bearbeiter: "mm".into(),
        zeitpunkt: "2024-04-05T08:00:00".into(),
        bemerkung: String::new(),
        datei: "d.csv".into(),
        zeile: 2,
        lauf: tag("2024-04-05"),
        beleg_id: "0000002".into(),
    }
}
