//! The list of recourse candidates.

use domain::Regressfall;

use super::{Abschnitt, Seite, Tabelle, Zelle};

/// The list of recourse candidates: it speaks of persons, and says so.
pub fn regressseite(wer: &str, zeitraum: &str, faelle: &[Regressfall]) -> Seite {
    let mut zeilen: Vec<&Regressfall> = faelle.iter().collect();
    let rang = |fall: &Regressfall| ["neu", "knapp", "darueber"].iter().position(|stand| *stand == fall.stand);
    zeilen.sort_by_key(|fall| (rang(fall), std::cmp::Reverse(fall.summe)));
    let stand = |fall: &Regressfall| match fall.stand.as_str() {
        "neu" => "neu erreicht",
        "knapp" => "knapp darunter",
        _ => "schon erreicht",
    };
    let grenze = |fall: &Regressfall| match fall.jahr {
        None => "Bagatellgrenze".to_owned(),
        Some(jahr) => format!("Beitragsnachlass {jahr}"),
    };
    let zeile = |fall: &&Regressfall| {
        vec![
            Zelle::text(&fall.aktenzeichen),
            Zelle::text(&grenze(fall)),
            Zelle::euro(fall.grenze),
            Zelle::euro(fall.vorher),
            Zelle::euro(fall.summe),
            Zelle::anzahl(fall.anzahl),
            Zelle::text(stand(fall)),
        ]
    };
    let spalten = ["Aktenzeichen", "Grenze", "#EUR", "#vorher EUR", "#jetzt EUR", "#Rezepte", "Stand"];
    Seite {
        titel: format!("{wer}: Regress und Beitragsnachlass"),
        zeile: zeitraum.to_owned(),
        warnung: "Personenbezogen: nur für die Regressabteilung. Nicht weitergeben.".into(),
        kennzahlen: Vec::new(),
        abschnitte: vec![Abschnitt {
            titel: "Fälle an den Grenzen".into(),
            satz: "Fälle, für die im Zeitraum gezahlt wurde und deren Zahlungen eine Grenze erreicht haben oder ihr nahe sind.".into(),
            bild: None,
            tabellen: vec![Tabelle::neu("Fälle", &spalten, zeilen.iter().map(zeile).collect())],
            dateien: vec!["regress.csv"],
        }],
    }
}
