//! Account data, checked before money is sent to them.
//!
//! * An IBAN must be one: [`iban_pruefen`]. A wrong one is never paid to.
//! * A bank code should be one of the Bundesbank's list, and an account number should carry the check digit of its bank's
//!   method: [`auffaellig`]. The list is of one day ([`STAND`]); bank codes come and go, and banks change their method, so
//!   what it says is for people to look at and no reason to hold money back.
//!
//! The list (`bankleitzahlen.csv`) is public data of the Deutsche Bundesbank: bank code and number of the method. The
//! methods that nine of ten banks have are in `verfahren.rs`; an account whose method is not among them is not checked.

mod verfahren;

use std::collections::HashMap;
use std::sync::LazyLock;

use domain::kennzeichen::{self, blz_und_konto, ziffern};
pub use domain::kennzeichen::{blz_gueltig as ist_blz, kontonummer_gueltig as ist_kontonummer};

/// Day of the Bundesbank's list of bank codes.
pub const STAND: &str = "20.04.2020";

/// Bank codes with the method of their accounts' check digit.
static BANKLEITZAHLEN: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    include_str!("bankleitzahlen.csv").lines().skip(1).filter_map(|zeile| zeile.split_once(',')).collect()
});

/// Account data that cannot be right, or look wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{feld} '{wert}': {grund}")]
pub struct Kontofehler {
    /// `iban`, `blz` or `konto`.
    pub feld: &'static str,
    /// What stands there.
    pub wert: String,
    /// What is wrong with it, and what was expected.
    pub grund: String,
}

/// Whether a text is an IBAN: its country, the length and shape that this country has, and the check digits.
///
/// # Errors
/// What is wrong with it.
pub fn iban_pruefen(iban: &str) -> Result<(), Kontofehler> {
    match kennzeichen::iban(iban) {
        Some(_) => Ok(()),
        None => Err(fehler("iban", iban, "country, length or check digits are wrong")),
    }
}

/// What looks wrong with bank code and account number: the code is not in the list, or the check digit does not fit.
pub fn auffaellig(blz: &str, konto: &str) -> Option<Kontofehler> {
    let Some(nummer) = BANKLEITZAHLEN.get(blz) else {
        return Some(fehler("blz", blz, format!("not in the Bundesbank's list of {STAND}")));
    };
    if !ziffern(konto, 1..=10) {
        return Some(fehler("konto", konto, "expected 1 to 10 digits"));
    }
    (verfahren::gueltig(nummer, konto) == Some(false)).then(|| {
        fehler("konto", konto, format!("the check digit does not fit: BLZ {blz} has method {nummer} on {STAND}"))
    })
}

/// The same for a German IBAN; nothing for any other.
pub fn iban_auffaellig(iban: &str) -> Option<Kontofehler> {
    let (blz, konto) = blz_und_konto(iban)?;
    auffaellig(&blz, &konto)
}

fn fehler(feld: &'static str, wert: &str, grund: impl Into<String>) -> Kontofehler {
    Kontofehler { feld, wert: wert.to_owned(), grund: grund.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ibans_are_right_or_refused() {
        for iban in ["DE08300606010001162268", "DE44 8408 0000 0867 7505 01", "AT611904300234573201"] {
            assert_eq!(iban_pruefen(iban), Ok(()), "{iban}");
        }
        for iban in ["", "DE09300606010001162268", "DE0830060601000116226", "XX08300606010001162268"] {
            assert_eq!(iban_pruefen(iban).map_err(|f| f.feld), Err("iban"), "{iban}");
        }
    }

    #[test]
    fn real_accounts_do_not_look_wrong() {
        for (blz, konto) in
            [("29090605", "1162268"), ("84080000", "867750501"), ("37040044", "532013000"), ("60050101", "2034304")]
        {
            assert_eq!(auffaellig(blz, konto), None, "{blz} {konto}");
        }
        assert_eq!(iban_auffaellig("DE89370400440532013000"), None);
        assert_eq!(iban_auffaellig("AT611904300234573201"), None);
    }

    #[test]
    fn bank_codes_and_account_numbers_have_a_form() {
        assert!(ist_blz("29090605") && ist_kontonummer("1162268"));
        for blz in ["", "2909060", "09090605", "99090605", "2909060x"] {
            assert!(!ist_blz(blz), "{blz}");
        }
        for konto in ["", "0000000000", "12345678901", "12x"] {
            assert!(!ist_kontonummer(konto), "{konto}");
        }
    }

    #[test]
    fn unknown_banks_and_wrong_check_digits_do() {
        let feld = |blz, konto| auffaellig(blz, konto).map(|f| f.feld);
        assert_eq!(feld("10000001", "1"), Some("blz"));
        assert_eq!(feld("84080000", "867750601"), Some("konto"));
        assert_eq!(feld("84080000", "86775050x"), Some("konto"));
        let fehler = auffaellig("37040044", "532013200").expect("a wrong check digit").to_string();
        assert!(fehler.contains("532013200") && fehler.contains("method 13"), "{fehler}");
    }

    #[test]
    fn the_list_is_sorted_and_whole() {
        let zeilen: Vec<&str> = include_str!("bankleitzahlen.csv").lines().skip(1).collect();
        assert!(zeilen.windows(2).all(|paar| paar[0] < paar[1]));
        assert!(zeilen.iter().all(|zeile| zeile.len() == 11 && ziffern(&zeile[..8], 8..=8)));
        assert_eq!(BANKLEITZAHLEN.len(), zeilen.len());
    }
}
