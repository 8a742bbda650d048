//! A delivery read whole, every case decoded.

use domain::{Ablehnung, Fall};

use super::carrier::Carrier;
use super::decode::Puffer;
use super::fehler::UnfdatFehler;
use super::found::Satz;
use super::lieferung::Lieferung;
use charsets::edf03::CodePage;

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

/// The content of a file. Every record is either a case or rejected: `saetze` = number of `faelle` + `abgelehnte_saetze`.
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
