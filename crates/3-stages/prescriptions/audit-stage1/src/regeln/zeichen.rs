//! Characters that command a terminal or turn the direction of writing, where people are named.

use domain::anzeige::{sichtbar, unsichtbar};
use rules::{Fund, Regel};

use super::Pruefling;

/// The note of `steuerzeichen`.
pub const STEUERZEICHEN: Regel =
    Regel::hinweis("steuerzeichen", "Steuerzeichen oder unsichtbares Zeichen im Text", "Zeichensatz der Rechnung");

/// Note: a text about a person holds a character that is not seen but acts. No picture of a prescription has one.
pub fn steuerzeichen(p: &Pruefling) -> Vec<Fund> {
    let r = p.blatt.rezept;
    let texte = [
        ("name", &r.name),
        ("vorname", &r.vorname),
        ("zusatz", &r.zusatz),
        ("strasse", &r.strasse),
        ("ort", &r.ort),
        ("unfallbetrieb", &r.unfallbetrieb),
        ("bild", &r.bild),
    ];
    let mit = texte.into_iter().filter_map(|(feld, text)| Some((feld, text.wert()?)));
    mit.filter(|(_, text)| text.chars().any(unsichtbar))
        .map(|(feld, text)| Fund::neu(feld, sichtbar(text), "nur sichtbare Zeichen"))
        .collect()
}

#[cfg(test)]
mod tests {
    use domain::Lesung;

    use super::super::probe::funde;
    use super::*;

    #[test]
    fn an_escape_in_a_name_is_a_note() {
        let gefunden = funde(steuerzeichen, |rezept, _, _| rezept.name = Lesung::Wert("Mei\u{1b}[2Jer".into()));
        assert_eq!(gefunden, [Fund::neu("name", "Mei\\x1b[2Jer", "nur sichtbare Zeichen")]);
        assert_eq!(funde(steuerzeichen, |rezept, _, _| rezept.ort = Lesung::Wert("Köln\u{202e}".into())).len(), 1);
    }
}
