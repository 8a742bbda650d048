//! Assigns prescriptions to accident cases (04-matching).
//!
//! [`ordne_zu`] is a pure function over the prescriptions and the prepared [`register::Register`]. For each sheet:
//!
//! 1. [`suche`] takes from the register the cases that share what a tier wants identical; never all of them.
//! 2. [`aehnlichkeit`] compares each of them exactly, [`stufen`] finds the tier of each.
//! 3. [`entscheiden`] says who decides: [`vorbehalte`] holds each reason that turns a program's decision into a person's,
//!    [`allerwelt`] the values that identify nobody. The keyed hashes of the other payers' registers are asked, too.
//! 4. [`personen`] puts people's decisions above all that; [`kandidaten`] offers, ranked by [`gewichte`] and [`naehe`],
//!    the cases of what stays open, and hints that fit no tier. A hint that stands out makes a task.
//!    [`gemerkt`] shows what people decided about the same values before.
//! 5. [`umbuchung`] tries again what earlier runs paid without a case.
//!
//! | reason ([`vorbehalte::Vorbehalt`]) | at | example |
//! |---|---|---|
//! | the first name may be another's | Z0, Z2 | Laura's sheet, the file number or the accident of her twin Lena; `L.`; Andreas and Andrea, but not `Mixhael`, who can only be Michael |
//! | the birth date is far, a generation away, or missing | Z3 | the son, born 1987, hurt beside his father of the same name, born 1960 |
//! | accident dates differ | Z0 | file number of the accident of 2001, date of that of 2004 |
//! | a better case elsewhere, or one as good | Z0–Z5 | Laura's own case is handed over, or another payer's |
//! | a value that identifies nobody | Z1–Z4 | another Ali Hassan, born on 1 January, of the same hostel |
//! | accident after the prescription | all | prescribed on 10.01.2005, accident of 01.02.2005 |
//! | another case fits but for a missing value | Z1–Z4 | a second case of the person without accident date |
//!
//! The result depends neither on the order of the input nor on the number of threads.

mod abstand;
pub mod aehnlichkeit;
pub mod allerwelt;
pub mod angaben;
pub mod entscheiden;
mod folgen;
pub mod gemerkt;
pub mod gewichte;
pub mod hinweise;
pub mod kandidaten;
pub mod kurzformen;
pub mod naehe;
pub mod nummer;
pub mod personen;
pub mod schranke;
pub mod stufen;
pub mod suche;
pub mod tage;
pub mod umbuchung;
pub mod vorbehalte;
pub mod vornamen;
mod zeilen;
mod zuordnen;

pub use zuordnen::{Eingabe, Ergebnis, Zuordner, ordne_zu};

#[cfg(test)]
mod tests;
