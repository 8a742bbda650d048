//! Indications and articles.

use super::rezepte::BALKEN;
use super::{Abschnitt, Tabelle, Zelle};
use crate::bild::{Einheit, Reihe, balken};
use crate::zahlen::Auswertung;

/// Rows of a long table.
const ZEILEN: usize = 25;

pub(super) fn indikationen(a: &Auswertung) -> Abschnitt {
    let mut zeilen: Vec<&domain::Indikation> = a.indikationen.iter().collect();
    zeilen.sort_by_key(|i| std::cmp::Reverse(i.kosten));
    let name = |i: &domain::Indikation| match i.atc.as_str() {
        "" if i.bezeichnung.is_empty() => "seltene Gruppen".to_owned(),
        "" => i.bezeichnung.clone(),
        atc => format!("{atc} {}", i.bezeichnung),
    };
    let erste = || zeilen.iter().take(BALKEN);
    let namen: Vec<String> = erste().map(|i| name(i)).collect();
    let reihen = [
        Reihe { name: "Kosten ohne Einsparung", werte: erste().map(|i| (i.kosten - i.einsparung).cent()).collect() },
        Reihe { name: "möglich einzusparen", werte: erste().map(|i| i.einsparung.cent()).collect() },
    ];
    let zeile = |i: &&domain::Indikation| {
        vec![
            Zelle::text(&name(i)),
            Zelle::anzahl(i.rezepte),
            Zelle::anzahl(i.packungen),
            Zelle::euro(i.kosten),
            Zelle::euro(i.ueber_festbetrag),
            Zelle::euro(i.einsparung),
        ]
    };
    let spalten = ["Gruppe (ATC)", "#Rezepte", "#Packungen", "#Kosten EUR", "#über Festbetrag EUR", "#Einsparung EUR"];
    Abschnitt {
        titel: "Indikationen".into(),
        satz: "Bezahlte Artikel nach ATC-Gruppe. Einsparung: hätte jede Packung so viel gekostet wie die günstigste desselben ATC-Codes und derselben Packungsgröße.".into(),
        bild: balken("Kosten nach Indikation", &namen, &reihen, Einheit::Euro),
        tabellen: vec![Tabelle::neu("Indikationen", &spalten, zeilen.iter().map(zeile).collect()).erste(ZEILEN)],
        dateien: vec!["indikationen.csv"],
    }
}

pub(super) fn artikel(a: &Auswertung) -> Abschnitt {
    let mut zeilen: Vec<&domain::Artikelsumme> = a.artikel.iter().collect();
    zeilen.sort_by(|x, y| y.taxe.cmp(&x.taxe).then_with(|| x.pzn.cmp(&y.pzn)));
    let zeile = |s: &&domain::Artikelsumme| {
        let name = match (s.pzn.is_empty(), s.bezeichnung.is_empty()) {
            (true, _) => "seltene Artikel",
            (false, true) => "nicht in der Artikelliste",
            (false, false) => &s.bezeichnung,
        };
        vec![
            Zelle::text(&s.pzn),
            Zelle::text(name),
            Zelle::text(&s.wirkstoff),
            Zelle::text(&s.atc),
            Zelle::anzahl(s.rezepte),
            Zelle::anzahl(s.packungen),
            Zelle::euro(s.taxe),
        ]
    };
    let spalten = ["PZN", "Artikel", "Wirkstoff", "ATC", "#Rezepte", "#Packungen", "#Taxe EUR"];
    Abschnitt {
        titel: "Artikel".into(),
        satz: "Bezahlte Artikel, der teuerste in der Summe zuerst.".into(),
        bild: None,
        tabellen: vec![Tabelle::neu("Artikel", &spalten, zeilen.iter().map(zeile).collect()).erste(ZEILEN)],
        dateien: vec!["artikel.csv"],
    }
}
