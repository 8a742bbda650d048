//! The page of care services, part by part.

use super::{Abschnitt, Tabelle, Zelle};
use crate::bild::{Einheit, Reihe, balken};
use crate::zahlen::{Leistungsauswertung, zehntel};

/// The parts of the page, in their order.
pub fn leistungsabschnitte(a: &Leistungsauswertung) -> Vec<Abschnitt> {
    vec![monate(a), gruende(a), arten(a), bewilligungen(a)]
}

fn sonst(text: &str, wort: &'static str) -> String {
    if text.is_empty() { wort.to_owned() } else { text.to_owned() }
}

fn monate(a: &Leistungsauswertung) -> Abschnitt {
    let mut namen: Vec<String> = a.monate.iter().map(|m| m.abrechnungsmonat.clone()).collect();
    namen.dedup();
    let summe = |feld: fn(&domain::Leistungsmonat) -> domain::Betrag| -> Vec<i64> {
        let monate = || a.monate.iter();
        namen
            .iter()
            .map(|name| monate().filter(|m| m.abrechnungsmonat == *name).map(feld).sum::<domain::Betrag>().cent())
            .collect()
    };
    let reihen = [
        Reihe { name: "anerkannt", werte: summe(|m| m.anerkannt) },
        Reihe { name: "gekürzt und abgewiesen", werte: summe(|m| m.berechnet - m.anerkannt) },
    ];
    let zeile = |m: &domain::Leistungsmonat| {
        vec![
            Zelle::text(&m.abrechnungsmonat),
            Zelle::text(&sonst(&m.le_nr, "übrige")),
            Zelle::anzahl(m.positionen),
            Zelle::euro(m.berechnet),
            Zelle::euro(m.anerkannt),
            Zelle::euro(m.netto),
            Zelle::anzahl(m.abgewiesen),
        ]
    };
    let spalten = ["Monat", "LE", "#Positionen", "#berechnet EUR", "#anerkannt EUR", "#angewiesen EUR", "#abgewiesen"];
    Abschnitt {
        titel: "Leistungserbringer und Monate".into(),
        satz: "Erledigte Positionen nach dem Monat, für den sie berechnet sind.".into(),
        bild: balken("Berechnete Beträge im Monat", &namen, &reihen, Einheit::Euro),
        tabellen: vec![Tabelle::neu("Monate", &spalten, a.monate.iter().map(zeile).collect())],
        dateien: vec!["leistungsmonate.csv"],
    }
}

fn gruende(a: &Leistungsauswertung) -> Abschnitt {
    let mut zeilen: Vec<&domain::Leistungsgrund> = a.gruende.iter().collect();
    zeilen.sort_by_key(|g| std::cmp::Reverse(g.absetzung));
    let name = |g: &domain::Leistungsgrund| format!("{} {}", g.code, sonst(&g.text, "seltene Gründe"));
    let namen: Vec<String> = zeilen.iter().map(|g| name(g)).collect();
    let reihen = [Reihe { name: "Absetzung", werte: zeilen.iter().map(|g| g.absetzung.cent()).collect() }];
    let zeile = |g: &&domain::Leistungsgrund| {
        let text = sonst(&g.text, "seltene Gründe");
        vec![Zelle::text(&g.code), Zelle::text(&text), Zelle::anzahl(g.anzahl), Zelle::euro(g.absetzung)]
    };
    Abschnitt {
        titel: "Kürzungen und Rückgaben nach Grund".into(),
        satz: "Der Grund, der über die Position entschieden hat.".into(),
        bild: balken("Absetzungen nach Grund", &namen, &reihen, Einheit::Euro),
        tabellen: vec![Tabelle::neu(
            "Gründe",
            &["Code", "Grund", "#Positionen", "#Absetzung EUR"],
            zeilen.iter().map(zeile).collect(),
        )],
        dateien: vec!["leistungsgruende.csv"],
    }
}

fn arten(a: &Leistungsauswertung) -> Abschnitt {
    let zeile = |l: &domain::Leistungsartsumme| {
        let menge =
            Zelle { rang: Some(l.menge_hundertstel), ..Zelle::dezimal(&zehntel(l.menge_hundertstel as u64 / 10)) };
        vec![
            Zelle::text(&sonst(&l.leistungsart, "übrige, oder Bewilligung unbekannt")),
            Zelle::text(&l.einheit),
            Zelle::anzahl(l.positionen),
            menge,
            Zelle::euro(l.anerkannt),
        ]
    };
    let spalten = ["Leistungsart", "Einheit", "#Positionen", "#Menge", "#anerkannt EUR"];
    Abschnitt {
        titel: "Leistungsarten".into(),
        satz: "Anerkannte Mengen und Beträge.".into(),
        tabellen: vec![Tabelle::neu("Leistungsarten", &spalten, a.arten.iter().map(zeile).collect())],
        dateien: vec!["leistungsarten.csv"],
        ..Abschnitt::default()
    }
}

fn bewilligungen(a: &Leistungsauswertung) -> Abschnitt {
    let zeile = |b: &domain::Bewilligungssumme| {
        vec![
            Zelle::text(&sonst(&b.leistungsart, "übrige")),
            Zelle::anzahl(b.bewilligungen),
            Zelle::anzahl(b.genutzt),
            Zelle::anzahl(b.laeuft_aus),
        ]
    };
    let spalten = ["Leistungsart", "#Bewilligungen", "#genutzt", "#enden in 60 Tagen"];
    Abschnitt {
        titel: "Bewilligungen".into(),
        satz: "Gültige Bewilligungen, wie viele davon im Zeitraum bezahlt wurden und wie viele bald enden.".into(),
        tabellen: vec![Tabelle::neu("Bewilligungen", &spalten, a.bewilligungen.iter().map(zeile).collect())],
        dateien: vec!["bewilligungen.csv"],
        ..Abschnitt::default()
    }
}
