//! Which amounts are ordered today.
//!
//! Pure: verdicts, invoices and what the ledger knows go in, orders come out. The ledger then makes them in one
//! transaction; what it holds is the truth, and the files of the stage are written from it. What is ordered, a
//! prescription ([`rezepte`]) or a line of a facility ([`leistungen`]), is a [`Posten`] of a [`Beleg`] here.

mod brief;
pub mod leistungen;
pub mod rezepte;
#[cfg(test)]
mod tests;
mod vorschau;

use std::collections::HashMap;

use chrono::NaiveTime;
use domain::{Anweisung, Betrag, Datum, Erledigt, Fristen, OhneAnweisung, Zahlungsstatus};
use ledger::{Auftrag, Bestand};
use rules::fristen;
use rules::kalender::Kalender;

pub use brief::zahlungsanweisung;
pub use vorschau::vorschau;

/// An invoice as deadlines and bank see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beleg {
    /// Our number of the invoice.
    pub beleg_id: String,
    /// The biller's number of the invoice.
    pub rechnungsnummer: String,
    /// IK of the biller; empty for a facility.
    pub rechnungssteller_ik: String,
    /// Name of the biller.
    pub rechnungssteller: String,
    /// Number of the facility; empty for a biller with an IK.
    pub le_nr: String,
    /// IBAN to be paid to; empty = none known.
    pub iban: String,
    /// Account number to be paid to.
    pub konto: String,
    /// Bank code to be paid to.
    pub blz: String,
    /// Date of its receipt.
    pub eingangsdatum: Datum,
}

/// What is to become of a part of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lage {
    /// It is released: so much is ordered when the invoice is due.
    Frei(Betrag),
    /// It is returned, or nothing is paid for it: settled by this run.
    Zurueck,
    /// It waits for a person.
    Offen,
}

/// The verdict on a part of an invoice.
pub trait Posten {
    /// The verdict as it is kept for ever.
    type Erledigt: Erledigt;

    /// Our number of the invoice.
    fn beleg_id(&self) -> &str;

    /// Its name in the ledger.
    fn posten(&self) -> &str;

    /// Business date of the earlier run that settled it.
    fn erledigt_am(&self) -> Option<Datum>;

    /// What is to become of it.
    fn lage(&self) -> Lage;

    /// Discounts at stake when it is ordered late.
    fn rabatt(&self) -> Betrag;

    /// The verdict as it is kept for ever; none for an open one.
    fn erledigt(&self, am: Datum) -> Option<Self::Erledigt>;
}

/// What is decided on.
#[derive(Debug)]
pub struct Eingabe<'a, U> {
    /// Code of the payer.
    pub code: &'a str,
    /// IBAN of the payer's account that is paid from.
    pub quellkonto: &'a str,
    /// Deadlines.
    pub fristen: &'a Fristen,
    /// Working days of the payer's Land.
    pub kalender: &'a Kalender,
    /// Business date.
    pub datum: Datum,
    /// Time of day in Europe/Berlin; none = before the cut-off.
    pub uhrzeit: Option<NaiveTime>,
    /// Order regardless of the Anweisungsdatum.
    pub alle: bool,
    /// Invoices of the run.
    pub belege: &'a [Beleg],
    /// Verdicts on their parts.
    pub urteile: &'a [U],
    /// What the ledger knows.
    pub bestand: &'a Bestand,
}

/// What is to be done.
#[derive(Debug)]
pub struct Ergebnis<E> {
    /// New orders.
    pub auftraege: Vec<Auftrag<E>>,
    /// What this run settles without paying it.
    pub zurueck: Vec<E>,
    /// Invoices for which nothing is ordered although something is released or open.
    pub ohne: Vec<OhneAnweisung>,
    /// What this run ordered before and would now judge otherwise. The order stands.
    pub widersprueche: Vec<String>,
}

/// Dates that follow from the receipt of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Termine {
    rabattfrist: Datum,
    zahlungsziel: Datum,
    anweisungsdatum: Datum,
}

/// Decides for every invoice what is ordered today.
pub fn ordne_an<U: Posten>(eingabe: &Eingabe<'_, U>) -> Ergebnis<U::Erledigt> {
    let mut je_beleg: HashMap<&str, Vec<&U>> = HashMap::new();
    for urteil in eingabe.urteile {
        je_beleg.entry(urteil.beleg_id()).or_default().push(urteil);
    }
    let widersprueche = widersprueche(eingabe);
    let mut ergebnis = Ergebnis { auftraege: Vec::new(), zurueck: Vec::new(), ohne: Vec::new(), widersprueche };
    for beleg in eingabe.belege {
        let urteile = je_beleg.get(beleg.beleg_id.as_str()).map_or(&[][..], Vec::as_slice);
        beleg_anordnen(eingabe, beleg, urteile, &mut ergebnis);
    }
    ergebnis.zurueck.sort_by(|a, b| (a.beleg_id(), a.posten()).cmp(&(b.beleg_id(), b.posten())));
    ergebnis
}

fn beleg_anordnen<U: Posten>(
    eingabe: &Eingabe<'_, U>,
    beleg: &Beleg,
    urteile: &[&U],
    ergebnis: &mut Ergebnis<U::Erledigt>,
) {
    let unerledigt = |urteil: &&&U| {
        let schluessel = (urteil.beleg_id().to_owned(), urteil.posten().to_owned());
        urteil.erledigt_am().is_none() && !eingabe.bestand.erledigt.contains(&schluessel)
    };
    let (mut frei, mut offen, mut betrag) = (Vec::new(), 0, Betrag::NULL);
    for urteil in urteile.iter().filter(unerledigt) {
        match urteil.lage() {
            Lage::Frei(netto) => {
                frei.push(*urteil);
                betrag += netto;
            }
            Lage::Zurueck => ergebnis.zurueck.extend(urteil.erledigt(eingabe.datum)),
            Lage::Offen => offen += 1,
        }
    }
    let termine = termine(beleg.eingangsdatum, eingabe);
    let faellig = eingabe.alle || eingabe.datum >= termine.anweisungsdatum;
    if faellig && betrag > Betrag::NULL {
        ergebnis.auftraege.push(auftrag(eingabe, beleg, &frei, termine, offen));
    } else if (!frei.is_empty() || offen > 0) && !in_diesem_lauf(eingabe, beleg) {
        ergebnis.ohne.push(OhneAnweisung {
            beleg_id: beleg.beleg_id.clone(),
            rechnungsnummer: beleg.rechnungsnummer.clone(),
            betrag,
            anzahl_rezepte: frei.len() as u32,
            anzahl_offen: offen,
            anweisungsdatum: termine.anweisungsdatum,
            grund: match (frei.is_empty(), faellig) {
                (true, _) => "nichts freigegeben".into(),
                (false, false) => "noch nicht fällig".into(),
                (false, true) => "Betrag null oder negativ".into(),
            },
        });
    }
}

/// Whether this run ordered something of the invoice before: a repeat then has nothing to report on it.
fn in_diesem_lauf<U>(eingabe: &Eingabe<'_, U>, beleg: &Beleg) -> bool {
    eingabe.bestand.anweisungen.iter().any(|anweisung| anweisung.beleg_id == beleg.beleg_id)
}

fn termine<U>(eingangsdatum: Datum, eingabe: &Eingabe<'_, U>) -> Termine {
    let zahlungsziel = fristen::zahlungsziel(eingangsdatum, eingabe.fristen, eingabe.kalender);
    Termine {
        rabattfrist: fristen::rabattfrist(eingangsdatum, eingabe.fristen),
        zahlungsziel,
        anweisungsdatum: fristen::anweisungsdatum(zahlungsziel, eingabe.fristen, eingabe.kalender),
    }
}

fn auftrag<U: Posten>(
    eingabe: &Eingabe<'_, U>,
    beleg: &Beleg,
    frei: &[&U],
    termine: Termine,
    offen: u32,
) -> Auftrag<U::Erledigt> {
    let teil = eingabe.bestand.teile.get(&beleg.beleg_id).copied().unwrap_or(0) + 1;
    let rechtzeitig = fristen::rechtzeitig(eingabe.datum, eingabe.uhrzeit, termine.anweisungsdatum);
    let rabatte: Betrag = frei.iter().map(|urteil| urteil.rabatt()).sum();
    let posten: Vec<_> = frei.iter().filter_map(|urteil| urteil.erledigt(eingabe.datum)).collect();
    Auftrag {
        anweisung: Anweisung {
            anweisung_id: format!("{}-{}-{teil}", eingabe.code, beleg.beleg_id),
            zahlungsstatus: if offen == 0 { Zahlungsstatus::Abschluss } else { Zahlungsstatus::Abschlag },
            beleg_id: beleg.beleg_id.clone(),
            rechnungsnummer: beleg.rechnungsnummer.clone(),
            rechnungssteller_ik: beleg.rechnungssteller_ik.clone(),
            rechnungssteller: beleg.rechnungssteller.clone(),
            iban: beleg.iban.clone(),
            konto: beleg.konto.clone(),
            blz: beleg.blz.clone(),
            betrag: posten.iter().filter_map(Erledigt::netto).sum(),
            anzahl_rezepte: posten.len() as u32,
            rabattfrist: termine.rabattfrist,
            zahlungsziel: termine.zahlungsziel,
            anweisungsdatum: termine.anweisungsdatum,
            angewiesen_am: eingabe.datum,
            rechtzeitig: rechtzeitig.into(),
            rabatt_gefaehrdet: if rechtzeitig { 0 } else { rabatte.cent() },
            quellkonto: eingabe.quellkonto.to_owned(),
            le_nr: beleg.le_nr.clone(),
        },
        teil,
        posten,
    }
}

/// What an order of this very run pays otherwise than the verdict says now.
fn widersprueche<U: Posten>(eingabe: &Eingabe<'_, U>) -> Vec<String> {
    let jetzt: HashMap<(&str, &str), &U> =
        eingabe.urteile.iter().map(|urteil| ((urteil.beleg_id(), urteil.posten()), urteil)).collect();
    let mut texte = Vec::new();
    for bezahlt in &eingabe.bestand.rezepte {
        let urteil = jetzt.get(&(bezahlt.beleg_id.as_str(), bezahlt.pic_nr.as_str()));
        if urteil.is_none_or(|urteil| urteil.lage() != Lage::Frei(bezahlt.netto)) {
            texte.push(format!(
                "{} was ordered with {} by {}; it is judged otherwise now, and the order stands",
                bezahlt.pic_nr, bezahlt.netto, bezahlt.anweisung_id
            ));
        }
    }
    texte
}
