//! Dates of birth as health cards and registers have them: some people's day, or day and month, nobody knows.

use std::fmt;
use std::str::FromStr;

use chrono::Datelike;

use crate::datum::{self, Datum};

/// A date of birth: whole, or without its day, or without day and month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GeburtsDatum {
    /// Day, month and year are known.
    Genau(Datum),
    /// `00.05.1960`: the day is unknown.
    Monat {
        /// Year of birth.
        jahr: u16,
        /// Month of birth, 1 to 12.
        monat: u8,
    },
    /// `00.00.1960`: day and month are unknown.
    Jahr(u16),
}

impl GeburtsDatum {
    /// Reads the form of the billers' files: `TT.MM.JJJJ`, `00.MM.JJJJ`, `00.00.JJJJ`, `MM.JJJJ` or `JJJJ`.
    pub fn aus_deutsch(text: &str) -> Option<Self> {
        datum::aus_deutsch(text).map(GeburtsDatum::Genau).or_else(|| unvollstaendig(text))
    }

    /// Reads the form of UnfDat: `TTMMJJJJ`, `00MMJJJJ` or `0000JJJJ`.
    pub fn aus_ttmmjjjj(text: &str) -> Option<Self> {
        let teile = || Some((text.get(..2)?, text.get(2..4)?, text.get(4..)?)).filter(|_| text.len() == 8);
        let geteilt = || teile().and_then(|(tag, monat, jahr)| unvollstaendig(&format!("{tag}.{monat}.{jahr}")));
        datum::aus_ttmmjjjj(text).map(GeburtsDatum::Genau).or_else(geteilt)
    }

    /// The calendar date, if it is whole.
    pub fn genau(self) -> Option<Datum> {
        match self {
            GeburtsDatum::Genau(datum) => Some(datum),
            GeburtsDatum::Monat { .. } | GeburtsDatum::Jahr(_) => None,
        }
    }

    /// Year, month and day, 0 where it is unknown.
    pub fn teile(self) -> (u16, u8, u8) {
        match self {
            GeburtsDatum::Genau(datum) => (datum.year().unsigned_abs() as u16, datum.month() as u8, datum.day() as u8),
            GeburtsDatum::Monat { jahr, monat } => (jahr, monat, 0),
            GeburtsDatum::Jahr(jahr) => (jahr, 0, 0),
        }
    }

    /// Returns true if two dates agree in all that is known of both.
    pub fn passt(self, anderes: Self) -> bool {
        let ((jahr, monat, tag), (anderes_jahr, anderer_monat, anderer_tag)) = (self.teile(), anderes.teile());
        let gleich = |a: u8, b: u8| a == 0 || b == 0 || a == b;
        jahr == anderes_jahr && gleich(monat, anderer_monat) && gleich(tag, anderer_tag)
    }

    /// `TT.MM.JJJJ`, as in letters and billers' files; unknown parts are zeros.
    pub fn deutsch(self) -> String {
        let (jahr, monat, tag) = self.teile();
        format!("{tag:02}.{monat:02}.{jahr:04}")
    }

    /// `TTMMJJJJ`, as UnfDat has it; unknown parts are zeros.
    pub fn ttmmjjjj(self) -> String {
        let (jahr, monat, tag) = self.teile();
        format!("{tag:02}{monat:02}{jahr:04}")
    }
}

/// `00.05.1960`, `00.00.1960`, `05.1960`, `1960`.
fn unvollstaendig(text: &str) -> Option<GeburtsDatum> {
    let ohne_tag = text.strip_prefix("00.").unwrap_or(text);
    let (monat, jahr) = ohne_tag.split_once('.').unwrap_or(("00", ohne_tag));
    let zahl = |text: &str, laenge: usize| {
        let ziffern = text.len() == laenge && text.bytes().all(|b| b.is_ascii_digit());
        ziffern.then(|| text.parse::<u16>().ok()).flatten()
    };
    let (monat, jahr) = (zahl(monat, 2)?, zahl(jahr, 4)?);
    let moeglich = (1850..=2150).contains(&jahr) && monat <= 12;
    moeglich.then_some(if monat == 0 {
        GeburtsDatum::Jahr(jahr)
    } else {
        GeburtsDatum::Monat { jahr, monat: monat as u8 }
    })
}

impl From<Datum> for GeburtsDatum {
    fn from(datum: Datum) -> Self {
        GeburtsDatum::Genau(datum)
    }
}

impl fmt::Display for GeburtsDatum {
    /// As the intermediate files have it: `JJJJ-MM-TT`, or with zeros for what is unknown `00.05.1960`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GeburtsDatum::Genau(datum) => write!(f, "{datum}"),
            _ => f.write_str(&self.deutsch()),
        }
    }
}

impl FromStr for GeburtsDatum {
    type Err = String;

    /// Reads the form of the intermediate files.
    fn from_str(text: &str) -> Result<Self, String> {
        let genau = datum::aus_iso(text).map(GeburtsDatum::Genau);
        genau.or_else(|| unvollstaendig(text)).ok_or_else(|| format!("'{text}' is no date of birth"))
    }
}

crate::text::serde_als_text!(GeburtsDatum);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_is_zero() {
        for (text, deutsch, ttmmjjjj, gelesen) in [
            ("12.05.1960", "12.05.1960", "12051960", "1960-05-12"),
            ("00.05.1960", "00.05.1960", "00051960", "00.05.1960"),
            ("05.1960", "00.05.1960", "00051960", "00.05.1960"),
            ("00.00.1960", "00.00.1960", "00001960", "00.00.1960"),
            ("1960", "00.00.1960", "00001960", "00.00.1960"),
        ] {
            let datum = GeburtsDatum::aus_deutsch(text).expect(text);
            assert_eq!((datum.deutsch().as_str(), datum.ttmmjjjj().as_str()), (deutsch, ttmmjjjj));
            assert_eq!(datum.to_string(), gelesen);
            assert_eq!(gelesen.parse(), Ok(datum));
            assert_eq!(GeburtsDatum::aus_ttmmjjjj(ttmmjjjj), Some(datum));
        }
    }

    #[test]
    fn what_is_no_date_of_birth() {
        for text in ["12.00.1960", "00.13.1960", "31.02.1960", "1.1960", "60", "00.00.0000", "", "00.1960.", "+0.1960"]
        {
            assert_eq!(GeburtsDatum::aus_deutsch(text), None, "{text:?}");
        }
        for text in ["12001960", "00131960", "31021960", "00000000", "0000196", "", "0ä001960"] {
            assert_eq!(GeburtsDatum::aus_ttmmjjjj(text), None, "{text:?}");
        }
    }

    #[test]
    fn dates_agree_as_far_as_they_go() {
        let datum = |text: &str| GeburtsDatum::aus_deutsch(text).expect(text);
        for (a, b, passt) in [
            ("12.05.1960", "00.05.1960", true),
            ("12.05.1960", "00.00.1960", true),
            ("00.05.1960", "00.00.1960", true),
            ("12.05.1960", "00.06.1960", false),
            ("00.00.1961", "00.00.1960", false),
            ("12.05.1960", "13.05.1960", false),
        ] {
            assert_eq!(datum(a).passt(datum(b)), passt, "{a} {b}");
        }
    }
}
