//! What payers and banks say of payment orders: from confirmation files and status reports to what is recorded.
//!
//! A *Meldung* is one thing said of one order, wherever it comes from: a line of the payer's confirmations, or a status
//! of pain.002 (one of a message or payment block as a whole is spread over its orders). Then, order by order:
//!
//! * an order that nobody made, another amount than the order's, a day before the order, or a second confirmation that
//!   says something else is an error line: it is reported and the order stays as it was;
//! * a confirmation closes the order, once and for ever; the same said again is counted, nothing more;
//! * a rejection is recorded and the order stays unconfirmed: somebody has to see to it;
//! * a status that says neither (accepted, pending …) is counted.

mod lesen;
mod meldung;
mod offen;
mod verbuchen;

pub use lesen::{Gelesen, Inhalt, lies, meldungen};
pub use meldung::{Aussage, Meldung, aus_bericht, aus_zeilen};
pub use offen::unbestaetigt;
pub use verbuchen::{Ergebnis, verbuche};
