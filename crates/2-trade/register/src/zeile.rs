//! A row of the register as numbers.

use chrono::Datelike;
use domain::Datum;

/// A row of the register: numbers of the dictionaries as delivered, dates in days (0 = unknown).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Zeile {
    pub(crate) aktenzeichen: u32,
    /// Check digit as a byte, 0 = none; one bit above it: handed over.
    pub(crate) marken: u32,
    pub(crate) geb_datum: u32,
    pub(crate) unf_datum: u32,
    pub(crate) name: u32,
    pub(crate) vorname: u32,
    pub(crate) zusatz: u32,
    pub(crate) strasse: u32,
    pub(crate) lkz: u32,
    pub(crate) plz: u32,
    pub(crate) ort: u32,
}

/// The bit of `marken` for a case that was handed over.
pub(crate) const ABGEGEBEN: u32 = 1 << 8;

impl Zeile {
    pub(crate) const ZAHLEN: usize = 11;

    pub(crate) fn zahlen(self) -> [u32; Self::ZAHLEN] {
        let Zeile { aktenzeichen, marken, geb_datum, unf_datum, name, vorname, zusatz, strasse, lkz, plz, ort } = self;
        [aktenzeichen, marken, geb_datum, unf_datum, name, vorname, zusatz, strasse, lkz, plz, ort]
    }

    pub(crate) fn aus_zahlen(zahlen: [u32; Self::ZAHLEN]) -> Self {
        let [aktenzeichen, marken, geb_datum, unf_datum, name, vorname, zusatz, strasse, lkz, plz, ort] = zahlen;
        Zeile { aktenzeichen, marken, geb_datum, unf_datum, name, vorname, zusatz, strasse, lkz, plz, ort }
    }
}

/// A date in days, as rows hold it.
pub(crate) fn tage(datum: Option<Datum>) -> u32 {
    datum.map_or(0, |datum| datum.num_days_from_ce().unsigned_abs())
}

/// The date of days, none for 0.
pub(crate) fn datum(tage: u32) -> Option<Datum> {
    if tage == 0 { None } else { Datum::from_num_days_from_ce_opt(i32::try_from(tage).ok()?) }
}

/// The number that a file number of 8 digits is.
pub(crate) fn lies_aktenzeichen(text: &str) -> Option<u32> {
    (text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}
