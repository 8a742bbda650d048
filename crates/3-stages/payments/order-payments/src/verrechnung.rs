//! Set-off: an invoice with a released sum below zero is a claim against its biller. It is subtracted whole from the
//! first order of this run to the same biller that stays above zero; else it waits for a later run.

use std::collections::{BTreeMap, HashMap};

use domain::{Betrag, Erledigt, OhneAnweisung, Verrechnung};
use ledger::{Auftrag, Bestand};

use crate::Beleg;

/// Why a claim is not settled yet.
pub const WARTET: &str = "Forderung: wartet auf eine Zahlung an den Rechnungssteller, die größer ist";

/// A claim against a biller.
#[derive(Debug)]
pub struct Forderung<E> {
    /// IK of the biller; empty for a facility.
    pub rechnungssteller_ik: String,
    /// Number of the facility; empty for a biller with an IK.
    pub le_nr: String,
    /// What it consists of.
    pub posten: Vec<E>,
    /// How it is reported while it waits.
    pub ohne: OhneAnweisung,
}

/// Sets claims off against orders, both by Anweisungsdatum and Beleg-ID; gives those that wait.
pub fn verrechne<E: Erledigt>(auftraege: &mut [Auftrag<E>], mut forderungen: Vec<Forderung<E>>) -> Vec<OhneAnweisung> {
    let mut ziele: Vec<&mut Auftrag<E>> = auftraege.iter_mut().collect();
    ziele.sort_by(|a, b| {
        let (a, b) = (&a.anweisung, &b.anweisung);
        (a.anweisungsdatum, &a.beleg_id).cmp(&(b.anweisungsdatum, &b.beleg_id))
    });
    forderungen
        .sort_by(|a, b| (a.ohne.anweisungsdatum, &a.ohne.beleg_id).cmp(&(b.ohne.anweisungsdatum, &b.ohne.beleg_id)));
    let mut wartend = Vec::new();
    for forderung in forderungen {
        match ziele.iter_mut().find(|ziel| traegt(ziel, &forderung)) {
            Some(ziel) => ziehe_ab(ziel, forderung),
            None => wartend.push(forderung.ohne),
        }
    }
    wartend
}

/// Whether the order goes to the same biller and stays above zero.
fn traegt<E>(auftrag: &Auftrag<E>, forderung: &Forderung<E>) -> bool {
    let a = &auftrag.anweisung;
    (&a.rechnungssteller_ik, &a.le_nr) == (&forderung.rechnungssteller_ik, &forderung.le_nr)
        && a.betrag + forderung.ohne.betrag > Betrag::NULL
}

fn ziehe_ab<E>(auftrag: &mut Auftrag<E>, forderung: Forderung<E>) {
    let a = &mut auftrag.anweisung;
    a.betrag += forderung.ohne.betrag;
    a.verrechnet += forderung.ohne.betrag;
    a.anzahl_rezepte += forderung.posten.len() as u32;
    auftrag.posten.extend(forderung.posten);
}

/// What the orders of this run set off, read from what they pay: each invoice that is not their own.
pub fn verrechnungen(bestand: &Bestand, belege: &[Beleg]) -> Vec<Verrechnung> {
    let eigener: HashMap<&str, &str> =
        bestand.anweisungen.iter().map(|a| (a.anweisung_id.as_str(), a.beleg_id.as_str())).collect();
    let nummern: HashMap<&str, &str> =
        belege.iter().map(|beleg| (beleg.beleg_id.as_str(), beleg.rechnungsnummer.as_str())).collect();
    let mut fremde: BTreeMap<(&str, &str), Betrag> = BTreeMap::new();
    for bezahlt in &bestand.rezepte {
        let (anweisung_id, beleg_id) = (bezahlt.anweisung_id.as_str(), bezahlt.beleg_id.as_str());
        if eigener.get(anweisung_id) != Some(&beleg_id) {
            *fremde.entry((anweisung_id, beleg_id)).or_default() += bezahlt.netto;
        }
    }
    let zeile = |((anweisung_id, beleg_id), betrag): ((&str, &str), Betrag)| Verrechnung {
        anweisung_id: anweisung_id.to_owned(),
        beleg_id: beleg_id.to_owned(),
        rechnungsnummer: nummern.get(beleg_id).copied().unwrap_or_default().to_owned(),
        betrag,
    };
    fremde.into_iter().map(zeile).collect()
}
