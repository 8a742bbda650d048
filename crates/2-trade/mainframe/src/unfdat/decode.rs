//! From the bytes of a record that is known to be sound to a row of the register.

use domain::{FallZeile, GeburtsDatum, JaNein, datum};

use super::felder::FELDER_JE_SATZ;
use super::fields::{Fields, trimmed};
use super::plain::Schrift;
use charsets::edf03::{Bytes, CodePage};

/// Bytes of a date with its separator.
const DATUM: usize = 9;
/// Bytes of Aktenzeichen and check digit with their separators.
const NUMMER: usize = 11;

/// Memory for the texts of one record after another.
#[derive(Clone, Debug, Default)]
pub struct Puffer {
    text: Vec<u8>,
}

impl Puffer {
    /// Converts a record to a row. The record must have passed [`Check`](super::check::Check).
    pub(super) fn zeile(&mut self, page: CodePage, fields: &Fields<'_>) -> FallZeile<'_> {
        self.text.clear();
        let mut ends = [0; FELDER_JE_SATZ];
        for (field, end) in fields.iter().zip(&mut ends) {
            page.decode_known(trimmed(page, field), &mut self.text);
            *end = self.text.len();
        }
        let text = std::str::from_utf8(&self.text).unwrap_or_default();
        let mut at = 0;
        let [aktenzeichen, pz, geb_datum, unf_datum, vorname, zusatz, name, strasse, lkz, plz, ort, abgegeben] =
            ends.map(|end| text.get(std::mem::replace(&mut at, end)..end).unwrap_or_default());
        FallZeile {
            aktenzeichen,
            pz,
            geb_datum: GeburtsDatum::aus_ttmmjjjj(geb_datum),
            unf_datum: datum::aus_ttmmjjjj(unf_datum),
            vorname,
            zusatz,
            name,
            strasse,
            lkz,
            plz: if plz.bytes().all(|b| b == b'0') { "" } else { plz },
            ort,
            abgegeben: JaNein::from(matches!(abgegeben, "J" | "X" | "1")),
        }
    }
}

/// Appends the row of a record whose `schrift` is not field by field, as `faelle.csv` has it. A fast path of
/// [`FallZeile::schreibe`]: all fields but the dates and the last are copied as they stand in the record. Both give the
/// same row.
pub(super) fn schreibe_schnell(page: CodePage, raw: &[u8], schrift: Schrift, ziel: &mut Vec<u8>) {
    let (bytes, dollar) = (page.bytes(), page.dollar());
    let rest = schreibe_kopf(dollar, raw, ziel);
    let (last, texts) = match rest {
        [texts @ .., last, end] if *last != dollar && *end == dollar => (Some(*last), texts),
        [texts @ .., _] => (None, texts),
        [] => (None, rest),
    };
    if schrift == Schrift::Ascii {
        ziel.extend(texts.iter().map(|&byte| bytes.row[usize::from(byte)][0]));
    } else {
        schreibe_breit(bytes, texts, ziel);
    }
    ziel.extend_from_slice(if last == Some(page.letter(b'J')) { b"ja\n" } else { b"nein\n" });
}

/// Appends Aktenzeichen, check digit and both dates; gives the fields after them.
fn schreibe_kopf<'r>(dollar: u8, raw: &'r [u8], ziel: &mut Vec<u8>) -> &'r [u8] {
    let Some(([nummer @ .., _, pz, _], mut rest)) = raw.split_first_chunk::<NUMMER>() else { return raw };
    let [a, b, c, d, e, f, g, h] = ziffern(*nummer);
    ziel.extend_from_slice(&[a, b, c, d, e, f, g, h, b',', ziffer(*pz), b',']);
    for _ in 0..2 {
        match rest.split_first_chunk::<DATUM>() {
            Some(([datum @ .., _], after)) if rest[0] != dollar => {
                let [t1, t2, m1, m2, j1, j2, j3, j4] = ziffern(*datum);
                ziel.extend_from_slice(&[j1, j2, j3, j4, b'-', m1, m2, b'-', t1, t2, b',']);
                rest = after;
            }
            _ => {
                ziel.push(b',');
                rest = &rest[1..];
            }
        }
    }
    rest
}

/// Digits as they stand in a row: those of EBCDIC and of ASCII have the same lower halves.
fn ziffern(ziffern: [u8; 8]) -> [u8; 8] {
    ziffern.map(ziffer)
}

fn ziffer(ziffer: u8) -> u8 {
    ziffer & 0x0F | b'0'
}

/// Characters of several bytes: four are written for each, and the next begins where it ends.
fn schreibe_breit(bytes: &Bytes, text: &[u8], ziel: &mut Vec<u8>) {
    let begin = ziel.len();
    ziel.resize(begin + 4 * text.len(), 0);
    let (room, mut at) = (&mut ziel[begin..], 0);
    for &byte in text {
        let character = bytes.row[usize::from(byte)];
        room[at..at + 4].copy_from_slice(&character);
        at += usize::from(character[3]);
    }
    ziel.truncate(begin + at);
}
