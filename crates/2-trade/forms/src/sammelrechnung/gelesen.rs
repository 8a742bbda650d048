//! What reading an invoice gives: its header, and its rows in order.

use std::io;

use domain::{Datum, Rechnung};
use spill::{Merge, Sorted};

use super::zellen;

/// An invoice of sound form. Its rows are kept aside, by PicNr and line.
#[derive(Clone, Debug)]
pub struct Gelesen<'s> {
    /// The header `RE`.
    pub rechnung: Rechnung,
    /// The lines `EP`.
    pub einzelposten: Reihen<'s>,
    /// The lines `RZ`.
    pub rezepte: Reihen<'s>,
    /// The lines `PO`.
    pub positionen: Reihen<'s>,
}

/// The rows of one kind of an invoice, by PicNr and line.
#[derive(Clone, Debug)]
pub struct Reihen<'s>(pub(super) Sorted<'s>);

/// A row: its cells as they stand in the table, from `pic_nr` on.
#[derive(Clone, Copy, Debug)]
pub struct Reihe<'r> {
    pub(super) schluessel: Schluessel,
    pub(super) stelle: Stelle,
    zellen: &'r [u8],
}

/// What rows are ordered by. `satz` makes it unique, also where the file says something twice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schluessel {
    pub(super) pic_nr: u64,
    /// Number of the line on the prescription; 0 = none.
    pub(super) lfd_nr: u32,
    /// Line in the file.
    pub(super) satz: u64,
}

/// Where the numbers of a row stand in the file, and with how many digits: to name them if they stand there twice.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stelle {
    pub(super) pic_nr: (u64, u8),
    pub(super) lfd_nr: (u64, u8),
}

const SCHLUESSEL: usize = 20;
const STELLE: usize = 18;

impl Schluessel {
    pub(super) fn bytes(self) -> [u8; SCHLUESSEL] {
        let mut bytes = [0; SCHLUESSEL];
        bytes[..8].copy_from_slice(&self.pic_nr.to_be_bytes());
        bytes[8..12].copy_from_slice(&self.lfd_nr.to_be_bytes());
        bytes[12..].copy_from_slice(&self.satz.to_be_bytes());
        bytes
    }

    fn aus(bytes: &[u8; SCHLUESSEL]) -> Self {
        let (pic_nr, rest) = bytes.split_first_chunk().expect("twenty bytes");
        let (lfd_nr, satz) = rest.split_first_chunk().expect("twelve bytes");
        let satz = satz.first_chunk().expect("eight bytes");
        let (pic_nr, lfd_nr) = (u64::from_be_bytes(*pic_nr), u32::from_be_bytes(*lfd_nr));
        Schluessel { pic_nr, lfd_nr, satz: u64::from_be_bytes(*satz) }
    }
}

impl Stelle {
    /// Appends it; the cells of the row follow.
    pub(super) fn schreibe(self, ziel: &mut Vec<u8>) {
        ziel.extend(self.pic_nr.0.to_le_bytes());
        ziel.extend(self.lfd_nr.0.to_le_bytes());
        ziel.extend([self.pic_nr.1, self.lfd_nr.1]);
    }

    fn aus(bytes: &[u8; STELLE]) -> Self {
        let (pic_nr, rest) = bytes.split_first_chunk().expect("eighteen bytes");
        let (lfd_nr, stellen) = rest.split_first_chunk().expect("ten bytes");
        Stelle { pic_nr: (u64::from_le_bytes(*pic_nr), stellen[0]), lfd_nr: (u64::from_le_bytes(*lfd_nr), stellen[1]) }
    }
}

impl Reihen<'_> {
    /// Number of rows.
    pub fn anzahl(&self) -> u64 {
        self.0.count()
    }

    /// The rows, from the first.
    ///
    /// # Errors
    /// What was kept aside cannot be read.
    pub fn lies(&self) -> io::Result<ReihenLeser<'_>> {
        Ok(ReihenLeser(self.0.records()?))
    }
}

/// Rows one after another.
pub struct ReihenLeser<'a>(Merge<'a>);

impl ReihenLeser<'_> {
    /// The next row.
    ///
    /// # Errors
    /// What was kept aside cannot be read.
    pub fn naechste(&mut self) -> io::Result<Option<Reihe<'_>>> {
        Ok(self.0.next()?.map(|(schluessel, rest)| {
            let schluessel = schluessel.first_chunk().expect("written with this length");
            let (stelle, zellen) = rest.split_first_chunk().expect("written with this length");
            Reihe { schluessel: Schluessel::aus(schluessel), stelle: Stelle::aus(stelle), zellen }
        }))
    }
}

impl<'r> Reihe<'r> {
    /// Picture number, 12 digits.
    pub fn pic_nr(&self) -> &'r str {
        std::str::from_utf8(&self.zellen[..12]).expect("digits")
    }

    /// Number of the line on the prescription; 0 in rows that have none.
    pub fn lfd_nr(&self) -> u32 {
        self.schluessel.lfd_nr
    }

    /// Appends the row of `einzelposten.csv` or `positionen.csv`.
    pub fn schreibe(&self, beleg_id: &str, ziel: &mut Vec<u8>) {
        zellen::text(beleg_id, ziel);
        ziel.push(b',');
        ziel.extend_from_slice(self.zellen);
        ziel.push(b',');
        self.schreibe_zeile(ziel);
        ziel.push(b'\n');
    }

    fn schreibe_zeile(&self, ziel: &mut Vec<u8>) {
        domain::Zelle::schreibe(&u32::try_from(self.schluessel.satz).unwrap_or(u32::MAX), ziel);
    }

    /// Appends the row of `rezepte.csv`, of a prescription that no earlier run settled.
    pub fn schreibe_rezept(&self, rezept: &Umgebung<'_>, schon_berechnet: &str, ziel: &mut Vec<u8>) {
        zellen::text(rezept.beleg_id, ziel);
        ziel.push(b',');
        zellen::text(rezept.rechnungsnummer, ziel);
        ziel.push(b',');
        ziel.extend_from_slice(self.zellen);
        ziel.push(b',');
        domain::datum::schreibe_iso(rezept.herkunft, ziel);
        ziel.push(b',');
        self.schreibe_zeile(ziel);
        ziel.push(b',');
        zellen::text(schon_berechnet, ziel);
        ziel.extend_from_slice(b",\n");
    }
}

/// What all prescriptions of an invoice share, and its file does not say of each.
#[derive(Clone, Copy, Debug)]
pub struct Umgebung<'a> {
    /// Our own number of the invoice.
    pub beleg_id: &'a str,
    /// The biller's number of it.
    pub rechnungsnummer: &'a str,
    /// Business date of the run that takes it.
    pub herkunft: Datum,
}
