//! Checks what was captured.
//!
//! Stage 30: applies the corrections people made, checks every prescription by the [`regeln`] of stage 1 and every
//! invoice by R01–R09 ([`rechnung`]), finds what is billed again under another number ([`doppelte`]), and asks people for what recognition did not deliver ([`aufgaben`]).
//!
//! A settled prescription (`erledigt_am`) takes part in the sums of its invoice, but gets no finding and no task.

use std::collections::{HashMap, HashSet};

use domain::{Aufgabe, Befund, Doppel, Einzelposten, Klasse, Position, Rechnung, RechnungsPruefung, Rezept, Tabelle};
use rules::rabatt::Rabattgrundlage;
use rules::{Blatt, Entscheidungen, Gebuehren, RegelFehler, statuses};

pub mod aufgaben;
mod beleg;
pub mod doppelte;
pub mod erste_rechnung;
mod korrekturen;
pub mod rechnung;
pub mod regeln;
mod vorschlag;

pub use beleg::Beleg;
use doppelte::Abdruck;

/// What the stage works on: one invoice or several; every table in its row order.
#[derive(Debug)]
pub struct Eingabe<'a> {
    /// Invoices as billed.
    pub rechnungen: &'a [Rechnung],
    /// Their lists.
    pub einzelposten: &'a [Einzelposten],
    /// Prescriptions as captured.
    pub rezepte: Vec<Rezept>,
    /// Their lines as captured.
    pub positionen: Vec<Position>,
    /// Decisions by people.
    pub entscheidungen: &'a Entscheidungen<'a>,
    /// What discounts are computed from.
    pub rabattgrundlage: Rabattgrundlage<'a>,
    /// The fees.
    pub gebuehren: &'a Gebuehren,
}

/// What the stage leaves behind; every table in its row order.
#[derive(Debug)]
pub struct Ergebnis {
    /// Prescriptions with corrections applied.
    pub rezepte: Vec<Rezept>,
    /// Their lines with corrections applied.
    pub positionen: Vec<Position>,
    /// Findings.
    pub befunde: Vec<Befund>,
    /// Figures of the invoices.
    pub rechnungen: Vec<RechnungsPruefung>,
    /// Tasks for people.
    pub aufgaben: Vec<Aufgabe>,
    /// What the prescriptions say, to be compared with all others.
    pub abdruecke: Vec<Abdruck>,
    /// Prescriptions billed before under their own number, or on an invoice of the same number (R09).
    pub schon_berechnet: Vec<Doppel>,
}

/// Why the stage cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Fehler {
    /// A decision that cannot be obeyed.
    #[error(transparent)]
    Regel(#[from] RegelFehler),
    /// A prescription whose invoice is not among the invoices.
    #[error("prescription {pic_nr}: its invoice {beleg_id} is missing in rechnungen.csv")]
    OhneRechnung {
        /// Picture number of the prescription.
        pic_nr: String,
        /// Our number of the invoice.
        beleg_id: String,
    },
}

/// Checks a run's invoices and prescriptions.
///
/// # Errors
/// A decision that cannot be obeyed; a prescription without its invoice.
pub fn pruefe(eingabe: Eingabe) -> Result<Ergebnis, Fehler> {
    let Eingabe { rechnungen, einzelposten, mut rezepte, mut positionen, .. } = eingabe;
    let entscheidungen = eingabe.entscheidungen;
    let korrigiert = korrekturen::wende_an(entscheidungen, &mut rezepte, &mut positionen)?;
    let blaetter: Vec<Blatt> = Blatt::alle(&rezepte, &positionen).collect();

    let mut befunde = Vec::new();
    let mut pruefungen = Vec::new();
    let mut aufgaben = Vec::new();
    let mut abdruecke = Vec::with_capacity(blaetter.len());
    let mut schon_berechnet = Vec::new();
    for beleg in belege(rechnungen, einzelposten, &blaetter)? {
        let erster = befunde.len();
        for blatt in beleg.unerledigte() {
            let funde = regeln::pruefe(blatt, &beleg, eingabe.gebuehren);
            let sofort = funde.iter().filter_map(|b| b.status.and_then(statuses::zeile)).any(|z| z.weist_sofort_ab());
            if !sofort {
                aufgaben.extend(aufgaben::zu(blatt, &beleg, entscheidungen)?);
            }
            abdruecke.push(doppelte::von(blatt, &beleg, entscheidungen, sofort)?);
            schon_berechnet.extend(doppelte::unter_eigener_nummer(blatt.rezept, beleg.rechnung));
            befunde.extend(funde);
        }
        for blatt in beleg.blaetter.iter().filter(|blatt| blatt.rezept.erledigt_am.is_some()) {
            abdruecke.push(doppelte::von(blatt, &beleg, entscheidungen, false)?);
        }
        let zahlen = rechnung::Bearbeitung { abgewiesen: abgewiesene(&befunde[erster..]), korrigiert: &korrigiert };
        let (figuren, funde) = rechnung::pruefe(&beleg, &zahlen, &eingabe.rabattgrundlage);
        pruefungen.extend(figuren);
        befunde.extend(funde);
    }
    Befund::ordne(&mut befunde);
    pruefungen.sort_by(Tabelle::ordnung);
    Aufgabe::ordne(&mut aufgaben);
    abdruecke.sort_by(|a, b| (&a.beleg_id, &a.pic_nr).cmp(&(&b.beleg_id, &b.pic_nr)));
    Ok(Ergebnis { rezepte, positionen, befunde, rechnungen: pruefungen, aufgaben, abdruecke, schon_berechnet })
}

/// Every invoice with what is listed on it and what was delivered with it.
fn belege<'a>(
    rechnungen: &'a [Rechnung],
    einzelposten: &'a [Einzelposten],
    blaetter: &'a [Blatt<'a>],
) -> Result<Vec<Beleg<'a>>, Fehler> {
    let mut posten: HashMap<_, _> = einzelposten
        .chunk_by(|a, b| a.beleg_id == b.beleg_id)
        .map(|seine| (seine[0].beleg_id.as_str(), seine))
        .collect();
    let mut geliefert: HashMap<_, _> = blaetter
        .chunk_by(|a, b| a.rezept.beleg_id == b.rezept.beleg_id)
        .map(|seine| (seine[0].rezept.beleg_id.as_str(), seine))
        .collect();
    let belege = rechnungen.iter().map(|rechnung| {
        let id = rechnung.beleg_id.as_str();
        let (posten, blaetter) = (posten.remove(id), geliefert.remove(id));
        Beleg { rechnung, posten: posten.unwrap_or_default(), blaetter: blaetter.unwrap_or_default() }
    });
    let belege = belege.collect();
    match geliefert.values().next() {
        None => Ok(belege),
        Some(seine) => {
            let Rezept { pic_nr, beleg_id, .. } = seine[0].rezept.clone();
            Err(Fehler::OhneRechnung { pic_nr, beleg_id })
        }
    }
}

/// Number of prescriptions with a finding that rejects them.
fn abgewiesene(befunde: &[Befund]) -> usize {
    let weist_ab = |b: &&Befund| b.status.and_then(statuses::zeile).is_some_and(|z| z.klasse == Klasse::Abweisen);
    befunde.iter().filter(weist_ab).map(|befund| &befund.pic_nr).collect::<HashSet<_>>().len()
}

#[cfg(test)]
mod tests;
