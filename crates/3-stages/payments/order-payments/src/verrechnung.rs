//! Set-off: an invoice with a released sum below zero is a claim against its biller. It is subtracted whole from the
//! first order of this run to the same biller that stays above zero; else it waits for a later run.

use std::collections::HashMap;

use domain::{Betrag, OhneAnweisung, Tabelle, Verrechnung};

use crate::{Anteil, Auftrag, Beleg};

/// Why a claim is not settled yet.
pub const WARTET: &str = "Forderung: wartet auf eine Zahlung an den Rechnungssteller, die größer ist";

/// A claim against a biller.
#[derive(Debug)]
pub struct Forderung {
    /// IK of the biller; empty for a facility.
    pub rechnungssteller_ik: String,
    /// Number of the facility; empty for a biller with an IK.
    pub le_nr: String,
    /// What it comes to.
    pub anteil: Anteil,
    /// How it is reported while it waits.
    pub ohne: OhneAnweisung,
}

/// Sets claims off against orders, both by Anweisungsdatum and Beleg-ID; gives those that wait.
pub fn verrechne(auftraege: &mut [Auftrag], mut forderungen: Vec<Forderung>) -> Vec<OhneAnweisung> {
    let mut ziele: Vec<&mut Auftrag> = auftraege.iter_mut().collect();
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

/// Returns true if the order goes to the same biller and stays above zero.
fn traegt(auftrag: &Auftrag, forderung: &Forderung) -> bool {
    let a = &auftrag.anweisung;
    (&a.rechnungssteller_ik, &a.le_nr) == (&forderung.rechnungssteller_ik, &forderung.le_nr)
        && a.betrag + forderung.ohne.betrag > Betrag::NULL
}

fn ziehe_ab(auftrag: &mut Auftrag, forderung: Forderung) {
    let a = &mut auftrag.anweisung;
    a.betrag += forderung.ohne.betrag;
    a.verrechnet += forderung.ohne.betrag;
    a.anzahl_rezepte += forderung.ohne.anzahl_rezepte;
    auftrag.anteile.push(forderung.anteil);
}

/// What the orders of this run set off: what they did before (order, invoice and sum), and what new ones do.
pub fn verrechnungen(
    frueher: Vec<(String, String, Betrag)>,
    auftraege: &[Auftrag],
    belege: &[Beleg],
) -> Vec<Verrechnung> {
    let nummern: HashMap<&str, &str> =
        belege.iter().map(|beleg| (beleg.beleg_id.as_str(), beleg.rechnungsnummer.as_str())).collect();
    let fremder = |auftrag: &Auftrag, anteil: &Anteil| {
        let a = &auftrag.anweisung;
        (a.beleg_id != anteil.beleg_id).then(|| (a.anweisung_id.clone(), anteil.beleg_id.clone(), anteil.betrag))
    };
    let neue = auftraege.iter().flat_map(|a| a.anteile.iter().filter_map(move |anteil| fremder(a, anteil)));
    let zeile = |(anweisung_id, beleg_id, betrag): (String, String, Betrag)| Verrechnung {
        rechnungsnummer: nummern.get(beleg_id.as_str()).copied().unwrap_or_default().to_owned(),
        anweisung_id,
        beleg_id,
        betrag,
    };
    let mut verrechnungen: Vec<Verrechnung> = frueher.into_iter().chain(neue).map(zeile).collect();
    Verrechnung::ordne(&mut verrechnungen);
    verrechnungen
}
