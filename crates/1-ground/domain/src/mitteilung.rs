//! What letters told billers.

use crate::tabelle::tabelle;
use crate::{Betrag, Datum};

tabelle! {
    /// A prescription of which a letter of this run told its biller, once, whatever a repeat of the run says: cut,
    /// returned, or paid as billed on an invoice of which others were not. Without a PicNr: the figures of the invoice as a
    /// whole.
    pub struct Mitteilung sortiert nach (rechnungssteller_ik, beleg_id, pic_nr) fuer Menschen {
        /// IK of the biller.
        pub rechnungssteller_ik: String,
        /// Our number of the invoice.
        pub beleg_id: String,
        /// The biller's number of the invoice.
        pub rechnungsnummer: String,
        /// Picture number of the prescription; empty = the invoice as a whole.
        pub pic_nr: String,
        /// Business date of the run that settled it.
        pub erledigt_am: Datum,
        /// Amount in euro that the letter says is cut; negative: added.
        pub absetzung: Betrag,
        /// Number of the letter that says so, from 1: later ones of the run have it in their name.
        pub auflage: u32,
    }
}
