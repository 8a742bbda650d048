//! Calendar dates and their spellings in the trade.
//!
//! Years from 1850 to 2150 are taken; a date outside of that is a misread one in every file of ours. The shape is
//! checked before the calendar is asked, because lenient parsers accept `1.2.2005` and leading blanks.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

/// A real calendar date.
pub type Datum = NaiveDate;

/// The date of these digits, if it exists: `TTMMJJJJ`.
pub fn aus_ttmmjjjj(text: &str) -> Option<Datum> {
    let ziffern = text.as_bytes();
    if ziffern.len() != 8 {
        return None;
    }
    datum(zahl(&ziffern[4..8])?, zahl(&ziffern[2..4])?, zahl(&ziffern[0..2])?)
}

/// `TTMMJJJJ`, as UnfDat, RZS-Abrech and DTAUS write a date.
pub fn ttmmjjjj(datum: Datum) -> String {
    format!("{:02}{:02}{:04}", datum.day(), datum.month(), datum.year())
}

/// `TTMMJJ`, as DTAUS writes the date of creation.
pub fn ttmmjj(datum: Datum) -> String {
    format!("{:02}{:02}{:02}", datum.day(), datum.month(), datum.year() % 100)
}

/// The date of `TT.MM.JJJJ`, if the text has exactly that shape and the day exists.
pub fn aus_deutsch(text: &str) -> Option<Datum> {
    match text.as_bytes() {
        [t1, t2, b'.', m1, m2, b'.', j @ ..] if j.len() == 4 => datum(zahl(j)?, zahl(&[*m1, *m2])?, zahl(&[*t1, *t2])?),
        _ => None,
    }
}

/// `TT.MM.JJJJ`, as in letters and billers' files.
pub fn deutsch(datum: Datum) -> String {
    format!("{:02}.{:02}.{:04}", datum.day(), datum.month(), datum.year())
}

/// The date of `JJJJ-MM-TT`, if the text has exactly that shape and the day exists.
pub fn aus_iso(text: &str) -> Option<Datum> {
    match text.as_bytes() {
        [j @ .., b'-', m1, m2, b'-', t1, t2] if j.len() == 4 => datum(zahl(j)?, zahl(&[*m1, *m2])?, zahl(&[*t1, *t2])?),
        _ => None,
    }
}

/// Appends `JJJJ-MM-TT`, as the intermediate files write a date.
pub fn schreibe_iso(datum: Datum, ziel: &mut Vec<u8>) {
    let ziffer = |zahl: u32| b'0' + (zahl % 10) as u8;
    let (j, m, t) = (datum.year().unsigned_abs(), datum.month(), datum.day());
    ziel.extend([ziffer(j / 1000), ziffer(j / 100), ziffer(j / 10), ziffer(j), b'-']);
    ziel.extend([ziffer(m / 10), ziffer(m), b'-', ziffer(t / 10), ziffer(t)]);
}

fn datum(jahr: u32, monat: u32, tag: u32) -> Option<Datum> {
    (1850..=2150).contains(&jahr).then(|| NaiveDate::from_ymd_opt(jahr as i32, monat, tag)).flatten()
}

fn zahl(ziffern: &[u8]) -> Option<u32> {
    ziffern.iter().try_fold(0, |wert, z| z.is_ascii_digit().then(|| wert * 10 + u32::from(z - b'0')))
}

/// An accident date as it stands on the sheet: a calendar date, or only a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnfallDatum {
    /// Day, month and year are known.
    Genau(Datum),
    /// `00.03.2005`, `00.00.2005`, `03.2005` or `2005`, as written: neither identical to a date nor missing.
    Unvollstaendig(String),
}

impl UnfallDatum {
    /// Reads the form of the billers' files. `None`: no such date, not even an incomplete one.
    pub fn aus_deutsch(text: &str) -> Option<Self> {
        aus_deutsch(text)
            .map(UnfallDatum::Genau)
            .or_else(|| unvollstaendig(text).then(|| UnfallDatum::Unvollstaendig(text.to_owned())))
    }

    /// The calendar date, if it is a whole one.
    pub fn genau(&self) -> Option<Datum> {
        match self {
            UnfallDatum::Genau(datum) => Some(*datum),
            UnfallDatum::Unvollstaendig(_) => None,
        }
    }
}

fn unvollstaendig(text: &str) -> bool {
    let (monat, jahr) = match text.as_bytes() {
        [b'0', b'0', b'.', m1, m2, b'.', jahr @ ..] | [m1, m2, b'.', jahr @ ..] => (zahl(&[*m1, *m2]), jahr),
        jahr => (Some(0), jahr),
    };
    monat.is_some_and(|m| m <= 12) && jahr.len() == 4 && zahl(jahr).is_some_and(|j| (1850..=2150).contains(&j))
}

impl fmt::Display for UnfallDatum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UnfallDatum::Genau(datum) => write!(f, "{datum}"),
            UnfallDatum::Unvollstaendig(text) => f.write_str(text),
        }
    }
}

impl FromStr for UnfallDatum {
    type Err = String;

    /// Reads the form of the intermediate files: `JJJJ-MM-TT`, or the incomplete text as it stood on the sheet.
    fn from_str(text: &str) -> Result<Self, String> {
        aus_iso(text)
            .map(UnfallDatum::Genau)
            .or_else(|| unvollstaendig(text).then(|| UnfallDatum::Unvollstaendig(text.to_owned())))
            .ok_or_else(|| format!("'{text}' is no accident date"))
    }
}

crate::text::serde_als_text!(UnfallDatum);

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(j: i32, m: u32, t: u32) -> Datum {
        NaiveDate::from_ymd_opt(j, m, t).expect("a real day")
    }

    #[test]
    fn spellings_agree() {
        let d = tag(2005, 3, 1);
        assert_eq!(aus_ttmmjjjj("01032005"), Some(d));
        assert_eq!(aus_deutsch("01.03.2005"), Some(d));
        assert_eq!(aus_iso("2005-03-01"), Some(d));
        assert_eq!((ttmmjjjj(d), ttmmjj(d), deutsch(d)), ("01032005".into(), "010305".into(), "01.03.2005".into()));
        for d in [d, tag(1850, 12, 31), tag(2150, 10, 9)] {
            let mut iso = Vec::new();
            schreibe_iso(d, &mut iso);
            assert_eq!(iso, d.to_string().as_bytes());
        }
    }

    #[test]
    fn only_real_days_in_the_exact_shape() {
        for text in ["1.3.2005", " 1.03.2005", "01.03.05", "31.02.2005", "00.03.2005", "01.13.2005", "01.03.1785", ""] {
            assert_eq!(aus_deutsch(text), None, "{text:?}");
        }
        for text in ["29022005", "0103200", "010320055", "0103200x"] {
            assert_eq!(aus_ttmmjjjj(text), None, "{text:?}");
        }
    }

    #[test]
    fn incomplete_accident_dates_keep_their_text() {
        for text in ["00.03.2005", "00.00.2005", "03.2005", "2005"] {
            let datum = UnfallDatum::aus_deutsch(text).expect(text);
            assert_eq!(datum, UnfallDatum::Unvollstaendig(text.into()));
            assert_eq!(datum.to_string().parse(), Ok(datum.clone()));
        }
        for text in ["13.2005", "00.13.2005", "31.02.2005", "05", "3.2005", "abcd", "1.1.2005"] {
            assert_eq!(UnfallDatum::aus_deutsch(text), None, "{text:?}");
        }
        assert_eq!(UnfallDatum::aus_deutsch("02.03.2005").and_then(|u| u.genau()), Some(tag(2005, 3, 2)));
    }
}
