//! Reference data as the rules ask for them.

use std::collections::HashMap;

use domain::{Bewilligung, Leistungserbringer};
use register::normalisieren;
use rules::leistungen::{Monat, Saetze};

use crate::Eingabe;

/// Facilities, grants and rates by their keys.
pub(crate) struct Stammdaten<'a> {
    leistungserbringer: HashMap<&'a str, &'a Leistungserbringer>,
    /// By number.
    bewilligungen: &'a [Bewilligung],
    /// The agreed rates.
    pub(crate) saetze: Saetze<'a>,
    /// For every facility and month that is billed: the number of entitled persons.
    personen: HashMap<(&'a str, Monat), usize>,
}

impl<'a> Stammdaten<'a> {
    pub(crate) fn neu(eingabe: &Eingabe<'a>) -> Self {
        Stammdaten {
            leistungserbringer: eingabe.leistungserbringer.iter().map(|le| (le.le_nr.as_str(), le)).collect(),
            bewilligungen: eingabe.bewilligungen,
            saetze: Saetze::neu(eingabe.saetze),
            personen: personen(eingabe),
        }
    }

    pub(crate) fn leistungserbringer(&self, le_nr: &str) -> Option<&'a Leistungserbringer> {
        self.leistungserbringer.get(le_nr).copied()
    }

    pub(crate) fn bewilligung(&self, nummer: &str) -> Option<&'a Bewilligung> {
        let stelle = self.bewilligungen.binary_search_by(|b| b.bewilligung_nr.as_str().cmp(nummer));
        stelle.ok().map(|stelle| &self.bewilligungen[stelle])
    }

    /// How many persons have a grant of that facility in that month; none if the facility bills nothing for it.
    pub(crate) fn personen(&self, le_nr: &str, monat: Monat) -> Option<usize> {
        self.personen.get(&(le_nr, monat)).copied()
    }
}

fn personen<'a>(eingabe: &Eingabe<'a>) -> HashMap<(&'a str, Monat), usize> {
    let mut monate: HashMap<&str, Vec<Monat>> = HashMap::new();
    for rechnung in eingabe.rechnungen {
        monate.entry(&rechnung.le_nr).or_default().extend(Monat::aus_text(&rechnung.abrechnungsmonat));
    }
    let mut akten: HashMap<(&str, Monat), Vec<&str>> = HashMap::new();
    for bewilligung in eingabe.bewilligungen {
        let Some((&le_nr, monate)) = monate.get_key_value(bewilligung.le_nr.as_str()) else { continue };
        for &monat in monate.iter().filter(|monat| monat.anteil(bewilligung.von, bewilligung.bis).is_some()) {
            akten.entry((le_nr, monat)).or_default().push(&bewilligung.aktenzeichen);
        }
    }
    let anzahl = |mut akten: Vec<&str>| {
        akten.sort_unstable();
        akten.dedup();
        akten.len()
    };
    akten.into_iter().map(|(schluessel, akten)| (schluessel, anzahl(akten))).collect()
}

/// Returns true if two family names are identical as match-cases sees it; an empty one is identical to none.
pub(crate) fn gleicher_name(a: &str, b: &str) -> bool {
    gleich(normalisieren::name(a), normalisieren::name(b))
}

/// Returns true if two first names are identical.
pub(crate) fn gleicher_vorname(a: &str, b: &str) -> bool {
    gleich(normalisieren::vorname(a), normalisieren::vorname(b))
}

fn gleich(a: String, b: String) -> bool {
    !a.is_empty() && a == b
}
