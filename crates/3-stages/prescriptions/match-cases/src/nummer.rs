//! The file number (Aktenzeichen) as people write it.

use register::Eintrag;

/// Digits of a file number without its check digit, as in the register.
const STAMM: usize = 8;

/// A file number of 8 digits, or of 9 with its check digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nummer<'a>(&'a str);

impl<'a> Nummer<'a> {
    /// Reads a file number; none if it has not 8 or 9 digits.
    pub fn lies(text: &'a str) -> Option<Self> {
        let text = text.trim();
        let ziffern = text.bytes().all(|b| b.is_ascii_digit());
        (ziffern && (text.len() == STAMM || text.len() == STAMM + 1)).then_some(Nummer(text))
    }

    /// The digits as written.
    pub fn text(self) -> &'a str {
        self.0
    }

    /// The 8 digits without the check digit.
    pub fn stamm(self) -> &'a str {
        &self.0[..STAMM]
    }

    /// Whether it is the number of this case; a written check digit must be the register's own.
    pub fn nennt(self, fall: Eintrag) -> bool {
        self.stamm() == fall.aktenzeichen() && self.0.chars().nth(STAMM).is_none_or(|pz| Some(pz) == fall.pz())
    }
}

#[cfg(test)]
mod tests {
    use domain::Fall;
    use register::Register;

    use super::*;
    use crate::tests::muster::fall;

    #[test]
    fn eight_digits_or_nine_with_the_right_check_digit() {
        let fall = Fall { aktenzeichen: "10001507".into(), pz: "7".into(), ..fall() };
        let register = Register::aus(&[fall]).expect("a register");
        for (text, erwartet) in [
            ("10001507", Some(true)),
            ("100015077", Some(true)),
            (" 100015077 ", Some(true)),
            ("100015078", Some(false)),
            ("10001508", Some(false)),
            ("1000150", None),
            ("1000150777", None),
            ("1000150A", None),
            ("", None),
        ] {
            assert_eq!(Nummer::lies(text).map(|n| n.nennt(register.fall(0))), erwartet, "{text:?}");
        }
    }
}
