//! What people are asked for: values that recognition did not deliver, and releases.

use domain::{Aufgabe, EntscheidungsArt, Klasse};
use rules::offen::{haelt_offen, schon_berechnet};
use rules::{Blatt, Entscheidungen, RegelFehler};

use crate::Beleg;

/// The tasks of a prescription: one row for each field that keeps it open, one for the release of what was billed
/// before. One that is rejected whatever the answers would be has none.
///
/// # Errors
/// A manual status that does not exist.
pub fn zu(blatt: &Blatt, beleg: &Beleg, entscheidungen: &Entscheidungen) -> Result<Vec<Aufgabe>, RegelFehler> {
    let manuell = entscheidungen.status(blatt.rezept)?.map(|zeile| zeile.klasse);
    let erfassen = blatt.nicht_erkannt().into_iter().filter(|feld| haelt_offen(feld, manuell));
    let mut aufgaben: Vec<Aufgabe> = erfassen
        .map(|feld| aufgabe(blatt, EntscheidungsArt::Korrektur1, feld, "Nicht erkannt: Wert vom Bild erfassen".into()))
        .collect();
    let frueher = schon_berechnet(blatt.rezept, beleg.rechnung);
    if let Some(frueher) =
        frueher.filter(|_| manuell != Some(Klasse::Abweisen) && !entscheidungen.freigegeben(blatt.rezept))
    {
        let frage = format!("R09: schon berechnet mit Beleg {frueher}; ja = trotzdem abrechnen, sonst Status vergeben");
        aufgaben.push(aufgabe(blatt, EntscheidungsArt::Freigabe, String::new(), frage));
    }
    Ok(aufgaben)
}

fn aufgabe(blatt: &Blatt, art: EntscheidungsArt, feld: String, aufgabe: String) -> Aufgabe {
    let rezept = blatt.rezept;
    Aufgabe {
        art: art.to_string(),
        pic_nr: rezept.pic_nr.clone(),
        feld,
        wert: String::new(),
        bearbeiter: String::new(),
        zeitpunkt: String::new(),
        bemerkung: String::new(),
        aufgabe,
        bild: rezept.bild.to_string(),
        rechnungsnummer: rezept.rechnungsnummer.clone(),
        beleg_id: rezept.beleg_id.clone(),
        vorschlag: String::new(),
        brutto: rezept.brutto.wert().copied(),
    }
}
