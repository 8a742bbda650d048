//! Reference data of care services: `leistungserbringer.csv`, `bewilligungen.csv`, `saetze.csv`, `papier.csv`; and the
//! accounts of billers, `rechnungssteller.csv`.
//!
//! Each is a CSV file with a header. A file with any error is refused with all its errors, because judging against half
//! of it would be silently wrong: a missing grant refuses what was granted.

mod bewilligungen;
mod leistungserbringer;
mod papier;
mod rechnungssteller;
mod saetze;
mod tabelle;

pub use bewilligungen::lies as lies_bewilligungen;
pub use leistungserbringer::lies as lies_leistungserbringer;
pub use papier::lies as lies_papier;
pub use rechnungssteller::lies as lies_rechnungssteller;
pub use saetze::lies as lies_saetze;
pub use tabelle::Ergebnis;

/// The columns of every file, in the order of its header.
pub mod spalten {
    pub use super::bewilligungen::SPALTEN as BEWILLIGUNGEN;
    pub use super::leistungserbringer::SPALTEN as LEISTUNGSERBRINGER;
    pub use super::papier::SPALTEN as PAPIER;
    pub use super::rechnungssteller::SPALTEN as RECHNUNGSSTELLER;
    pub use super::saetze::SPALTEN as SAETZE;
}

const DATUM: &str = "TT.MM.JJJJ, a real calendar date";
const DATUM_LEER: &str = "TT.MM.JJJJ, a real calendar date, or empty";
const BETRAG: &str = "euro from 0 to 999999999,99 with decimal comma, for example 12,93";
const TEXT: &str = "text, may be empty";
const EINHEIT: &str = "TAG, STUNDE, MONAT or STUECK";
const KENNUNG: &str = "1 to 40 characters";
/// Numbers of facilities name folders of what goes back to them; no command shall take one for an option.
const LE_NR: &str = "1 to 20 letters, digits, - or _, the first a letter or digit";

fn le_nr(text: &str) -> Option<String> {
    let gut = |z: char| z.is_ascii_alphanumeric() || z == '-' || z == '_';
    let anfang = text.starts_with(|z: char| z.is_ascii_alphanumeric());
    (anfang && text.len() <= 20 && text.chars().all(gut)).then(|| text.to_owned())
}

fn art(text: &str) -> Option<String> {
    crate::felder::kennung(text, 40)
}
