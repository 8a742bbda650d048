//! When two values are identical and when they are similar (04-matching).

use domain::{Lesung, UnfallDatum};
use rphonetic::{Cologne, Encoder};
use strsim::osa_distance;

use crate::angaben::Angaben;

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
    /// The accident date on the sheet is incomplete: neither identical nor missing.
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

    /// Whether it is identical or similar.
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
            name: grad(&blatt.name, &fall.name, |a, b| name_aehnlich(a, b)),
            vorname: grad(&blatt.vorname, &fall.vorname, |a, b| vorname_aehnlich(a, b)),
            geb_datum: grad(&blatt.geb_datum, &fall.geb_datum, |_, _| false),
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

/// Whether two different normalised names are similar: by sound, by distance, or as a part of a double name.
fn name_aehnlich(a: &str, b: &str) -> bool {
    gleicher_klang(a, b) || kleiner_abstand(a, b) || teil_des_doppelnamens(a, b) || teil_des_doppelnamens(b, a)
}

/// A name without any sound (`H`, foreign letters) sounds like no other.
fn gleicher_klang(a: &str, b: &str) -> bool {
    let klang = Cologne.encode(a);
    !klang.is_empty() && klang == Cologne.encode(b)
}

fn kleiner_abstand(a: &str, b: &str) -> bool {
    let buchstaben = |text: &str| text.chars().filter(|z| z.is_alphabetic()).count();
    let erlaubt = if buchstaben(a).min(buchstaben(b)) >= LANGER_NAME { 2 } else { 1 };
    osa_distance(a, b) <= erlaubt
}

fn teil_des_doppelnamens(teil: &str, ganzes: &str) -> bool {
    ganzes.strip_prefix(teil).is_some_and(|rest| rest.starts_with(' '))
        || ganzes.strip_suffix(teil).is_some_and(|rest| rest.ends_with(' '))
        || ganzes.contains(&format!(" {teil} "))
}

/// Whether two different normalised first names are similar: as names, or one abbreviates or is a part of the other.
fn vorname_aehnlich(a: &str, b: &str) -> bool {
    name_aehnlich(a, b) || kurzform(a, b) || kurzform(b, a)
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
