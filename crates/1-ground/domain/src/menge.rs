//! Quantities of services.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};
use std::str::FromStr;

use crate::Betrag;

/// A quantity: days, hours, months or pieces, held as whole hundredths. It is never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Menge(u64);

impl Menge {
    /// Nothing.
    pub const NULL: Menge = Menge(0);

    /// A whole number.
    pub const fn ganz(anzahl: u32) -> Self {
        Menge(anzahl as u64 * 100)
    }

    /// A quantity of so many hundredths.
    pub const fn aus_hundertstel(hundertstel: u64) -> Self {
        Menge(hundertstel)
    }

    /// The whole number of hundredths.
    pub const fn hundertstel(self) -> u64 {
        self.0
    }

    /// Reads the form of files from outside: decimal comma, at most two decimals, at most 999999999 (`12,93`, `31`).
    pub fn aus_deutsch(text: &str) -> Option<Self> {
        lies(text, ',')
    }

    /// The form of letters and files for the outside: `12,93`, always with two decimals.
    pub fn deutsch(self) -> String {
        self.to_string().replace('.', ",")
    }

    /// Quantity times rate, rounded half-up to the cent; none where the amount cannot be held.
    pub fn mal(self, satz: Betrag) -> Option<Betrag> {
        let hundertstel_cent = i128::from(self.0) * i128::from(satz.cent());
        let gerundet = (hundertstel_cent.abs() + 50) / 100 * hundertstel_cent.signum();
        i64::try_from(gerundet).ok().map(Betrag::aus_cent)
    }

    /// What is left of it when so much is taken away; nothing if more is taken than there is.
    pub fn abzueglich(self, andere: Menge) -> Menge {
        Menge(self.0.saturating_sub(andere.0))
    }
}

fn lies(text: &str, komma: char) -> Option<Menge> {
    let (ganze, rest) = text.split_once(komma).unwrap_or((text, "0"));
    let ziffern = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !(1..=9).contains(&ganze.len()) || !(1..=2).contains(&rest.len()) || !ziffern(ganze) || !ziffern(rest) {
        return None;
    }
    let hundertstel: u64 = format!("{rest:0<2}").parse().ok()?;
    Some(Menge(ganze.parse::<u64>().ok()? * 100 + hundertstel))
}

impl fmt::Display for Menge {
    /// The form of every intermediate file: point and exactly two decimals (`12.93`).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl FromStr for Menge {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        lies(text, '.').ok_or_else(|| format!("'{text}' is no quantity: expected for example 12.93"))
    }
}

crate::text::serde_als_text!(Menge);

impl Add for Menge {
    type Output = Menge;
    fn add(self, andere: Menge) -> Menge {
        Menge(self.0.saturating_add(andere.0))
    }
}

impl Sub for Menge {
    type Output = Menge;
    fn sub(self, andere: Menge) -> Menge {
        self.abzueglich(andere)
    }
}

impl Sum for Menge {
    fn sum<I: Iterator<Item = Menge>>(mengen: I) -> Menge {
        mengen.fold(Menge::NULL, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_both_spellings() {
        for (deutsch, punkt) in [("12,93", "12.93"), ("31", "31.00"), ("0,5", "0.50"), ("0", "0.00")] {
            let menge = Menge::aus_deutsch(deutsch).expect(deutsch);
            assert_eq!(menge.to_string(), punkt);
            assert_eq!(punkt.parse(), Ok(menge));
        }
        for text in ["", ",5", "1,", "1,234", "-1", "1.5", "1.000,00", " 1", "1234567890", "1,5a"] {
            assert_eq!(Menge::aus_deutsch(text), None, "{text:?}");
        }
    }

    #[test]
    fn products_are_rounded_half_up_to_the_cent() {
        for (menge, satz, betrag) in [
            ("9,56", 14513, 138744),
            ("12,92", 14513, 187508),
            ("14,25", 14513, 206810),
            ("31,00", 4201, 130231),
            ("0,50", 1, 1),
            ("0,49", 1, 0),
            ("0", 14513, 0),
        ] {
            let menge = Menge::aus_deutsch(menge).expect("a quantity");
            assert_eq!(menge.mal(Betrag::aus_cent(satz)), Some(Betrag::aus_cent(betrag)), "{menge} × {satz}");
        }
        assert_eq!(Menge::ganz(u32::MAX).mal(Betrag::aus_cent(i64::MAX)), None);
    }

    #[test]
    fn never_less_than_nothing() {
        assert_eq!(Menge::ganz(3) - Menge::ganz(5), Menge::NULL);
        assert_eq!(Menge::ganz(5).abzueglich(Menge::ganz(3)), Menge::ganz(2));
    }
}
