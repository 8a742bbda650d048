//! Lists offered to facilities: one line for each grant valid in a month, at the agreed rate, to be filled in.
//!
//! A facility with `weg = angebot` fills in the quantities and sends the list back as its invoice. For `TAG` the days
//! covered stand there as a hint. What is offered follows from the reference data alone, so audit-services can tell
//! whether a line came back changed.

mod tabelle;

use std::collections::{BTreeMap, BTreeSet};

use domain::{Bewilligung, Leistungserbringer, Satz, Weg};
use forms::leistungsrechnung::{Datei, Kopf, Zeile};
use rules::leistungen::{Monat, Saetze, angebot};

pub use tabelle::tabelle;

/// The list of one facility.
#[derive(Debug, PartialEq)]
pub struct Angebot {
    /// The facility.
    pub le_nr: String,
    /// The list as an invoice file.
    pub datei: Datei,
    /// Grants of the month without an agreed rate: not offered.
    pub ohne_satz: Vec<String>,
    /// Number of entitled persons.
    pub personen: usize,
}

/// The lists of a month for the facilities with `weg = angebot`, by number; only that of `nur` where it is given.
pub fn angebote(
    kostentraeger: &str,
    leistungserbringer: &[Leistungserbringer],
    bewilligungen: &[Bewilligung],
    saetze: &[Satz],
    monat: Monat,
    nur: Option<&str>,
) -> Vec<Angebot> {
    let angeboten = |le: &&Leistungserbringer| le.weg == Weg::Angebot && nur.is_none_or(|nur| nur == le.le_nr);
    let mut je_le: BTreeMap<&str, Vec<&Bewilligung>> =
        leistungserbringer.iter().filter(angeboten).map(|le| (le.le_nr.as_str(), Vec::new())).collect();
    for bewilligung in bewilligungen.iter().filter(|b| monat.anteil(b.von, b.bis).is_some()) {
        if let Some(liste) = je_le.get_mut(bewilligung.le_nr.as_str()) {
            liste.push(bewilligung);
        }
    }
    let saetze = Saetze::neu(saetze);
    let le = |le_nr: &str| leistungserbringer.iter().find(|le| le.le_nr == le_nr);
    let nicht_leer = je_le.into_iter().filter(|(_, bewilligungen)| !bewilligungen.is_empty());
    nicht_leer.filter_map(|(le_nr, liste)| Some(eines(kostentraeger, le(le_nr)?, &liste, &saetze, monat))).collect()
}

fn eines(
    kostentraeger: &str,
    le: &Leistungserbringer,
    bewilligungen: &[&Bewilligung],
    saetze: &Saetze<'_>,
    monat: Monat,
) -> Angebot {
    let (mut zeilen, mut ohne_satz) = (Vec::new(), Vec::new());
    for bewilligung in bewilligungen {
        let angeboten = angebot(bewilligung, saetze, monat);
        if angeboten.is_empty() {
            ohne_satz.push(bewilligung.bewilligung_nr.clone());
        }
        for zeile in angeboten {
            zeilen.push(Zeile {
                lfd_nr: zeilen.len() as u32 + 1,
                bewilligung_nr: bewilligung.bewilligung_nr.clone(),
                aktenzeichen: bewilligung.aktenzeichen.clone(),
                name: bewilligung.name.clone(),
                vorname: bewilligung.vorname.clone(),
                geb_datum: Some(bewilligung.geb_datum),
                leistungsart: bewilligung.leistungsart.clone(),
                von: zeile.von,
                bis: zeile.bis,
                menge: zeile.menge,
                einheit: bewilligung.einheit,
                satz: zeile.satz,
                betrag: None,
                korrektur: None,
                hinweis: String::new(),
            });
        }
    }
    let kopf = Kopf {
        rechnungsnummer: format!("A{}", monat.to_string().replace('-', "")),
        le_nr: le.le_nr.clone(),
        kostentraeger: kostentraeger.to_owned(),
        abrechnungsmonat: monat.to_string(),
        iban: le.iban.clone(),
        ..Kopf::default()
    };
    let personen: BTreeSet<&str> = bewilligungen.iter().map(|b| b.aktenzeichen.as_str()).collect();
    Angebot { le_nr: le.le_nr.clone(), datei: Datei { kopf, zeilen }, ohne_satz, personen: personen.len() }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use domain::{Betrag, Datum, Einheit, Menge};
    use forms::leistungsrechnung::{Empfaenger, Zeichensatz, lies, schreibe};

    use super::*;

    fn tag(text: &str) -> Datum {
        domain::datum::aus_iso(text).expect("a day")
    }

    fn le(le_nr: &str, weg: Weg) -> Leistungserbringer {
        Leistungserbringer {
            le_nr: le_nr.into(),
            name: "Haus".into(),
            strasse: String::new(),
            plz: String::new(),
            ort: String::new(),
            iban: "DE07400501500000001000".into(),
            freigeschaltet_ab: None,
            pilot_ab: None,
            produktion_ab: None,
            weg,
        }
    }

    fn bewilligung(nr: &str, le_nr: &str, einheit: Einheit, bis: Option<&str>) -> Bewilligung {
        Bewilligung {
            bewilligung_nr: nr.into(),
            aktenzeichen: nr.into(),
            name: "Müller".into(),
            vorname: "Bernd".into(),
            geb_datum: tag("1962-04-03"),
            le_nr: le_nr.into(),
            leistungsart: "WOHNEN".into(),
            einheit,
            von: tag("2023-01-01"),
            bis: bis.map(tag),
            max_menge_monat: None,
        }
    }

    #[test]
    fn an_offer_is_an_invoice_to_be_filled_in() {
        let facilities = [le("LE1", Weg::Angebot), le("LE2", Weg::Datei)];
        let grants = [
            bewilligung("B1", "LE1", Einheit::Tag, Some("2024-03-15")),
            bewilligung("B2", "LE1", Einheit::Stunde, None),
            bewilligung("B3", "LE1", Einheit::Tag, Some("2024-02-29")),
            bewilligung("B4", "LE2", Einheit::Tag, None),
        ];
        let satz = Satz {
            le_nr: "LE1".into(),
            leistungsart: "WOHNEN".into(),
            einheit: Einheit::Tag,
            gueltig_ab: tag("2023-01-01"),
            gueltig_bis: None,
            satz: Betrag::aus_cent(4201),
        };
        let monat = Monat::aus_text("2024-03").expect("a month");
        let alle = angebote("LWL", &facilities, &grants, &[satz], monat, None);
        assert_eq!((alle.len(), alle[0].le_nr.as_str(), alle[0].personen), (1, "LE1", 2));
        assert_eq!(alle[0].ohne_satz, ["B2"]);
        let zeile = &alle[0].datei.zeilen[0];
        assert_eq!((zeile.bis, zeile.menge, zeile.betrag), (tag("2024-03-15"), Some(Menge::ganz(15)), None));

        let bekannt: HashMap<String, Weg> = [("LE1".to_owned(), Weg::Angebot)].into();
        let empfaenger = Empfaenger { kostentraeger: "LWL", leistungserbringer: &bekannt, am: tag("2024-04-02") };
        let zurueck = lies(&schreibe(&alle[0].datei), "a.csv", Zeichensatz::Utf8, Some(empfaenger));
        assert_eq!(zurueck.expect("it comes back as an invoice"), alle[0].datei);
        assert!(angebote("LWL", &facilities, &grants, &[], monat, Some("LE2")).is_empty());
    }
}
