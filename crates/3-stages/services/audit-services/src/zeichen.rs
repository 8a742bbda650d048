//! Characters that command a terminal or turn the direction of writing, where people are named.

use domain::anzeige::{sichtbar, unsichtbar};
use domain::{Leistung, Leistungsbefund};
use rules::leistungen::STEUERZEICHEN;

use crate::rechnung::Beleg;

/// Notes on a line whose texts about the person hold characters that are not seen but act.
pub(crate) fn steuerzeichen(beleg: &Beleg<'_>, zeile: &Leistung) -> Vec<Leistungsbefund> {
    let texte = [("name", &zeile.name), ("vorname", &zeile.vorname), ("aktenzeichen", &zeile.aktenzeichen)];
    let mit = texte.into_iter().filter(|(_, text)| text.chars().any(unsichtbar));
    mit.map(|(feld, text)| Leistungsbefund {
        lfd_nr: Some(zeile.lfd_nr),
        ..beleg.notiz(&STEUERZEICHEN, feld, &sichtbar(text), "nur sichtbare Zeichen")
    })
    .collect()
}
