//! The columns of one line, taken one after another in the order of their table.
//!
//! A value that breaks its form becomes a refusal, and reading goes on with a stand-in, so that all errors of a file
//! are found at once; a file with any refusal is not taken, so no stand-in ever leaves this format.

use domain::{Ablehnung, Betrag, Datum, JaNein};

use crate::zeilen::Zeile;
use domain::datum::aus_deutsch;
use domain::kennzeichen::{tabellenrest, ziffern};

/// A column of a CSV file from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spalte {
    /// Name, as in headers and error messages.
    pub name: &'static str,
    /// What may stand there.
    pub form: &'static str,
    /// Meaning, unit.
    pub bedeutung: &'static str,
}

impl Spalte {
    /// Returns true if the form says that nothing may stand there, in the language of its document.
    pub(crate) fn darf_leer_sein(&self) -> bool {
        ["empty", "leer"].iter().any(|leer| self.form.contains(leer))
    }
}

/// Declares a column.
pub(crate) const fn spalte(name: &'static str, form: &'static str, bedeutung: &'static str) -> Spalte {
    Spalte { name, form, bedeutung }
}

const HOECHSTBETRAG: Betrag = Betrag::aus_cent(99_999_999_999);

/// The columns of a line that are not taken yet.
pub(crate) struct Felder<'z> {
    zeile: Zeile<'z>,
    spalten: &'static [Spalte],
    /// Columns before the first of the table.
    davor: usize,
    genommen: usize,
    /// True once the column taken last is refused.
    beanstandet: bool,
    fehler: &'z mut Vec<Ablehnung>,
}

impl<'z> Felder<'z> {
    /// The columns of a line whose number of columns is right, `davor` of them before the first of the table.
    pub(crate) fn neu(
        zeile: Zeile<'z>,
        spalten: &'static [Spalte],
        davor: usize,
        fehler: &'z mut Vec<Ablehnung>,
    ) -> Self {
        Felder { zeile, spalten, davor, genommen: 0, beanstandet: false, fehler }
    }

    /// The next column, as it stands there. What a spreadsheet left of a value is refused, whatever may stand there.
    pub(crate) fn naechstes(&mut self) -> &'z str {
        self.genommen += 1;
        self.beanstandet = false;
        let text = self.zeile.feld(self.nr());
        if tabellenrest(text) {
            self.beanstande("what a spreadsheet made of a value: format the column as text".to_owned());
        }
        text
    }

    /// A column that must be there: its value by `lies`.
    pub(crate) fn wert<T: Default>(&mut self, lies: impl Fn(&str) -> Option<T>) -> T {
        let text = self.naechstes();
        self.gelesen(lies(text)).unwrap_or_default()
    }

    /// A column that may be empty, but never not recognised.
    pub(crate) fn wahlweise<T>(&mut self, lies: impl Fn(&str) -> Option<T>) -> Option<T> {
        match self.naechstes() {
            "" => None,
            text => self.gelesen(lies(text)),
        }
    }

    /// The last day of a period that begins on `ab`; none = it has no end. Other systems write that as 31.12.9999.
    pub(crate) fn ende(&mut self, ab: Datum) -> Option<Datum> {
        match self.naechstes() {
            text if text.is_empty() || ist_kein_ende(text) => None,
            text => self.gelesen(aus_deutsch(text).filter(|&bis| bis >= ab)),
        }
    }

    /// A text that may be missing, and whether anything stands there at all.
    pub(crate) fn wenn_da(&mut self, lies: impl Fn(&str) -> Option<String>) -> (String, bool) {
        match self.naechstes() {
            "" => (String::new(), false),
            text => (self.gelesen(lies(text)).unwrap_or_default(), true),
        }
    }

    /// Refuses the column taken last, because it breaks its form.
    pub(crate) fn falsch(&mut self) {
        let form = self.spalten[self.genommen - 1].form;
        self.beanstande(format!("expected {form}"));
    }

    /// Refuses the column taken last.
    pub(crate) fn beanstande(&mut self, grund: String) {
        if std::mem::replace(&mut self.beanstandet, true) {
            return;
        }
        let name = self.spalten[self.genommen - 1].name;
        self.fehler.push(self.zeile.feld_ablehnung(self.nr(), name, grund));
    }

    /// The column taken last.
    fn nr(&self) -> usize {
        self.davor + self.genommen - 1
    }

    fn gelesen<T>(&mut self, wert: Option<T>) -> Option<T> {
        if wert.is_none() {
            self.falsch();
        }
        wert
    }
}

/// Returns true if a date means no end: its year is none in which we shall live.
fn ist_kein_ende(text: &str) -> bool {
    let Some((tag, jahr)) = text.split_at_checked(6).filter(|(_, jahr)| ziffern(jahr, 4..=4)) else { return false };
    let spaet = jahr.parse().is_ok_and(|jahr: u32| jahr > LETZTES_JAHR);
    spaet && aus_deutsch(&format!("{tag}2000")).is_some()
}

/// The last year of a date of ours.
const LETZTES_JAHR: u32 = 2150;

/// Euro and cents as captured; never negative.
pub(crate) fn betrag(text: &str) -> Option<Betrag> {
    summe(text).filter(|&betrag| betrag >= Betrag::NULL)
}

/// As [`betrag`]; empty = 0,00.
pub(crate) fn betrag_oder_null(text: &str) -> Option<Betrag> {
    if text.is_empty() { Some(Betrag::NULL) } else { betrag(text) }
}

/// Euro and cents of the invoice header: a net can be negative.
pub(crate) fn summe(text: &str) -> Option<Betrag> {
    Betrag::aus_deutsch(text).ok().filter(|&betrag| betrag.absolut() <= HOECHSTBETRAG)
}

/// As [`summe`]; empty = 0,00.
pub(crate) fn summe_oder_null(text: &str) -> Option<Betrag> {
    if text.is_empty() { Some(Betrag::NULL) } else { summe(text) }
}

/// `J` or `N`.
pub(crate) fn ja_nein(text: &str) -> Option<JaNein> {
    match text {
        "J" => Some(JaNein::Ja),
        "N" => Some(JaNein::Nein),
        _ => None,
    }
}

/// A whole number within bounds, in digits.
pub(crate) fn zahl(text: &str, von: u32, bis: u32) -> Option<u32> {
    let zahl = text.parse().ok().filter(|zahl| (von..=bis).contains(zahl))?;
    ziffern(text, 1..=10).then_some(zahl)
}

/// A text of 1 to `laenge` characters.
pub(crate) fn kennung(text: &str, laenge: usize) -> Option<String> {
    (1..=laenge).contains(&text.chars().count()).then(|| text.to_owned())
}

/// A PZN: seven digits get their leading zero; anything else stays as it is, for others to find fault with.
pub(crate) fn pzn(text: &str) -> String {
    if ziffern(text, 7..=7) { format!("0{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_beyond_ours_is_no_end() {
        for text in ["31.12.9999", "01.01.2151", "30.06.3000"] {
            assert!(ist_kein_ende(text), "{text}");
        }
        for text in [
            "31.12.2150",
            "31.12.2004",
            "32.12.9999",
            "31.13.9999",
            "9999",
            "31.12.99999",
            "31.12.+999",
            "31-12-9999",
            "",
        ] {
            assert!(!ist_kein_ende(text), "{text}");
        }
    }
}
