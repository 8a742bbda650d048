//! The preview: what would be ordered now, and what stands already. For the operator, not for the outside.

use documents::{Blatt, Spalte, Tabelle};
use domain::{Anweisung, Betrag, Datum, OhneAnweisung};

use crate::Ergebnis;

/// What `ergebnis` would add to the orders of this run that the ledger holds.
pub fn vorschau(code: &str, datum: Datum, ergebnis: &Ergebnis, anweisungen: &[Anweisung]) -> Blatt {
    let neu: Vec<&Anweisung> = ergebnis.auftraege.iter().map(|auftrag| &auftrag.anweisung).collect();
    let stehen: Vec<&Anweisung> = anweisungen.iter().collect();
    let blatt = Blatt::neu(&format!("{code} on {datum}: preview, nothing is changed"));
    let blatt = abschnitt(blatt, "Would be ordered now", &neu);
    let blatt = match ergebnis.ohne.as_slice() {
        [] => blatt.absatz("Not ordered: nothing."),
        ohne => blatt.absatz("Not ordered:").tabelle(nicht_angewiesen(ohne)),
    };
    abschnitt(blatt, "Ordered by this run before, and stands", &stehen)
}

fn abschnitt(blatt: Blatt, titel: &str, anweisungen: &[&Anweisung]) -> Blatt {
    if anweisungen.is_empty() {
        return blatt.absatz(&format!("{titel}: nothing."));
    }
    let spalten = [
        Spalte::links("anweisung_id"),
        Spalte::links("zahlungsstatus"),
        Spalte::links("beleg_id"),
        Spalte::links("rechnungsnummer"),
        Spalte::links("rechnungssteller"),
        Spalte::links("anweisungsdatum"),
        Spalte::links("rechtzeitig"),
        Spalte::rechts("betrag"),
    ];
    let zeile = |tabelle: Tabelle, a: &&Anweisung| {
        tabelle.zeile([
            a.anweisung_id.clone(),
            a.zahlungsstatus.to_string(),
            a.beleg_id.clone(),
            a.rechnungsnummer.clone(),
            a.rechnungssteller.clone(),
            a.anweisungsdatum.to_string(),
            a.rechtzeitig.to_string(),
            a.betrag.deutsch(),
        ])
    };
    let summe: Betrag = anweisungen.iter().map(|anweisung| anweisung.betrag).sum();
    let tabelle = anweisungen.iter().fold(Tabelle::neu(spalten), zeile);
    blatt.absatz(&format!("{titel}:")).tabelle(tabelle.summe("together", summe.deutsch()))
}

fn nicht_angewiesen(ohne: &[OhneAnweisung]) -> Tabelle {
    let spalten = [
        Spalte::links("beleg_id"),
        Spalte::links("rechnungsnummer"),
        Spalte::rechts("anzahl_rezepte"),
        Spalte::rechts("anzahl_offen"),
        Spalte::links("anweisungsdatum"),
        Spalte::links("grund"),
        Spalte::rechts("betrag"),
    ];
    let zeile = |tabelle: Tabelle, o: &OhneAnweisung| {
        tabelle.zeile([
            o.beleg_id.clone(),
            o.rechnungsnummer.clone(),
            o.anzahl_rezepte.to_string(),
            o.anzahl_offen.to_string(),
            o.anweisungsdatum.to_string(),
            o.grund.clone(),
            o.betrag.deutsch(),
        ])
    };
    let summe: Betrag = ohne.iter().map(|o| o.betrag).sum();
    ohne.iter().fold(Tabelle::neu(spalten), zeile).summe("together", summe.deutsch())
}
