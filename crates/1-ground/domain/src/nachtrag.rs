//! What people decided after the fact, as it is settled.

use crate::tabelle::tabelle;
use crate::text::schreibweisen;
use crate::{Betrag, Status};

/// What becomes of the difference between what was settled and what is due by a later decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nachtragsweg {
    /// More is due: an order of this run pays it.
    Nachzahlung,
    /// Less is due: an order of this run to the same biller is so much lower.
    Verrechnung,
    /// Less is due: the biller is asked by letter to pay it back.
    Rueckforderung,
    /// The amount stays: status or case changed, or nothing.
    Unveraendert,
}

schreibweisen!(Nachtragsweg, "a way of a supplement", {
    Nachzahlung = "nachzahlung",
    Verrechnung = "verrechnung",
    Rueckforderung = "rueckforderung",
    Unveraendert = "unveraendert",
});

tabelle! {
    /// A prescription that an earlier run had ordered or returned, that people decided on since, and that this run settled
    /// anew: over the difference alone. No order is ever changed.
    pub struct Nachtrag sortiert nach (beleg_id, pic_nr) fuer Menschen {
        /// Our number of the invoice.
        pub beleg_id: String,
        /// Picture number of the prescription.
        pub pic_nr: String,
        /// The biller's number of the invoice.
        pub rechnungsnummer: String,
        /// IK of the biller.
        pub rechnungssteller_ik: String,
        /// Final status as it is now.
        pub status: Status,
        /// Amount in euro that earlier runs settled, all supplements included; 0.00 = it was returned.
        pub bisher: Betrag,
        /// Amount in euro that is due now; 0.00 = it is returned.
        pub netto: Betrag,
        /// `netto` less `bisher`, in euro.
        pub unterschied: Betrag,
        /// What becomes of the difference: `nachzahlung`, `verrechnung`, `rueckforderung` or `unveraendert`.
        pub weg: Nachtragsweg,
        /// Order that pays the difference or sets it off; empty = none does.
        pub anweisung_id: String,
    }
}

tabelle! {
    /// A line by which a facility corrects a paid one to less: what it was paid too much.
    pub struct Rueckforderung sortiert nach (beleg_id, lfd_nr) fuer Menschen {
        /// Our number of the invoice that corrects.
        pub beleg_id: String,
        /// Number of the line.
        pub lfd_nr: u32,
        /// The facility.
        pub le_nr: String,
        /// The line, as named in decisions.
        pub posten: String,
        /// Amount in euro paid before for the line that this one corrects.
        pub schon_bezahlt: Betrag,
        /// Amount in euro that is due for it now.
        pub netto: Betrag,
        /// `netto` less `schon_bezahlt`, in euro.
        pub unterschied: Betrag,
        /// What becomes of it: `verrechnung` or `rueckforderung`.
        pub weg: Nachtragsweg,
        /// Order that sets it off; empty = the facility is asked by letter to pay it back.
        pub anweisung_id: String,
    }
}
