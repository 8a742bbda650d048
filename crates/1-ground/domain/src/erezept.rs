//! What an e-prescription says that a sheet of paper does not.

use crate::tabelle::tabelle;
use crate::{Betrag, Datum, JaNein};

tabelle! {
    /// An e-prescription: its own numbers, and who signed it. Only where a run has some.
    pub struct ERezept sortiert nach (beleg_id, pic_nr) {
        /// Our number of the invoice that delivered it.
        pub beleg_id: String,
        /// Picture number, ours: `8`, two digits of the year of the run, nine digits running.
        pub pic_nr: String,
        /// E-Rezept-ID.
        pub erezept_id: String,
        /// The biller's number of it.
        pub belegnummer: String,
        /// Common name in the certificate that the prescription was signed with; empty = none found.
        pub unterzeichner: String,
        /// Day on which it was signed, as the signer says.
        pub unterzeichnet_am: Option<Datum>,
        /// `ja`: the signature holds.
        pub unterschrift: JaNein,
        /// Why the signature does not hold; what else is worth a note.
        pub hinweise: String,
        /// Kind of insurance: `BG` and `UK` are accident insurance.
        pub versicherung: String,
        /// 1 = accident, 2 = accident at work, 4 = occupational disease; empty = none.
        pub unfallkennzeichen: String,
        /// What the insured paid beyond the fixed price, in euro: part of no other column.
        pub mehrkosten: Betrag,
    }
}

tabelle! {
    /// A discount or surcharge of an e-prescription by its code. Only where a run has some.
    pub struct Zuabschlag sortiert nach (beleg_id, pic_nr, lfd_nr) {
        /// Our number of the invoice.
        pub beleg_id: String,
        /// Picture number of the prescription.
        pub pic_nr: String,
        /// Number on the prescription, from 1.
        pub lfd_nr: u32,
        /// `R001` = pharmacy discount, `R002` to `R010` = discounts of manufacturers, `Z…` = surcharges.
        pub code: String,
        /// Amount in euro, discounts negative.
        pub betrag: Betrag,
    }
}

tabelle! {
    /// A part of a compounded medicine. What counts for money is the line. Only where a run has some.
    pub struct Rezepturteil sortiert nach (beleg_id, pic_nr, herstellung, einheit, lfd_nr) {
        /// Our number of the invoice.
        pub beleg_id: String,
        /// Picture number of the prescription.
        pub pic_nr: String,
        /// Number of the making.
        pub herstellung: u32,
        /// Number of the unit made.
        pub einheit: u32,
        /// Number of the part in it.
        pub lfd_nr: u32,
        /// Article number or special code.
        pub pzn: String,
        /// Quantity in thousandths of a pack, as written.
        pub faktor: String,
        /// Mark of the quantity.
        pub faktorkennzeichen: String,
        /// Price in euro.
        pub preis: Betrag,
        /// Mark of the price.
        pub preiskennzeichen: String,
    }
}
