//! The outside world: every file format that comes in or goes out

pub mod ansicht;
pub mod artikel;
pub mod bankdaten;
pub mod bestaetigungen;
pub mod dtaus;
pub mod edf03;
pub mod entscheidungen;
mod felder;
#[cfg(test)]
mod feldliste;
pub mod kennzeichen;
pub mod leistungsrechnung;
pub mod pain001;
pub mod pain002;
pub mod rechnungsformat;
pub mod referenz;
pub mod rzs_abrech;
pub mod sammelrechnung;
mod satzart;
pub mod umschrift;
pub mod unfdat;
pub mod zahlungsavis;
mod zeilen;
