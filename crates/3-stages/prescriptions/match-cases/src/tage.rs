//! What the days near a date weigh, told from their numbers: dates are compared by the million, and few are near.

use chrono::{Datelike, Days};
use domain::{Datum, GeburtsDatum, Lesung, UnfallDatum};
use register::tage;

use crate::aehnlichkeit::Grad;
use crate::angaben::Blatt;
use crate::gewichte;
use crate::naehe::{WENIGE_TAGE, geburtsdaten, unfalldaten};

/// The weights of the days that a case may have, for one date of a sheet.
#[derive(Debug, PartialEq)]
pub enum Tage {
    /// The sheet has no date: whatever the case has says nothing.
    Ohne,
    /// The sheet's date is incomplete: numbers do not tell.
    Unvollstaendig,
    /// The sheet's date is whole.
    Genau {
        /// The day itself and those near it, ascending, each with its weight.
        nahe: Vec<(u32, i32)>,
        /// The weight of every other day.
        sonst: i32,
    },
}

impl Tage {
    /// The weights of days of birth.
    pub fn der_geburt(blatt: &Blatt) -> Self {
        let lesung = &blatt.angaben.geb_datum;
        let Some(datum) = lesung.wert() else { return Tage::Ohne };
        let Some(genau) = datum.genau() else { return Tage::Unvollstaendig };
        let gewicht = |tag: Datum| {
            let grad = if tag == genau { Grad::Identisch } else { Grad::Verschieden };
            gewichte::geb_datum(geburtsdaten(lesung, Some(GeburtsDatum::Genau(tag)), grad))
        };
        Tage::um(genau, gewicht)
    }

    /// The weights of days of the accident.
    pub fn des_unfalls(blatt: &Blatt) -> Self {
        let lesung = &blatt.angaben.unf_datum;
        let genau = match lesung {
            Lesung::Wert(UnfallDatum::Genau(genau)) => *genau,
            Lesung::Wert(UnfallDatum::Unvollstaendig(_)) => return Tage::Unvollstaendig,
            Lesung::Leer | Lesung::NichtErkannt => return Tage::Ohne,
        };
        let gewicht = |tag: Datum| {
            let grad = if tag == genau { Grad::Identisch } else { Grad::Verschieden };
            gewichte::unf_datum(unfalldaten(lesung, Some(tag), grad))
        };
        Tage::um(genau, gewicht)
    }

    fn um(genau: Datum, gewicht: impl Fn(Datum) -> i32) -> Self {
        let mut nahe: Vec<(u32, i32)> = nachbarn(genau).map(|tag| (tage(Some(tag)), gewicht(tag))).collect();
        nahe.sort_unstable();
        nahe.dedup();
        let sonst = gewicht(fern(genau));
        nahe.retain(|(_, gewicht)| *gewicht != sonst);
        Tage::Genau { nahe, sonst }
    }

    /// The weight of a case's day, 0 = it has none; none where its number does not tell.
    pub fn gewicht(&self, tag: u32) -> Option<i32> {
        match self {
            Tage::Ohne => Some(0),
            Tage::Unvollstaendig => None,
            Tage::Genau { .. } if tag == 0 => Some(0),
            Tage::Genau { nahe, sonst } => {
                let stelle = nahe.binary_search_by_key(&tag, |(tag, _)| *tag);
                Some(stelle.map_or(*sonst, |stelle| nahe[stelle].1))
            }
        }
    }
}

/// Every date that may be near: day and month exchanged, a digit another, two neighbouring digits exchanged, a few days
/// away; and the date itself.
fn nachbarn(datum: Datum) -> impl Iterator<Item = Datum> {
    let ziffern = |zahl: u32, stellen: u32| (0..stellen).rev().map(move |stelle| zahl / 10_u32.pow(stelle) % 10);
    let jahr = datum.year().unsigned_abs();
    let acht: Vec<u32> = ziffern(datum.day(), 2).chain(ziffern(datum.month(), 2)).chain(ziffern(jahr, 4)).collect();
    let andere_ziffer = (0..acht.len()).flat_map(|stelle| (0..10).map(move |ziffer| (stelle, ziffer)));
    let mut alle: Vec<Vec<u32>> = Vec::new();
    for (stelle, ziffer) in andere_ziffer {
        let mut eine = acht.clone();
        eine[stelle] = ziffer;
        alle.push(eine);
    }
    for stelle in 1..acht.len() {
        let mut eine = acht.clone();
        eine.swap(stelle - 1, stelle);
        alle.push(eine);
    }
    alle.push([&acht[2..4], &acht[..2], &acht[4..]].concat());
    let gelesen = |z: Vec<u32>| {
        let zahl = |von: usize, bis: usize| z[von..bis].iter().fold(0, |zahl, ziffer| zahl * 10 + ziffer);
        Datum::from_ymd_opt(zahl(4, 8) as i32, zahl(2, 4), zahl(0, 2))
    };
    let wenige = move |tage: u64| [datum.checked_sub_days(Days::new(tage)), datum.checked_add_days(Days::new(tage))];
    alle.into_iter().map(gelesen).chain((1..=WENIGE_TAGE).flat_map(wenige)).flatten()
}

/// A date that is near another in nothing: every digit of its year is another.
fn fern(datum: Datum) -> Datum {
    let jahr = datum.year().unsigned_abs();
    let andere = |stelle: u32| (jahr / 10_u32.pow(stelle) % 10 + 5) % 10 * 10_u32.pow(stelle);
    Datum::from_ymd_opt((0..4).map(andere).sum::<u32>() as i32, 1, 1).expect("a year of four digits")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tests::muster::{rezept, tag};

    fn wie_verglichen(blatt: &Blatt, sein: Datum) -> (i32, i32) {
        let a = &blatt.angaben;
        let grad = |gleich| if gleich { Grad::Identisch } else { Grad::Verschieden };
        let geboren = a.geb_datum.wert().and_then(|datum| datum.genau());
        let verletzt = a.unf_datum.wert().and_then(UnfallDatum::genau);
        let geb_datum = geburtsdaten(&a.geb_datum, Some(sein.into()), grad(geboren == Some(sein)));
        let unf_datum = unfalldaten(&a.unf_datum, Some(sein), grad(verletzt == Some(sein)));
        (gewichte::geb_datum(geb_datum), gewichte::unf_datum(unf_datum))
    }

    proptest! {
        #[test]
        fn every_day_weighs_what_a_comparison_says(seiner in 0_u64..40_000, abstand in 0_u64..1_200, weit in 0_u64..40_000) {
            let sein = tag("01.01.1900") + Days::new(seiner);
            let mut rezept = rezept();
            rezept.geb_datum = Lesung::Wert(sein.into());
            rezept.unf_datum = Lesung::Wert(UnfallDatum::Genau(sein));
            let blatt = Blatt::from(&rezept);
            let (geburten, unfaelle) = (Tage::der_geburt(&blatt), Tage::des_unfalls(&blatt));
            let nahe: Vec<Datum> = nachbarn(sein).collect();
            for anderer in nahe.into_iter().chain([sein + Days::new(abstand), tag("01.01.1900") + Days::new(weit)]) {
                let nummer = tage(Some(anderer));
                let gewichte = (geburten.gewicht(nummer), unfaelle.gewicht(nummer));
                let (geb_datum, unf_datum) = wie_verglichen(&blatt, anderer);
                prop_assert_eq!(gewichte, (Some(geb_datum), Some(unf_datum)), "{} {}", sein, anderer);
            }
        }
    }
}
