//! Weights of the days near a date, told from their numbers: dates are compared by the million, and few are near.

use chrono::{Datelike, Days};
use domain::{Datum, GeburtsDatum, Lesung, UnfallDatum};
use register::tage;

use crate::aehnlichkeit::Grad;
use crate::angaben::Blatt;
use crate::gewichte;
use crate::naehe::{WENIGE_TAGE, datumsziffern, geburtsdaten, unfalldaten};

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
        /// Tells nearly all other days from them by one bit.
        bits: Bits,
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
        let mut bits = Bits::default();
        nahe.iter().for_each(|(tag, _)| bits.setze(*tag));
        Tage::Genau { nahe, bits, sonst }
    }

    /// The weight of a case's day, 0 = it has none; none where its number does not tell.
    pub fn gewicht(&self, tag: u32) -> Option<i32> {
        match self {
            Tage::Ohne => Some(0),
            Tage::Unvollstaendig => None,
            Tage::Genau { .. } if tag == 0 => Some(0),
            Tage::Genau { bits, sonst, .. } if !bits.vielleicht(tag) => Some(*sonst),
            Tage::Genau { nahe, sonst, .. } => {
                let stelle = nahe.binary_search_by_key(&tag, |(tag, _)| *tag);
                Some(stelle.map_or(*sonst, |stelle| nahe[stelle].1))
            }
        }
    }
}

/// Which days may be among some: one bit for all that leave the same rest.
#[derive(Debug, Default, PartialEq)]
pub struct Bits([u64; 16]);

impl Bits {
    fn setze(&mut self, tag: u32) {
        self.0[tag as usize / 64 % 16] |= 1 << (tag % 64);
    }

    fn vielleicht(&self, tag: u32) -> bool {
        self.0[tag as usize / 64 % 16] >> (tag % 64) & 1 == 1
    }
}

/// Every date that may be near: day and month exchanged, a digit another, two neighbouring digits exchanged, a few days
/// away; and the date itself.
fn nachbarn(datum: Datum) -> impl Iterator<Item = Datum> {
    let acht = datumsziffern(datum);
    let mit = move |stelle: usize, ziffer: u8| {
        let mut eine = acht;
        eine[stelle] = ziffer;
        eine
    };
    let getauscht = move |stelle: usize| {
        let mut eine = acht;
        eine.swap(stelle - 1, stelle);
        eine
    };
    let andere_ziffer = (0..acht.len()).flat_map(move |stelle| (0..10).map(move |ziffer| mit(stelle, ziffer)));
    let [t, u, m, n, jahr @ ..] = acht;
    let tag_als_monat = [m, n, t, u, jahr[0], jahr[1], jahr[2], jahr[3]];
    let wenige = move |tage: u64| [datum.checked_sub_days(Days::new(tage)), datum.checked_add_days(Days::new(tage))];
    let verlesen = andere_ziffer.chain((1..acht.len()).map(getauscht)).chain([tag_als_monat]).map(gelesen);
    verlesen.chain((1..=WENIGE_TAGE).flat_map(wenige)).flatten()
}

/// The date of eight digits, if it is one.
fn gelesen(acht: [u8; 8]) -> Option<Datum> {
    let zahl = |ziffern: &[u8]| ziffern.iter().fold(0, |zahl, ziffer| zahl * 10 + u32::from(*ziffer));
    Datum::from_ymd_opt(zahl(&acht[4..]) as i32, zahl(&acht[2..4]), zahl(&acht[..2]))
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
    use register::Register;

    use super::*;
    use crate::tests::muster::{rezept, tag};

    fn wie_verglichen(blatt: &Blatt, sein: Datum) -> (i32, i32) {
        let a = &blatt.angaben;
        let grad = |gleich| if gleich { Grad::Identisch } else { Grad::Verschieden };
        let (geboren, verletzt) = (a.geburt(), a.unfall());
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
            let register = Register::default();
            let blatt = Blatt::neu(&rezept, &register);
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
