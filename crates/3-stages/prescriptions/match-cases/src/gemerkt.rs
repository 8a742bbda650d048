//! Decisions of people about persons, and who is meant again: the next sheet with the same values shows it. The program
//! never decides by it.

use std::collections::HashMap;
use std::fmt::Display;

use domain::datum::{aus_iso, deutsch};
use domain::{Entscheidung, Gemerkt, Lesung};

use crate::angaben::{Angaben, Blatt, text};

/// Decisions that earlier runs remembered, by what the sheets said.
#[derive(Debug)]
pub struct Gedaechtnis<'a> {
    schluessel: [u8; 32],
    je_abdruck: HashMap<&'a str, &'a Gemerkt>,
}

impl<'a> Gedaechtnis<'a> {
    /// For the payer with this code. Of several decisions about the same values the latest is shown.
    pub fn neu(kostentraeger: &str, gemerkt: &'a [Gemerkt]) -> Self {
        let schluessel = blake3::derive_key("zahlbar 2005 zuordnung gemerkt", kostentraeger.as_bytes());
        let mut je_abdruck: HashMap<&str, &Gemerkt> = HashMap::new();
        let wann = |g: &Gemerkt| (g.zeitpunkt.clone(), g.beleg_id.clone(), g.pic_nr.clone());
        for g in gemerkt {
            let steht = je_abdruck.entry(&g.abdruck).or_insert(g);
            if wann(g) > wann(steht) {
                *steht = g;
            }
        }
        Gedaechtnis { schluessel, je_abdruck }
    }

    /// The decision about a sheet with the same values.
    pub fn zu(&self, blatt: &Blatt) -> Option<&'a Gemerkt> {
        if self.je_abdruck.is_empty() {
            return None;
        }
        self.je_abdruck.get(self.abdruck(blatt)?.as_str()).copied()
    }

    /// Remembers a decision about a sheet; none if the sheet does not say who it is.
    pub fn merke(&self, blatt: &Blatt, aktenzeichen: &str, entscheidung: &Entscheidung) -> Option<Gemerkt> {
        let Entscheidung { bearbeiter, zeitpunkt, .. } = entscheidung.clone();
        let (beleg_id, pic_nr) = (blatt.rezept.beleg_id.clone(), blatt.rezept.pic_nr.clone());
        let (abdruck, aktenzeichen) = (self.abdruck(blatt)?, aktenzeichen.to_owned());
        Some(Gemerkt { abdruck, aktenzeichen, bearbeiter, zeitpunkt, beleg_id, pic_nr })
    }

    /// A name and a birth date must stand there: fewer values are many people's.
    fn abdruck(&self, blatt: &Blatt) -> Option<String> {
        let Angaben { name, vorname, strasse, ort, geb_datum, unf_datum, .. } = &blatt.angaben;
        if text(name).is_empty() || geb_datum.wert().is_none() {
            return None;
        }
        let nummer = blatt.nummer.as_ref().map_or("", |nummer| nummer.text());
        let (geb_datum, unf_datum) = (tag(geb_datum), tag(unf_datum));
        let werte = [text(name), text(vorname), &geb_datum, &unf_datum, text(strasse), text(ort), nummer];
        Some(blake3::keyed_hash(&self.schluessel, werte.join("|").as_bytes()).to_hex().to_string())
    }
}

/// The sentence for `hinweis`.
pub fn satz(gemerkt: &Gemerkt) -> String {
    let Gemerkt { aktenzeichen, bearbeiter, zeitpunkt, .. } = gemerkt;
    let tag = zeitpunkt.get(..10).and_then(aus_iso).map_or_else(|| zeitpunkt.clone(), deutsch);
    let was = if aktenzeichen.is_empty() { "keine" } else { aktenzeichen };
    format!("bei denselben Angaben so entschieden am {tag} von {bearbeiter}: {was}")
}

fn tag<T: Display>(lesung: &Lesung<T>) -> String {
    lesung.wert().map(ToString::to_string).unwrap_or_default()
}
