//! What people decided on the assignment.

use domain::Entscheidung;
use register::{Eintrag, Register};
use rules::Entscheidungen;

use crate::aehnlichkeit::{Grad, Vergleich};
use crate::angaben::{Angaben, Blatt};
use crate::nummer::Nummer;

/// The word for "there is no case" in a decision.
const KEINE: &str = "keine";

/// What a person's decision means for a prescription.
#[derive(Debug, PartialEq)]
pub enum Personenentscheidung<'a> {
    /// This case; if nothing but the decision speaks for it, what is to be said of that.
    Fall(Eintrag<'a>, Option<Fremd>),
    /// No case.
    Keine,
    /// This case, which has been handed over since, and what is to be said of it.
    Abgegeben(String),
    /// It cannot be applied, and why.
    NichtAnwendbar(String),
}

/// A case decided on whose name and birth date both are others than the sheet's.
#[derive(Debug, PartialEq)]
pub struct Fremd {
    /// Who decided what, in words.
    pub entschieden: String,
    /// True if another person decided the same.
    pub zu_zweit: bool,
}

/// The decision on a prescription that counts, if there is one.
pub fn entschieden<'f>(blatt: &Blatt<'f>, entscheidungen: &Entscheidungen) -> Option<Personenentscheidung<'f>> {
    Some(gedeutet(blatt, entscheidungen.zuordnung(blatt.rezept)?, entscheidungen))
}

/// The meaning of a decision on the case of a prescription, paid or not.
pub fn gedeutet<'f>(
    blatt: &Blatt<'f>,
    entscheidung: &Entscheidung,
    entscheidungen: &Entscheidungen,
) -> Personenentscheidung<'f> {
    let zu_zweit = || entscheidungen.zu_zweit(blatt.rezept, entscheidung);
    match deute(entscheidung, blatt.register) {
        Personenentscheidung::Fall(fall, _) if stimmt_in_nichts(blatt, fall) => {
            let fremd = Fremd { entschieden: in_worten(entscheidung), zu_zweit: zu_zweit() };
            Personenentscheidung::Fall(fall, Some(fremd))
        }
        andere => andere,
    }
}

/// Returns true if a case agrees with the sheet in neither name nor birth date.
fn stimmt_in_nichts(blatt: &Blatt, fall: Eintrag) -> bool {
    let v = Vergleich::neu(&blatt.angaben, &Angaben::from(fall));
    !v.name.mindestens_aehnlich() && v.geb_datum != Grad::Identisch
}

fn in_worten(entscheidung: &Entscheidung) -> String {
    let Entscheidung { bearbeiter, zeitpunkt, wert, .. } = entscheidung;
    format!("Entscheidung {wert} von {bearbeiter} ({zeitpunkt})")
}

fn deute<'f>(entscheidung: &Entscheidung, register: &'f Register) -> Personenentscheidung<'f> {
    if entscheidung.wert == KEINE {
        return Personenentscheidung::Keine;
    }
    let entschieden = in_worten(entscheidung);
    let nicht_angewandt =
        |warum| Personenentscheidung::NichtAnwendbar(format!("{entschieden} nicht angewandt: {warum}"));
    let Some(nummer) = Nummer::neunstellig(&entscheidung.wert) else {
        return nicht_angewandt("ein Aktenzeichen hat neun Ziffern (ging eine führende Null verloren?)");
    };
    match register.mit_aktenzeichen(nummer.stamm()).filter(|fall| nummer.nennt(*fall)) {
        Some(fall) if fall.abgegeben() => {
            Personenentscheidung::Abgegeben(format!("{entschieden}: der Fall ist abgegeben"))
        }
        Some(fall) => Personenentscheidung::Fall(fall, None),
        None => nicht_angewandt("das Aktenzeichen steht nicht im Register"),
    }
}
