//! Figures of a run for people. For prescriptions: discounts kept, at risk and lost. For care services: what the pilot
//! phase of each facility brought.
//!
//! A facility is ready for production when its last months agree with paper to the cent and no line was refused. The
//! decision itself is a person's: `produktion_ab` in the reference data.

mod pilot;
mod rabatte;
mod seite;

pub use pilot::{Eingabe, Pilot, pilotphasen};
pub use rabatte::{rabattseite, rabattsummen};
pub use seite::{seite, uebersicht};
