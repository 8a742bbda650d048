//! How strongly an agreement speaks for a case: Fellegi–Sunter weights in bits.
//!
//! The weight of a field is log2(m / u): m = how often the field agrees like this between a sheet and its own case,
//! u = how often between a sheet and any other case. m is a documented estimate for captured prescriptions, of which a
//! few per cent are misread or out of date (marriage, move). u comes from the register where a value can be frequent or
//! rare: it is the share of cases that bear the name, the sound, the first name or the town of the sheet; elsewhere it
//! is an estimate too. Nothing is learned from labelled data.
//!
//! Weights only order candidates and find hints; no assignment hangs on them. They are whole hundredths of a bit,
//! computed without floating point, so every machine writes the same bytes.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use register::{Eintrag, Register};

use crate::aehnlichkeit::{Grad, Vergleich};
use crate::angaben::Blatt;
use crate::naehe::{Naehe, Naehen};

/// A weight in hundredths of a bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gewicht(i32);

impl Gewicht {
    /// So many bits.
    pub const fn bit(bit: i32) -> Self {
        Gewicht(bit * 100)
    }

    /// So many hundredths of a bit.
    pub(crate) const fn hundertstel(hundertstel: i32) -> Self {
        Gewicht(hundertstel)
    }

    /// log2 of a number; 0 counts as 1.
    pub fn log2(zahl: u64) -> Self {
        Gewicht(log2_hundertstel(zahl))
    }
}

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

impl Add for Gewicht {
    type Output = Gewicht;

    fn add(self, anderes: Gewicht) -> Gewicht {
        Gewicht(self.0 + anderes.0)
    }
}

impl Sum for Gewicht {
    fn sum<I: Iterator<Item = Gewicht>>(gewichte: I) -> Gewicht {
        Gewicht(gewichte.map(|g| g.0).sum())
    }
}

/// What each field contributes, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gewichte {
    /// How near the fields are.
    pub naehen: Naehen,
    /// File number on the sheet.
    pub nummer: Gewicht,
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
    /// The weights of a comparison.
    pub fn neu(blatt: &Blatt, fall: Eintrag, v: &Vergleich) -> Self {
        let naehen = Naehen::neu(blatt, fall, v);
        Gewichte {
            naehen,
            nummer: Gewicht(nummer(naehen.nummer, blatt.register)),
            name: Gewicht(name(naehen.name, blatt)),
            vorname: Gewicht(vorname(naehen.vorname, blatt)),
            geb_datum: Gewicht(geb_datum(naehen.geb_datum)),
            unf_datum: Gewicht(unf_datum(naehen.unf_datum)),
            adresse: Gewicht(adresse(naehen.adresse, blatt)),
        }
    }

    /// The total weight.
    pub fn summe(&self) -> Gewicht {
        [self.nummer, self.name, self.vorname, self.geb_datum, self.unf_datum, self.adresse].into_iter().sum()
    }
}

/// A register with fewer cases says no more of how frequent a value is than one of so many would.
const MINDESTENS: u64 = 1_000;

/// log2(1 / u) where u is the share of cases that bear a value: rare values weigh more.
fn seltenheit(register: &Register, anzahl: u32) -> i32 {
    log2_hundertstel((register.anzahl() as u64).max(MINDESTENS)) - log2_hundertstel(u64::from(anzahl))
}

/// Names a letter or two apart, or a part of a double name.
pub(crate) const NAME_AEHNLICH: i32 = 332;
/// First names that are not identical but similar.
pub(crate) const VORNAME_AEHNLICH: i32 = 200;
/// Name and first name, each in the other's place.
pub(crate) const VERTAUSCHT: i32 = 564;
/// The same, one of them misspelt: what either is worth.
pub(crate) const VERTAUSCHT_AEHNLICH: i32 = VORNAME_AEHNLICH;
/// The whole address.
pub(crate) const ADRESSE_IDENTISCH: i32 = 1297;
/// The town, and a street that is misread.
pub(crate) const STRASSE_AEHNLICH: i32 = 691;
/// Street and town, misread, or a misread street and the postcode.
pub(crate) const ANSCHRIFT_AEHNLICH: i32 = 664;

/// Another town or none, but the same postcode, and perhaps the same street.
pub(crate) fn plz(gleiche_strasse: bool) -> i32 {
    if gleiche_strasse { 764 } else { 332 }
}

// What was not there to be compared speaks neither for nor against: it is 0 in every table below.

/// m 0.95, one digit 0.03, another 0.02; u one case, at most the 80 neighbours of a number, 1.
pub(crate) fn nummer(naehe: Naehe, register: &Register) -> i32 {
    match naehe {
        Naehe::Nur(Grad::Identisch) => seltenheit(register, 1) - 7,
        Naehe::EineZiffer | Naehe::Zahlendreher => (seltenheit(register, 80) - 506).max(0),
        Naehe::Nur(Grad::Verschieden) => -564,
        _ => 0,
    }
}

/// m 0.93, sound 0.02, misspelt 0.02, part 0.01, exchanged 0.005, another 0.02; u the name's share, the sound's share,
/// 0.002, 0.001, 0.0001, 0.99.
pub(crate) fn name(naehe: Naehe, blatt: &Blatt) -> i32 {
    match naehe {
        Naehe::Nur(Grad::Identisch) => {
            seltenheit(blatt.register, blatt.register.haeufigkeit_name(blatt.bild.name)) - 10
        }
        Naehe::Klang => seltenheit(blatt.register, blatt.register.haeufigkeit_klang(blatt.bild.klang)) - 564,
        Naehe::Schreibfehler | Naehe::Teil | Naehe::Gekuerzt => NAME_AEHNLICH,
        Naehe::Vertauscht => VERTAUSCHT,
        Naehe::VertauschtAehnlich => VERTAUSCHT_AEHNLICH,
        Naehe::Nur(Grad::Verschieden) => -563,
        _ => 0,
    }
}

/// m 0.85, similar 0.08, exchanged 0.005, another 0.07; u the name's share, 0.02, 0.0001, 0.96.
pub(crate) fn vorname(naehe: Naehe, blatt: &Blatt) -> i32 {
    match naehe {
        Naehe::Nur(Grad::Identisch) => {
            seltenheit(blatt.register, blatt.register.haeufigkeit_vorname(blatt.bild.vorname)) - 23
        }
        Naehe::Klang | Naehe::Schreibfehler | Naehe::Teil | Naehe::Kurzform | Naehe::Gekuerzt => VORNAME_AEHNLICH,
        Naehe::Vertauscht => VERTAUSCHT,
        Naehe::VertauschtAehnlich => VERTAUSCHT_AEHNLICH,
        Naehe::Nur(Grad::Verschieden) => -378,
        _ => 0,
    }
}

/// m 0.96, day and month 0.005, digits exchanged 0.005, one digit 0.015, another 0.015; u one of 20,000 days, 1 of
/// 20,000, 5 of 20,000, 40 of 20,000, 1. Of incomplete dates m 0.9 agree; u 1 of 600 months, 1 of 50 years.
pub(crate) fn geb_datum(naehe: Naehe) -> i32 {
    match naehe {
        Naehe::Nur(Grad::Identisch) => 1423,
        Naehe::MonatPasst => 908,
        Naehe::TagMonat => 664,
        Naehe::JahrPasst => 549,
        Naehe::Zahlendreher => 432,
        Naehe::EineZiffer => 291,
        Naehe::Nur(Grad::Unvollstaendig) => -332,
        Naehe::Nur(Grad::Verschieden) => -606,
        _ => 0,
    }
}

/// m 0.93, day and month 0.01, a few days 0.02, digits 0.02, another 0.02; u one of 1,000 days, 1, 6 and 20 of 1,000, 1.
/// Of incomplete dates m 0.9 agree; u 1 of 33 months, 1 of 3 years.
pub(crate) fn unf_datum(naehe: Naehe) -> i32 {
    match naehe {
        Naehe::Nur(Grad::Identisch) => 986,
        Naehe::MonatPasst => 489,
        Naehe::TagMonat => 332,
        Naehe::WenigeTage => 174,
        Naehe::JahrPasst => 143,
        Naehe::Zahlendreher | Naehe::EineZiffer => 0,
        Naehe::Nur(Grad::Unvollstaendig) => -332,
        Naehe::Nur(Grad::Verschieden) => -384,
        _ => 0,
    }
}

/// m 0.80, misread street 0.06, same town 0.08, same street and postcode 0.02, both misread 0.01, same postcode 0.02, near
/// 0.01, another 0.05; u 0.0001, 0.0005, the town's share, 0.0001, 0.0001, 0.002, 0.01, 0.98.
pub(crate) fn adresse(naehe: Naehe, blatt: &Blatt) -> i32 {
    match naehe {
        Naehe::Nur(Grad::Identisch) => ADRESSE_IDENTISCH,
        Naehe::AehnlicheStrasse => STRASSE_AEHNLICH,
        Naehe::Nur(Grad::Aehnlich) => seltenheit(blatt.register, blatt.register.haeufigkeit_ort(blatt.bild.ort)) - 364,
        Naehe::StrasseUndPlz => plz(true),
        Naehe::AehnlicheAnschrift => ANSCHRIFT_AEHNLICH,
        Naehe::GleichePlz => plz(false),
        Naehe::NahePlz => 0,
        Naehe::Nur(Grad::Verschieden) => -403,
        _ => 0,
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
    use domain::Fall;

    use super::*;
    use crate::tests::muster::{fall, rezept, tag};

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

    fn register(faelle: impl IntoIterator<Item = Fall>) -> Register {
        let numeriert = (10_000_000..).zip(faelle).map(|(nr, fall)| Fall { aktenzeichen: nr.to_string(), ..fall });
        Register::aus(&numeriert.collect::<Vec<_>>()).expect("a register")
    }

    fn gewichte(register: &Register, nummer: u32) -> Gewichte {
        let (rezept, fall) = (rezept(), register.fall(nummer));
        let blatt = Blatt::neu(&rezept, register);
        let vergleich = Vergleich::neu(&blatt.angaben, &crate::angaben::Angaben::from(fall));
        Gewichte::neu(&blatt, fall, &vergleich)
    }

    #[test]
    fn rare_values_weigh_more_and_missing_ones_nothing() {
        let anderer = || Fall { name: "Koch".into(), vorname: "Uwe".into(), ort: "Bonn".into(), ..fall() };
        let selten = register([fall()].into_iter().chain((1..1000).map(|_| anderer())));
        let haeufig = register((0..1000).map(|_| fall()));
        let (selten, haeufig) = (gewichte(&selten, 0), gewichte(&haeufig, 0));
        assert_eq!((selten.name, haeufig.name), (Gewicht(987), Gewicht(-10)));
        assert_eq!((selten.vorname, haeufig.vorname), (Gewicht(974), Gewicht(-23)));
        let ohne = register([Fall { name: String::new(), vorname: "-".into(), geb_datum: None, ..fall() }]);
        let ohne = gewichte(&ohne, 0);
        assert_eq!([ohne.nummer, ohne.name, ohne.vorname, ohne.geb_datum], [Gewicht(0); 4]);
    }

    #[test]
    fn the_nearer_a_value_the_more_it_weighs() {
        let tag = |text| Some(tag(text));
        let reihe = |faelle: &[Fall], feld: fn(&Gewichte) -> Gewicht| {
            let andere = (0..1000).map(|_| Fall { name: "Koch".into(), ..fall() });
            let register = register(faelle.iter().cloned().chain(andere));
            let gewichte: Vec<Gewicht> = (0..faelle.len() as u32).map(|nr| feld(&gewichte(&register, nr))).collect();
            assert!(gewichte.is_sorted_by(|a, b| a > b), "{gewichte:?}");
        };
        let geboren = |text| Fall { geb_datum: crate::tests::muster::geboren(text), ..fall() };
        reihe(&["12.05.1954", "05.12.1954", "21.05.1954", "12.05.1964", "30.08.1971"].map(geboren), |g| g.geb_datum);
        let verletzt = |text| Fall { unf_datum: tag(text), ..fall() };
        reihe(&["10.12.2004", "12.10.2004", "12.12.2004", "10.12.2003", "01.06.2003"].map(verletzt), |g| g.unf_datum);
        let heisst = |name: &str| Fall { name: name.into(), ..fall() };
        reihe(&["Meyer", "Meyen", "Schulze"].map(heisst), |g| g.name);
        let wohnt = |(strasse, plz, ort): (&str, &str, &str)| Fall {
            strasse: strasse.into(),
            plz: plz.into(),
            ort: ort.into(),
            ..fall()
        };
        let adressen = [
            ("Hauptstr. 5", "89073", "Ulm"),
            ("Hauptstr. 5", "89073", "Olm"),
            ("Hauptstr. 6", "89073", "Ulm"),
            ("Weg 1", "89073", "Ulm-Mitte"),
            ("Weg 1", "89099", "Neu-Ulm"),
            ("Weg 1", "50667", "Köln"),
        ];
        reihe(&adressen.map(wohnt), |g| g.adresse);
    }
}
