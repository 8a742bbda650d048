//! The booking file: one record for each prescription that this run orders, and the sheet that goes with it.

mod begleitbeleg;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};

use domain::{AnweisungsRezept, Betrag, Fall, Lesung, Rezept, UnfallDatum};
use mainframe::rzs_abrech::Buchung;

pub use begleitbeleg::{Angaben, begleitbeleg};

/// The bookings of a run.
#[derive(Debug, Default, PartialEq)]
pub struct Buchungen {
    /// What goes into the file, in the order of `anweisung_rezepte.csv`.
    pub buchungen: Vec<Buchung>,
    /// Ordered prescriptions with a net that the field cannot hold: below zero, as it has no sign, or above 99999.99. They
    /// are named in the Begleitbeleg instead.
    pub nicht_darstellbar: Vec<AnweisungsRezept>,
    /// Ordered prescriptions with a net of zero: nothing to book.
    pub null: u64,
}

/// What can be booked: prescriptions paid, with the sheets and cases of the runs that ordered them.
#[derive(Debug, Default)]
pub struct Buch {
    bezahlt: Vec<(AnweisungsRezept, usize)>,
    laeufe: Vec<Lauf>,
}

/// The sheets of a run by invoice and picture number, and its cases by file number.
#[derive(Debug)]
struct Lauf {
    rezepte: HashMap<(String, String), Rezept>,
    faelle: HashMap<String, Fall>,
}

/// The largest amount that the field of a record holds.
const HOECHSTBETRAG: Betrag = Betrag::aus_cent(9_999_999);

impl Buch {
    /// Takes what a run paid, and the tables from which it did.
    pub fn nimm(&mut self, bezahlt: Vec<AnweisungsRezept>, rezepte: Vec<Rezept>, faelle: Vec<Fall>) {
        let nr = self.laeufe.len();
        self.bezahlt.extend(bezahlt.into_iter().map(|zahlung| (zahlung, nr)));
        self.laeufe.push(Lauf {
            rezepte: rezepte.into_iter().map(|r| ((r.beleg_id.clone(), r.pic_nr.clone()), r)).collect(),
            faelle: faelle.into_iter().map(|fall| (fall.aktenzeichen9(), fall)).collect(),
        });
    }

    /// Makes a booking of each prescription that these orders pay. With an assigned case the person is the register's,
    /// else the sheet's.
    ///
    /// # Errors
    /// The PicNr of an order whose prescription or case is not among those given: a defect.
    pub fn buchungen(&self, anweisungen: &BTreeSet<&str>) -> Result<Buchungen, String> {
        let mut ergebnis = Buchungen::default();
        for (zahlung, nr) in self.bezahlt.iter().filter(|(z, _)| anweisungen.contains(z.anweisung_id.as_str())) {
            let Lauf { rezepte, faelle } = &self.laeufe[*nr];
            if zahlung.netto < Betrag::NULL || zahlung.netto > HOECHSTBETRAG {
                ergebnis.nicht_darstellbar.push(zahlung.clone());
                continue;
            }
            if zahlung.netto == Betrag::NULL {
                ergebnis.null += 1;
                continue;
            }
            let rezept = rezepte
                .get(&(zahlung.beleg_id.clone(), zahlung.pic_nr.clone()))
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
