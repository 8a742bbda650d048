//! Which amounts are ordered today.
//!
//! Pure: what invoices come to and what the ledger knows go in, orders come out. The ledger then makes them in one
//! transaction; what it holds is the truth. What is ordered, a prescription ([`rezepte`]) or a line of a facility
//! ([`leistungen`]), is a [`Posten`] of a [`Beleg`] here. Verdicts are read twice, invoice by invoice: to sum each up
//! ([`stand`]), and once all is decided to settle them one by one.
//!
//! An account that no bank file can hold, or that people have to look at first, is not ordered to ([`konten`],
//! [`kontenlage`]), so that it does not hold back the others. An invoice with a released sum below zero is set off against
//! an order to its biller, if the payer wants that ([`verrechnung`]). What people decided on something settled is settled
//! anew over the difference: it is ordered as a part of its invoice, or claimed back ([`nachtraege`]). An order that came
//! back is made anew or given up ([`ruecklaeufer`]). What lateness costs is told prescription by prescription ([`rabatt`]).

mod brief;
pub mod konten;
pub mod kontenlage;
pub mod leistungen;
pub mod nachtraege;
pub mod rabatt;
pub mod rezepte;
pub mod ruecklaeufer;
pub mod stand;
#[cfg(test)]
mod tests;
pub mod verrechnung;
mod vorschau;

use std::collections::HashMap;

use chrono::NaiveTime;
use domain::{
    Anweisung, Aufgabe, Betrag, Datum, Erledigt, Fristen, Kontobefund, OhneAnweisung, Rabattstand, Verzicht,
    Zahlungsstatus,
};
use rules::fristen;
use rules::kalender::Kalender;

pub use brief::{Brief, zahlungsanweisung};
use kontenlage::Kontenlage;
use stand::{Anordnung, Belegstand};
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
    /// Earlier runs paid more for it than it is worth now: so much, below zero, is claimed back.
    Forderung(Betrag),
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

    /// What earlier runs settled for it, where it is judged anew.
    fn bisher(&self) -> Option<Betrag> {
        None
    }

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
pub struct Eingabe<'a> {
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
    /// What each of them comes to.
    pub staende: &'a [Belegstand],
    /// What this run ordered before.
    pub anweisungen: &'a [Anweisung],
    /// What is known of accounts.
    pub konten: &'a Kontenlage,
}

/// What is to be done.
#[derive(Debug, Default)]
pub struct Ergebnis {
    /// New orders.
    pub auftraege: Vec<Auftrag>,
    /// Invoices for which nothing is ordered although something is released or open.
    pub ohne: Vec<OhneAnweisung>,
    /// Findings about accounts because of which nothing is ordered.
    pub gesperrt: Vec<Kontobefund>,
    /// What people are asked about them.
    pub aufgaben: Vec<Aufgabe>,
    /// Orders that came back and are given up.
    pub verzichte: Vec<Verzicht>,
}

/// A new order.
#[derive(Clone, Debug, PartialEq)]
pub struct Auftrag {
    /// The order.
    pub anweisung: Anweisung,
    /// Which part of the invoice it is, from 1.
    pub teil: u32,
    /// The invoices whose released parts it pays: its own, then those that it sets off.
    pub anteile: Vec<Anteil>,
}

/// What an order pays of an invoice: all that is released of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anteil {
    /// Our number of the invoice.
    pub beleg_id: String,
    /// Sum in euro.
    pub betrag: Betrag,
    /// What is kept of its payment.
    pub zahlung: Zahlung,
}

impl Ergebnis {
    /// What becomes of the released parts of each invoice that is ordered or set off.
    pub fn anordnungen(&self) -> HashMap<String, Anordnung> {
        let anordnung = |auftrag: &Auftrag, anteil: &Anteil| {
            let anweisung_id = auftrag.anweisung.anweisung_id.clone();
            (anteil.beleg_id.clone(), Anordnung { anweisung_id, zahlung: anteil.zahlung })
        };
        self.auftraege.iter().flat_map(|a| a.anteile.iter().map(|anteil| anordnung(a, anteil))).collect()
    }
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

/// An invoice with what it comes to, and its dates.
struct Vorgang<'a> {
    beleg: &'a Beleg,
    stand: &'a Belegstand,
    termine: Termine,
    rechtzeitig: bool,
}

/// Decides for every invoice what is ordered today.
pub fn ordne_an(eingabe: &Eingabe<'_>) -> Ergebnis {
    let mut ergebnis = Ergebnis::default();
    let mut forderungen = Vec::new();
    // The first account that this run orders to is the one that its later invoices are compared with.
    let mut konten = eingabe.konten.clone();
    eingabe.anweisungen.iter().for_each(|a| konten.bezahlt(a, true));
    for (beleg, stand) in eingabe.belege.iter().zip(eingabe.staende) {
        let stand = &stand.mit_forderungen(eingabe.verrechnung);
        let termine = Termine::ab(beleg.eingangsdatum, eingabe.fristen, eingabe.kalender);
        let rechtzeitig = fristen::rechtzeitig(eingabe.datum, eingabe.uhrzeit, termine.anweisungsdatum);
        let vorgang = Vorgang { beleg, stand, termine, rechtzeitig };
        beleg_anordnen(eingabe, &vorgang, &mut konten, &mut ergebnis, &mut forderungen);
    }
    ergebnis.ohne.extend(verrechnung::verrechne(&mut ergebnis.auftraege, forderungen));
    ergebnis.ohne.sort_by(domain::Tabelle::ordnung);
    ergebnis.aufgaben.sort_by(domain::Tabelle::ordnung);
    ergebnis
}

fn beleg_anordnen(
    eingabe: &Eingabe<'_>,
    vorgang: &Vorgang<'_>,
    konten: &mut Kontenlage,
    ergebnis: &mut Ergebnis,
    forderungen: &mut Vec<Forderung>,
) {
    let Vorgang { beleg, stand, termine, .. } = vorgang;
    let faellig = eingabe.alle || eingabe.datum >= termine.anweisungsdatum;
    let grund = match (stand.frei == 0, faellig) {
        (true, _) if stand.offen == 0 || stand.in_diesem_lauf => return,
        (true, _) => "nichts freigegeben".to_owned(),
        (false, false) => "noch nicht fällig".to_owned(),
        (false, true) if stand.betrag < Betrag::NULL && eingabe.verrechnung => {
            forderungen.push(forderung(vorgang));
            return;
        }
        (false, true) if stand.betrag <= Betrag::NULL => "Betrag null oder negativ".to_owned(),
        (false, true) => match konten::sperre(beleg, konten) {
            None => {
                let auftrag = auftrag(eingabe, vorgang);
                konten.bezahlt(&auftrag.anweisung, false);
                ergebnis.auftraege.push(auftrag);
                return;
            }
            Some(befund) => {
                let grund = konten::abhilfe(beleg, &befund);
                let frist = termine.anweisungsdatum;
                ergebnis.aufgaben.extend(konten::aufgabe(beleg, &befund, &stand.erster, stand.betrag, frist));
                ergebnis.gesperrt.push(befund);
                grund
            }
        },
    };
    ergebnis.ohne.push(ohne_anweisung(vorgang, grund));
}

fn ohne_anweisung(vorgang: &Vorgang<'_>, grund: String) -> OhneAnweisung {
    OhneAnweisung {
        beleg_id: vorgang.beleg.beleg_id.clone(),
        rechnungsnummer: vorgang.beleg.rechnungsnummer.clone(),
        betrag: vorgang.stand.betrag,
        anzahl_rezepte: vorgang.stand.frei,
        anzahl_offen: vorgang.stand.offen,
        anweisungsdatum: vorgang.termine.anweisungsdatum,
        grund,
    }
}

/// What is released, with what is kept of its payment.
fn anteil(vorgang: &Vorgang<'_>) -> Anteil {
    let zahlung = Zahlung {
        zahlungsziel: vorgang.termine.zahlungsziel,
        rabattstand: if vorgang.rechtzeitig { Rabattstand::Gewahrt } else { Rabattstand::Verloren },
    };
    Anteil { beleg_id: vorgang.beleg.beleg_id.clone(), betrag: vorgang.stand.betrag, zahlung }
}

fn forderung(vorgang: &Vorgang<'_>) -> Forderung {
    Forderung {
        rechnungssteller_ik: vorgang.beleg.rechnungssteller_ik.clone(),
        le_nr: vorgang.beleg.le_nr.clone(),
        anteil: anteil(vorgang),
        ohne: ohne_anweisung(vorgang, verrechnung::WARTET.to_owned()),
    }
}

fn auftrag(eingabe: &Eingabe<'_>, vorgang: &Vorgang<'_>) -> Auftrag {
    let Vorgang { beleg, stand, termine, rechtzeitig } = vorgang;
    let teil = stand.teile + 1;
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
            betrag: stand.betrag,
            anzahl_rezepte: stand.frei,
            rabattfrist: termine.rabattfrist,
            zahlungsziel: termine.zahlungsziel,
            anweisungsdatum: termine.anweisungsdatum,
            angewiesen_am: eingabe.datum,
            rechtzeitig: (*rechtzeitig).into(),
            rabatt_gefaehrdet: if *rechtzeitig { 0 } else { stand.rabatte.cent() },
            quellkonto: eingabe.quellkonto.to_owned(),
            le_nr: beleg.le_nr.clone(),
            verrechnet: Betrag::NULL,
            ersetzt: String::new(),
        },
        teil,
        anteile: vec![anteil(vorgang)],
    }
}
