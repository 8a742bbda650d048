//! The columns of `EP`, `RZ` and `PO` as cells of `einzelposten.csv`, `rezepte.csv` and `positionen.csv`, which hold
//! the same columns in the same order: a line becomes its row without a value for each cell.

use domain::datum::{self, aus_deutsch};
use domain::kennzeichen::ziffern;
use domain::{Betrag, GeburtsDatum, UnfallDatum};

use crate::felder::{Felder, betrag, betrag_oder_null, ja_nein, zahl};

/// Appends the cell of a text, or says that the text breaks the form.
pub(super) type Lies = fn(&str, &mut Vec<u8>) -> bool;

/// What may stand in a column.
#[derive(Clone, Copy)]
pub(super) enum Zelle {
    /// A value.
    Wert(Lies),
    /// A value, or `?` = not recognised.
    Pflicht(Lies),
    /// A value, `?`, or nothing.
    Lesung(Lies),
}

const TEXT: Zelle = Zelle::Lesung(text);
const PIC: Zelle = Zelle::Wert(pic);
const DATUM: Zelle = Zelle::Lesung(tag);
const JA_NEIN: Zelle = Zelle::Lesung(ja_oder_nein);
const EURO: Zelle = Zelle::Pflicht(euro);
const EURO_NULL: Zelle = Zelle::Pflicht(euro_oder_null);
const EURO_LEER: Zelle = Zelle::Lesung(euro);

/// The cells of `EP`.
pub(super) const EP: [Zelle; 3] = [PIC, Zelle::Wert(euro), Zelle::Wert(euro_oder_null)];

/// The cells of `RZ`.
#[rustfmt::skip]
pub(super) const RZ: [Zelle; 28] = [
    PIC, TEXT, TEXT, TEXT, TEXT, TEXT, Zelle::Lesung(geburtstag), // kostentraeger_ik, aktenzeichen, name, vorname, zusatz, geb_datum
    TEXT, TEXT, TEXT, TEXT, Zelle::Lesung(unfalltag),  // strasse, lkz, plz, ort, unf_datum
    TEXT, TEXT, JA_NEIN, TEXT, DATUM, DATUM,           // unfallbetrieb, arzt_nr, arzt_unterschrift, apotheken_ik, vo_datum, abgabe_datum
    EURO, EURO_NULL, EURO_NULL, EURO_NULL, EURO_NULL,  // brutto, zuzahlung, noctu, schreibgebuehr, beschaffungskosten
    EURO_LEER, EURO_LEER, TEXT, JA_NEIN, JA_NEIN,      // ap_rabatt, hs_rabatt, bild, bild_lesbar, aut_idem_kreuz
];

/// The cells of `PO`.
pub(super) const PO: [Zelle; 5] =
    [PIC, Zelle::Wert(nummer), Zelle::Lesung(pzn), Zelle::Pflicht(faktor), Zelle::Pflicht(euro)];

/// Appends the cells of a line, with commas between them. A column that breaks its form is refused and left out.
pub(super) fn schreibe(felder: &mut Felder<'_>, zellen: &[Zelle], ziel: &mut Vec<u8>) {
    for (nr, zelle) in zellen.iter().enumerate() {
        if nr > 0 {
            ziel.push(b',');
        }
        let text = felder.naechstes();
        let gut = match (zelle, text) {
            (Zelle::Lesung(_), "") => true,
            (Zelle::Lesung(_) | Zelle::Pflicht(_), "?") => {
                ziel.push(b'?');
                true
            }
            (Zelle::Lesung(lies) | Zelle::Pflicht(lies) | Zelle::Wert(lies), text) => lies(text, ziel),
        };
        if !gut {
            felder.falsch();
        }
    }
}

/// Appends a text, quoted if need be as RFC 4180 has it.
pub(super) fn text(text: &str, ziel: &mut Vec<u8>) -> bool {
    let besonders = |byte: u8| matches!(byte, b',' | b'"' | b'\r' | b'\n');
    if text.bytes().fold(false, |gefunden, byte| gefunden | besonders(byte)) {
        ziel.push(b'"');
        for byte in text.bytes() {
            ziel.extend(std::iter::repeat_n(byte, 1 + usize::from(byte == b'"')));
        }
        ziel.push(b'"');
    } else {
        ziel.extend_from_slice(text.as_bytes());
    }
    true
}

fn pic(text: &str, ziel: &mut Vec<u8>) -> bool {
    let gut = ziffern(text, 1..=12);
    if gut {
        ziel.extend_from_slice(&b"000000000000"[text.len()..]);
        ziel.extend_from_slice(text.as_bytes());
    }
    gut
}

/// A PZN of seven digits gets its leading zero; anything else stays as it is, for others to find fault with.
fn pzn(roh: &str, ziel: &mut Vec<u8>) -> bool {
    if ziffern(roh, 7..=7) {
        ziel.push(b'0');
    }
    text(roh, ziel)
}

fn nummer(text: &str, ziel: &mut Vec<u8>) -> bool {
    ganze(zahl(text, 1, 9999), ziel)
}

fn faktor(text: &str, ziel: &mut Vec<u8>) -> bool {
    ganze(zahl(text, 1, 999), ziel)
}

fn ganze(zahl: Option<u32>, ziel: &mut Vec<u8>) -> bool {
    zahl.is_some_and(|zahl| {
        schreibe_zahl(u64::from(zahl), 1, ziel);
        true
    })
}

fn tag(text: &str, ziel: &mut Vec<u8>) -> bool {
    aus_deutsch(text).is_some_and(|tag| {
        datum::schreibe_iso(tag, ziel);
        true
    })
}

fn geburtstag(roh: &str, ziel: &mut Vec<u8>) -> bool {
    tag(roh, ziel) || GeburtsDatum::aus_deutsch(roh).is_some_and(|datum| text(&datum.to_string(), ziel))
}

fn unfalltag(roh: &str, ziel: &mut Vec<u8>) -> bool {
    tag(roh, ziel) || (UnfallDatum::aus_deutsch(roh).is_some() && text(roh, ziel))
}

fn ja_oder_nein(text: &str, ziel: &mut Vec<u8>) -> bool {
    ja_nein(text).is_some_and(|wert| {
        ziel.extend_from_slice(wert.als_str().as_bytes());
        true
    })
}

fn euro(text: &str, ziel: &mut Vec<u8>) -> bool {
    betraege(betrag(text), ziel)
}

fn euro_oder_null(text: &str, ziel: &mut Vec<u8>) -> bool {
    betraege(betrag_oder_null(text), ziel)
}

/// An amount that is not negative.
fn betraege(betrag: Option<Betrag>, ziel: &mut Vec<u8>) -> bool {
    betrag.is_some_and(|betrag| {
        let cent = betrag.cent().unsigned_abs();
        schreibe_zahl(cent / 100, 1, ziel);
        ziel.push(b'.');
        schreibe_zahl(cent % 100, 2, ziel);
        true
    })
}

/// Appends a number with so many digits at least.
fn schreibe_zahl(mut zahl: u64, stellen: usize, ziel: &mut Vec<u8>) {
    let mut ziffern = [b'0'; 20];
    let mut anfang = ziffern.len();
    while zahl > 0 {
        anfang -= 1;
        ziffern[anfang] = b'0' + (zahl % 10) as u8;
        zahl /= 10;
    }
    ziel.extend_from_slice(&ziffern[anfang.min(ziffern.len() - stellen)..]);
}

#[cfg(test)]
mod tests {
    use domain::{Einzelposten, Position, Rezept, Tabelle};

    use super::super::spalten;
    use super::*;
    use crate::satzart::Satzart;

    fn gleich<T: Tabelle>(satzart: &Satzart, zellen: &[Zelle], davor: usize) {
        let spalten: Vec<&str> = satzart.spalten.iter().map(|spalte| spalte.name).collect();
        let tabelle: Vec<&str> = T::SPALTEN[davor..][..spalten.len()].iter().map(|spalte| spalte.name).collect();
        assert_eq!(spalten, tabelle);
        assert_eq!(spalten.len(), zellen.len());
    }

    #[test]
    fn the_tables_have_the_columns_of_the_file() {
        gleich::<Einzelposten>(&spalten::EP, &EP, 1);
        gleich::<Rezept>(&spalten::RZ, &RZ, 2);
        gleich::<Position>(&spalten::PO, &PO, 1);
    }

    #[test]
    fn amounts_are_written_as_everywhere() {
        for cent in [0, 1, 10, 99, 100, 12_345, 99_999_999_999] {
            let mut ziel = Vec::new();
            assert!(betraege(Some(Betrag::aus_cent(cent)), &mut ziel));
            assert_eq!(String::from_utf8(ziel), Ok(Betrag::aus_cent(cent).to_string()));
        }
    }
}
