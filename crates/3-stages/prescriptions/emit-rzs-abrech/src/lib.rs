//! The booking file: one record for each prescription that this run orders, and the sheet that goes with it.

mod begleitbeleg;
mod buch;
mod datei;
#[cfg(test)]
mod tests;
mod umbuchungen;

pub use begleitbeleg::{Angaben, begleitbeleg};
pub use buch::{Bezahlt, Buchungen, Quelle, buchungen};
pub use datei::{Kennzahlen, schreibe};
pub use umbuchungen::{Entschieden, liste, neue_zeilen, umbuchungsbeleg};
