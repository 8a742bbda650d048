//! Figures for people: of a run, and of many. For prescriptions volumes, verdicts, discounts, deadlines, articles and
//! indications, recourse and what the procedure brings; for care services what was billed, and what the pilot phase of
//! each facility brought.
//!
//! Sums are made in one place ([`zahlen`]) from the tables of runs, read row by row, so that a year is read like a day.
//! No figure of a management page speaks of a person: groups of fewer than five stand together. What does speak of
//! persons, the list of recourse candidates, is a page of its own and says so.
//!
//! A facility is ready for production when its last months agree with paper to the cent and no line was refused. The
//! decision itself is a person's: `produktion_ab` in the reference data.

pub mod bericht;
pub mod bild;
pub mod gruppen;
pub mod lauf;
mod pilot;
mod pilotseite;
mod rabatte;
pub mod seite;
pub mod zahlen;
pub mod zeitraum;

pub use pilot::{Eingabe, Pilot, pilotphasen};
pub use pilotseite::{pilotabschnitt, pilotseite};
pub use rabatte::rabattsummen;
