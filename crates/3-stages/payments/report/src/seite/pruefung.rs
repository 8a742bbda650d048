//! Verdicts, durations, assignments and prices.

use domain::{Betrag, Klasse};

use super::rezepte::BALKEN;
use super::{Abschnitt, Tabelle, Zelle};
use crate::bild::{Einheit, Reihe, balken};
use crate::zahlen::{Auswertung, promille, zehntel};

pub(super) fn status(a: &Auswertung) -> Abschnitt {
    let mut zeilen: Vec<&domain::Statussumme> = a.status.iter().collect();
    zeilen.sort_by_key(|s| std::cmp::Reverse(s.anzahl));
    let nummer = |s: &domain::Statussumme| s.status.map_or_else(|| "übrige".to_owned(), |status| status.to_string());
    let text = |s: &domain::Statussumme| if s.status.is_none() { "seltene Status".to_owned() } else { s.text.clone() };
    let namen: Vec<String> = zeilen.iter().take(BALKEN).map(|s| format!("{} {}", nummer(s), text(s))).collect();
    let werte = |klasse: Option<Klasse>| {
        zeilen.iter().take(BALKEN).map(|s| if s.klasse == klasse { i64::from(s.anzahl) } else { 0 }).collect()
    };
    let reihen = [
        Reihe { name: "bezahlt", werte: werte(Some(Klasse::Zahlen)) },
        Reihe { name: "abgewiesen", werte: werte(Some(Klasse::Abweisen)) },
        Reihe { name: "beides", werte: werte(None) },
    ];
    let zeile = |s: &&domain::Statussumme| {
        vec![
            Zelle { rang: s.status.map(|status| i64::from(status.0)), ..Zelle::text(&nummer(s)) },
            Zelle::text(&text(s)),
            Zelle::text(s.klasse.map_or("", |klasse| klasse.als_str())),
            Zelle::anzahl(s.anzahl),
            Zelle::euro(s.brutto),
            Zelle::euro(s.netto),
        ]
    };
    Abschnitt {
        titel: "Prüfergebnisse".into(),
        satz: "Der endgültige Status jedes erledigten Rezepts, der häufigste zuerst.".into(),
        bild: balken("Rezepte nach Status", &namen, &reihen, Einheit::Anzahl),
        tabellen: vec![Tabelle::neu(
            "Status",
            &["Status", "Text", "Klasse", "#Rezepte", "#Brutto EUR", "#Netto EUR"],
            zeilen.iter().map(zeile).collect(),
        )],
        dateien: vec!["status.csv"],
    }
}

pub(super) fn dauer(a: &Auswertung) -> Abschnitt {
    let name = |d: &domain::Dauerklasse| match d.bis_tag {
        Some(bis) => format!("{} bis {bis} Tage", d.ab_tag),
        None => format!("ab {} Tagen", d.ab_tag),
    };
    let namen: Vec<String> = a.dauer.iter().map(name).collect();
    let reihen = [Reihe { name: "Rezepte", werte: a.dauer.iter().map(|d| i64::from(d.anzahl)).collect() }];
    let zeile = |d: &domain::Dauerklasse| {
        vec![
            Zelle { rang: Some(d.ab_tag.into()), ..Zelle::text(&name(d)) },
            Zelle::anzahl(d.anzahl),
            Zelle::euro(d.netto),
        ]
    };
    Abschnitt {
        titel: "Vom Eingang bis zur Anweisung".into(),
        satz: "Kalendertage vom Eingang der Rechnung bis zur Anweisung des Rezepts.".into(),
        bild: balken("Rezepte nach Dauer", &namen, &reihen, Einheit::Anzahl),
        tabellen: vec![Tabelle::neu(
            "Dauer",
            &["Dauer", "#Rezepte", "#Netto EUR"],
            a.dauer.iter().map(zeile).collect(),
        )],
        dateien: vec!["dauer.csv"],
    }
}

pub(super) fn zuordnung(a: &Auswertung) -> Abschnitt {
    let alle: u64 = a.stufen.iter().map(|s| u64::from(s.anzahl)).sum();
    let zeile = |s: &domain::Stufensumme| {
        let anteil = promille(s.anzahl.into(), alle).map_or_else(String::new, zehntel);
        vec![
            Zelle::text(s.stufe.map_or("übrige", |stufe| stufe.als_str())),
            Zelle::text(s.entscheidung.map_or("", |entscheidung| entscheidung.als_str())),
            Zelle::anzahl(s.anzahl),
            Zelle::dezimal(&anteil),
        ]
    };
    let mut offen: Vec<&domain::Offengrund> = a.offen.iter().collect();
    offen.sort_by_key(|grund| std::cmp::Reverse(grund.anzahl));
    let grund = |g: &&domain::Offengrund| vec![Zelle::text(&g.text), Zelle::anzahl(g.anzahl)];
    Abschnitt {
        titel: "Zuordnung zu Unfällen".into(),
        satz:
            "Auf welcher Stufe und von wem das erledigte Rezept zugeordnet wurde; Z9: es gibt keinen Fall. Und warum \
               ein Rezept auf einen Menschen wartet; es kann mehrere Gründe haben."
                .into(),
        bild: None,
        tabellen: vec![
            Tabelle::neu(
                "Zuordnung",
                &["Stufe", "entschieden von", "#Rezepte", "#Anteil %"],
                a.stufen.iter().map(zeile).collect(),
            ),
            Tabelle::neu("Warum ein Mensch zuordnet", &["Grund", "#Rezepte"], offen.iter().map(grund).collect()),
        ],
        dateien: vec!["stufen.csv", "offengruende.csv"],
    }
}

pub(super) fn preise(a: &Auswertung) -> Abschnitt {
    let euro = |betrag: Betrag| betrag.deutsch().trim_end_matches(",00").to_owned();
    let name = |p: &domain::Preisklasse| match (p.ueber, p.hoechstens) {
        (Some(ueber), Some(bis)) => format!("über {} bis {} EUR", euro(ueber), euro(bis)),
        (None, Some(bis)) => format!("bis {} EUR", euro(bis)),
        (Some(ueber), None) => format!("über {} EUR", euro(ueber)),
        (None, None) => "alle".into(),
    };
    let namen: Vec<String> = a.preise.iter().map(name).collect();
    let reihen = [Reihe { name: "Rezepte", werte: a.preise.iter().map(|p| i64::from(p.anzahl)).collect() }];
    let zeile = |p: &domain::Preisklasse| {
        let rang = Some(p.ueber.unwrap_or_default().cent());
        vec![
            Zelle { rang, ..Zelle::text(&name(p)) },
            Zelle::anzahl(p.anzahl),
            Zelle::euro(p.brutto),
            Zelle::euro(p.netto),
        ]
    };
    Abschnitt {
        titel: "Preisklassen".into(),
        satz: "Erledigte Rezepte nach ihrem Brutto.".into(),
        bild: balken("Rezepte nach Preisklasse", &namen, &reihen, Einheit::Anzahl),
        tabellen: vec![Tabelle::neu(
            "Preisklassen",
            &["Brutto", "#Rezepte", "#Brutto EUR", "#Netto EUR"],
            a.preise.iter().map(zeile).collect(),
        )],
        dateien: vec!["preisklassen.csv"],
    }
}
