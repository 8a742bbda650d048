//! Amounts of money.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// An amount in euro, held as whole cents. It may be negative (a Zusetzung, a copayment above the gross).
///
/// The range is that of `i64` cents; arithmetic outside of it panics in every build rather than wrap around.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Betrag(i64);

/// Why a text is no amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is no amount: expected {erwartet}")]
pub struct BetragFehler {
    text: String,
    erwartet: &'static str,
}

const HUNDERT: Decimal = Decimal::ONE_HUNDRED;

impl Betrag {
    /// No money.
    pub const NULL: Betrag = Betrag(0);

    /// An amount of so many cents.
    pub const fn aus_cent(cent: i64) -> Self {
        Betrag(cent)
    }

    /// The whole number of cents.
    pub const fn cent(self) -> i64 {
        self.0
    }

    /// Reads the form of the billers' files: decimal comma, no thousands separator, at most two decimals
    /// (`12,93`, `12,9`, `12`, `-5,00`).
    pub fn aus_deutsch(text: &str) -> Result<Self, BetragFehler> {
        lies(text, b',').ok_or_else(|| BetragFehler {
            text: text.to_owned(),
            erwartet: "euro with decimal comma and at most two decimals, for example 12,93",
        })
    }

    /// The form of letters and sheets: `1.234,56`.
    pub fn deutsch(self) -> String {
        let cent = self.0.unsigned_abs();
        let mut euro = (cent / 100).to_string();
        let mut stelle = euro.len();
        while stelle > 3 {
            stelle -= 3;
            euro.insert(stelle, '.');
        }
        let vorzeichen = if self.0 < 0 { "-" } else { "" };
        format!("{vorzeichen}{euro},{:02}", cent % 100)
    }

    /// So many times the amount.
    pub fn mal(self, faktor: u32) -> Betrag {
        Betrag(self.0 * i64::from(faktor))
    }

    /// A percentage of the amount, rounded half-up (away from zero) to the cent.
    pub fn prozent(self, prozent: Decimal) -> Betrag {
        Betrag::gerundet(Decimal::from(self.0) * prozent / HUNDERT)
    }

    /// The amount without its sign.
    pub fn absolut(self) -> Betrag {
        Betrag(self.0.abs())
    }

    fn gerundet(cent: Decimal) -> Betrag {
        let ganz = cent.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        Betrag(ganz.to_i64().expect("an amount within the range of i64 cents"))
    }
}

/// Digits, at most one `komma` with one or two digits after it, an optional leading minus; nothing else.
fn lies(text: &str, komma: u8) -> Option<Betrag> {
    let (vorzeichen, ziffern) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (euro, rest) = match ziffern.split_once(char::from(komma)) {
        Some((euro, rest)) => (euro, Some(rest)),
        None => (ziffern, None),
    };
    let cent = match rest.map(str::as_bytes) {
        None => 0,
        Some([z]) if z.is_ascii_digit() => i64::from(z - b'0') * 10,
        Some([z, e]) if z.is_ascii_digit() && e.is_ascii_digit() => i64::from(z - b'0') * 10 + i64::from(e - b'0'),
        Some(_) => return None,
    };
    if euro.is_empty() || euro.len() > 15 || !euro.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let euro: i64 = euro.parse().ok()?;
    Some(Betrag(vorzeichen * (euro * 100 + cent)))
}

impl fmt::Display for Betrag {
    /// The form of every intermediate file: point and exactly two decimals (`12.93`).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cent = self.0.unsigned_abs();
        let vorzeichen = if self.0 < 0 { "-" } else { "" };
        f.pad(&format!("{vorzeichen}{}.{:02}", cent / 100, cent % 100))
    }
}

impl FromStr for Betrag {
    type Err = BetragFehler;

    fn from_str(text: &str) -> Result<Self, BetragFehler> {
        lies(text, b'.').ok_or_else(|| BetragFehler {
            text: text.to_owned(),
            erwartet: "euro with a point and two decimals, for example 12.93",
        })
    }
}

crate::text::serde_als_text!(Betrag);

impl Add for Betrag {
    type Output = Betrag;
    fn add(self, andere: Betrag) -> Betrag {
        Betrag(self.0.checked_add(andere.0).expect("sum within the range of i64 cents"))
    }
}

impl Sub for Betrag {
    type Output = Betrag;
    fn sub(self, andere: Betrag) -> Betrag {
        Betrag(self.0.checked_sub(andere.0).expect("difference within the range of i64 cents"))
    }
}

impl Neg for Betrag {
    type Output = Betrag;
    fn neg(self) -> Betrag {
        Betrag(-self.0)
    }
}

impl AddAssign for Betrag {
    fn add_assign(&mut self, andere: Betrag) {
        *self = *self + andere;
    }
}

impl SubAssign for Betrag {
    fn sub_assign(&mut self, andere: Betrag) {
        *self = *self - andere;
    }
}

impl Sum for Betrag {
    fn sum<I: Iterator<Item = Betrag>>(betraege: I) -> Betrag {
        betraege.fold(Betrag::NULL, Add::add)
    }
}

impl<'a> Sum<&'a Betrag> for Betrag {
    fn sum<I: Iterator<Item = &'a Betrag>>(betraege: I) -> Betrag {
        betraege.copied().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_both_spellings() {
        for (cent, punkt, deutsch) in [
            (1293, "12.93", "12,93"),
            (0, "0.00", "0,00"),
            (-500, "-5.00", "-5,00"),
            (-5, "-0.05", "-0,05"),
            (8_593_316, "85933.16", "85.933,16"),
            (12_345_678_900, "123456789.00", "123.456.789,00"),
        ] {
            let betrag = Betrag::aus_cent(cent);
            assert_eq!(betrag.to_string(), punkt);
            assert_eq!(betrag.deutsch(), deutsch);
            assert_eq!(punkt.parse(), Ok(betrag));
            assert_eq!(Betrag::aus_deutsch(&deutsch.replace('.', "")), Ok(betrag));
        }
    }

    #[test]
    fn short_decimals_are_read_as_written() {
        assert_eq!(Betrag::aus_deutsch("12,9"), Ok(Betrag::aus_cent(1290)));
        assert_eq!(Betrag::aus_deutsch("12"), Ok(Betrag::aus_cent(1200)));
    }

    #[test]
    fn anything_else_is_no_amount() {
        for text in ["", "-", ",50", "1.234,56", "12,345", "12,", " 1,00", "1,00 ", "1e3", "+1,00", "1,-5", "--1"] {
            assert!(Betrag::aus_deutsch(text).is_err(), "{text:?} was taken");
        }
        assert!("12,93".parse::<Betrag>().is_err());
        assert!("9999999999999999.00".parse::<Betrag>().is_err());
    }

    #[test]
    fn percentages_round_half_up() {
        let fuenf = Decimal::from(5);
        assert_eq!(Betrag::aus_cent(2790).prozent(fuenf).cent(), 140); // 1.395
        assert_eq!(Betrag::aus_cent(2789).prozent(fuenf).cent(), 139); // 1.3945
        assert_eq!(Betrag::aus_cent(-2790).prozent(fuenf).cent(), -140);
    }

    #[test]
    #[should_panic(expected = "range")]
    fn overflow_is_a_defect() {
        let _ = Betrag::aus_cent(i64::MAX) + Betrag::aus_cent(1);
    }
}
