//! What is settled for ever: ordered to be paid, or returned.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Betrag, ErledigteLeistung, ErledigtesRezept};

/// A part of an invoice that is settled as a whole, with the verdict it keeps: a prescription, or a line of a facility.
pub trait Erledigt: Serialize + DeserializeOwned {
    /// Our number of the invoice.
    fn beleg_id(&self) -> &str;

    /// Its name in the ledger and in decisions.
    fn posten(&self) -> &str;

    /// What is ordered for it; none = nothing.
    fn netto(&self) -> Option<Betrag>;

    /// The service, where it is one: its days are paid at most once.
    fn leistung(&self) -> Option<&ErledigteLeistung> {
        None
    }
}

impl Erledigt for ErledigtesRezept {
    fn beleg_id(&self) -> &str {
        &self.beleg_id
    }

    fn posten(&self) -> &str {
        &self.pic_nr
    }

    fn netto(&self) -> Option<Betrag> {
        self.netto
    }
}

impl Erledigt for ErledigteLeistung {
    fn beleg_id(&self) -> &str {
        &self.beleg_id
    }

    fn posten(&self) -> &str {
        &self.posten
    }

    fn netto(&self) -> Option<Betrag> {
        self.netto
    }

    fn leistung(&self) -> Option<&ErledigteLeistung> {
        Some(self)
    }
}
