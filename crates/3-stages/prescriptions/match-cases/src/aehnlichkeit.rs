//! When two values are identical and when they are similar (04-matching).

use std::borrow::Cow;

use domain::{GeburtsDatum, Lesung, UnfallDatum};
use register::klang;
use register::normalisieren::{NAME_HOECHSTENS, VORNAME_HOECHSTENS};

use crate::abstand::hoechstens;
use crate::angaben::Angaben;
use crate::kurzformen::formen_eines_namens;

/// From this number of letters of the shorter name on, a distance of two still is similar.
const LANGER_NAME: usize = 8;

/// How two values of a field agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grad {
    /// Equal after normalisation.
    Identisch,
    /// Not identical but similar as defined for the field.
    Aehnlich,
    /// Neither.
    Verschieden,
    /// A date is incomplete, on the sheet or, of birth, in the register: neither identical nor missing.
    Unvollstaendig,
    /// Recognition delivered nothing: neither identical nor missing.
    NichtErkannt,
    /// Empty on the sheet or in the register.
    Fehlt,
}

impl Grad {
    /// The word for it in `kandidaten.csv`.
    pub fn als_str(self) -> &'static str {
        match self {
            Grad::Identisch => "identisch",
            Grad::Aehnlich => "aehnlich",
            Grad::Verschieden => "verschieden",
            Grad::Unvollstaendig => "unvollstaendig",
            Grad::NichtErkannt => "nicht_erkannt",
            Grad::Fehlt => "fehlt",
        }
    }

    /// Returns true if it is identical or similar.
    pub fn mindestens_aehnlich(self) -> bool {
        matches!(self, Grad::Identisch | Grad::Aehnlich)
    }
}

/// A sheet and a case, compared field by field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vergleich {
    /// Family name.
    pub name: Grad,
    /// First name.
    pub vorname: Grad,
    /// Date of birth.
    pub geb_datum: Grad,
    /// Date of the accident.
    pub unf_datum: Grad,
    /// Street and town together.
    pub adresse: Grad,
    /// Whether no accident date stood on the sheet.
    pub ohne_unf_datum: bool,
}

impl Vergleich {
    /// Compares the particulars on a sheet with those of a case.
    pub fn neu(blatt: &Angaben, fall: &Angaben) -> Self {
        Vergleich {
            name: grad(&blatt.name, &fall.name, |a, b| name_aehnlich(a, b).is_some()),
            vorname: grad(&blatt.vorname, &fall.vorname, |a, b| vorname_aehnlich(a, b).is_some()),
            geb_datum: geburtsdaten(&blatt.geb_datum, &fall.geb_datum),
            unf_datum: unfalldaten(&blatt.unf_datum, &fall.unf_datum),
            adresse: adressen(blatt, fall),
            ohne_unf_datum: blatt.unf_datum.leer(),
        }
    }
}

fn grad<T: PartialEq>(blatt: &Lesung<T>, fall: &Lesung<T>, aehnlich: impl Fn(&T, &T) -> bool) -> Grad {
    match (blatt, fall) {
        (Lesung::NichtErkannt, _) | (_, Lesung::NichtErkannt) => Grad::NichtErkannt,
        (Lesung::Leer, _) | (_, Lesung::Leer) => Grad::Fehlt,
        (Lesung::Wert(a), Lesung::Wert(b)) if a == b => Grad::Identisch,
        (Lesung::Wert(a), Lesung::Wert(b)) if aehnlich(a, b) => Grad::Aehnlich,
        (Lesung::Wert(_), Lesung::Wert(_)) => Grad::Verschieden,
    }
}

/// An incomplete date of birth is identical to none, not even to itself.
fn geburtsdaten(blatt: &Lesung<GeburtsDatum>, fall: &Lesung<GeburtsDatum>) -> Grad {
    match (blatt, fall) {
        (Lesung::Wert(a), Lesung::Wert(b)) if a.genau().is_none() || b.genau().is_none() => Grad::Unvollstaendig,
        _ => grad(blatt, fall, |_, _| false),
    }
}

fn unfalldaten(blatt: &Lesung<UnfallDatum>, fall: &Lesung<UnfallDatum>) -> Grad {
    match blatt {
        Lesung::Wert(UnfallDatum::Unvollstaendig(_)) => Grad::Unvollstaendig,
        _ => grad(blatt, fall, |_, _| false),
    }
}

/// Identical if town and street are; similar if the town is identical and the street differs, also by being empty.
fn adressen(blatt: &Angaben, fall: &Angaben) -> Grad {
    match grad(&blatt.ort, &fall.ort, |_, _| false) {
        Grad::Identisch => match grad(&blatt.strasse, &fall.strasse, |_, _| false) {
            Grad::Identisch => Grad::Identisch,
            Grad::NichtErkannt => Grad::NichtErkannt,
            _ => Grad::Aehnlich,
        },
        ort => ort,
    }
}

/// In what two names that are not identical are similar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aehnlichkeit {
    /// Equal Cologne phonetic code.
    Klang,
    /// A distance of one, from eight letters on of two.
    Abstand,
    /// One is a part of the other, a double name.
    Teil,
    /// One abbreviates the other, or both are forms of one first name.
    Kurzform,
    /// One ends where the field of the register ends, the other goes on.
    Gekuerzt,
}

/// Whether two different names in normal form are similar: by sound, by distance, or as a part of a double name. The
/// parts of a double name are compared in every order, because its normal form has an order of its own.
pub fn name_aehnlich(a: &str, b: &str) -> Option<Aehnlichkeit> {
    namen_aehnlich(a, b, NAME_HOECHSTENS)
}

fn namen_aehnlich(a: &str, b: &str, hoechstens: usize) -> Option<Aehnlichkeit> {
    let (eine, andere) = (reihenfolgen(a), reihenfolgen(b));
    let in_einer = |aehnlich: &dyn Fn(&str, &str) -> bool| eine.iter().any(|a| andere.iter().any(|b| aehnlich(a, b)));
    if in_einer(&gleicher_klang) {
        Some(Aehnlichkeit::Klang)
    } else if in_einer(&kleiner_abstand) {
        Some(Aehnlichkeit::Abstand)
    } else if teil_des_doppelnamens(a, b) || teil_des_doppelnamens(b, a) {
        Some(Aehnlichkeit::Teil)
    } else if in_einer(&|a, b| endet_mit_dem_feld(a, b, hoechstens)) {
        Some(Aehnlichkeit::Gekuerzt)
    } else {
        None
    }
}

/// The name, and a double name of two parts also the other way round.
fn reihenfolgen(name: &str) -> Vec<Cow<'_, str>> {
    let mut alle = vec![Cow::Borrowed(name)];
    if let Some((erster, zweiter)) = name.split_once(' ').filter(|(_, zweiter)| !zweiter.contains(' ')) {
        alle.push(Cow::Owned(format!("{zweiter} {erster}")));
    }
    alle
}

/// A name without any sound (`H`, foreign letters) sounds like no other.
fn gleicher_klang(a: &str, b: &str) -> bool {
    let code = klang(a);
    !code.is_empty() && code == klang(b)
}

fn kleiner_abstand(a: &str, b: &str) -> bool {
    let buchstaben = |text: &str| text.chars().filter(|z| z.is_alphabetic()).count();
    let erlaubt = if buchstaben(a).min(buchstaben(b)) >= LANGER_NAME { 2 } else { 1 };
    hoechstens(erlaubt, a, b)
}

/// Whether one name goes on where the other fills its field, but for what folding made of it: two letters of an umlaut.
fn endet_mit_dem_feld(a: &str, b: &str, hoechstens: usize) -> bool {
    let (kurz, lang) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    kurz.chars().count() + 2 >= hoechstens && lang.starts_with(kurz)
}

/// Returns true if one name is one part, or are some of the parts, of another that has more of them.
fn teil_des_doppelnamens(teil: &str, ganzes: &str) -> bool {
    teil.len() < ganzes.len() && teil.split(' ').all(|wort| ganzes.split(' ').any(|anderes| anderes == wort))
}

/// Whether two different first names are similar: as names, or one abbreviates or is a part of the other.
pub fn vorname_aehnlich(a: &str, b: &str) -> Option<Aehnlichkeit> {
    let kurzform = || kurzform(a, b) || kurzform(b, a) || formen_eines_namens(a, b);
    namen_aehnlich(a, b, VORNAME_HOECHSTENS).or_else(|| kurzform().then_some(Aehnlichkeit::Kurzform))
}

/// `K.`, `K.-H.`, `KH` and `Heinz` for `Karl-Heinz`: each word of the short form begins another word of the long one,
/// or the short form is the initials.
fn kurzform(kurz: &str, lang: &str) -> bool {
    let mut uebrig: Vec<&str> = lang.split(' ').collect();
    let initialen: String = uebrig.iter().filter_map(|wort| wort.chars().next()).collect();
    kurz == initialen
        || kurz.split(' ').all(|wort| {
            let stelle = uebrig.iter().position(|ganz| ganz.starts_with(wort));
            stelle.map(|stelle| uebrig.remove(stelle)).is_some()
        })
}

#[cfg(test)]
mod tests;
