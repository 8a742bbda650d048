//! The pages for the final talk after the pilot phase.

use domain::datum::deutsch;
use domain::{Betrag, Datum, Pilotmonat};
use rules::leistungen::zeile;

use crate::Pilot;
use crate::seite::{Abschnitt, Kachel, Seite, Tabelle, Zelle};

/// The page of one facility: month by month, refused lines by reason, ready or not and why.
pub fn pilotseite(pilot: &Pilot, datum: Datum) -> Seite {
    let le = &pilot.leistungserbringer;
    let ab =
        |tag: Option<Datum>| tag.map_or_else(|| "noch nicht festgelegt".into(), |tag| format!("ab {}", deutsch(tag)));
    let [frei, phase, produktion] = [le.freigeschaltet_ab, le.pilot_ab, le.produktion_ab].map(ab);
    Seite {
        titel: format!("Pilotphase {} {}", le.le_nr, le.name),
        zeile: format!("Stand {}. Freigeschaltet {frei}, Pilotphase {phase}, Produktion {produktion}.", deutsch(datum)),
        warnung: String::new(),
        kennzahlen: vec![bereit(pilot, datum)],
        abschnitte: vec![monate(pilot), gruende(pilot)],
    }
}

/// The list of all facilities in their pilot phase, with links to their pages.
pub fn pilotabschnitt(phasen: &[Pilot], datum: Datum) -> Abschnitt {
    let einer = |pilot: &Pilot| {
        let le = &pilot.leistungserbringer;
        vec![
            Zelle::verweis(&format!("{} {}", le.le_nr, le.name), format!("pilot/{}.html", le.le_nr)),
            Zelle::anzahl(pilot.monate.len() as u64),
            Zelle::text(&stand(pilot, datum)),
        ]
    };
    let spalten = ["Leistungserbringer", "#Monate", "bereit für die Produktion"];
    Abschnitt {
        titel: "Pilotphasen".into(),
        satz: "Über die Aufnahme der Produktion entscheidet der Leistungsträger.".into(),
        bild: None,
        tabellen: vec![Tabelle::neu("Pilotphasen", &spalten, phasen.iter().map(einer).collect())],
        dateien: vec!["pilot.csv"],
    }
}

fn monate(pilot: &Pilot) -> Abschnitt {
    let betrag = |betrag: Option<Betrag>| betrag.map_or_else(|| Zelle::text("–"), Zelle::euro);
    let monat = |monat: &Pilotmonat| {
        vec![
            Zelle::text(&monat.abrechnungsmonat),
            Zelle::anzahl(monat.pilotmonat),
            betrag(monat.papier),
            betrag(monat.elektronisch),
            betrag(monat.differenz),
            Zelle::anzahl(monat.positionen),
            Zelle::dezimal(&monat.anteil_ohne_befund),
            Zelle::anzahl(monat.abgewiesen),
        ]
    };
    let spalten = [
        "Monat",
        "#Pilotmonat",
        "#Papier EUR",
        "#elektronisch EUR",
        "#Differenz EUR",
        "#Positionen",
        "#ohne Befund %",
        "#abgewiesen",
    ];
    Abschnitt {
        titel: "Monate".into(),
        satz: "Papierrechnungen gegen elektronische Rechnungen.".into(),
        tabellen: vec![Tabelle::neu("Monate", &spalten, pilot.monate.iter().map(monat).collect())],
        ..Abschnitt::default()
    }
}

fn gruende(pilot: &Pilot) -> Abschnitt {
    let grund = |((monat, code), anzahl): (&(String, domain::Leistungscode), &u32)| {
        vec![Zelle::text(monat), Zelle::text(&code.to_string()), Zelle::text(zeile(*code).text), Zelle::anzahl(*anzahl)]
    };
    Abschnitt {
        titel: "Abgewiesene Positionen nach Grund".into(),
        satz: "Über die Aufnahme der Produktion entscheidet der Leistungsträger.".into(),
        tabellen: vec![Tabelle::neu(
            "Abgewiesene Positionen",
            &["Monat", "Code", "Grund", "#Anzahl"],
            pilot.gruende.iter().map(grund).collect(),
        )],
        ..Abschnitt::default()
    }
}

/// What the overview says of a facility.
fn stand(pilot: &Pilot, datum: Datum) -> String {
    match (seit(pilot, datum), pilot.bereit()) {
        (Some(tag), _) => format!("in Produktion seit {}", deutsch(tag)),
        (None, true) => "ja".into(),
        (None, false) => format!("nein: {}", pilot.grund()),
    }
}

/// The day since which a facility is in production; none if it is not yet.
fn seit(pilot: &Pilot, datum: Datum) -> Option<Datum> {
    pilot.leistungserbringer.produktion_ab.filter(|tag| *tag <= datum)
}

/// Ready or not and why. Whoever is in production needs no verdict any more: the decision was a person's.
fn bereit(pilot: &Pilot, datum: Datum) -> Kachel {
    let formel = if pilot.bereit() { "Die letzten Monate stimmen mit dem Papier überein." } else { pilot.grund() };
    let wert = match (seit(pilot, datum), pilot.bereit()) {
        (Some(tag), _) => format!("in Produktion seit {}", deutsch(tag)),
        (None, true) => "bereit".into(),
        (None, false) => "noch nicht bereit".into(),
    };
    Kachel { name: "Produktion".into(), wert, formel: formel.to_owned() }
}
