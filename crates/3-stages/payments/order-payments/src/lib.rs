//! Which amounts are ordered today.
//!
//! Pure: verdicts, invoices and what the ledger knows go in, orders come out. The ledger then makes them in one
//! transaction; what it holds is the truth, and the files of the stage are written from it. What is ordered, a
//! prescription ([`rezepte`]) or a line of a facility ([`leistungen`]), is a [`Posten`] of a [`Beleg`] here.
//!
//! An account that no bank file can hold, or that people have to look at first, is not ordered to ([`konten`],
//! [`kontenlage`]), so that it does not hold back the others. An
//! invoice with a released sum below zero is set off against an order to its biller, if the payer wants that
//! ([`verrechnung`]). What lateness costs is told prescription by prescription ([`rabatt`]).

mod brief;
pub mod konten;
pub mod kontenlage;
pub mod leistungen;
pub mod rabatt;
pub mod rezepte;
#[cfg(test)]
mod tests;
pub mod verrechnung;
mod vorschau;

use std::collections::{HashMap, HashSet};

use chrono::NaiveTime;
use domain::{
    Anweisung, Aufgabe, Betrag, Datum, Erledigt, Fristen, Kontobefund, OhneAnweisung, Rabattstand, Zahlungsstatus,
};
use ledger::{Auftrag, Bestand};
use rules::fristen;
use rules::kalender::Kalender;

pub use brief::{Brief, zahlungsanweisung};
use kontenlage::Kontenlage;
use verrechnung::Forderung;
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

    /// The verdict as it is kept for ever, with what becomes of its payment if it is paid; none for an open one.
    fn erledigt(&self, am: Datum, zahlung: Option<Zahlung>) -> Option<Self::Erledigt>;
}

/// What is kept of the payment of a part of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zahlung {
    /// Day by which it has to be paid.
    pub zahlungsziel: Datum,
    /// Whether its discount is kept: it is if it was ordered in time.
    pub rabattstand: Rabattstand,
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
    /// Set off invoices with a released sum below zero.
    pub verrechnung: bool,
    /// Invoices of the run.
    pub belege: &'a [Beleg],
    /// Verdicts on their parts.
    pub urteile: &'a [U],
    /// What the ledger knows.
    pub bestand: &'a Bestand,
    /// What is known of accounts.
    pub konten: &'a Kontenlage,
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
    /// Findings about accounts because of which nothing is ordered.
    pub gesperrt: Vec<Kontobefund>,
    /// What people are asked about them.
    pub aufgaben: Vec<Aufgabe>,
    /// What this run ordered before and would now judge otherwise. The order stands.
    pub widersprueche: Vec<String>,
}

/// Dates that follow from the receipt of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Termine {
    /// Last calendar day of the discount period.
    pub rabattfrist: Datum,
    /// Day by which it has to be paid.
    pub zahlungsziel: Datum,
    /// Day on which it has to be ordered.
    pub anweisungsdatum: Datum,
}

impl Termine {
    /// The dates of an invoice received on that day.
    pub fn ab(eingangsdatum: Datum, fristen: &Fristen, kalender: &Kalender) -> Self {
        let zahlungsziel = fristen::zahlungsziel(eingangsdatum, fristen, kalender);
        Termine {
            rabattfrist: fristen::rabattfrist(eingangsdatum, fristen),
            zahlungsziel,
            anweisungsdatum: fristen::anweisungsdatum(zahlungsziel, fristen, kalender),
        }
    }
}

/// What an invoice comes to today.
struct Stand<'a, U: Posten> {
    beleg: &'a Beleg,
    termine: Termine,
    rechtzeitig: bool,
    frei: Vec<&'a U>,
    betrag: Betrag,
    offen: u32,
    /// This run ordered something of it before, or set it off: a repeat then has nothing to report on it.
    in_diesem_lauf: bool,
}

/// Decides for every invoice what is ordered today.
pub fn ordne_an<U: Posten>(eingabe: &Eingabe<'_, U>) -> Ergebnis<U::Erledigt> {
    let mut je_beleg: HashMap<&str, Vec<&U>> = HashMap::new();
    for urteil in eingabe.urteile {
        je_beleg.entry(urteil.beleg_id()).or_default().push(urteil);
    }
    let mut ergebnis = Ergebnis {
        auftraege: Vec::new(),
        zurueck: Vec::new(),
        ohne: Vec::new(),
        gesperrt: Vec::new(),
        aufgaben: Vec::new(),
        widersprueche: widersprueche(eingabe),
    };
    let mut forderungen = Vec::new();
    // The first account that this run orders to is the one that its later invoices are compared with.
    let mut konten = eingabe.konten.clone();
    eingabe.bestand.anweisungen.iter().for_each(|a| konten.bezahlt(a, true));
    let in_diesem_lauf: HashSet<&str> = eingabe.bestand.rezepte.iter().map(|r| r.beleg_id.as_str()).collect();
    for beleg in eingabe.belege {
        let urteile = je_beleg.get(beleg.beleg_id.as_str()).map_or(&[][..], Vec::as_slice);
        let mut stand = stand(eingabe, beleg, urteile, &mut ergebnis.zurueck);
        stand.in_diesem_lauf = in_diesem_lauf.contains(beleg.beleg_id.as_str());
        beleg_anordnen(eingabe, &stand, &mut konten, &mut ergebnis, &mut forderungen);
    }
    ergebnis.ohne.extend(verrechnung::verrechne(&mut ergebnis.auftraege, forderungen));
    ergebnis.ohne.sort_by(domain::Tabelle::ordnung);
    ergebnis.aufgaben.sort_by(domain::Tabelle::ordnung);
    ergebnis.zurueck.sort_by(|a, b| (a.beleg_id(), a.posten()).cmp(&(b.beleg_id(), b.posten())));
    ergebnis
}

/// What is released and open of an invoice; what is returned goes to `zurueck`.
fn stand<'a, U: Posten>(
    eingabe: &Eingabe<'_, U>,
    beleg: &'a Beleg,
    urteile: &[&'a U],
    zurueck: &mut Vec<U::Erledigt>,
) -> Stand<'a, U> {
    let unerledigt = |urteil: &&&U| {
        let schon = eingabe.bestand.erledigt.get(urteil.beleg_id());
        urteil.erledigt_am().is_none() && schon.is_none_or(|posten| !posten.contains(urteil.posten()))
    };
    let termine = Termine::ab(beleg.eingangsdatum, eingabe.fristen, eingabe.kalender);
    let rechtzeitig = fristen::rechtzeitig(eingabe.datum, eingabe.uhrzeit, termine.anweisungsdatum);
    let mut stand =
        Stand { beleg, termine, rechtzeitig, frei: Vec::new(), betrag: Betrag::NULL, offen: 0, in_diesem_lauf: false };
    for urteil in urteile.iter().filter(unerledigt) {
        match urteil.lage() {
            Lage::Frei(netto) => {
                stand.frei.push(*urteil);
                stand.betrag += netto;
            }
            Lage::Zurueck => zurueck.extend(urteil.erledigt(eingabe.datum, None)),
            Lage::Offen => stand.offen += 1,
        }
    }
    stand
}

fn beleg_anordnen<U: Posten>(
    eingabe: &Eingabe<'_, U>,
    stand: &Stand<'_, U>,
    konten: &mut Kontenlage,
    ergebnis: &mut Ergebnis<U::Erledigt>,
    forderungen: &mut Vec<Forderung<U::Erledigt>>,
) {
    let faellig = eingabe.alle || eingabe.datum >= stand.termine.anweisungsdatum;
    let grund = match (stand.frei.is_empty(), faellig) {
        (true, _) if stand.offen == 0 || stand.in_diesem_lauf => return,
        (true, _) => "nichts freigegeben".to_owned(),
        (false, false) => "noch nicht fällig".to_owned(),
        (false, true) if stand.betrag < Betrag::NULL && eingabe.verrechnung => {
            forderungen.push(forderung(eingabe, stand));
            return;
        }
        (false, true) if stand.betrag <= Betrag::NULL => "Betrag null oder negativ".to_owned(),
        (false, true) => match konten::sperre(stand.beleg, konten) {
            None => {
                let auftrag = auftrag(eingabe, stand);
                konten.bezahlt(&auftrag.anweisung, false);
                ergebnis.auftraege.push(auftrag);
                return;
            }
            Some(befund) => {
                let grund = konten::abhilfe(stand.beleg, &befund);
                let posten = stand.frei.iter().map(|urteil| urteil.posten()).min().unwrap_or_default();
                let frist = stand.termine.anweisungsdatum;
                ergebnis.aufgaben.extend(konten::aufgabe(stand.beleg, &befund, posten, stand.betrag, frist));
                ergebnis.gesperrt.push(befund);
                grund
            }
        },
    };
    ergebnis.ohne.push(ohne_anweisung(stand, grund));
}

fn ohne_anweisung<U: Posten>(stand: &Stand<'_, U>, grund: String) -> OhneAnweisung {
    OhneAnweisung {
        beleg_id: stand.beleg.beleg_id.clone(),
        rechnungsnummer: stand.beleg.rechnungsnummer.clone(),
        betrag: stand.betrag,
        anzahl_rezepte: stand.frei.len() as u32,
        anzahl_offen: stand.offen,
        anweisungsdatum: stand.termine.anweisungsdatum,
        grund,
    }
}

/// What is released, as it is kept for ever.
fn bezahlt<U: Posten>(eingabe: &Eingabe<'_, U>, stand: &Stand<'_, U>) -> Vec<U::Erledigt> {
    let zahlung = Zahlung {
        zahlungsziel: stand.termine.zahlungsziel,
        rabattstand: if stand.rechtzeitig { Rabattstand::Gewahrt } else { Rabattstand::Verloren },
    };
    stand.frei.iter().filter_map(|urteil| urteil.erledigt(eingabe.datum, Some(zahlung))).collect()
}

fn forderung<U: Posten>(eingabe: &Eingabe<'_, U>, stand: &Stand<'_, U>) -> Forderung<U::Erledigt> {
    Forderung {
        rechnungssteller_ik: stand.beleg.rechnungssteller_ik.clone(),
        le_nr: stand.beleg.le_nr.clone(),
        posten: bezahlt(eingabe, stand),
        ohne: ohne_anweisung(stand, verrechnung::WARTET.to_owned()),
    }
}

fn auftrag<U: Posten>(eingabe: &Eingabe<'_, U>, stand: &Stand<'_, U>) -> Auftrag<U::Erledigt> {
    let (beleg, termine) = (stand.beleg, stand.termine);
    let teil = eingabe.bestand.teile.get(&beleg.beleg_id).copied().unwrap_or(0) + 1;
    let rabatte: Betrag = stand.frei.iter().map(|urteil| urteil.rabatt()).sum();
    let posten = bezahlt(eingabe, stand);
    Auftrag {
        anweisung: Anweisung {
            anweisung_id: format!("{}-{}-{teil}", eingabe.code, beleg.beleg_id),
            zahlungsstatus: if stand.offen == 0 { Zahlungsstatus::Abschluss } else { Zahlungsstatus::Abschlag },
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
            rechtzeitig: stand.rechtzeitig.into(),
            rabatt_gefaehrdet: if stand.rechtzeitig { 0 } else { rabatte.cent() },
            quellkonto: eingabe.quellkonto.to_owned(),
            le_nr: beleg.le_nr.clone(),
            verrechnet: Betrag::NULL,
        },
        teil,
        posten,
    }
}

/// What an order of this very run pays otherwise than the verdict says now.
fn widersprueche<U: Posten>(eingabe: &Eingabe<'_, U>) -> Vec<String> {
    if eingabe.bestand.rezepte.is_empty() {
        return Vec::new();
    }
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
