//! How strongly an agreement speaks for a case: Fellegi–Sunter weights in bits.
//!
//! The weight of a field is log2(m / u): m = how often the field agrees like this between a sheet and its own case,
//! u = how often between a sheet and any other case. Identical names and first names weigh by their frequency in the
//! register: u is the share of cases that bear them. Weights only order candidates; no assignment hangs on them.
//! They are whole hundredths of a bit, computed without floating point, so every machine writes the same bytes.

use std::collections::HashMap;
use std::fmt;
use std::iter::Sum;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::aehnlichkeit::{Grad, Vergleich};
use crate::index::Merkmale;

/// A weight in hundredths of a bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gewicht(i32);

impl fmt::Display for Gewicht {
    /// Two decimals; `{:+}` writes the plus sign too.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let vorzeichen = match self.0 {
            ..0 => "-",
            _ if f.sign_plus() => "+",
            _ => "",
        };
        write!(f, "{vorzeichen}{}.{:02}", self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100)
    }
}

impl Sum for Gewicht {
    fn sum<I: Iterator<Item = Gewicht>>(gewichte: I) -> Gewicht {
        Gewicht(gewichte.map(|g| g.0).sum())
    }
}

/// The weights of one kind of agreement each, in hundredths of a bit.
struct Feldgewichte {
    identisch: i32,
    aehnlich: i32,
    verschieden: i32,
}

// m and u are estimates for captured prescriptions: a field is misread or changed (marriage, move) in a few per cent.

/// m 0.93 0.05 0.02; u frequency, 0.005, 0.99. `identisch` is log2(m) alone.
const NAME: Feldgewichte = Feldgewichte { identisch: -10, aehnlich: 332, verschieden: -563 };
/// m 0.85 0.08 0.07; u frequency, 0.02, 0.96. `identisch` is log2(m) alone.
const VORNAME: Feldgewichte = Feldgewichte { identisch: -23, aehnlich: 200, verschieden: -378 };
/// m 0.96 0.04; u one of 20,000 days, 1.
const GEB_DATUM: Feldgewichte = Feldgewichte { identisch: 1423, aehnlich: 0, verschieden: -464 };
/// m 0.93 0.07; u one of 1,000 days, 1.
const UNF_DATUM: Feldgewichte = Feldgewichte { identisch: 986, aehnlich: 0, verschieden: -384 };
/// m 0.80 0.14 0.06; u 0.0001, 0.02 (the same town), 0.98.
const ADRESSE: Feldgewichte = Feldgewichte { identisch: 1297, aehnlich: 281, verschieden: -403 };

impl Feldgewichte {
    /// What was not there to be compared speaks neither for nor against.
    fn von(&self, grad: Grad) -> Gewicht {
        Gewicht(match grad {
            Grad::Identisch => self.identisch,
            Grad::Aehnlich => self.aehnlich,
            Grad::Verschieden => self.verschieden,
            Grad::Unvollstaendig | Grad::NichtErkannt | Grad::Fehlt => 0,
        })
    }

    /// `anteil`: log2(1 / u) of an identical value.
    fn mit_anteil(&self, grad: Grad, anteil: Gewicht) -> Gewicht {
        let anteil = if grad == Grad::Identisch { anteil.0 } else { 0 };
        Gewicht(self.von(grad).0 + anteil)
    }
}

/// What each field contributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gewichte {
    /// Family name.
    pub name: Gewicht,
    /// First name.
    pub vorname: Gewicht,
    /// Date of birth.
    pub geb_datum: Gewicht,
    /// Date of the accident.
    pub unf_datum: Gewicht,
    /// Address.
    pub adresse: Gewicht,
}

impl Gewichte {
    /// The weights of a comparison of the sheet with these hashes.
    pub fn neu(v: &Vergleich, blatt: &Merkmale, haeufigkeiten: &Haeufigkeiten) -> Self {
        Gewichte {
            name: NAME.mit_anteil(v.name, haeufigkeiten.seltenheit(&haeufigkeiten.namen, blatt.name)),
            vorname: VORNAME.mit_anteil(v.vorname, haeufigkeiten.seltenheit(&haeufigkeiten.vornamen, blatt.vorname)),
            geb_datum: GEB_DATUM.von(v.geb_datum),
            unf_datum: UNF_DATUM.von(v.unf_datum),
            adresse: ADRESSE.von(v.adresse),
        }
    }

    /// The total weight.
    pub fn summe(&self) -> Gewicht {
        [self.name, self.vorname, self.geb_datum, self.unf_datum, self.adresse].into_iter().sum()
    }
}

/// How often the names and first names of the sheets occur in the register.
#[derive(Debug)]
pub struct Haeufigkeiten {
    faelle: usize,
    namen: HashMap<u64, AtomicU32>,
    vornamen: HashMap<u64, AtomicU32>,
}

impl Haeufigkeiten {
    /// Counters for the names on these sheets, all at zero, in a register of so many cases.
    pub fn neu(blaetter: &[(u32, Merkmale)], faelle: usize) -> Self {
        let zaehler = |hash: Option<u64>| hash.map(|hash| (hash, AtomicU32::new(0)));
        Haeufigkeiten {
            faelle,
            namen: blaetter.iter().filter_map(|(_, m)| zaehler(m.name)).collect(),
            vornamen: blaetter.iter().filter_map(|(_, m)| zaehler(m.vorname)).collect(),
        }
    }

    /// Counts a case; from any thread, since sums do not depend on their order.
    pub fn zaehle(&self, fall: &Merkmale) {
        for (zaehler, hash) in [(&self.namen, fall.name), (&self.vornamen, fall.vorname)] {
            if let Some(zaehler) = hash.and_then(|hash| zaehler.get(&hash)) {
                zaehler.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// log2 of how many cases there are for one that bears the name.
    fn seltenheit(&self, zaehler: &HashMap<u64, AtomicU32>, hash: Option<u64>) -> Gewicht {
        let anzahl = hash.and_then(|hash| zaehler.get(&hash)).map_or(0, |z| z.load(Ordering::Relaxed));
        Gewicht(log2_hundertstel(self.faelle as u64) - log2_hundertstel(u64::from(anzahl)))
    }
}

/// log2 in hundredths, rounded; 0 counts as 1. Bit by bit: squaring doubles the logarithm.
fn log2_hundertstel(zahl: u64) -> i32 {
    const STELLEN: u32 = 16;
    let zahl = zahl.max(1);
    let mut logarithmus = u64::from(zahl.ilog2());
    let mut rest = (zahl << zahl.leading_zeros()) >> 32; // 1.0 ≤ rest < 2.0 with 31 binary places
    for _ in 0..STELLEN {
        rest = (rest * rest) >> 31;
        let bit = rest >> 32;
        rest >>= bit;
        logarithmus = (logarithmus << 1) | bit;
    }
    ((logarithmus * 100 + (1 << (STELLEN - 1))) >> STELLEN) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_in_hundredths() {
        for (zahl, erwartet) in
            [(0, 0), (1, 0), (2, 100), (3, 158), (5, 232), (10, 332), (1000, 997), (1 << 20, 2000), (u64::MAX, 6400)]
        {
            assert_eq!(log2_hundertstel(zahl), erwartet, "{zahl}");
        }
    }

    #[test]
    fn weights_are_written_with_two_decimals() {
        for (gewicht, plus, schlicht) in [(712, "+7.12", "7.12"), (0, "+0.00", "0.00"), (-5, "-0.05", "-0.05")] {
            assert_eq!(format!("{:+}", Gewicht(gewicht)), plus);
            assert_eq!(Gewicht(gewicht).to_string(), schlicht);
        }
    }

    #[test]
    fn rare_names_weigh_more_and_missing_values_nothing() {
        let mut merkmale = Merkmale::default();
        merkmale.name = Some(1);
        let blaetter = [(0, merkmale)];
        let haeufigkeiten = Haeufigkeiten::neu(&blaetter, 1000);
        haeufigkeiten.zaehle(&blaetter[0].1);
        let selten = haeufigkeiten.seltenheit(&haeufigkeiten.namen, Some(1));
        for _ in 0..99 {
            haeufigkeiten.zaehle(&blaetter[0].1);
        }
        let haeufig = haeufigkeiten.seltenheit(&haeufigkeiten.namen, Some(1));
        assert_eq!((selten, haeufig), (Gewicht(997), Gewicht(997 - 664)));
        assert_eq!(NAME.mit_anteil(Grad::Identisch, selten), Gewicht(987));
        assert_eq!(NAME.mit_anteil(Grad::Aehnlich, selten), Gewicht(332));
        assert_eq!(NAME.mit_anteil(Grad::Fehlt, selten), Gewicht(0));
    }
}
