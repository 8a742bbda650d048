//! The Zahlungsanweisung: the letter with which the payer is asked to pay.

use std::collections::BTreeMap;

use documents::{Blatt, Briefkopf, Spalte, Tabelle};
use domain::datum::{deutsch, ttmmjj};
use domain::{Anweisung, Betrag, Datum, Kostentraeger};

/// The letter: orders grouped by account with a subtotal each, the total, and a field for the payer's confirmation.
pub fn zahlungsanweisung(code: &str, kostentraeger: &Kostentraeger, datum: Datum, anweisungen: &[Anweisung]) -> Blatt {
    let gesamt: Betrag = anweisungen.iter().map(|anweisung| anweisung.betrag).sum();
    let blatt = Blatt::brief(
        "Zahlungsanweisung",
        Briefkopf {
            absender: kostentraeger.brief.absender.clone(),
            anschrift: std::iter::once(&kostentraeger.name).chain(&kostentraeger.brief.anschrift).cloned().collect(),
            angaben: vec![
                ("Kostenträger".into(), format!("{code}, IK {}", kostentraeger.ik)),
                ("Datum".into(), deutsch(datum)),
                ("Unser Zeichen".into(), zeichen(code, datum)),
            ],
        },
    );
    if anweisungen.is_empty() {
        return blatt.absatz("An diesem Tag ist nichts zur Zahlung anzuweisen.");
    }
    blatt
        .absatz(if an_leistungserbringer(anweisungen) {
            "Wir bitten, die folgenden Beträge an Leistungserbringer fristgerecht zu zahlen:"
        } else {
            "Wir bitten, die folgenden Beträge innerhalb der Rabattfrist zu zahlen:"
        })
        .tabelle(tabelle(anweisungen).summe("Gesamtsumme Zahlungen", gesamt.deutsch()))
        .absatz(&format!(
            "Anzahl der Zahlungen: {}. Fällig spätestens am {}.",
            anweisungen.len(),
            anweisungen.iter().map(|a| a.zahlungsziel).min().map(deutsch).unwrap_or_default()
        ))
        .feld(
            "Bestätigung des Kostenträgers: Die oben genannten Beträge wurden zur Zahlung angewiesen.",
            ["Datum der Ausführung", "Unterschrift und Stempel"],
        )
}

/// `Z.A. TT.MM.JJ.<payer>`
fn zeichen(code: &str, datum: Datum) -> String {
    let ziffern = ttmmjj(datum);
    format!("Z.A. {}.{}.{}.{code}", &ziffern[0..2], &ziffern[2..4], &ziffern[4..6])
}

/// Whether facilities are paid; else clearing centres and pharmacies.
fn an_leistungserbringer(anweisungen: &[Anweisung]) -> bool {
    anweisungen.iter().any(|anweisung| !anweisung.le_nr.is_empty())
}

fn tabelle(anweisungen: &[Anweisung]) -> Tabelle {
    let (nummer, name) =
        if an_leistungserbringer(anweisungen) { ("LE-Nr.", "Leistungserbringer") } else { ("ARZIK", "ARZ") };
    let mut konten: BTreeMap<(&str, &str, &str), Vec<&Anweisung>> = BTreeMap::new();
    for anweisung in anweisungen {
        let kennung = if anweisung.konto.is_empty() { anweisung.iban.as_str() } else { "" };
        konten.entry((kennung, &anweisung.blz, &anweisung.konto)).or_default().push(anweisung);
    }
    let mut tabelle = Tabelle::neu([
        Spalte::links("Zahlungsstatus"),
        Spalte::links("Int. Bel."),
        Spalte::links("RechNr."),
        Spalte::links(nummer),
        Spalte::rechts("Kontonr."),
        Spalte::links("BLZ/IBAN"),
        Spalte::links(name),
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
        format!("{}{}", anweisung.rechnungssteller_ik, anweisung.le_nr),
        anweisung.konto.clone(),
        if anweisung.konto.is_empty() { anweisung.iban.clone() } else { anweisung.blz.clone() },
        anweisung.rechnungssteller.clone(),
        anweisung.betrag.deutsch(),
    ]
}
