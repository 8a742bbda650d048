//! The case register, prepared for matching: built once by `ingest-unfdat`, read by `match-cases`.
//!
//! [`Register`] holds every case with its texts in dictionaries, the normal forms of the texts ([`normalisieren`]), how
//! often each occurs, and blocking keys: a question for the cases that share what a [`Gruppe`] names costs the same in a
//! register of any size. Its bytes stand beside `faelle.csv` as [`DATEI`], with a line in the receipt; they depend on
//! the cases alone, not on their order, the machine or the number of threads.
//!
//! [`fremd`] is what the runs of other payers may know of the register: keyed hashes of what identifies a person, from
//! which no case can be read.
//!
//! | module | what it is |
//! |---|---|
//! | [`normalisieren`] | when two spellings are the same |
//! | [`abdruck`] | when two prescriptions say the same |
//! | `woerter` | dictionaries of the texts of a column, raw and normalised, with frequencies |
//! | `zeile`, `register`, `eintrag` | the cases: their numbers, all of them, one of them |
//! | `bauen` | how parts become a register |
//! | `gruppen` | blocking keys |
//! | `klang` | the Cologne phonetic code |
//! | `nummern` | the file numbers alone |
//! | `datei`, `ablage` | the bytes of the file, and where it is |
//! | [`fremd`], `schluessel` | keyed hashes and their key |

pub mod abdruck;
mod ablage;
mod bauen;
mod datei;
mod eintrag;
pub mod fremd;
mod gruppen;
mod klang;
pub mod normalisieren;
mod nummern;
mod register;
mod schluessel;
mod woerter;
mod zeile;

pub use ablage::{DATEI, faelle_blake3, lies_nummern, lies_register};
pub use bauen::Teil;
pub use datei::RegisterFehler;
pub use eintrag::Eintrag;
pub use gruppen::{Gruppe, Suchbild};
pub use klang::klang;
pub use nummern::Nummern;
pub use register::Register;
pub use schluessel::Schluessel;
pub use zeile::{Wert, tage};
