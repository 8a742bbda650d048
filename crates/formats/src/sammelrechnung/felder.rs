//! The columns of one line, taken one after another in the order of their table.
//!
//! A value that breaks its form becomes a refusal, and reading goes on with a stand-in, so that all errors of a file
//! are found at once; a file with any refusal is not taken, so no stand-in ever leaves this format.

use domain::{Ablehnung, Betrag, JaNein, Lesung};

use super::spalten::Satzart;
use crate::zeilen::Zeile;

const NICHT_ERKANNT: &str = "?";
const HOECHSTBETRAG: Betrag = Betrag::aus_cent(999_999_999_99);

/// The columns of a line that are not taken yet.
pub(super) struct Felder<'z> {
    zeile: Zeile<'z>,
    satzart: &'static Satzart,
    /// The column taken last; 0 is the Satzart.
    nr: usize,
    fehler: &'z mut Vec<Ablehnung>,
}

impl<'z> Felder<'z> {
    /// The columns after the Satzart; none if their number is wrong.
    pub(super) fn von(zeile: Zeile<'z>, satzart: &'static Satzart, fehler: &'z mut Vec<Ablehnung>) -> Option<Self> {
        let voll = satzart.spalten.len() + 1;
        if (voll - satzart.entbehrlich..=voll).contains(&zeile.anzahl()) {
            return Some(Felder { zeile, satzart, nr: 0, fehler });
        }
        let oder = if satzart.entbehrlich > 0 { format!("{} or ", voll - satzart.entbehrlich) } else { String::new() };
        fehler.push(zeile.ablehnung(format!(
            "{} columns in a line {}, expected {oder}{voll}",
            zeile.anzahl(),
            satzart.kennung
        )));
        None
    }

    /// The next column, as it stands there.
    pub(super) fn naechstes(&mut self) -> &'z str {
        self.nr += 1;
        self.zeile.feld(self.nr)
    }

    /// A column that must be there: its value by `lies`.
    pub(super) fn wert<T: Default>(&mut self, lies: impl Fn(&str) -> Option<T>) -> T {
        let text = self.naechstes();
        self.gelesen(lies(text)).unwrap_or_default()
    }

    /// A text that may be missing, and whether anything stands there at all.
    pub(super) fn wenn_da(&mut self, lies: impl Fn(&str) -> Option<String>) -> (String, bool) {
        match self.naechstes() {
            "" => (String::new(), false),
            text => (self.gelesen(lies(text)).unwrap_or_default(), true),
        }
    }

    /// A captured column that may be empty or not recognised.
    pub(super) fn lesung<T>(&mut self, lies: impl Fn(&str) -> Option<T>) -> Lesung<T> {
        match self.naechstes() {
            "" => Lesung::Leer,
            NICHT_ERKANNT => Lesung::NichtErkannt,
            text => self.gelesen(lies(text)).map_or(Lesung::Leer, Lesung::Wert),
        }
    }

    /// A captured column that may be not recognised, but not empty unless `lies` takes that.
    pub(super) fn pflicht<T>(&mut self, lies: impl Fn(&str) -> Option<T>) -> Lesung<T> {
        match self.naechstes() {
            NICHT_ERKANNT => Lesung::NichtErkannt,
            text => self.gelesen(lies(text)).map_or(Lesung::Leer, Lesung::Wert),
        }
    }

    /// A captured text.
    pub(super) fn text(&mut self) -> Lesung<String> {
        self.lesung(|text| Some(text.to_owned()))
    }

    /// Refuses the column taken last.
    pub(super) fn beanstande(&mut self, grund: String) {
        let name = self.satzart.spalten[self.nr - 1].name;
        self.fehler.push(self.zeile.feld_ablehnung(self.nr, name, grund));
    }

    fn gelesen<T>(&mut self, wert: Option<T>) -> Option<T> {
        if wert.is_none() {
            let form = self.satzart.spalten[self.nr - 1].form;
            self.beanstande(format!("expected {form}"));
        }
        wert
    }
}

/// Euro and cents as captured; never negative.
pub(super) fn betrag(text: &str) -> Option<Betrag> {
    summe(text).filter(|&betrag| betrag >= Betrag::NULL)
}

/// As [`betrag`]; empty = 0,00.
pub(super) fn betrag_oder_null(text: &str) -> Option<Betrag> {
    if text.is_empty() { Some(Betrag::NULL) } else { betrag(text) }
}

/// Euro and cents of the invoice header: a net can be negative.
pub(super) fn summe(text: &str) -> Option<Betrag> {
    Betrag::aus_deutsch(text).ok().filter(|&betrag| betrag.absolut() <= HOECHSTBETRAG)
}

/// As [`summe`]; empty = 0,00.
pub(super) fn summe_oder_null(text: &str) -> Option<Betrag> {
    if text.is_empty() { Some(Betrag::NULL) } else { summe(text) }
}

/// `J` or `N`.
pub(super) fn ja_nein(text: &str) -> Option<JaNein> {
    match text {
        "J" => Some(JaNein::Ja),
        "N" => Some(JaNein::Nein),
        _ => None,
    }
}

/// A whole number within bounds, in digits.
pub(super) fn zahl(text: &str, von: u32, bis: u32) -> Option<u32> {
    let zahl = text.parse().ok().filter(|zahl| (von..=bis).contains(zahl))?;
    crate::kennzeichen::ziffern(text, 1..=10).then_some(zahl)
}

/// A text of 1 to `laenge` characters.
pub(super) fn kennung(text: &str, laenge: usize) -> Option<String> {
    (1..=laenge).contains(&text.chars().count()).then(|| text.to_owned())
}

/// A PZN: seven digits get their leading zero; anything else is kept as captured for the audit.
pub(super) fn pzn(text: &str) -> String {
    if crate::kennzeichen::ziffern(text, 7..=7) { format!("0{text}") } else { text.to_owned() }
}

/// `MM.JJJJ` as `JJJJ-MM`.
pub(super) fn monat(text: &str) -> Option<String> {
    let erster = domain::datum::aus_deutsch(&format!("01.{text}"))?;
    Some(erster.format("%Y-%m").to_string())
}
