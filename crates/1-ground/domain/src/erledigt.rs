//! What is settled for ever: ordered to be paid, or returned.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{AnweisungsRezept, Betrag, ErledigteLeistung, ErledigtesRezept};

/// A part of an invoice that is settled as a whole, with the verdict it keeps: a prescription, or a line of a facility.
pub trait Erledigt: Serialize + DeserializeOwned {
    /// Our number of the invoice.
    fn beleg_id(&self) -> &str;

    /// Its name in the ledger and in decisions.
    fn posten(&self) -> &str;

    /// What is ordered for it; none = nothing.
    fn netto(&self) -> Option<Betrag>;

    /// What earlier runs settled for it, where this one settles it anew; then [`netto`](Self::netto) is the difference.
    fn bisher(&self) -> Option<Betrag> {
        None
    }

    /// It as a row of what an order pays.
    fn bezahlt(&self, anweisung_id: &str) -> AnweisungsRezept;

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
        match self.bisher {
            None => self.netto,
            Some(bisher) => Some(self.netto.unwrap_or_default() - bisher),
        }
    }

    fn bisher(&self) -> Option<Betrag> {
        self.bisher
    }

    fn bezahlt(&self, anweisung_id: &str) -> AnweisungsRezept {
        let rabatte = [self.ap_rabatt, self.hs_rabatt];
        // What is claimed back grants no discount: it stands with what was paid.
        let hat_rabatt = rabatte.iter().any(Option::is_some) && (self.bisher.is_none() || self.rabattstand.is_some());
        AnweisungsRezept {
            anweisung_id: anweisung_id.to_owned(),
            pic_nr: self.pic_nr.clone(),
            beleg_id: self.beleg_id.clone(),
            aktenzeichen: self.aktenzeichen.clone(),
            netto: self.netto().unwrap_or_default(),
            rabatt: hat_rabatt.then(|| rabatte.into_iter().flatten().sum()),
            zahlungsziel: self.zahlungsziel,
            rabattstand: self.rabattstand,
        }
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

    fn bezahlt(&self, anweisung_id: &str) -> AnweisungsRezept {
        AnweisungsRezept {
            anweisung_id: anweisung_id.to_owned(),
            pic_nr: self.posten.clone(),
            beleg_id: self.beleg_id.clone(),
            aktenzeichen: self.aktenzeichen.clone(),
            netto: self.netto.unwrap_or_default(),
            rabatt: None,
            zahlungsziel: None,
            rabattstand: None,
        }
    }

    fn leistung(&self) -> Option<&ErledigteLeistung> {
        Some(self)
    }
}
