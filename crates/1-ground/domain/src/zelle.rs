//! Cells: values as they stand in an intermediate file.

use std::borrow::Cow;

use crate::anzeige::{ohne_apostroph, zellentext};
use crate::{Betrag, Datum, GeburtsDatum, Lesung, Menge, Status, UnfallDatum, datum};

/// A value that is one cell of an intermediate file.
pub trait Zelle: Sized {
    /// Reads the text of a cell, without its quotation marks.
    ///
    /// # Errors
    /// Why the text is no such value.
    fn lies(text: Cow<'_, str>) -> Result<Self, String>;

    /// Appends the cell as it stands in the file.
    fn schreibe(&self, ziel: &mut Vec<u8>);

    /// As [`lies`](Self::lies), in a table that people open: see [`schreibe_fuer_menschen`](Self::schreibe_fuer_menschen).
    ///
    /// # Errors
    /// Why the text is no such value.
    fn lies_fuer_menschen(text: Cow<'_, str>) -> Result<Self, String> {
        Self::lies(text)
    }

    /// Appends the cell as it stands in a table that people open: a text that their spreadsheet would run has an apostrophe
    /// in front, which reading takes away.
    fn schreibe_fuer_menschen(&self, ziel: &mut Vec<u8>) {
        self.schreibe(ziel);
    }
}

/// Appends a text, quoted if need be as RFC 4180 has it.
pub(crate) fn schreibe_text(text: &str, ziel: &mut Vec<u8>) {
    if !text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\r' | b'\n')) {
        return ziel.extend_from_slice(text.as_bytes());
    }
    ziel.push(b'"');
    for byte in text.bytes() {
        ziel.extend(std::iter::repeat_n(byte, 1 + usize::from(byte == b'"')));
    }
    ziel.push(b'"');
}

/// Appends a whole number.
pub(crate) fn schreibe_zahl(mut zahl: u64, ziel: &mut Vec<u8>) {
    let mut ziffern = [0; 20];
    let mut anfang = ziffern.len();
    loop {
        anfang -= 1;
        ziffern[anfang] = b'0' + (zahl % 10) as u8;
        zahl /= 10;
        if zahl == 0 {
            return ziel.extend_from_slice(&ziffern[anfang..]);
        }
    }
}

impl Zelle for String {
    fn lies(text: Cow<'_, str>) -> Result<Self, String> {
        Ok(text.into_owned())
    }

    fn schreibe(&self, ziel: &mut Vec<u8>) {
        schreibe_text(self, ziel);
    }

    fn lies_fuer_menschen(text: Cow<'_, str>) -> Result<Self, String> {
        match text.as_bytes() {
            [b'\'', ..] => Ok(ohne_apostroph(&text).to_owned()),
            _ => Ok(text.into_owned()),
        }
    }

    fn schreibe_fuer_menschen(&self, ziel: &mut Vec<u8>) {
        schreibe_text(&zellentext(self), ziel);
    }
}

impl Zelle for Datum {
    fn lies(text: Cow<'_, str>) -> Result<Self, String> {
        datum::aus_iso(&text).ok_or_else(|| format!("'{text}' is no date: expected for example 2005-03-01"))
    }

    fn schreibe(&self, ziel: &mut Vec<u8>) {
        datum::schreibe_iso(*self, ziel);
    }
}

impl Zelle for GeburtsDatum {
    fn lies(text: Cow<'_, str>) -> Result<Self, String> {
        text.parse()
    }

    fn schreibe(&self, ziel: &mut Vec<u8>) {
        match self {
            GeburtsDatum::Genau(datum) => datum.schreibe(ziel),
            unvollstaendig => schreibe_text(&unvollstaendig.to_string(), ziel),
        }
    }
}

impl Zelle for UnfallDatum {
    fn lies(text: Cow<'_, str>) -> Result<Self, String> {
        text.parse()
    }

    fn schreibe(&self, ziel: &mut Vec<u8>) {
        match self {
            UnfallDatum::Genau(datum) => datum.schreibe(ziel),
            UnfallDatum::Unvollstaendig(text) => schreibe_text(text, ziel),
        }
    }
}

impl Zelle for Betrag {
    fn lies(text: Cow<'_, str>) -> Result<Self, String> {
        text.parse().map_err(|e: crate::BetragFehler| e.to_string())
    }

    fn schreibe(&self, ziel: &mut Vec<u8>) {
        if self.cent() < 0 {
            ziel.push(b'-');
        }
        let cent = self.cent().unsigned_abs();
        schreibe_zahl(cent / 100, ziel);
        ziel.extend([b'.', b'0' + (cent / 10 % 10) as u8, b'0' + (cent % 10) as u8]);
    }
}

/// Values that are few in any table: by way of their text.
macro_rules! als_text {
    ($($typ:ty),+) => {$(
        impl Zelle for $typ {
            fn lies(text: Cow<'_, str>) -> Result<Self, String> {
                text.parse()
            }

            fn schreibe(&self, ziel: &mut Vec<u8>) {
                ziel.extend_from_slice(self.to_string().as_bytes());
            }
        }
    )+};
}

als_text!(Menge, Status);

/// Whole numbers without sign.
macro_rules! zahl {
    ($($typ:ty),+) => {$(
        impl Zelle for $typ {
            fn lies(text: Cow<'_, str>) -> Result<Self, String> {
                let ziffern = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
                let zahl = if ziffern { text.parse().ok() } else { None };
                zahl.ok_or_else(|| format!("'{text}' is no whole number of 0 to {}", <$typ>::MAX))
            }

            fn schreibe(&self, ziel: &mut Vec<u8>) {
                schreibe_zahl(u64::from(*self), ziel);
            }
        }
    )+};
}

zahl!(u32, u64);

impl Zelle for i64 {
    fn lies(text: Cow<'_, str>) -> Result<Self, String> {
        text.parse().map_err(|_| format!("'{text}' is no whole number"))
    }

    fn schreibe(&self, ziel: &mut Vec<u8>) {
        if *self < 0 {
            ziel.push(b'-');
        }
        schreibe_zahl(self.unsigned_abs(), ziel);
    }
}

/// Empty = none.
impl<T: Zelle> Zelle for Option<T> {
    fn lies(text: Cow<'_, str>) -> Result<Self, String> {
        if text.is_empty() { Ok(None) } else { T::lies(text).map(Some) }
    }

    fn schreibe(&self, ziel: &mut Vec<u8>) {
        if let Some(wert) = self {
            wert.schreibe(ziel);
        }
    }
}

/// `?` = not recognised, empty = nothing stood there.
impl<T: Zelle> Zelle for Lesung<T> {
    fn lies(text: Cow<'_, str>) -> Result<Self, String> {
        match &*text {
            "" => Ok(Lesung::Leer),
            "?" => Ok(Lesung::NichtErkannt),
            _ => T::lies(text).map(Lesung::Wert),
        }
    }

    fn schreibe(&self, ziel: &mut Vec<u8>) {
        match self {
            Lesung::NichtErkannt => ziel.push(b'?'),
            Lesung::Leer => {}
            Lesung::Wert(wert) => wert.schreibe(ziel),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use super::*;

    fn hin_und_her<T: Zelle + PartialEq + Debug>(wert: T, text: &str) {
        let mut ziel = Vec::new();
        wert.schreibe(&mut ziel);
        assert_eq!(String::from_utf8_lossy(&ziel), text);
        assert_eq!(T::lies(text.into()), Ok(wert));
    }

    #[test]
    fn what_is_written_is_read() {
        for cent in [0, 5, -5, 99, 100, 1293, -500, i64::MAX / 100, -12_345_678_900] {
            let betrag = Betrag::aus_cent(cent);
            hin_und_her(betrag, &betrag.to_string());
        }
        for zahl in [0, 7, 10, 99, u64::MAX] {
            hin_und_her(zahl, &zahl.to_string());
        }
        for zahl in [0, -1, i64::MIN, i64::MAX] {
            hin_und_her(zahl, &zahl.to_string());
        }
        hin_und_her(datum::aus_iso("2005-03-01"), "2005-03-01");
        hin_und_her(None::<Datum>, "");
        hin_und_her(Lesung::<u32>::NichtErkannt, "?");
        hin_und_her(Lesung::<Betrag>::Leer, "");
        hin_und_her(Lesung::Wert(String::from("Köln")), "Köln");
        hin_und_her(String::from("=A1"), "=A1");
        hin_und_her(UnfallDatum::Unvollstaendig("00.03.2005".into()), "00.03.2005");
    }

    #[test]
    fn no_other_spelling_is_taken() {
        for text in ["", "-1", "+1", " 1", "1.0", "4294967296"] {
            assert!(u32::lies(text.into()).is_err(), "{text:?}");
        }
        for text in ["", "1.3.2005", "2005-02-30", "2005-3-1"] {
            assert!(Datum::lies(text.into()).is_err(), "{text:?}");
        }
    }
}
