//! Pictures of prescriptions.

use crate::tabelle::tabelle;

tabelle! {
    /// A picture of a prescription that this run or an earlier one of the payer took. Several may belong to one.
    pub struct Bild sortiert nach (pic_nr, pfad) fuer Menschen {
        /// Picture number of the prescription, which its name begins with.
        pub pic_nr: String,
        /// Where it lies, from the folder of the run on.
        pub pfad: String,
    }
}
