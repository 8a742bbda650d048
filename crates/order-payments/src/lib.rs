//! Which amounts are ordered today.
//!
//! Pure: verdicts, invoices and what the ledger knows go in, orders come out. The ledger then makes them in one
//! transaction; what it holds is the truth, and the files of the stage are written from it.

mod brief;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use domain::{
    Anweisung, Betrag, Datum, ErledigtesRezept, Klasse, Kostentraeger, OhneAnweisung, Rechnung, Urteil, Zahlungsstatus,
};
use ledger::{Auftrag, Bestand};
use rules::fristen;
use rules::kalender::Kalender;

pub use brief::zahlungsanweisung;

/// What is decided on.
#[derive(Debug)]
pub struct Eingabe<'a> {
    /// Code of the payer.
    pub code: &'a str,
    /// Its configuration: deadlines and IBAN table.
    pub kostentraeger: &'a Kostentraeger,
    /// Working days of its Land.
    pub kalender: &'a Kalender,
    /// Business date.
    pub datum: Datum,
    /// Order regardless of the Anweisungsdatum.
    pub alle: bool,
    /// Invoices of the run.
    pub rechnungen: &'a [Rechnung],
    /// Verdicts on their prescriptions.
    pub urteile: &'a [Urteil],
    /// What the ledger knows.
    pub bestand: &'a Bestand,
}

/// What is to be done.
#[derive(Debug, Default)]
pub struct Ergebnis {
    /// New orders.
    pub auftraege: Vec<Auftrag>,
    /// Prescriptions that this run returns.
    pub abgewiesen: Vec<ErledigtesRezept>,
    /// Invoices for which nothing is ordered although something is released or open.
    pub ohne: Vec<OhneAnweisung>,
    /// Prescriptions that this run ordered before and would now judge otherwise. The order stands.
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
pub fn ordne_an(eingabe: &Eingabe<'_>) -> Ergebnis {
    let mut je_beleg: HashMap<&str, Vec<&Urteil>> = HashMap::new();
    for urteil in eingabe.urteile {
        je_beleg.entry(&urteil.beleg_id).or_default().push(urteil);
    }
    let mut ergebnis = Ergebnis { widersprueche: widersprueche(eingabe), ..Ergebnis::default() };
    for rechnung in eingabe.rechnungen {
        let urteile = je_beleg.get(rechnung.beleg_id.as_str()).map_or(&[][..], Vec::as_slice);
        rechnung_anordnen(eingabe, rechnung, urteile, &mut ergebnis);
    }
    ergebnis.abgewiesen.sort_by(|a, b| (&a.beleg_id, &a.pic_nr).cmp(&(&b.beleg_id, &b.pic_nr)));
    ergebnis
}

fn rechnung_anordnen(eingabe: &Eingabe<'_>, rechnung: &Rechnung, urteile: &[&Urteil], ergebnis: &mut Ergebnis) {
    let unerledigt = |urteil: &&&Urteil| {
        urteil.erledigt_am.is_none()
            && !eingabe.bestand.erledigt.contains(&(urteil.beleg_id.clone(), urteil.pic_nr.clone()))
    };
    let je_klasse = |klasse| urteile.iter().filter(unerledigt).filter(move |urteil| urteil.klasse == klasse);
    let offen = je_klasse(Klasse::Offen).count() as u32;
    let frei: Vec<&Urteil> = je_klasse(Klasse::Zahlen).copied().collect();
    ergebnis.abgewiesen.extend(je_klasse(Klasse::Abweisen).filter_map(|urteil| erledigt(urteil, eingabe.datum)));

    let betrag: Betrag = frei.iter().filter_map(|urteil| urteil.netto).sum();
    let termine = termine(rechnung.eingangsdatum, eingabe);
    let faellig = eingabe.alle || eingabe.datum >= termine.anweisungsdatum;
    if faellig && betrag > Betrag::NULL {
        ergebnis.auftraege.push(auftrag(eingabe, rechnung, &frei, termine, offen));
    } else if (!frei.is_empty() || offen > 0) && !in_diesem_lauf(eingabe, rechnung) {
        ergebnis.ohne.push(OhneAnweisung {
            beleg_id: rechnung.beleg_id.clone(),
            rechnungsnummer: rechnung.rechnungsnummer.clone(),
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
fn in_diesem_lauf(eingabe: &Eingabe<'_>, rechnung: &Rechnung) -> bool {
    eingabe.bestand.anweisungen.iter().any(|anweisung| anweisung.beleg_id == rechnung.beleg_id)
}

fn termine(eingangsdatum: Datum, eingabe: &Eingabe<'_>) -> Termine {
    let regeln = &eingabe.kostentraeger.fristen;
    let zahlungsziel = fristen::zahlungsziel(eingangsdatum, regeln, eingabe.kalender);
    Termine {
        rabattfrist: fristen::rabattfrist(eingangsdatum, regeln),
        zahlungsziel,
        anweisungsdatum: fristen::anweisungsdatum(zahlungsziel, regeln, eingabe.kalender),
    }
}

fn auftrag(eingabe: &Eingabe<'_>, rechnung: &Rechnung, frei: &[&Urteil], termine: Termine, offen: u32) -> Auftrag {
    let teil = eingabe.bestand.teile.get(&rechnung.beleg_id).copied().unwrap_or(0) + 1;
    let rechtzeitig = eingabe.datum <= termine.anweisungsdatum;
    let rabatte: Betrag = frei.iter().flat_map(|urteil| [urteil.ap_rabatt, urteil.hs_rabatt]).flatten().sum();
    let rezepte: Vec<_> = frei.iter().filter_map(|urteil| erledigt(urteil, eingabe.datum)).collect();
    Auftrag {
        anweisung: Anweisung {
            anweisung_id: format!("{}-{}-{teil}", eingabe.code, rechnung.beleg_id),
            zahlungsstatus: if offen == 0 { Zahlungsstatus::Abschluss } else { Zahlungsstatus::Abschlag },
            beleg_id: rechnung.beleg_id.clone(),
            rechnungsnummer: rechnung.rechnungsnummer.clone(),
            rechnungssteller_ik: rechnung.rechnungssteller_ik.clone(),
            rechnungssteller: rechnung.rechnungssteller.clone(),
            iban: iban(rechnung, eingabe.kostentraeger),
            konto: rechnung.konto.clone(),
            blz: rechnung.blz.clone(),
            betrag: rezepte.iter().filter_map(|rezept| rezept.netto).sum(),
            anzahl_rezepte: rezepte.len() as u32,
            rabattfrist: termine.rabattfrist,
            zahlungsziel: termine.zahlungsziel,
            anweisungsdatum: termine.anweisungsdatum,
            angewiesen_am: eingabe.datum,
            rechtzeitig: rechtzeitig.into(),
            rabatt_gefaehrdet: if rechtzeitig { 0 } else { rabatte.cent() },
        },
        teil,
        rezepte,
    }
}

/// The IBAN on the invoice, else what the payer's table says of account and bank code. It is never computed.
fn iban(rechnung: &Rechnung, kostentraeger: &Kostentraeger) -> String {
    if rechnung.iban.is_empty() {
        kostentraeger.iban_fuer(&rechnung.konto, &rechnung.blz).unwrap_or_default().to_owned()
    } else {
        rechnung.iban.clone()
    }
}

/// The verdict as it is kept for ever; none for an open one.
fn erledigt(urteil: &Urteil, am: Datum) -> Option<ErledigtesRezept> {
    Some(ErledigtesRezept {
        beleg_id: urteil.beleg_id.clone(),
        pic_nr: urteil.pic_nr.clone(),
        erledigt_am: am,
        status: urteil.status?,
        klasse: urteil.klasse,
        vergabe: urteil.vergabe,
        brutto: urteil.brutto,
        zuzahlung: urteil.zuzahlung,
        ap_rabatt: urteil.ap_rabatt,
        hs_rabatt: urteil.hs_rabatt,
        absetzung: urteil.absetzung,
        netto: urteil.netto,
        stufe: urteil.stufe,
        entscheidung: urteil.entscheidung,
        aktenzeichen: urteil.aktenzeichen.clone(),
    })
}

/// Prescriptions whose order of this very run does not say what the verdict says now.
fn widersprueche(eingabe: &Eingabe<'_>) -> Vec<String> {
    let jetzt: HashMap<(&str, &str), &Urteil> =
        eingabe.urteile.iter().map(|urteil| ((urteil.beleg_id.as_str(), urteil.pic_nr.as_str()), urteil)).collect();
    let mut texte = Vec::new();
    for rezept in &eingabe.bestand.rezepte {
        let urteil = jetzt.get(&(rezept.beleg_id.as_str(), rezept.pic_nr.as_str()));
        let gleich = urteil.is_some_and(|urteil| urteil.netto == Some(rezept.netto));
        if !gleich {
            texte.push(format!(
                "prescription {} was ordered with {} by {}; it is judged otherwise now, and the order stands",
                rezept.pic_nr, rezept.netto, rezept.anweisung_id
            ));
        }
    }
    texte
}
