//! The case register.

use crate::tabelle::tabelle;
use crate::zelle::schreibe_text;
use crate::{Datum, GeburtsDatum, JaNein, Zelle, datum};

tabelle! {
    /// An accident case of the payer's register (UnfDat).
    pub struct Fall sortiert nach (aktenzeichen) {
        /// File number of the case, 8 digits, without its check digit.
        pub aktenzeichen: String,
        /// Check digit of the file number.
        pub pz: String,
        /// Date of birth; zeros for what is unknown of it (`00.05.1960`, `00.00.1960`), empty = unknown.
        pub geb_datum: Option<GeburtsDatum>,
        /// Date of the accident; empty = unknown.
        pub unf_datum: Option<Datum>,
        /// First name.
        pub vorname: String,
        /// Addition to the name (Dr., von …).
        pub zusatz: String,
        /// Family name.
        pub name: String,
        /// Street with house number.
        pub strasse: String,
        /// Country code of the address.
        pub lkz: String,
        /// Postcode; all zeros count as empty.
        pub plz: String,
        /// Town.
        pub ort: String,
        /// `ja`: handed over to another insurer, must not be assigned any more.
        pub abgegeben: JaNein,
    }
}

impl Fall {
    /// The file number with its check digit: 9 digits, as everywhere but in `faelle.csv`.
    pub fn aktenzeichen9(&self) -> String {
        format!("{}{}", self.aktenzeichen, self.pz)
    }

    /// The row of the case.
    pub fn zeile(&self) -> FallZeile<'_> {
        FallZeile {
            aktenzeichen: &self.aktenzeichen,
            pz: &self.pz,
            geb_datum: self.geb_datum,
            unf_datum: self.unf_datum,
            vorname: &self.vorname,
            zusatz: &self.zusatz,
            name: &self.name,
            strasse: &self.strasse,
            lkz: &self.lkz,
            plz: &self.plz,
            ort: &self.ort,
            abgegeben: self.abgegeben,
        }
    }
}

/// A row of `faelle.csv` whose texts stand elsewhere: in the bytes of a delivery or in an earlier register. Registers
/// have a million rows, and a [`Fall`] of each would cost more than all other work on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FallZeile<'a> {
    /// As [`Fall::aktenzeichen`].
    pub aktenzeichen: &'a str,
    /// As [`Fall::pz`].
    pub pz: &'a str,
    /// As [`Fall::geb_datum`].
    pub geb_datum: Option<GeburtsDatum>,
    /// As [`Fall::unf_datum`].
    pub unf_datum: Option<Datum>,
    /// As [`Fall::vorname`].
    pub vorname: &'a str,
    /// As [`Fall::zusatz`].
    pub zusatz: &'a str,
    /// As [`Fall::name`].
    pub name: &'a str,
    /// As [`Fall::strasse`].
    pub strasse: &'a str,
    /// As [`Fall::lkz`].
    pub lkz: &'a str,
    /// As [`Fall::plz`].
    pub plz: &'a str,
    /// As [`Fall::ort`].
    pub ort: &'a str,
    /// As [`Fall::abgegeben`].
    pub abgegeben: JaNein,
}

impl<'a> FallZeile<'a> {
    /// Reads a row as it stands in the file, without its line feed; none if a cell is quoted, or if it is no such row.
    pub fn lies(zeile: &'a str) -> Option<Self> {
        if zeile.contains('"') {
            return None;
        }
        let mut zellen = zeile.split(',');
        let mut zelle = || zellen.next();
        let datum = |zelle: &str| if zelle.is_empty() { Some(None) } else { datum::aus_iso(zelle).map(Some) };
        let geburt = |zelle: &str| if zelle.is_empty() { Some(None) } else { zelle.parse().ok().map(Some) };
        let gelesen = FallZeile {
            aktenzeichen: zelle()?,
            pz: zelle()?,
            geb_datum: geburt(zelle()?)?,
            unf_datum: datum(zelle()?)?,
            vorname: zelle()?,
            zusatz: zelle()?,
            name: zelle()?,
            strasse: zelle()?,
            lkz: zelle()?,
            plz: zelle()?,
            ort: zelle()?,
            abgegeben: zelle()?.parse().ok()?,
        };
        zellen.next().is_none().then_some(gelesen)
    }

    /// The case by itself.
    pub fn fall(&self) -> Fall {
        Fall {
            aktenzeichen: self.aktenzeichen.to_owned(),
            pz: self.pz.to_owned(),
            geb_datum: self.geb_datum,
            unf_datum: self.unf_datum,
            vorname: self.vorname.to_owned(),
            zusatz: self.zusatz.to_owned(),
            name: self.name.to_owned(),
            strasse: self.strasse.to_owned(),
            lkz: self.lkz.to_owned(),
            plz: self.plz.to_owned(),
            ort: self.ort.to_owned(),
            abgegeben: self.abgegeben,
        }
    }

    /// Appends the row as it stands in the file, with its line feed.
    pub fn schreibe(&self, ziel: &mut Vec<u8>) {
        let FallZeile {
            aktenzeichen,
            pz,
            geb_datum,
            unf_datum,
            vorname,
            zusatz,
            name,
            strasse,
            lkz,
            plz,
            ort,
            abgegeben,
        } = *self;
        let text = |text: &str, ziel: &mut Vec<u8>| {
            schreibe_text(text, ziel);
            ziel.push(b',');
        };
        text(aktenzeichen, ziel);
        text(pz, ziel);
        geb_datum.schreibe(ziel);
        ziel.push(b',');
        unf_datum.schreibe(ziel);
        ziel.push(b',');
        for angabe in [vorname, zusatz, name, strasse, lkz, plz, ort] {
            text(angabe, ziel);
        }
        abgegeben.schreibe(ziel);
        ziel.push(b'\n');
    }
}

tabelle! {
    /// Something that was not taken in, and why. Nothing is lost without a row here.
    pub struct Ablehnung sortiert nach (datei, satz, offset, feld, grund, wert) als Menge fuer Menschen {
        /// Name of the delivered file.
        pub datei: String,
        /// Number of the record or line in it, from 1; 0 = the file as a whole.
        pub satz: u64,
        /// Byte offset of the place in the file, from 0.
        pub offset: u64,
        /// Field or column concerned; empty = the record as a whole.
        pub feld: String,
        /// What stood there.
        pub wert: String,
        /// Why it was refused and what was expected.
        pub grund: String,
        /// The bytes of the rejected record or stretch as delivered, in hex, at most 512 bytes, then `…`; empty where
        /// `wert` shows a line of text as it stands.
        pub roh: String,
    }
}

impl Ablehnung {
    /// Most bytes that `roh` shows: a UnfDat record has at most 158 in a code page of single bytes.
    pub const ROH_HOECHSTENS: usize = 512;

    /// A refusal of a file as a whole.
    pub fn der_datei(datei: &str, grund: impl std::fmt::Display) -> Self {
        Ablehnung {
            datei: datei.to_owned(),
            satz: 0,
            offset: 0,
            feld: String::new(),
            wert: String::new(),
            grund: grund.to_string(),
            roh: String::new(),
        }
    }

    /// Bytes as column `roh` shows them.
    pub fn hex(bytes: &[u8]) -> String {
        const ZIFFERN: &[u8; 16] = b"0123456789ABCDEF";
        let gezeigt = &bytes[..bytes.len().min(Self::ROH_HOECHSTENS)];
        let ziffer = |wert: u8| char::from(ZIFFERN[usize::from(wert)]);
        let mut hex: String = gezeigt.iter().flat_map(|byte| [ziffer(byte >> 4), ziffer(byte & 15)]).collect();
        if gezeigt.len() < bytes.len() {
            hex.push('…');
        }
        hex
    }
}

#[cfg(test)]
mod tests {
    use super::{Ablehnung, Fall, FallZeile};
    use crate::{GeburtsDatum, JaNein, datum};

    #[test]
    fn a_row_is_read_as_it_was_written() {
        let fall = Fall {
            aktenzeichen: "10002536".into(),
            pz: "8".into(),
            geb_datum: datum::aus_iso("1979-01-19").map(GeburtsDatum::Genau),
            unf_datum: None,
            vorname: "Jürgen".into(),
            zusatz: String::new(),
            name: "O'Hara".into(),
            strasse: "Straße 1".into(),
            lkz: "D".into(),
            plz: "01067".into(),
            ort: " Köln".into(),
            abgegeben: JaNein::Ja,
        };
        let row = |fall: &Fall| {
            let mut row = Vec::new();
            fall.zeile().schreibe(&mut row);
            String::from_utf8(row).expect("text")
        };
        let text = row(&fall);
        let text = text.strip_suffix('\n').expect("a line");
        assert_eq!(FallZeile::lies(text), Some(fall.zeile()));
        assert_eq!(FallZeile::lies(text).map(|zeile| zeile.fall()).as_ref(), Some(&fall));
        let quoted = row(&Fall { strasse: "Weg 1, Hof".into(), ..fall });
        for other in
            [quoted.trim_end(), "", &text[1..].replace("1979", "79"), &text.replace(",ja", ""), &format!("{text},")]
        {
            assert_eq!(FallZeile::lies(other), None, "{other}");
        }
    }

    #[test]
    fn raw_bytes_are_shown_in_hex_up_to_a_limit() {
        assert_eq!(Ablehnung::hex(&[]), "");
        assert_eq!(Ablehnung::hex(&[0xF1, 0x00, 0x5B]), "F1005B");
        assert_eq!(Ablehnung::hex(&[0xAB; 512]), "AB".repeat(512));
        assert_eq!(Ablehnung::hex(&[0xAB; 513]), "AB".repeat(512) + "…");
    }
}
