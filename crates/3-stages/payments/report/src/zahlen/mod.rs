//! Figures, summed up run by run. Pure: whoever reads the files feeds them.

mod artikel;
mod gruppiert;
mod kennzahlen;
mod leistungen;
mod regress;
mod rezepte;

pub use artikel::{Artikelzahlen, Liste};
pub use kennzahlen::{kennzahlen, nutzen};
pub use leistungen::{Leistungsauswertung, Leistungszahlen};
pub use regress::Fallzahlen;
pub use rezepte::{Auswertung, Kopf, Rezeptzahlen};

use domain::Datum;

/// A prescription in the files of a run: our number of the invoice and the picture number, as numbers.
pub type Schluessel = (u32, u64);

/// The key of a prescription; picture numbers that are none are as good as equal to no other.
pub fn schluessel(beleg_id: &str, pic_nr: &str) -> Schluessel {
    (beleg_id.parse().unwrap_or(u32::MAX), pic_nr.parse().unwrap_or(u64::MAX))
}

/// The month of a day, `JJJJ-MM`.
pub fn monat(tag: Datum) -> String {
    tag.format("%Y-%m").to_string()
}

/// A part of a whole in tenths of a percent, rounded half-up; none of nothing.
pub fn promille(teil: u64, ganz: u64) -> Option<u64> {
    (ganz > 0).then(|| (teil * 2000 + ganz) / (2 * ganz))
}

/// Tenths of a percent, or of an hour, as tables have them: `93.5`.
pub fn zehntel(zahl: u64) -> String {
    format!("{}.{}", zahl / 10, zahl % 10)
}
