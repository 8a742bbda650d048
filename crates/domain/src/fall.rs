//! The case register.

use crate::tabelle::tabelle;
use crate::{Datum, JaNein};

tabelle! {
    /// An accident case of the payer's register (UnfDat).
    pub struct Fall sortiert nach (aktenzeichen) {
        /// File number of the case, 8 digits, without its check digit.
        pub aktenzeichen: String,
        /// Check digit of the file number.
        pub pz: String,
        /// Date of birth; empty = unknown.
        pub geb_datum: Option<Datum>,
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
}

tabelle! {
    /// Something that was not taken in, and why. Nothing is lost without a row here.
    pub struct Ablehnung sortiert nach (datei, satz, offset, feld, grund, wert) {
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
    }
}
