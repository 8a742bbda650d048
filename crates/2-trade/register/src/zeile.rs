//! A row of the register as numbers.

use std::num::NonZeroU32;

use chrono::Datelike;
use domain::{Datum, GeburtsDatum};

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

/// The number of a value: of a text in its dictionary, of a date in days. 0 is none, so that eight of them fill no more
/// than half a line of the processor's cache.
pub type Wert = NonZeroU32;

/// The number of a value; none for 0, the empty text and the unknown date.
pub(crate) fn wert(nummer: u32) -> Option<Wert> {
    Wert::new(nummer)
}

/// A date in days, as rows hold it; 0 = unknown.
pub fn tage(datum: Option<Datum>) -> u32 {
    datum.map_or(0, |datum| datum.num_days_from_ce().unsigned_abs())
}

/// The date of days, none for 0.
pub(crate) fn datum(tage: u32) -> Option<Datum> {
    if tage == 0 { None } else { Datum::from_num_days_from_ce_opt(i32::try_from(tage).ok()?) }
}

/// The bit of a date of birth that is incomplete; below it stand the year and the month, 0 = unknown.
const UNVOLLSTAENDIG: u32 = 1 << 31;
/// What years are multiplied by, so that a month fits beside them.
const MONATE: u32 = 16;

/// A date of birth as rows hold it: days, or year and month.
pub(crate) fn geburt(datum: Option<GeburtsDatum>) -> u32 {
    match datum.map(|datum| (datum.genau(), datum.teile())) {
        None => 0,
        Some((Some(datum), _)) => tage(Some(datum)),
        Some((None, (jahr, monat, _))) => UNVOLLSTAENDIG | (u32::from(jahr) * MONATE + u32::from(monat)),
    }
}

/// The date of birth that rows hold; none for 0.
pub(crate) fn geburtsdatum(zahl: u32) -> Option<GeburtsDatum> {
    if !unvollstaendig(zahl) {
        return datum(zahl).map(GeburtsDatum::Genau);
    }
    let rest = zahl & !UNVOLLSTAENDIG;
    let (jahr, monat) = (u16::try_from(rest / MONATE).ok()?, (rest % MONATE) as u8);
    Some(if monat == 0 { GeburtsDatum::Jahr(jahr) } else { GeburtsDatum::Monat { jahr, monat } })
}

/// Returns true if a date of birth in a row is incomplete.
pub(crate) fn unvollstaendig(zahl: u32) -> bool {
    zahl & UNVOLLSTAENDIG != 0
}

/// The number that a file number of 8 digits is.
pub(crate) fn lies_aktenzeichen(text: &str) -> Option<u32> {
    (text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}
