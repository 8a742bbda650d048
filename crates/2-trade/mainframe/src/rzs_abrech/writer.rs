use domain::{Betrag, Datum, datum};
use layout::{EBCDIC, Field, LayoutError};

use super::*;
use charsets::edf03::Replacements;

/// A written file with what was lost on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Datei {
    /// The records, in order.
    pub bytes: Vec<u8>,
    /// Texts cut at the end of their field.
    pub gekuerzt: u64,
    /// Characters that the code table lacks.
    pub ersetzt: Replacements,
}

/// The file of these bookings in the format's order: name (the bytes as written), date of birth, date of the accident
/// (as written), picture number. `abrechnungsjahr` is the year of the business date.
///
/// # Errors
/// A negative amount or one above 99999.99, or a number that does not fit its field.
pub fn write(buchungen: &[Buchung], abrechnungsjahr: i32) -> Result<Datei, RzsFehler> {
    let mut schreiber = Schreiber::neu(abrechnungsjahr);
    let mut saetze: Vec<Vec<u8>> =
        buchungen.iter().map(|buchung| schreiber.satz(buchung)).collect::<Result<_, RzsFehler>>()?;
    saetze.sort_by_cached_key(|satz| schluessel(satz));
    Ok(Datei { bytes: saetze.concat(), gekuerzt: schreiber.gekuerzt, ersetzt: schreiber.ersetzt })
}

/// The bytes whose order is that of the file: name, then the dates year first, then the picture number. EBCDIC digits
/// ascend, so bytes compare as numbers do.
pub fn schluessel(satz: &[u8]) -> Vec<u8> {
    let jahr_zuerst = |feld: &'static Field| {
        let (tag_monat, jahr) = LAYOUT.get(satz, feld).split_at(4);
        let (tag, monat) = tag_monat.split_at(2);
        [jahr, monat, tag].concat()
    };
    [LAYOUT.get(satz, NAME), &jahr_zuerst(GEB_DATUM), &jahr_zuerst(UNF_DATUM), LAYOUT.get(satz, PIC_NR)].concat()
}

/// Writes records one after another, and counts what was lost on the way.
#[derive(Clone, Debug)]
pub struct Schreiber {
    abrechnungsjahr: i32,
    /// Texts cut at the end of their field.
    pub gekuerzt: u64,
    /// Characters that the code table lacks.
    pub ersetzt: Replacements,
}

impl Schreiber {
    /// A writer for a year of billing: that of the business date.
    pub fn neu(abrechnungsjahr: i32) -> Self {
        Schreiber { abrechnungsjahr, gekuerzt: 0, ersetzt: Replacements::default() }
    }

    /// The record of a booking.
    ///
    /// # Errors
    /// As [`write()`].
    pub fn satz(&mut self, b: &Buchung) -> Result<Vec<u8>, RzsFehler> {
        let mut satz = LAYOUT.empty_record(EBCDIC);
        self.person(&mut satz, b).map_err(|source| RzsFehler::Wert { pic_nr: b.pic_nr.clone(), source })?;
        let cent = cent(b)?.to_string();
        self.put(&mut satz, BETRAG, &cent).expect("seven digits at most");
        Ok(satz)
    }

    fn person(&mut self, satz: &mut [u8], b: &Buchung) -> Result<(), LayoutError> {
        let lkz = if b.lkz.is_empty() { LKZ_UNBEKANNT } else { &b.lkz };
        self.put(satz, PIC_NR, &b.pic_nr)?;
        self.put(satz, AKTENZEICHEN, &b.aktenzeichen)?;
        self.put(satz, GEB_DATUM, &self.datum(b.geb_datum))?;
        self.put(satz, UNF_DATUM, &self.datum(b.unf_datum))?;
        self.put(satz, VORNAME, &b.vorname)?;
        self.put(satz, ZUSATZ, &b.zusatz)?;
        self.put(satz, NAME, &b.name)?;
        self.put(satz, STRASSE, &b.strasse)?;
        self.put(satz, LKZ, lkz)?;
        self.put(satz, PLZ, &b.plz)?;
        self.put(satz, ORT, &b.ort)?;
        self.put(satz, VO_DATUM, &self.datum(b.vo_datum))
    }

    /// Encodes and writes a value; texts are cut and counted.
    fn put(&mut self, satz: &mut [u8], feld: &Field, wert: &str) -> Result<(), LayoutError> {
        let bytes = CODE.encode(wert, &mut self.ersetzt);
        let gekuerzt = LAYOUT.put_cut(satz, feld, &bytes, EBCDIC)?;
        self.gekuerzt += u64::from(gekuerzt);
        Ok(())
    }

    /// `TTMMJJJJ`; an unknown date is 1 January of the year of billing, so that every date is a calendar date.
    fn datum(&self, wert: Option<Datum>) -> String {
        wert.map_or_else(|| format!("0101{:04}", self.abrechnungsjahr), datum::ttmmjjjj)
    }
}

fn cent(b: &Buchung) -> Result<i64, RzsFehler> {
    const HOECHSTBETRAG: Betrag = Betrag::aus_cent(9_999_999);
    if (Betrag::NULL..=HOECHSTBETRAG).contains(&b.betrag) {
        Ok(b.betrag.cent())
    } else {
        Err(RzsFehler::Betrag { pic_nr: b.pic_nr.clone(), betrag: b.betrag })
    }
}
