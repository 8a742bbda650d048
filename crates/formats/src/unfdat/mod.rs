//! UnfDat: the accident cases that a payer sends every ten days.
//!
//! A record has twelve fields ([`LAYOUT`], listed in `felder.md`), each at most as long as the layout says and each
//! followed by `$`. The positions of the layout are nominal: the sources let `ort` and `abgegeben` overlap by one, and
//! since fields are separated an Ort of 30 characters and a record of 146 are taken.
//!
//! Reading never guesses. A record that breaks a rule becomes [`Ablehnung`]en, one for each faulty field. A lost or
//! doubled separator costs the record it is in: the stretch up to the next recognisable record is rejected with its
//! byte range, and fields are never shifted.

mod carrier;
mod record;
mod shape;
mod stream;
mod writer;

pub use carrier::Carrier;
pub use writer::{WriteError, write_record};

use domain::{Ablehnung, Fall};
use layout::{Field, Layout};

use crate::edf03::CodePage;
use record::Reader;
use stream::{Piece, Stream};

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

/// Why a file cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnfdatFehler {
    /// The file is a tape image.
    #[error(
        "{datei}: the file is a tape image (Datenträger); Datenträger images are not read yet: ask the payer for the \
         file transfer (DFÜ) of the same delivery"
    )]
    Datentraeger {
        /// Name of the file.
        datei: String,
    },
    /// There is no separator of the configured code page in the file.
    #[error(
        "{datei}: no field separator '$' (byte {dollar:02X}) in {len} bytes: this is no UnfDat in {page}; check \
         [unfdat] charset in the payer's configuration, or ask the payer for the delivery again"
    )]
    KeinTrenner {
        /// Name of the file.
        datei: String,
        /// The configured code page.
        page: CodePage,
        /// The separator's byte in it.
        dollar: u8,
        /// Length of the file.
        len: usize,
    },
}

/// Reads a delivery in a code page. `carrier`: `None` = recognised from the bytes. `datei` names the file in rejections.
///
/// # Errors
/// A carrier that is not read, or a file that is no UnfDat in this code page. Bad records are no errors.
pub fn read(datei: &str, bytes: &[u8], page: CodePage, carrier: Option<Carrier>) -> Result<Gelesen, UnfdatFehler> {
    match carrier.unwrap_or_else(|| Carrier::recognise(bytes)) {
        Carrier::Datentraeger => Err(UnfdatFehler::Datentraeger { datei: datei.to_owned() }),
        Carrier::Dfue => read_stream(datei, bytes, page),
    }
}

fn read_stream(datei: &str, bytes: &[u8], page: CodePage) -> Result<Gelesen, UnfdatFehler> {
    let stream = Stream::new(bytes, page);
    if !stream.is_empty() && !bytes.contains(&page.dollar()) {
        let (datei, dollar, len) = (datei.to_owned(), page.dollar(), bytes.len());
        return Err(UnfdatFehler::KeinTrenner { datei, page, dollar, len });
    }
    let mut gelesen = Gelesen::default();
    for piece in stream {
        let satz = gelesen.saetze + 1;
        match piece {
            Piece::Record { offset, fields } => {
                gelesen.saetze += 1;
                let offset = offset as u64;
                match Reader::new((datei, page), (satz, offset), &fields, &mut gelesen.abgelehnt).case() {
                    Some(fall) => gelesen.faelle.push(GelesenerFall { fall, satz, offset }),
                    None => gelesen.abgelehnte_saetze += 1,
                }
            }
            Piece::Broken(broken) => {
                gelesen.saetze += broken.records();
                gelesen.abgelehnte_saetze += broken.records();
                gelesen.abgelehnt.push(broken.rejection(datei, page, satz));
            }
        }
    }
    Ok(gelesen)
}

#[cfg(test)]
mod tests;
