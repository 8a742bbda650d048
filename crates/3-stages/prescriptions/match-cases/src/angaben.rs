//! The particulars of a person, normalised for comparison: the same shape for a sheet and for a case.

use std::borrow::Cow;

use domain::{Datum, GeburtsDatum, Lesung, Rezept, UnfallDatum};
use register::fremd::Person;
use register::normalisieren;
use register::{Eintrag, Register, Suchbild};

use crate::nummer::Nummer;

/// What is compared, in normal form. A text of which nothing is left after normalisation counts as empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Angaben<'a> {
    /// Family name without titles and prefixes.
    pub name: Lesung<Cow<'a, str>>,
    /// First name.
    pub vorname: Lesung<Cow<'a, str>>,
    /// Street with house number.
    pub strasse: Lesung<Cow<'a, str>>,
    /// Town.
    pub ort: Lesung<Cow<'a, str>>,
    /// Postcode; it ranks, but decides nothing.
    pub plz: Lesung<Cow<'a, str>>,
    /// Date of birth, perhaps incomplete.
    pub geb_datum: Lesung<GeburtsDatum>,
    /// Date of the accident.
    pub unf_datum: Lesung<UnfallDatum>,
}

/// The sheet of a prescription, prepared for comparison with the cases of a register.
#[derive(Clone, Debug)]
pub struct Blatt<'a> {
    /// The prescription.
    pub rezept: &'a Rezept,
    /// What is compared.
    pub angaben: Angaben<'a>,
    /// File number on the sheet, if one with 8 or 9 digits stands there.
    pub nummer: Option<Nummer>,
    /// The register.
    pub register: &'a Register,
    /// The sheet's values as numbers of the register's dictionaries.
    pub bild: Suchbild,
}

impl<'a> Blatt<'a> {
    /// Prepares a sheet: each of its texts is looked up once.
    pub fn neu(rezept: &'a Rezept, register: &'a Register) -> Self {
        let angaben = Angaben::from(rezept);
        let a = &angaben;
        let texte = [text(&a.name), text(&a.vorname), text(&a.strasse), text(&a.plz), text(&a.ort)];
        let bild = register.suchbild(texte, angaben.geburt(), angaben.unfall());
        let nummer = rezept.aktenzeichen.wert().and_then(|text| Nummer::lies(text));
        Blatt { rezept, angaben, nummer, register, bild }
    }

    /// The numbers with name and first name in each other's place.
    pub fn vertauschtes_bild(&self) -> Suchbild {
        self.register.umbenannt(&self.bild, text(&self.angaben.vorname), text(&self.angaben.name))
    }

    /// What identifies the person in another payer's register.
    pub fn person(&self) -> Person<'_> {
        Person {
            aktenzeichen: self.nummer.as_ref().map_or("", Nummer::text),
            name: text(&self.angaben.name),
            vorname: text(&self.angaben.vorname),
            geb_datum: self.angaben.geburt(),
            unf_datum: self.angaben.unfall(),
        }
    }
}

impl Angaben<'_> {
    /// The date of birth, if it is whole.
    pub fn geburt(&self) -> Option<Datum> {
        self.geb_datum.wert().copied().and_then(GeburtsDatum::genau)
    }

    /// The date of the accident, if it is whole.
    pub fn unfall(&self) -> Option<Datum> {
        self.unf_datum.wert().and_then(UnfallDatum::genau)
    }
}

/// The text, empty if there is none.
pub fn text<'a>(lesung: &'a Lesung<Cow<'_, str>>) -> &'a str {
    lesung.wert().map_or("", |text| text)
}

impl<'a> From<&'a Rezept> for Angaben<'a> {
    fn from(rezept: &'a Rezept) -> Self {
        Angaben {
            name: gelesen(&rezept.name, normalisieren::name_im_feld),
            vorname: gelesen(&rezept.vorname, normalisieren::vorname_im_feld),
            strasse: gelesen(&rezept.strasse, normalisieren::strasse_im_feld),
            ort: gelesen(&rezept.ort, normalisieren::ort_im_feld),
            plz: gelesen(&rezept.plz, |plz| plz.trim().to_owned()),
            geb_datum: rezept.geb_datum.clone(),
            unf_datum: rezept.unf_datum.clone(),
        }
    }
}

impl<'a> From<Eintrag<'a>> for Angaben<'a> {
    fn from(fall: Eintrag<'a>) -> Self {
        let normal = |text: &'a str| normal(Cow::Borrowed(text));
        Angaben {
            name: normal(fall.name()),
            vorname: normal(fall.vorname()),
            strasse: normal(fall.strasse()),
            ort: normal(fall.ort()),
            plz: normal(fall.plz()),
            geb_datum: fall.geb_datum().map_or(Lesung::Leer, Lesung::Wert),
            unf_datum: fall.unf_datum().map_or(Lesung::Leer, |d| Lesung::Wert(UnfallDatum::Genau(d))),
        }
    }
}

fn gelesen<'a>(lesung: &Lesung<String>, normalform: fn(&str) -> String) -> Lesung<Cow<'a, str>> {
    match lesung {
        Lesung::NichtErkannt => Lesung::NichtErkannt,
        Lesung::Leer => Lesung::Leer,
        Lesung::Wert(text) => normal(Cow::Owned(normalform(text))),
    }
}

fn normal(text: Cow<str>) -> Lesung<Cow<str>> {
    if text.is_empty() { Lesung::Leer } else { Lesung::Wert(text) }
}
