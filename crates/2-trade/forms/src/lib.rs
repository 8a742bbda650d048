//! Forms of billers, facilities and people: files of lines, read and written in one dialect.

pub mod ansicht;
pub mod artikel;
pub mod bestaetigungen;
pub mod differenzmitteilung;
pub mod entscheidungen;
mod felder;
pub mod leistungsrechnung;
pub mod rechnungsformat;
pub mod referenz;
pub mod sammelrechnung;
mod satzart;
pub mod tabellenkalkulation;
pub mod zahlungsavis;
mod zeilen;
