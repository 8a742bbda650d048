//! What people are asked for: values that recognition did not deliver, and releases.

use domain::{Aufgabe, EntscheidungsArt, Klasse, Status};
use rules::offen::{haelt_offen, schon_berechnet};
use rules::{Blatt, Entscheidungen, RegelFehler, statuses};

use crate::{Beleg, vorschlag};

/// The tasks of a prescription: one row for each field that keeps it open, one for the release of what was billed
/// before. One that is rejected whatever the answers would be has none.
///
/// # Errors
/// A manual status that does not exist.
pub fn zu(blatt: &Blatt, beleg: &Beleg, entscheidungen: &Entscheidungen) -> Result<Vec<Aufgabe>, RegelFehler> {
    let manuell = entscheidungen.status(blatt.rezept)?.map(|zeile| zeile.klasse);
    let vorlage = rules::aufgabe::vom_blatt(blatt);
    let erfassen = blatt.nicht_erkannt().into_iter().filter(|feld| haelt_offen(feld, manuell));
    let mut aufgaben: Vec<Aufgabe> = erfassen.map(|feld| erfassung(&vorlage, blatt, beleg, feld)).collect();
    let frueher = schon_berechnet(blatt.rezept, beleg.rechnung);
    if let Some(frueher) =
        frueher.filter(|_| manuell != Some(Klasse::Abweisen) && !entscheidungen.freigegeben(blatt.rezept))
    {
        aufgaben.push(freigabe(&vorlage, frueher));
    }
    Ok(aufgaben)
}

/// Asks for a value that recognition did not deliver.
fn erfassung(vorlage: &Aufgabe, blatt: &Blatt, beleg: &Beleg, feld: String) -> Aufgabe {
    let vorschlag = vorschlag::zu(blatt, beleg, &feld);
    let (vorschlag, vorschlag_weil) = vorschlag.map_or_else(Default::default, |v| (v.wert, v.weil));
    Aufgabe {
        art: EntscheidungsArt::Korrektur1.to_string(),
        aufgabe: "Nicht erkannt: Wert vom Bild erfassen".into(),
        werte: if ["arzt_unterschrift", "bild_lesbar", "aut_idem_kreuz"].contains(&feld.as_str()) {
            format!("J{0}N{0}leer", Aufgabe::ODER)
        } else {
            String::new()
        },
        folgen: folgen(&feld),
        vorschlag,
        vorschlag_weil,
        feld,
        ..vorlage.clone()
    }
}

/// What follows from a value, and from there being none.
fn folgen(feld: &str) -> String {
    let leer = match feld {
        "apotheken_ik" => abgewiesen(997),
        "arzt_unterschrift" => abgewiesen(996),
        "vo_datum" => abgewiesen(998),
        "abgabe_datum" => abgewiesen(999),
        "brutto" => "0,00".to_owned(),
        "unf_datum" | "unfallbetrieb" => format!("ohne Fall {}", abgewiesen(1002)),
        "name" | "vorname" | "geb_datum" => format!("ohne Fall {}", abgewiesen(1005)),
        "bild_lesbar" => format!("N: {}", abgewiesen(1000)),
        _ if feld.starts_with("pzn") => abgewiesen(1011),
        _ => "gilt als nicht angegeben".to_owned(),
    };
    format!("Wert: Das Rezept wird damit noch heute geprüft und zugeordnet · leer: {leer}")
}

fn abgewiesen(status: u16) -> String {
    let text = statuses::zeile(Status(status)).map_or("", |zeile| zeile.text);
    format!("abgewiesen mit {status} ({text})")
}

/// Asks whether what was billed before is paid all the same.
fn freigabe(vorlage: &Aufgabe, frueher: &str) -> Aufgabe {
    Aufgabe {
        art: EntscheidungsArt::Freigabe.to_string(),
        aufgabe: format!("R09: schon berechnet mit Beleg {frueher}; ja = trotzdem abrechnen, sonst Status vergeben"),
        werte: "ja".into(),
        folgen: "ja: Das Rezept wird geprüft und noch einmal bezahlt · eine Zeile mit art = status und einer Nummer: \
                 abgewiesen mit diesem Status · nichts: bleibt offen, der Rabatt verfällt"
            .into(),
        ..vorlage.clone()
    }
}
