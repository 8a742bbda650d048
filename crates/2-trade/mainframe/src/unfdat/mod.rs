//! UnfDat: the accident cases that a payer sends every ten days.
//!
//! A record has twelve fields ([`LAYOUT`], listed in `felder.md`), each at most as long as the layout says and each
//! followed by `$`. The positions of the layout are nominal: the sources let `ort` and `abgegeben` overlap by one, and
//! since fields are separated an Ort of 30 characters and a record of 146 are taken.
//!
//! Reading never guesses. A record that breaks a rule becomes [`Ablehnung`]en, one for each faulty field. A lost or
//! doubled separator costs the record it is in: the stretch up to the next recognisable record is rejected with its
//! byte range, and fields are never shifted.

mod band;
mod carrier;
mod decode;
mod dfue;
mod fehler;
mod lieferung;
mod likely;
mod plain;
mod record;
mod shape;
mod stream;
pub mod tape;
mod writer;

pub use carrier::Carrier;
pub use decode::Puffer;
pub use fehler::UnfdatFehler;
pub use lieferung::{Lieferung, Satz};
pub use likely::likely_page;
pub use tape::write_tape;
pub use writer::{WriteError, write_record};

use domain::{Ablehnung, Fall};
use layout::{Field, Layout};

use charsets::edf03::CodePage;

/// Number of fields of a record.
const FELDER_JE_SATZ: usize = 12;

/// The record.
pub const LAYOUT: Layout = Layout::separated("UnfDat", 1, 146, FELDER);

const FELDER: &[Field; FELDER_JE_SATZ] = &[
    Field::n("aktenzeichen", 1, 8, "Aktenzeichen"),
    Field::n("pz", 9, 1, "Prüfziffer"),
    Field::n("geb_datum", 10, 8, "Geburtsdatum (TTMMJJJJ), leer = unbekannt"),
    Field::n("unf_datum", 18, 8, "Unfalldatum (TTMMJJJJ), leer = unbekannt"),
    Field::a("vorname", 26, 15, "Vorname des Versicherten"),
    Field::a("zusatz", 41, 10, "Namenszusatz"),
    Field::a("name", 51, 27, "Name des Versicherten"),
    Field::a("strasse", 78, 30, "Straße incl. Hausnummer"),
    Field::a("lkz", 108, 3, "Länderkennzeichen"),
    Field::a("plz", 111, 5, "Postleitzahl, nur Nullen = leer"),
    Field::a("ort", 116, 30, "Wohnort"),
    Field::a("abgegeben", 145, 1, "ist abgegebener Fall: J, X oder 1; sonst N, 0 oder leer"),
];

/// A case with the place it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct GelesenerFall {
    /// The case.
    pub fall: Fall,
    /// Number of the record in the file, from 1.
    pub satz: u64,
    /// Byte offset of the record in the file, from 0.
    pub offset: u64,
    /// Its length in bytes.
    pub laenge: usize,
}

impl GelesenerFall {
    /// The bytes of the record in those of the file.
    pub fn roh<'a>(&self, datei: &'a [u8]) -> &'a [u8] {
        &datei[self.offset as usize..][..self.laenge]
    }
}

/// What a file holds. Every record is either a case or rejected: `saetze` = number of `faelle` + `abgelehnte_saetze`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gelesen {
    /// The cases in the order of the file.
    pub faelle: Vec<GelesenerFall>,
    /// Why records were rejected, at least one row for each.
    pub abgelehnt: Vec<Ablehnung>,
    /// Number of records. A stretch that cannot be divided into records counts as many as its fields amount to.
    pub saetze: u64,
    /// Number of rejected records.
    pub abgelehnte_saetze: u64,
}

/// Reads a delivery as [`Lieferung::lies`] does, and decodes every case.
///
/// # Errors
/// As there. Bad records are no errors.
pub fn read(datei: &str, bytes: &[u8], page: CodePage, carrier: Option<Carrier>) -> Result<Gelesen, UnfdatFehler> {
    let lieferung = Lieferung::lies(datei, bytes, page, carrier)?;
    let mut puffer = Puffer::default();
    let fall = |satz: &Satz| GelesenerFall {
        fall: lieferung.zeile(satz, &mut puffer).fall(),
        satz: u64::from(satz.nummer),
        offset: lieferung.offset(satz),
        laenge: lieferung.roh(satz).len(),
    };
    Ok(Gelesen {
        faelle: lieferung.saetze.iter().map(fall).collect(),
        saetze: lieferung.anzahl,
        abgelehnte_saetze: lieferung.abgelehnte,
        abgelehnt: lieferung.abgelehnt,
    })
}

#[cfg(test)]
mod tests;
