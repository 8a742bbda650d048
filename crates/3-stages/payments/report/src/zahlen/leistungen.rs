//! Figures of care services: what was billed and paid, what was cut and why, and how grants are used.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::{
    Betrag, Bewilligung, Bewilligungssumme, Datum, ErledigteLeistung, Kennzahl, Leistungsartsumme, Leistungsgrund,
    Leistungsklasse, Leistungsmonat, Tabelle,
};
use rules::leistungen::zeile;

use super::kennzahlen::{Wert, reihe};
use super::promille;
use crate::gruppen::zusammen;

/// Days before the last day of a grant from which it is said to end soon.
const LAEUFT_AUS: i64 = 60;

/// Sums over lines of facilities, of one payer or of several.
#[derive(Debug, Default)]
pub struct Leistungszahlen {
    monate: BTreeMap<(String, String), Leistungsmonat>,
    gruende: BTreeMap<String, Leistungsgrund>,
    arten: BTreeMap<(String, String), Leistungsartsumme>,
    genutzt: HashSet<String>,
    erledigt: u64,
    ohne_befund: u64,
    ohne_hand: u64,
}

/// The tables of care services, each in its order.
#[derive(Debug)]
pub struct Leistungsauswertung {
    /// The first screen.
    pub kennzahlen: Vec<Kennzahl>,
    /// By facility and month.
    pub monate: Vec<Leistungsmonat>,
    /// What was cut, by reason.
    pub gruende: Vec<Leistungsgrund>,
    /// By kind of the service.
    pub arten: Vec<Leistungsartsumme>,
    /// Grants by kind of the service.
    pub bewilligungen: Vec<Bewilligungssumme>,
}

impl Leistungszahlen {
    /// Counts a line that a run settled, for a grant or for none that is known.
    pub fn erledigt(&mut self, leistung: &ErledigteLeistung, bewilligung: Option<&Bewilligung>) {
        self.erledigt += 1;
        self.ohne_hand += u64::from(leistung.vergabe == domain::Vergabe::Automatisch);
        self.ohne_befund += u64::from(leistung.klasse == Leistungsklasse::Zahlen);
        let abgewiesen = leistung.klasse == Leistungsklasse::Abweisen;
        let monat = (leistung.abrechnungsmonat.clone(), leistung.le_nr.clone());
        let summe = self.monate.entry(monat).or_insert_with_key(|(monat, le_nr)| Leistungsmonat {
            le_nr: le_nr.clone(),
            abrechnungsmonat: monat.clone(),
            positionen: 0,
            berechnet: Betrag::NULL,
            anerkannt: Betrag::NULL,
            netto: Betrag::NULL,
            abgewiesen: 0,
        });
        summe.positionen += 1;
        summe.berechnet += leistung.betrag_berechnet;
        summe.anerkannt += leistung.betrag_anerkannt;
        summe.netto += leistung.netto.unwrap_or_default();
        summe.abgewiesen += u32::from(abgewiesen);
        if leistung.absetzung != Betrag::NULL || abgewiesen {
            self.grund(leistung);
        }
        self.art(leistung, bewilligung);
        if leistung.netto.is_some_and(|netto| netto != Betrag::NULL) {
            self.genutzt.insert(leistung.bewilligung_nr.clone());
        }
    }

    fn grund(&mut self, leistung: &ErledigteLeistung) {
        let code = leistung.code.to_string();
        let summe = self.gruende.entry(code).or_insert_with_key(|code| Leistungsgrund {
            code: code.clone(),
            text: zeile(leistung.code).text.to_owned(),
            anzahl: 0,
            absetzung: Betrag::NULL,
        });
        summe.anzahl += 1;
        summe.absetzung += leistung.absetzung;
    }

    fn art(&mut self, leistung: &ErledigteLeistung, bewilligung: Option<&Bewilligung>) {
        let art = bewilligung.map_or_else(Default::default, |b| (b.leistungsart.clone(), b.einheit.to_string()));
        let summe = self.arten.entry(art).or_insert_with_key(|(leistungsart, einheit)| Leistungsartsumme {
            leistungsart: leistungsart.clone(),
            einheit: einheit.clone(),
            positionen: 0,
            menge_hundertstel: 0,
            anerkannt: Betrag::NULL,
        });
        summe.positionen += 1;
        summe.menge_hundertstel += leistung.menge_anerkannt.hundertstel() as i64;
        summe.anerkannt += leistung.betrag_anerkannt;
    }

    /// The tables, with the grants in force on the last day.
    pub fn auswertung(self, bewilligungen: &HashMap<String, Bewilligung>, tag: Datum) -> Leistungsauswertung {
        let kennzahlen = self.kennzahlen();
        let mut monate = Vec::new();
        let alle: Vec<Leistungsmonat> = self.monate.into_values().collect();
        for monat in alle.chunk_by(|a, b| a.abrechnungsmonat == b.abrechnungsmonat) {
            monate.extend(zusammen(monat.iter().cloned()));
        }
        let mut summen: BTreeMap<&str, Bewilligungssumme> = BTreeMap::new();
        let gueltig = |b: &&Bewilligung| b.von <= tag && b.bis.is_none_or(|bis| bis >= tag);
        for bewilligung in bewilligungen.values().filter(gueltig) {
            let summe = summen.entry(&bewilligung.leistungsart).or_insert_with(|| Bewilligungssumme {
                leistungsart: bewilligung.leistungsart.clone(),
                bewilligungen: 0,
                genutzt: 0,
                laeuft_aus: 0,
            });
            let bald = |bis: Datum| (bis - tag).num_days() <= LAEUFT_AUS;
            summe.bewilligungen += 1;
            summe.genutzt += u32::from(self.genutzt.contains(&bewilligung.bewilligung_nr));
            summe.laeuft_aus += u32::from(bewilligung.bis.is_some_and(bald));
        }
        Leistungsauswertung {
            kennzahlen,
            monate: Tabelle::geordnet(monate),
            gruende: Tabelle::geordnet(zusammen(self.gruende.into_values())),
            arten: Tabelle::geordnet(zusammen(self.arten.into_values())),
            bewilligungen: Tabelle::geordnet(zusammen(summen.into_values())),
        }
    }

    fn kennzahlen(&self) -> Vec<Kennzahl> {
        let summe = |feld: fn(&Leistungsmonat) -> Betrag| self.monate.values().map(feld).sum::<Betrag>();
        let (berechnet, anerkannt) = (summe(|m| m.berechnet), summe(|m| m.anerkannt));
        let abgewiesen: u32 = self.monate.values().map(|m| m.abgewiesen).sum();
        let anteil = |teil| Wert::Prozent(promille(teil, self.erledigt));
        let von = |teil| format!("{teil} von {} erledigten Positionen", self.erledigt);
        reihe(
            None,
            [
                (
                    "Bezahlt",
                    Wert::Euro(summe(|m| m.netto)),
                    "Netto aller angewiesenen Positionen, ohne Pilotphase".to_owned(),
                ),
                ("Gekürzt und abgewiesen", Wert::Euro(berechnet - anerkannt), "berechnet − anerkannt".to_owned()),
                ("Ohne Beanstandung", anteil(self.ohne_befund), von(self.ohne_befund)),
                (
                    "Abgewiesen",
                    Wert::Anzahl(abgewiesen, "Positionen"),
                    "Positionen, die zurückgegeben wurden".to_owned(),
                ),
                ("Ohne Handarbeit", anteil(self.ohne_hand), format!("{} nach Regeln entschieden", von(self.ohne_hand))),
            ],
        )
    }
}
