//! What people are asked about money that came back.

use domain::datum::deutsch;
use domain::{Aufgabe, EntscheidungsArt, Tabelle};
use ledger::Ruecklauf;

/// One task for each order that came back: to make it anew, or to give it up.
pub fn aufgaben(ruecklaeufe: &[Ruecklauf]) -> Vec<Aufgabe> {
    let mut aufgaben: Vec<Aufgabe> = ruecklaeufe.iter().map(aufgabe).collect();
    Aufgabe::ordne(&mut aufgaben);
    aufgaben
}

fn aufgabe(Ruecklauf { anweisung: a, zurueckweisung: z }: &Ruecklauf) -> Aufgabe {
    let konto = match (a.iban.is_empty(), a.konto.is_empty()) {
        (false, _) => format!("IBAN {}", a.iban),
        (true, _) => format!("Konto {} bei BLZ {}", a.konto, a.blz),
    };
    Aufgabe {
        art: EntscheidungsArt::Neuanweisung.to_string(),
        feld: a.anweisung_id.clone(),
        aufgabe: format!(
            "{} EUR an {} ({konto}) kamen am {} zurück: {}. Beim Rechnungssteller unter der bekannten Nummer nachfragen; \
             wert = die richtige IBAN, oder gleich für dasselbe Konto (zwei Personen); oder art = verzicht und wert = der \
             Grund, warum nichts mehr zu zahlen ist",
            a.betrag.deutsch(),
            a.rechnungssteller,
            deutsch(z.bestaetigt_am),
            z.bemerkung
        ),
        folgen: "IBAN oder gleich, von zwei Personen: Der Betrag wird neu angewiesen · nichts: Er bleibt offen".into(),
        anweisungsdatum: Some(a.anweisungsdatum),
        brutto: Some(a.betrag),
        rechnungssteller: rules::aufgabe::biller(&a.rechnungssteller, &a.rechnungssteller_ik),
        rechnungsnummer: a.rechnungsnummer.clone(),
        beleg_id: a.beleg_id.clone(),
        ..Aufgabe::leer()
    }
}
