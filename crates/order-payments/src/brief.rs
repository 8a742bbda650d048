//! The Zahlungsanweisung: the letter with which the payer is asked to pay.

use std::collections::BTreeMap;

use documents::{Blatt, Spalte, Tabelle};
use domain::datum::{deutsch, ttmmjj};
use domain::{Anweisung, Betrag, Datum, Kostentraeger};

/// The letter: orders grouped by account with a subtotal each, the total, and a field for the payer's confirmation.
pub fn zahlungsanweisung(code: &str, kostentraeger: &Kostentraeger, datum: Datum, anweisungen: &[Anweisung]) -> Blatt {
    let gesamt: Betrag = anweisungen.iter().map(|anweisung| anweisung.betrag).sum();
    let blatt = Blatt::neu("Zahlungsanweisung")
        .zeilen([kostentraeger.name.clone(), format!("Kostenträger {code}, IK {}", kostentraeger.ik)])
        .angaben([("Datum", deutsch(datum)), ("Unser Zeichen", zeichen(code, datum))]);
    if anweisungen.is_empty() {
        return blatt.absatz("An diesem Tag ist nichts zur Zahlung anzuweisen.");
    }
    blatt
        .absatz("Wir bitten, die folgenden Beträge innerhalb der Rabattfrist zu zahlen:")
        .tabelle(tabelle(anweisungen).summe("Gesamtsumme Zahlungen", gesamt.deutsch()))
        .absatz(&format!(
            "Anzahl der Zahlungen: {}. Fällig spätestens am {}.",
            anweisungen.len(),
            anweisungen.iter().map(|a| a.zahlungsziel).min().map(deutsch).unwrap_or_default()
        ))
        .absatz("Bestätigung des Kostenträgers: Die oben genannten Beträge wurden zur Zahlung angewiesen.")
        .unterschrift(["Datum der Ausführung", "Unterschrift und Stempel"])
}

/// `Z.A. TT.MM.JJ.<payer>`
fn zeichen(code: &str, datum: Datum) -> String {
    let ziffern = ttmmjj(datum);
    format!("Z.A. {}.{}.{}.{code}", &ziffern[0..2], &ziffern[2..4], &ziffern[4..6])
}

fn tabelle(anweisungen: &[Anweisung]) -> Tabelle {
    let mut konten: BTreeMap<(&str, &str, &str), Vec<&Anweisung>> = BTreeMap::new();
    for anweisung in anweisungen {
        let kennung = if anweisung.konto.is_empty() { anweisung.iban.as_str() } else { "" };
        konten.entry((kennung, &anweisung.blz, &anweisung.konto)).or_default().push(anweisung);
    }
    let mut tabelle = Tabelle::neu([
        Spalte::links("Zahlungsstatus"),
        Spalte::links("Int. Bel."),
        Spalte::links("RechNr."),
        Spalte::links("ARZIK"),
        Spalte::rechts("Kontonr."),
        Spalte::links("BLZ/IBAN"),
        Spalte::links("ARZ"),
        Spalte::rechts("Betrag in EUR"),
    ]);
    for gruppe in konten.values() {
        for anweisung in gruppe {
            tabelle = tabelle.zeile(zeile(anweisung));
        }
        let summe: Betrag = gruppe.iter().map(|anweisung| anweisung.betrag).sum();
        tabelle = tabelle.summe("Zwischensumme Konto", summe.deutsch());
    }
    tabelle
}

fn zeile(anweisung: &Anweisung) -> [String; 8] {
    [
        anweisung.zahlungsstatus.to_string(),
        anweisung.beleg_id.clone(),
        anweisung.rechnungsnummer.clone(),
        anweisung.rechnungssteller_ik.clone(),
        anweisung.konto.clone(),
        if anweisung.konto.is_empty() { anweisung.iban.clone() } else { anweisung.blz.clone() },
        anweisung.rechnungssteller.clone(),
        anweisung.betrag.deutsch(),
    ]
}
