//! Billers as master data knows them.

use crate::Datum;
use crate::tabelle::tabelle;

tabelle! {
    /// The account of a biller in a period, as its holder gave it.
    pub struct Rechnungssteller sortiert nach (ik, gueltig_ab) fuer Menschen {
        /// IK of the biller.
        pub ik: String,
        /// Its name.
        pub name: String,
        /// Street with house number.
        pub strasse: String,
        /// Postcode.
        pub plz: String,
        /// Town.
        pub ort: String,
        /// IBAN; empty = only account number and bank code are known.
        pub iban: String,
        /// BIC; empty = unknown.
        pub bic: String,
        /// Account number; empty = only the IBAN is known.
        pub konto: String,
        /// Bank code (BLZ); empty = only the IBAN is known.
        pub blz: String,
        /// First day of validity.
        pub gueltig_ab: Datum,
        /// Last day of validity; empty = open.
        pub gueltig_bis: Option<Datum>,
    }
}

impl Rechnungssteller {
    /// Returns true if the entry holds on a day.
    pub fn gilt_am(&self, tag: Datum) -> bool {
        self.gueltig_ab <= tag && self.gueltig_bis.is_none_or(|bis| tag <= bis)
    }
}
