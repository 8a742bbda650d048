use domain::{Betrag, Datum, datum};
use layout::{EBCDIC, Field};

use super::*;

/// The bookings of a file, in its order. `xxx` and nine zeros are read as empty; a date written for an unknown one
/// cannot be told from a real one.
///
/// # Errors
/// A cut record, or a field that does not hold what it must; the first of them.
pub fn read(bytes: &[u8]) -> Result<Vec<Buchung>, RzsFehler> {
    bytes.chunks(SATZLAENGE).zip(1..).map(|(satz, nummer)| lies_satz(satz, nummer)).collect()
}

/// The booking of a record, the `nummer`th of its file, as [`read`] gives it.
///
/// # Errors
/// As [`read`].
pub fn lies_satz(satz: &[u8], nummer: usize) -> Result<Buchung, RzsFehler> {
    Leser { satz, nummer }.buchung()
}

struct Leser<'a> {
    satz: &'a [u8],
    nummer: usize,
}

impl Leser<'_> {
    fn buchung(&self) -> Result<Buchung, RzsFehler> {
        LAYOUT.check_len(self.satz).map_err(|source| RzsFehler::Satz { satz: self.nummer, source })?;
        let betrag = self.ziffern(BETRAG)?.parse().expect("seven digits are a number");
        self.text(LAYOUT.field("reserve"))?;
        Ok(Buchung {
            pic_nr: self.ziffern(PIC_NR)?,
            aktenzeichen: ohne(self.ziffern(AKTENZEICHEN)?, OHNE_AKTENZEICHEN),
            geb_datum: Some(self.datum(GEB_DATUM)?),
            unf_datum: Some(self.datum(UNF_DATUM)?),
            vorname: self.text(VORNAME)?,
            zusatz: self.text(ZUSATZ)?,
            name: self.text(NAME)?,
            strasse: self.text(STRASSE)?,
            lkz: ohne(self.text(LKZ)?, LKZ_UNBEKANNT),
            plz: self.text(PLZ)?,
            ort: self.text(ORT)?,
            vo_datum: Some(self.datum(VO_DATUM)?),
            betrag: Betrag::aus_cent(betrag),
        })
    }

    fn text(&self, feld: &'static Field) -> Result<String, RzsFehler> {
        let bytes = LAYOUT.text(self.satz, feld, EBCDIC);
        CODE.decode(bytes).map_err(|_| self.fehler(feld, "text in EDF03DRV"))
    }

    fn ziffern(&self, feld: &'static Field) -> Result<String, RzsFehler> {
        let text = self.text(feld)?;
        let ziffern = text.len() == feld.len && text.bytes().all(|b| b.is_ascii_digit());
        if ziffern { Ok(text) } else { Err(self.fehler(feld, "zero-filled digits")) }
    }

    fn datum(&self, feld: &'static Field) -> Result<Datum, RzsFehler> {
        datum::aus_ttmmjjjj(&self.text(feld)?).ok_or_else(|| self.fehler(feld, "a calendar date TTMMJJJJ"))
    }

    fn fehler(&self, feld: &'static Field, erwartet: &'static str) -> RzsFehler {
        let wert = CODE.decode_lossy(LAYOUT.get(self.satz, feld));
        RzsFehler::Feld { satz: self.nummer, feld: feld.name, position: feld.position, wert, erwartet }
    }
}

/// The text, or nothing where it is the mark for nothing.
fn ohne(text: String, marke: &str) -> String {
    if text == marke { String::new() } else { text }
}
