//! What was settled anew, as a table for people: what was paid, what is due now, and what becomes of the difference.

use domain::{Betrag, Erledigt, ErledigtesRezept, Nachtrag, Nachtragsweg, Rechnung};

use crate::stand::Erledigung;

/// The prescriptions of an invoice that this run settled anew, in the order of what it settled.
pub fn nachtraege(rechnung: &Rechnung, erledigt: &[Erledigung<ErledigtesRezept>]) -> Vec<Nachtrag> {
    let zeile = |e: &Erledigung<ErledigtesRezept>| {
        let bisher = e.posten.bisher?;
        let unterschied = e.posten.netto().unwrap_or_default();
        Some(Nachtrag {
            beleg_id: rechnung.beleg_id.clone(),
            pic_nr: e.posten.pic_nr.clone(),
            rechnungsnummer: rechnung.rechnungsnummer.clone(),
            rechnungssteller_ik: rechnung.rechnungssteller_ik.clone(),
            status: e.posten.status,
            bisher,
            netto: e.posten.netto.unwrap_or_default(),
            unterschied,
            weg: weg(unterschied, e.anweisung_id.is_some()),
            anweisung_id: e.anweisung_id.clone().unwrap_or_default(),
        })
    };
    erledigt.iter().filter_map(zeile).collect()
}

/// What becomes of a difference, with an order or without.
pub(crate) fn weg(unterschied: Betrag, angewiesen: bool) -> Nachtragsweg {
    match (unterschied >= Betrag::NULL, angewiesen) {
        (true, true) => Nachtragsweg::Nachzahlung,
        (true, false) => Nachtragsweg::Unveraendert,
        (false, true) => Nachtragsweg::Verrechnung,
        (false, false) => Nachtragsweg::Rueckforderung,
    }
}
