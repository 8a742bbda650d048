//! The booking file: one record for each prescription that this run orders, and the sheet that goes with it.

mod begleitbeleg;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use domain::{AnweisungsRezept, Betrag, Fall, Lesung, Rezept, UnfallDatum};
use mainframe::rzs_abrech::Buchung;

pub use begleitbeleg::{Angaben, begleitbeleg};

/// The bookings of a run.
#[derive(Debug, Default, PartialEq)]
pub struct Buchungen {
    /// What goes into the file, in the order of `anweisung_rezepte.csv`.
    pub buchungen: Vec<Buchung>,
    /// Ordered prescriptions with a net below zero: the field has no sign, so they cannot be told to the payer in the
    /// file. They are named in the Begleitbeleg instead.
    pub negativ: Vec<AnweisungsRezept>,
    /// Ordered prescriptions with a net of zero: nothing to book.
    pub null: u64,
}

/// Makes a booking of each ordered prescription. With an assigned case the person is the register's, else the sheet's.
///
/// # Errors
/// The PicNr of an order whose prescription or case is not among those given: a defect.
pub fn buchungen(bezahlt: &[AnweisungsRezept], rezepte: &[Rezept], faelle: &[Fall]) -> Result<Buchungen, String> {
    let rezepte: HashMap<(&str, &str), &Rezept> =
        rezepte.iter().map(|r| ((r.beleg_id.as_str(), r.pic_nr.as_str()), r)).collect();
    let faelle: HashMap<String, &Fall> = faelle.iter().map(|fall| (fall.aktenzeichen9(), fall)).collect();
    let mut ergebnis = Buchungen::default();
    for zahlung in bezahlt {
        if zahlung.netto < Betrag::NULL {
            ergebnis.negativ.push(zahlung.clone());
            continue;
        }
        if zahlung.netto == Betrag::NULL {
            ergebnis.null += 1;
            continue;
        }
        let rezept = rezepte
            .get(&(zahlung.beleg_id.as_str(), zahlung.pic_nr.as_str()))
            .ok_or_else(|| format!("prescription {} is ordered but not in 30-stage1", zahlung.pic_nr))?;
        ergebnis.buchungen.push(if zahlung.aktenzeichen.is_empty() {
            vom_blatt(zahlung, rezept)
        } else {
            let fall = faelle.get(&zahlung.aktenzeichen).ok_or_else(|| {
                format!("case {} of prescription {} is not in 40-matches", zahlung.aktenzeichen, zahlung.pic_nr)
            })?;
            vom_fall(zahlung, rezept, fall)
        });
    }
    Ok(ergebnis)
}

fn vom_fall(zahlung: &AnweisungsRezept, rezept: &Rezept, fall: &Fall) -> Buchung {
    Buchung {
        pic_nr: zahlung.pic_nr.clone(),
        aktenzeichen: zahlung.aktenzeichen.clone(),
        geb_datum: fall.geb_datum,
        unf_datum: fall.unf_datum,
        vorname: fall.vorname.clone(),
        zusatz: fall.zusatz.clone(),
        name: fall.name.clone(),
        strasse: fall.strasse.clone(),
        lkz: fall.lkz.clone(),
        plz: fall.plz.clone(),
        ort: fall.ort.clone(),
        vo_datum: rezept.vo_datum.wert().copied(),
        betrag: zahlung.netto,
    }
}

fn vom_blatt(zahlung: &AnweisungsRezept, rezept: &Rezept) -> Buchung {
    let text = |lesung: &Lesung<String>| lesung.wert().cloned().unwrap_or_default();
    Buchung {
        pic_nr: zahlung.pic_nr.clone(),
        aktenzeichen: String::new(),
        geb_datum: rezept.geb_datum.wert().copied(),
        unf_datum: rezept.unf_datum.wert().and_then(UnfallDatum::genau),
        vorname: text(&rezept.vorname),
        zusatz: text(&rezept.zusatz),
        name: text(&rezept.name),
        strasse: text(&rezept.strasse),
        lkz: text(&rezept.lkz),
        plz: text(&rezept.plz),
        ort: text(&rezept.ort),
        vo_datum: rezept.vo_datum.wert().copied(),
        betrag: zahlung.netto,
    }
}
