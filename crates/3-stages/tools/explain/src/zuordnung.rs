//! Which case it belongs to, and which others were looked at.

use domain::anzeige::sichtbar;
use stage::Result;

use crate::geschichte::{Abschnitt, Art, Blick, Punkt};

/// Candidates that are shown; the others are counted.
const GEZEIGT: usize = 5;
/// Everything that is compared, each with its points.
const VERGLICHEN: [(&str, &str); 6] = [
    ("name", "Name"),
    ("vorname", "Vorname"),
    ("geb_datum", "geboren"),
    ("unf_datum", "Unfall"),
    ("adresse", "Anschrift"),
    ("nummer", "Aktenzeichen"),
];

/// Assignment and candidates.
pub(crate) fn abschnitt(blick: &Blick<'_>) -> Result<Abschnitt> {
    let mut punkte = Vec::new();
    for zeile in blick.zeilen("40-matches/zuordnung.csv")? {
        let durch = zeile.wert("entscheidung");
        let (art, text) = match (zeile.wert("aktenzeichen"), durch) {
            ("", "offen" | "") => (Art::Offen, "eine Person muss entscheiden".to_owned()),
            ("", durch) => (Art::Angabe, format!("kein Fall, entschieden durch: {durch}")),
            (akte, durch) => (
                Art::Gut,
                format!("Aktenzeichen {akte} bei {}, entschieden durch: {durch}", zeile.wert("kostentraeger")),
            ),
        };
        let was = format!("Stufe {}", zeile.wert("stufe"));
        punkte.push(Punkt::neu(art, was, text));
        for spalte in ["fremd", "hinweis"] {
            if !zeile.wert(spalte).is_empty() {
                punkte.push(Punkt::angabe("Hinweis", sichtbar(zeile.wert(spalte))));
            }
        }
    }
    let kandidaten = blick.zeilen("40-matches/kandidaten.csv")?;
    for kandidat in kandidaten.iter().take(GEZEIGT) {
        let vergleiche = VERGLICHEN.iter().filter_map(|(spalte, name)| {
            let punkte = kandidat.wert(&format!("{spalte}_punkte"));
            (!punkte.is_empty()).then(|| format!("{name} {} [{punkte}]", sichtbar(kandidat.wert(spalte))))
        });
        punkte.push(Punkt::angabe(
            format!("Kandidat {}: {}", kandidat.wert("rang"), kandidat.wert("aktenzeichen")),
            format!("{} Punkte; {}", kandidat.wert("punkte"), vergleiche.collect::<Vec<_>>().join("; ")),
        ));
    }
    if kandidaten.len() > GEZEIGT {
        punkte.push(Punkt::angabe("weitere", format!("{} Kandidaten", kandidaten.len() - GEZEIGT)));
    }
    Ok(Abschnitt { titel: "Zuordnung (Blatt | Fall)", quelle: blick.quelle("40-matches"), punkte })
}
