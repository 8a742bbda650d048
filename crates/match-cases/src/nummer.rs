//! The file number (Aktenzeichen) as people write it.

use domain::Fall;

/// A file number of 8 digits, or of 9 with its check digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nummer<'a> {
    /// The 8 digits without the check digit, as in the register.
    pub stamm: &'a str,
    /// The check digit, if it was written.
    pz: Option<&'a str>,
}

impl<'a> Nummer<'a> {
    /// Reads a file number; none if it has not 8 or 9 digits.
    pub fn lies(text: &'a str) -> Option<Self> {
        let text = text.trim();
        let ziffern = text.bytes().all(|b| b.is_ascii_digit());
        match text.len() {
            8 if ziffern => Some(Nummer { stamm: text, pz: None }),
            9 if ziffern => Some(Nummer { stamm: &text[..8], pz: Some(&text[8..]) }),
            _ => None,
        }
    }

    /// Whether it is the number of this case; a written check digit must be the register's own.
    pub fn nennt(&self, fall: &Fall) -> bool {
        self.stamm == fall.aktenzeichen && self.pz.is_none_or(|pz| pz == fall.pz)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::muster::fall;

    #[test]
    fn eight_digits_or_nine_with_the_right_check_digit() {
        let fall = Fall { aktenzeichen: "10001507".into(), pz: "7".into(), ..fall() };
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
            assert_eq!(Nummer::lies(text).map(|n| n.nennt(&fall)), erwartet, "{text:?}");
        }
    }
}
