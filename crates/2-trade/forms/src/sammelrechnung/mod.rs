//! Sammelrechnung, format SR1: a biller's collective invoice, one CSV file each.
//!
//! [`lies`] takes a file whole or refuses it whole, with all its errors at once; [`schreibe`] writes one. What the
//! form is, is said once in [`spalten`] (as a list: `felder.md`; for those who send it: `sr1.md`). Disagreeing totals are no matter of form.

pub mod anleitung;
mod gelesen;
mod kopf;
mod leser;
mod sammler;
mod schreiber;
pub mod spalten;
mod typisiert;
mod zellen;
mod zusammen;

use domain::{Datum, Einzelposten, Position, Rechnung, Rezept};

pub use crate::zeilen::{Kodierung, Zeichensatz, ZeichensatzFehler};
pub use gelesen::{Gelesen, Reihe, Reihen, ReihenLeser, Umgebung};
pub use leser::{Ergebnis, lies, lies_strom};
pub use sammler::Sammler;
pub use schreiber::schreibe;

/// The payer whose run takes the invoice: one made out to somebody else is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Empfaenger<'a> {
    /// Code of the payer.
    pub kostentraeger: &'a str,
    /// IK of the payer.
    pub ik: &'a str,
}

impl Empfaenger<'_> {
    /// Any payer: a check of the form alone.
    pub const BELIEBIG: Empfaenger<'static> = Empfaenger { kostentraeger: "", ik: "" };
}

/// The content of an invoice file, rows in the order of the file. `beleg_id` and `herkunft` are not in the file, see
/// [`mit_beleg`](Self::mit_beleg); `datei_sha256`, `schon_berechnet` and `erledigt_am` are empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Sammelrechnung {
    /// The header `RE`.
    pub rechnung: Rechnung,
    /// The lines `EP`.
    pub einzelposten: Vec<Einzelposten>,
    /// The lines `RZ`.
    pub rezepte: Vec<Rezept>,
    /// The lines `PO`.
    pub positionen: Vec<Position>,
}

impl Sammelrechnung {
    /// Gives every row our own number of the invoice and the business date of the run that takes it.
    pub fn mit_beleg(mut self, beleg_id: &str, herkunft: Datum) -> Self {
        beleg_id.clone_into(&mut self.rechnung.beleg_id);
        self.rechnung.herkunft = herkunft;
        for posten in &mut self.einzelposten {
            beleg_id.clone_into(&mut posten.beleg_id);
        }
        for rezept in &mut self.rezepte {
            beleg_id.clone_into(&mut rezept.beleg_id);
            rezept.herkunft = herkunft;
        }
        for position in &mut self.positionen {
            beleg_id.clone_into(&mut position.beleg_id);
        }
        self
    }
}

#[cfg(test)]
mod tests;
