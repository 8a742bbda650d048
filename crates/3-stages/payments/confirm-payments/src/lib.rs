//! What payers and banks say of payment orders: from confirmation files and status reports to what is recorded.
//!
//! A *Meldung* is one thing said of one order, wherever it comes from: a line of the payer's confirmations, or a status
//! of pain.002 (one of a message or payment block as a whole is spread over its orders), or a booking of camt.053 and
//! camt.054. Then, order by order:
//!
//! * an order that nobody made, another amount than the order's, a day before the order or after the business date, or a
//!   second confirmation by the payer that says something else is an error line: it is reported and the order stays as it
//!   was;
//! * a confirmation closes the order; the same said again is counted, nothing more;
//! * a rejection is recorded. If nothing of a later day confirms the order it is open money from then on, also if it was
//!   confirmed before, and people are asked what to do ([`aufgaben()`]);
//! * a status that says neither (accepted, pending …) is counted.
//!
//! By the days on which things are said, and not by the order of files, it is the same whichever file comes first.

mod aufgaben;
mod lesen;
mod meldung;
mod offen;
mod umsatz;
mod verbuchen;

pub use aufgaben::aufgaben;
pub use lesen::{Gelesen, Gesagtes, Inhalt, lies, meldungen};
pub use meldung::{Aussage, Meldung, Quelle, aus_bericht, aus_zeilen};
pub use offen::unbestaetigt;
pub use umsatz::aus_umsaetzen;
pub use verbuchen::{Ergebnis, verbuche};
