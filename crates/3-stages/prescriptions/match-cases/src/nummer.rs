//! The file number (Aktenzeichen) as people write it.

use register::Eintrag;

/// Digits of a file number without its check digit, as in the register.
const STAMM: usize = 8;
/// Letters of a payer's code before a file number (`BG28-10001507`).
const KENNBUCHSTABEN: usize = 4;
/// Digits of such a code.
const KENNZIFFERN: usize = 2;

/// A file number of 8 digits, or of 9 with its check digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nummer {
    ziffern: [u8; STAMM + 1],
    laenge: usize,
}

impl Nummer {
    /// Reads a file number as people write it on a sheet: blanks, `-`, `/` and `.` between the digits, a payer's code
    /// before them, a letter O for a zero between digits. None if what is left has not 8 or 9 digits.
    pub fn lies(text: &str) -> Option<Self> {
        let zeichen: Vec<u8> = text.bytes().filter(|b| !matches!(b, b' ' | b'-' | b'/' | b'.')).collect();
        let buchstaben = zeichen.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let rest = ohne_buchstaben_o(&zeichen[buchstaben..]);
        let rest = match rest.len() {
            laenge if buchstaben > 0 && laenge > STAMM + 1 => rest.get(KENNZIFFERN..)?,
            _ => &rest[..],
        };
        Self::aus_ziffern(rest).filter(|_| buchstaben <= KENNBUCHSTABEN)
    }

    /// Reads the nine digits of a decision; none if anything else stands there.
    pub fn neunstellig(text: &str) -> Option<Self> {
        Self::aus_ziffern(text.trim().as_bytes()).filter(|nummer| nummer.laenge == STAMM + 1)
    }

    fn aus_ziffern(bytes: &[u8]) -> Option<Self> {
        let passt = bytes.iter().all(u8::is_ascii_digit) && matches!(bytes.len() - bytes.len().min(STAMM), 0 | 1);
        let mut ziffern = [b'0'; STAMM + 1];
        (passt && bytes.len() >= STAMM).then(|| {
            ziffern[..bytes.len()].copy_from_slice(bytes);
            Nummer { ziffern, laenge: bytes.len() }
        })
    }

    /// The digits, without what people write between them.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.ziffern[..self.laenge]).expect("digits are text")
    }

    /// The 8 digits without the check digit.
    pub fn stamm(&self) -> &str {
        &self.text()[..STAMM]
    }

    /// Tells if it is the number of this case; a written check digit must be the register's own.
    pub fn nennt(&self, fall: Eintrag) -> bool {
        self.stamm() == fall.aktenzeichen() && self.text().chars().nth(STAMM).is_none_or(|pz| Some(pz) == fall.pz())
    }
}

/// The letter O, read for a zero, stands between digits.
fn ohne_buchstaben_o(zeichen: &[u8]) -> Vec<u8> {
    let ziffer = |b: &u8| b.is_ascii_digit();
    let innen = zeichen.iter().position(ziffer).zip(zeichen.iter().rposition(ziffer));
    let innerhalb = |stelle: usize| innen.is_some_and(|(von, bis)| (von..bis).contains(&stelle));
    let je_zeichen = |(stelle, b): (usize, &u8)| if b"oO".contains(b) && innerhalb(stelle) { b'0' } else { *b };
    zeichen.iter().enumerate().map(je_zeichen).collect()
}

#[cfg(test)]
mod tests {
    use domain::Fall;
    use register::Register;

    use super::*;
    use crate::tests::muster::fall;

    #[test]
    fn a_decision_has_nine_digits() {
        for (text, erwartet) in [("100015077", true), (" 100015077", true), ("10001507", false), ("1000 15077", false)]
        {
            assert_eq!(Nummer::neunstellig(text).is_some(), erwartet, "{text:?}");
        }
    }

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
            ("1000150-7", Some(true)),
            ("1000 1507/7", Some(true)),
            ("100.015.077", Some(true)),
            ("BG28 100015077", Some(true)),
            ("bg28-10001507", Some(true)),
            ("BG100015077", Some(true)),
            ("1OO015077", Some(true)),
            ("10001507O", None),
            ("VERSICHERT28100015077", None),
            ("100 015 078", Some(false)),
            ("100,015,077", None),
            ("", None),
        ] {
            assert_eq!(Nummer::lies(text).map(|n| n.nennt(register.fall(0))), erwartet, "{text:?}");
        }
    }
}
