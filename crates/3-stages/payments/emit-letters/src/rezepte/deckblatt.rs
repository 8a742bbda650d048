//! The cover sheet to what goes back to one biller: returns of all his invoices together.

use documents::{Blatt, Spalte, Tabelle};
use domain::Betrag;
use domain::datum::deutsch;

use super::brief::{kopf_an, rezepte};
use super::rechnung::{Posten, Sache};
use super::{Eingabe, geht_zurueck};

/// The sheet; none if nothing goes back.
pub(super) fn deckblatt(eingabe: &Eingabe<'_>, sachen: &[Sache<'_>]) -> Option<Blatt> {
    let je_rechnung: Vec<(&Sache<'_>, Vec<&Posten<'_>>)> = sachen
        .iter()
        .map(|sache| (sache, sache.posten.iter().filter(|posten| geht_zurueck(posten)).collect::<Vec<_>>()))
        .filter(|(_, zurueck)| !zurueck.is_empty())
        .collect();
    let (erste, _) = je_rechnung.first()?;
    let anzahl: usize = je_rechnung.iter().map(|(_, zurueck)| zurueck.len()).sum();
    let summe = |posten: &[&Posten<'_>]| posten.iter().filter_map(|posten| posten.absetzung()).sum::<Betrag>();
    let mut tabelle = Tabelle::neu([
        Spalte::rechts("Nr."),
        Spalte::links("Rechnung"),
        Spalte::links("PicNr"),
        Spalte::links("Abgabe"),
        Spalte::links("Grund der Rückgabe"),
        Spalte::rechts("netto in EUR"),
    ]);
    let mut nr = 0;
    for (sache, zurueck) in &je_rechnung {
        for posten in zurueck {
            nr += 1;
            tabelle = tabelle.zeile([
                nr.to_string(),
                sache.rechnung.rechnungsnummer.clone(),
                posten.erledigt.pic_nr.clone(),
                posten.sendung.abgabe_datum.map(deutsch).unwrap_or_default(),
                format!("{} {}", posten.erledigt.status, posten.grund()),
                posten.absetzung().map_or_else(|| "nicht lesbar".to_owned(), Betrag::deutsch),
            ]);
        }
        let name = format!("Rechnung {}, {}", sache.rechnung.rechnungsnummer, rezepte(zurueck.len()));
        tabelle = tabelle.summe(&name, summe(zurueck).deutsch());
    }
    let gesamt: Betrag = je_rechnung.iter().map(|(_, zurueck)| summe(zurueck)).sum();
    let tabelle = tabelle.summe(&format!("zusammen {}", rezepte(anzahl)), gesamt.deutsch());
    Some(
        Blatt::brief("Deckblatt zur Rückgabe von Verordnungen", kopf_an(eingabe, erste))
            .absatz("Sehr geehrte Damen und Herren,")
            .absatz(&format!(
                "mit diesem Deckblatt erhalten Sie {} zurück, die nicht bezahlt {}. Was im Einzelnen zu tun ist, sagt die \
                 Differenzmitteilung zu jeder Rechnung.",
                if anzahl == 1 { "1 Verordnung".to_owned() } else { format!("{anzahl} Verordnungen") },
                if anzahl == 1 { "wird" } else { "werden" }
            ))
            .tabelle(tabelle)
            .zeilen(eingabe.kostentraeger.brief.gruss.iter().cloned())
            .feld(
                "Bestätigung des Empfängers: Die aufgeführten Verordnungen sind vollständig eingegangen.",
                ["Datum", "Unterschrift und Stempel"],
            ),
    )
}
