//! What payers and banks say of payment orders.

use crate::tabelle::tabelle;
use crate::text::schreibweisen;
use crate::{Betrag, Datum};

/// What is said of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rueckmeldung {
    /// `bestaetigt`: it was paid. The order is closed.
    Bestaetigt,
    /// `zurueckgewiesen`: the bank will not pay it. The order stays unconfirmed until someone has seen to it.
    Zurueckgewiesen,
}

schreibweisen!(Rueckmeldung, "what is said of an order", {
    Bestaetigt = "bestaetigt",
    Zurueckgewiesen = "zurueckgewiesen",
});

tabelle! {
    /// What a payer or bank said of a payment order, recorded by this run.
    pub struct Bestaetigung sortiert nach (anweisung_id, rueckmeldung, datei, zeile) fuer Menschen {
        /// The order.
        pub anweisung_id: String,
        /// `bestaetigt` or `zurueckgewiesen`.
        pub rueckmeldung: Rueckmeldung,
        /// Day on which it was paid or rejected, as payer or bank say.
        pub bestaetigt_am: Datum,
        /// Amount of the order in euro.
        pub betrag: Betrag,
        /// Our number of the invoice.
        pub beleg_id: String,
        /// The biller's number of the invoice.
        pub rechnungsnummer: String,
        /// Business date on which it was ordered.
        pub angewiesen_am: Datum,
        /// What the payer added; of a status report the status and its reasons.
        pub bemerkung: String,
        /// Name of the delivered file.
        pub datei: String,
        /// Line in it, or number of the status in a status report, from 1.
        pub zeile: u64,
    }
}

tabelle! {
    /// Open money: a payment order that a bank rejected, or that nobody has confirmed within the payer's `[fristen]
    /// bestaetigung_tage` working days.
    pub struct UnbestaetigteAnweisung sortiert nach (anweisung_id) fuer Menschen {
        /// The order.
        pub anweisung_id: String,
        /// Our number of the invoice.
        pub beleg_id: String,
        /// The biller's number of the invoice.
        pub rechnungsnummer: String,
        /// Name of the biller.
        pub rechnungssteller: String,
        /// Amount in euro.
        pub betrag: Betrag,
        /// Business date on which it was ordered.
        pub angewiesen_am: Datum,
        /// Day by which it should have been confirmed.
        pub bestaetigung_bis: Datum,
        /// The newest rejection by a bank; empty = none.
        pub zurueckweisung: String,
    }
}
