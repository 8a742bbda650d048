//! The invoice as a whole: what was billed and found, and how many of its prescriptions were returned or corrected.

use std::collections::BTreeSet;

use stage::Result;

use crate::geschichte::{Abschnitt, Art, Blick, Punkt};
use crate::worte::{betrag, datum};
use crate::zeilen::{Zeile, eine, zeilen};

/// Figures as people call them, and whether they are amounts.
const FIGUREN: [(&str, &str, bool); 7] = [
    ("anzahl_rezepte", "gelistet", false),
    ("anzahl_geliefert", "geliefert", false),
    ("brutto", "Brutto", true),
    ("zuzahlung", "Zuzahlung", true),
    ("ap_rabatt", "Apothekenabschlag", true),
    ("hs_rabatt", "Herstellerabschlag", true),
    ("netto", "Netto", true),
];

/// Counts and amounts as billed (Soll) and as found (Ist), what became of the prescriptions, and what people corrected.
pub(crate) fn abschnitt(blick: &Blick<'_>) -> Result<Abschnitt> {
    let beleg = [("beleg_id", blick.fund.beleg_id.as_str())];
    let figuren = zeilen(blick.lauf, "30-stage1/rechnungen.csv", &beleg)?;
    let mut punkte: Vec<Punkt> = figuren.iter().filter_map(figur).collect();
    let urteile = zeilen(blick.lauf, "50-stage2/urteile.csv", &beleg)?;
    let anzahl = |klasse: &str| urteile.iter().filter(|urteil| urteil.wert("klasse") == klasse).count();
    punkte.push(Punkt::angabe(
        "Rezepte",
        format!("{} bezahlt, {} abgewiesen, {} offen", anzahl("zahlen"), anzahl("abweisen"), anzahl("offen")),
    ));
    let (erste, zweite) = (korrigiert(blick, "korrektur1")?, korrigiert(blick, "korrektur2")?);
    punkte.push(Punkt::angabe(
        "korrigiert",
        format!("{} (Erstkorrektur {}, Zweitkorrektur {})", erste.union(&zweite).count(), erste.len(), zweite.len()),
    ));
    Ok(Abschnitt { titel: "Rechnung im Ganzen", quelle: blick.quelle("30-stage1"), punkte })
}

/// A figure as billed and as found.
fn figur(zeile: &Zeile) -> Option<Punkt> {
    let (_, was, geld) = FIGUREN.iter().find(|(name, ..)| *name == zeile.wert("groesse"))?;
    let wert = |spalte: &str| if *geld { betrag(zeile.wert(spalte)) } else { zeile.wert(spalte).to_owned() };
    let gleich = zeile.wert("regel").is_empty();
    let mut text = format!("Soll {}, Ist {}", wert("soll"), wert("ist"));
    if !gleich {
        text += &format!(", Differenz {} ({})", wert("differenz"), zeile.wert("regel"));
    }
    Some(Punkt::neu(if gleich { Art::Gut } else { Art::Schlecht }, *was, text))
}

/// The prescriptions of the invoice of which a person corrected something in that way, in any run.
fn korrigiert(blick: &Blick<'_>, art: &str) -> Result<BTreeSet<String>> {
    let mut blaetter = BTreeSet::new();
    for lauf in &blick.bestand.laeufe {
        let gesagt =
            zeilen(lauf, "20-invoices/entscheidungen.csv", &[("beleg_id", &blick.fund.beleg_id), ("art", art)])?;
        blaetter.extend(gesagt.iter().map(|zeile| zeile.wert("pic_nr").to_owned()));
    }
    Ok(blaetter)
}

/// An invoice by our number of it, as people know it: the biller's number and its date.
pub(crate) fn genannt(blick: &Blick<'_>, beleg_id: &str) -> Result<String> {
    for lauf in &blick.bestand.laeufe {
        if let Some(zeile) = eine(lauf, "20-invoices/rechnungen.csv", &[("beleg_id", beleg_id)])? {
            let vom = datum(zeile.wert("rechnungsdatum"));
            return Ok(format!("Rechnung {} vom {vom}, Beleg {beleg_id}", zeile.wert("rechnungsnummer")));
        }
    }
    Ok(format!("Beleg {beleg_id}"))
}
