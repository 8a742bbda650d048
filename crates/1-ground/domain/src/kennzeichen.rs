//! Numbers of the trade as they come from outside: their shape, and the one form in which we keep them.

use std::ops::RangeInclusive;

use iban::{Iban, IbanLike};

/// Returns true if a text is nothing but so many digits.
pub fn ziffern(text: &str, anzahl: RangeInclusive<usize>) -> bool {
    anzahl.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// A picture number with its leading zeros, 12 digits; none if it is no number of 1 to 12 digits.
pub fn pic_nr(text: &str) -> Option<String> {
    match text.len() {
        12 if ziffern(text, 12..=12) => Some(text.to_owned()),
        _ => ziffern(text, 1..=12).then(|| format!("{text:0>12}")),
    }
}

/// An IBAN without blanks; none unless country, length and check digits are right.
pub fn iban(text: &str) -> Option<String> {
    gelesen(text).map(|iban| iban.electronic_str().to_owned())
}

/// Bank code and account number of a German IBAN; none for any other text.
pub fn blz_und_konto(iban: &str) -> Option<(String, String)> {
    let iban = gelesen(iban)?;
    let (blz, konto) = iban.bban().split_at_checked(8)?;
    (iban.country_code() == "DE").then(|| (blz.to_owned(), konto.to_owned()))
}

/// True if a text has the shape of a BIC: bank and country in capitals, place, and a branch or none.
pub fn bic_gueltig(text: &str) -> bool {
    let alphanumerisch = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    matches!(text.len(), 8 | 11)
        && text.bytes().all(|b| alphanumerisch(&b))
        && text.as_bytes()[4..6].iter().all(u8::is_ascii_uppercase)
}

/// True if a text has the form of a bank code: 8 digits, the first from 1 to 8.
pub fn blz_gueltig(text: &str) -> bool {
    ziffern(text, 8..=8) && matches!(text.as_bytes()[0], b'1'..=b'8')
}

/// True if a text has the form of an account number: 1 to 10 digits, not all of them 0.
pub fn kontonummer_gueltig(text: &str) -> bool {
    ziffern(text, 1..=10) && text.bytes().any(|ziffer| ziffer != b'0')
}

fn gelesen(text: &str) -> Option<Iban> {
    text.replace(' ', "").parse().ok()
}

/// Texts that a spreadsheet writes where a formula failed, in English and German.
const FORMELFEHLER: [&str; 16] = [
    "#NAME?",
    "#REF!",
    "#BEZUG!",
    "#WERT!",
    "#VALUE!",
    "#N/A",
    "#NV",
    "#ZAHL!",
    "#NUM!",
    "#DIV/0!",
    "#NULL!",
    "#SPILL!",
    "#ÜBERLAUF!",
    "#KALK!",
    "#CALC!",
    "#FELD!",
];

/// Returns true if a text is what a spreadsheet made of a value: the error of a formula (`#NAME?`), or a number of many digits cut
/// to a power of ten (`1,20991E+08`).
pub fn tabellenrest(text: &str) -> bool {
    match text.as_bytes() {
        [b'#', ..] => FORMELFEHLER.contains(&text) || (text.len() > 2 && text.bytes().all(|byte| byte == b'#')),
        [ziffer, ..] if ziffer.is_ascii_digit() => zehnerpotenz(text),
        _ => false,
    }
}

fn zehnerpotenz(text: &str) -> bool {
    let Some((zahl, hoch)) = text.split_once(['E', 'e']) else { return false };
    let (ganze, rest) = zahl.split_once([',', '.']).unwrap_or((zahl, "0"));
    let hoch = hoch.strip_prefix(['+', '-']);
    ziffern(ganze, 1..=1) && ziffern(rest, 1..=15) && hoch.is_some_and(|hoch| ziffern(hoch, 1..=3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn picture_numbers() {
        assert_eq!(pic_nr("50330564743").as_deref(), Some("050330564743"));
        assert_eq!(pic_nr("503305647430").as_deref(), Some("503305647430"));
        for text in ["", "?", "5033056474301", "50330564743x", "+5", " 5"] {
            assert_eq!(pic_nr(text), None, "{text:?}");
        }
    }

    #[test]
    fn ibans() {
        assert_eq!(iban("DE08 3006 0601 0001 1622 68").as_deref(), Some("DE08300606010001162268"));
        assert_eq!(blz_und_konto("DE08300606010001162268"), Some(("30060601".into(), "0001162268".into())));
        assert_eq!(blz_und_konto("AT611904300234573201"), None);
        for text in ["DE09300606010001162268", "DE0830060601000116226", "XX08300606010001162268", ""] {
            assert_eq!(iban(text), None, "{text:?}");
        }
    }

    #[test]
    fn bics() {
        assert!(bic_gueltig("SOLADEST600") && bic_gueltig("SOLADEST"));
        for bic in ["", "SOLADEST6", "soladest600", "SOLA1EST600", "SOLÄDEST60"] {
            assert!(!bic_gueltig(bic), "{bic}");
        }
    }

    #[test]
    fn what_a_spreadsheet_leaves_is_known() {
        for text in ["#NAME?", "#BEZUG!", "#NV", "#DIV/0!", "1,20991E+08", "5.03306E+11", "1E+05", "####"] {
            assert!(tabellenrest(text), "{text}");
        }
        for text in ["", "Meier", "#1", "12E3", "E+08", "1,5", "120991009", "Weg 1E", "1E5", "10E+08", "#hash"] {
            assert!(!tabellenrest(text), "{text}");
        }
    }
}
