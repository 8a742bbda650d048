//! The particulars of a person, normalised for comparison: the same shape for a sheet and for a case.

use domain::{Datum, Fall, Lesung, Rezept, UnfallDatum};

use crate::normalisieren;
use crate::nummer::Nummer;

/// What is compared, in normal form. A text of which nothing is left after normalisation counts as empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Angaben {
    /// Family name without titles and prefixes.
    pub name: Lesung<String>,
    /// First name.
    pub vorname: Lesung<String>,
    /// Street with house number.
    pub strasse: Lesung<String>,
    /// Town.
    pub ort: Lesung<String>,
    /// Date of birth.
    pub geb_datum: Lesung<Datum>,
    /// Date of the accident.
    pub unf_datum: Lesung<UnfallDatum>,
}

/// The sheet of a prescription, prepared for comparison.
#[derive(Clone, Debug)]
pub struct Blatt<'a> {
    /// The prescription.
    pub rezept: &'a Rezept,
    /// What is compared.
    pub angaben: Angaben,
    /// File number on the sheet, if one with 8 or 9 digits stands there.
    pub nummer: Option<Nummer<'a>>,
}

impl<'a> From<&'a Rezept> for Blatt<'a> {
    fn from(rezept: &'a Rezept) -> Self {
        Blatt {
            rezept,
            angaben: Angaben::from(rezept),
            nummer: rezept.aktenzeichen.wert().and_then(|text| Nummer::lies(text)),
        }
    }
}

impl From<&Rezept> for Angaben {
    fn from(rezept: &Rezept) -> Self {
        Angaben {
            name: gelesen(&rezept.name, normalisieren::name),
            vorname: gelesen(&rezept.vorname, normalisieren::falte),
            strasse: gelesen(&rezept.strasse, normalisieren::strasse),
            ort: gelesen(&rezept.ort, normalisieren::falte),
            geb_datum: rezept.geb_datum.clone(),
            unf_datum: rezept.unf_datum.clone(),
        }
    }
}

impl From<&Fall> for Angaben {
    fn from(fall: &Fall) -> Self {
        Angaben {
            name: normal(normalisieren::name(&fall.name)),
            vorname: normal(normalisieren::falte(&fall.vorname)),
            strasse: normal(normalisieren::strasse(&fall.strasse)),
            ort: normal(normalisieren::falte(&fall.ort)),
            geb_datum: fall.geb_datum.map_or(Lesung::Leer, Lesung::Wert),
            unf_datum: fall.unf_datum.map_or(Lesung::Leer, |d| Lesung::Wert(UnfallDatum::Genau(d))),
        }
    }
}

fn gelesen(lesung: &Lesung<String>, normalform: fn(&str) -> String) -> Lesung<String> {
    match lesung {
        Lesung::NichtErkannt => Lesung::NichtErkannt,
        Lesung::Leer => Lesung::Leer,
        Lesung::Wert(text) => normal(normalform(text)),
    }
}

fn normal(text: String) -> Lesung<String> {
    if text.is_empty() { Lesung::Leer } else { Lesung::Wert(text) }
}
