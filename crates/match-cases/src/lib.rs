//! Assigns prescriptions to accident cases (04-matching).
//!
//! [`ordne_zu`] is a pure function over records. It goes in three steps:
//!
//! 1. [`index`] proposes pairs of a sheet and a case that share what a tier wants identical; never all pairs.
//! 2. [`aehnlichkeit`] compares each pair exactly, [`stufen`] finds the tier and who decides. Where the payer's own
//!    register has no case, the other payers' registers are searched for Z0 to Z2.
//! 3. [`personen`] puts people's decisions above all that; [`kandidaten`] offers, ranked by [`gewichte`], the cases
//!    of what stays open.
//!
//! The result depends neither on the order of the input nor on the number of threads.

pub mod aehnlichkeit;
pub mod angaben;
pub mod gewichte;
pub mod index;
pub mod kandidaten;
pub mod normalisieren;
pub mod nummer;
pub mod personen;
pub mod stufen;
mod zeilen;
mod zuordnen;

pub use zuordnen::{Eingabe, Ergebnis, ordne_zu};

#[cfg(test)]
mod tests;
