//! Verdicts on the lines of facilities' invoices.
//!
//! [`urteile`] is a pure function over the tables of the run. Invoices are judged by date of receipt, then by number,
//! lines in the invoice's order, because a line can use up what a later one is allowed ([`konto`]). What was paid by
//! earlier runs counts first. Pilot invoices count within themselves only.
//!
//! Findings on a line alone are in [`position`], on an invoice or the paper ones in [`rechnung`]; [`urteil`] turns
//! them, and what people decided, into the one final code and the amount.

mod berichtigung;
mod bremse;
mod konto;
mod position;
mod rechnung;
mod stammdaten;
#[cfg(test)]
mod tests;
mod urteil;
mod zeichen;

use std::collections::HashMap;

use domain::{
    Aufgabe, Bewilligung, BezahlteLeistung, BremseOptionen, Datum, Entscheidung, ErledigteLeistung, Leistung,
    Leistungsabweichung, Leistungsbefund, Leistungserbringer, Leistungsrechnung, Leistungsurteil, Papierrechnung, Satz,
    Tabelle,
};
use rules::Entscheidungen;
use rules::bremse::Gewohnt;

use berichtigung::Berichtigungen;
use bremse::Gehalten;
use konto::Konten;
use stammdaten::Stammdaten;

/// What is judged, and by what.
#[derive(Debug)]
pub struct Eingabe<'a> {
    /// The facilities.
    pub leistungserbringer: &'a [Leistungserbringer],
    /// What was granted.
    pub bewilligungen: &'a [Bewilligung],
    /// The agreed rates.
    pub saetze: &'a [Satz],
    /// Invoices on paper.
    pub papier: &'a [Papierrechnung],
    /// Invoices of the run.
    pub rechnungen: &'a [Leistungsrechnung],
    /// Their lines, by invoice and number.
    pub leistungen: &'a [Leistung],
    /// What earlier runs settled of them.
    pub erledigt: &'a [ErledigteLeistung],
    /// What earlier runs paid for the same grants.
    pub bezahlt: &'a [BezahlteLeistung],
    /// What people decided.
    pub entscheidungen: &'a [Entscheidung],
    /// When an invoice waits because too much of it would be rejected.
    pub bremse: &'a BremseOptionen,
    /// Business date.
    pub heute: Datum,
    /// Rejections of earlier runs; none while there are too few.
    pub gewohnt: Option<Gewohnt>,
}

/// The verdicts, with why.
#[derive(Debug, Default)]
pub struct Ergebnis {
    /// One for every line.
    pub urteile: Vec<Leistungsurteil>,
    /// Every finding.
    pub befunde: Vec<Leistungsbefund>,
    /// Where less is paid than was billed.
    pub abweichungen: Vec<Leistungsabweichung>,
    /// What a person has to look at.
    pub aufgaben: Vec<Aufgabe>,
}

/// Judges every line. What an invoice that the brake holds would use up is free for others.
pub fn urteile(eingabe: &Eingabe<'_>) -> Ergebnis {
    let entscheidungen = Entscheidungen::neu(eingabe.entscheidungen);
    let ergebnis = richte(eingabe, &entscheidungen, &Gehalten::new());
    let gehalten = bremse::gehalten(eingabe, &ergebnis, &entscheidungen);
    if gehalten.is_empty() { ergebnis } else { richte(eingabe, &entscheidungen, &gehalten) }
}

fn richte(eingabe: &Eingabe<'_>, entscheidungen: &Entscheidungen<'_>, gehalten: &Gehalten) -> Ergebnis {
    let stammdaten = Stammdaten::neu(eingabe);
    let erledigt: HashMap<(&str, u32), &ErledigteLeistung> =
        eingabe.erledigt.iter().map(|e| ((e.beleg_id.as_str(), e.lfd_nr), e)).collect();
    let staemme = konto::Staemme::neu(eingabe.leistungen);
    let mut produktion = Konten::mit(eingabe.bezahlt);
    let beleg = |rechnung| rechnung::Beleg::neu(rechnung, zeilen(eingabe.leistungen, &rechnung.beleg_id), &stammdaten);
    let belege: Vec<_> = nach_eingang(eingabe.rechnungen).into_iter().map(beleg).collect();
    let offen = |zeile: &&Leistung| !erledigt.contains_key(&(zeile.beleg_id.as_str(), zeile.lfd_nr));
    // A pilot invoice is not paid: it corrects nothing.
    let offene = belege.iter().filter(|beleg| !beleg.pilot).flat_map(|beleg| beleg.zeilen).filter(offen);
    let berichtigungen = Berichtigungen::neu(&offene.map(|zeile| (staemme.von(zeile), zeile)).collect::<Vec<_>>());
    let mut ergebnis = Ergebnis::default();
    for pruefung in &belege {
        pruefung.pruefe(entscheidungen, &mut ergebnis);
        let grund = gehalten.get(&pruefung.rechnung.beleg_id);
        let mut nebenher = match grund {
            Some(_) if !pruefung.pilot => produktion.clone(),
            _ => Konten::default(),
        };
        let konten = if pruefung.pilot || grund.is_some() { &mut nebenher } else { &mut produktion };
        let ab = (ergebnis.urteile.len(), ergebnis.abweichungen.len());
        for zeile in pruefung.zeilen {
            let fertig = erledigt.get(&(zeile.beleg_id.as_str(), zeile.lfd_nr));
            if fertig.is_none() {
                ergebnis.befunde.extend(zeichen::steuerzeichen(pruefung, zeile));
            }
            let urteil = urteil::Richter {
                beleg: pruefung,
                stammdaten: &stammdaten,
                entscheidungen,
                berichtigungen: &berichtigungen,
            };
            urteil.richte(zeile, staemme.von(zeile), fertig.copied(), konten, &mut ergebnis);
        }
        if let Some(grund) = grund {
            bremse::oeffne(&mut ergebnis, ab, grund);
        }
    }
    ergebnis.befunde.extend(rechnung::papier(eingabe.papier, &stammdaten));
    ergebnis.sortiere();
    ergebnis
}

/// The order in which invoices are judged.
fn nach_eingang(rechnungen: &[Leistungsrechnung]) -> Vec<&Leistungsrechnung> {
    let mut folge: Vec<&Leistungsrechnung> = rechnungen.iter().collect();
    let schluessel =
        |r: &Leistungsrechnung| (r.eingangsdatum, r.rechnungsnummer.clone(), r.le_nr.clone(), r.beleg_id.clone());
    folge.sort_by_cached_key(|rechnung| schluessel(rechnung));
    folge
}

/// The lines of an invoice.
fn zeilen<'a>(leistungen: &'a [Leistung], beleg_id: &str) -> &'a [Leistung] {
    let von = leistungen.partition_point(|leistung| leistung.beleg_id.as_str() < beleg_id);
    let bis = leistungen.partition_point(|leistung| leistung.beleg_id.as_str() <= beleg_id);
    &leistungen[von..bis]
}

impl Ergebnis {
    fn sortiere(&mut self) {
        self.urteile.sort_by(Tabelle::ordnung);
        Leistungsbefund::ordne(&mut self.befunde);
        self.abweichungen.sort_by(Tabelle::ordnung);
        Aufgabe::ordne(&mut self.aufgaben);
    }
}
