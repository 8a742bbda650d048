//! The outside world: every file format that comes in or goes out

pub mod artikel;
pub mod dtaus;
pub mod edf03;
pub mod entscheidungen;
mod felder;
#[cfg(test)]
mod feldliste;
pub mod kennzeichen;
pub mod pain001;
pub mod rzs_abrech;
pub mod sammelrechnung;
pub mod umschrift;
pub mod unfdat;
mod zeilen;
