//! Assigns prescriptions to accident cases (04-matching).
//!
//! [`ordne_zu`] is a pure function over the prescriptions and the prepared [`register::Register`]. For each sheet:
//!
//! 1. [`suche`] takes from the register the cases that share what a tier wants identical; never all of them.
//! 2. [`aehnlichkeit`] compares each of them exactly, [`stufen`] finds the tier and who decides. Where the payer's own
//!    register has no case, the keyed hashes of the other payers' registers are asked for Z0 to Z2.
//! 3. [`personen`] puts people's decisions above all that; [`kandidaten`] offers, ranked by [`gewichte`] and [`naehe`],
//!    the cases of what stays open, and hints where no case fits a tier. Neither ever changes a decision.
//!
//! The result depends neither on the order of the input nor on the number of threads.

pub mod aehnlichkeit;
pub mod angaben;
pub mod gewichte;
pub mod kandidaten;
pub mod naehe;
pub mod nummer;
pub mod personen;
pub mod stufen;
pub mod suche;
mod zeilen;
mod zuordnen;

pub use zuordnen::{Eingabe, Ergebnis, ordne_zu};

#[cfg(test)]
mod tests;
