//! Payment orders.

use crate::tabelle::tabelle;
use crate::text::schreibweisen;
use crate::{Betrag, Datum, JaNein};

/// Whether a payment completes its invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Zahlungsstatus {
    /// Part payment: prescriptions of the invoice are still open.
    Abschlag,
    /// Final payment: it completes the invoice.
    Abschluss,
}

schreibweisen!(Zahlungsstatus, "a payment status", { Abschlag = "Abschlagszahlung", Abschluss = "Abschlusszahlung" });

tabelle! {
    /// A payment order of this run.
    pub struct Anweisung sortiert nach (anweisung_id) {
        /// Identity of the order, derived from payer, invoice and part number.
        pub anweisung_id: String,
        /// `Abschlagszahlung` or `Abschlusszahlung`.
        pub zahlungsstatus: Zahlungsstatus,
        /// Our number of the invoice.
        pub beleg_id: String,
        /// The biller's number of the invoice.
        pub rechnungsnummer: String,
        /// IK of the biller.
        pub rechnungssteller_ik: String,
        /// Name of the biller.
        pub rechnungssteller: String,
        /// IBAN to be paid to, from the invoice or the payer's table; empty = none known.
        pub iban: String,
        /// Account number to be paid to; empty where only an IBAN is known.
        pub konto: String,
        /// Bank code (BLZ) to be paid to.
        pub blz: String,
        /// Amount in euro.
        pub betrag: Betrag,
        /// Number of prescriptions it pays.
        pub anzahl_rezepte: u32,
        /// Last calendar day of the discount period, not moved to a working day.
        pub rabattfrist: Datum,
        /// Due date: the discount period moved to a working day.
        pub zahlungsziel: Datum,
        /// Day on which it had to be ordered.
        pub anweisungsdatum: Datum,
        /// Business date on which it was ordered.
        pub angewiesen_am: Datum,
        /// Whether it was ordered by the Anweisungsdatum.
        pub rechtzeitig: JaNein,
        /// Discounts in cents that are at stake because the order is late; 0 when in time.
        pub rabatt_gefaehrdet: i64,
        /// IBAN of the payer's own account that it is paid from.
        pub quellkonto: String,
        /// Number of the facility that is paid; empty = the biller is one with an IK.
        pub le_nr: String,
    }
}

tabelle! {
    /// A prescription paid by an order of this run.
    pub struct AnweisungsRezept sortiert nach (anweisung_id, pic_nr) {
        /// The order.
        pub anweisung_id: String,
        /// Picture number of the prescription.
        pub pic_nr: String,
        /// Our number of the invoice.
        pub beleg_id: String,
        /// File number of the assigned case, 9 digits; empty = none.
        pub aktenzeichen: String,
        /// Net in euro.
        pub netto: Betrag,
    }
}

tabelle! {
    /// An invoice for which this run orders nothing, and why.
    pub struct OhneAnweisung sortiert nach (beleg_id) {
        /// Our number of the invoice.
        pub beleg_id: String,
        /// The biller's number of the invoice.
        pub rechnungsnummer: String,
        /// Net in euro of what is released and not ordered yet.
        pub betrag: Betrag,
        /// Number of released prescriptions not ordered yet.
        pub anzahl_rezepte: u32,
        /// Number of open prescriptions.
        pub anzahl_offen: u32,
        /// Day on which it has to be ordered.
        pub anweisungsdatum: Datum,
        /// Why nothing is ordered.
        pub grund: String,
    }
}
