//! UnfDat: the accident cases that a payer sends every ten days.
//!
//! A record has twelve fields ([`LAYOUT`], listed in `felder.md`), each at most as long as the layout says and each
//! followed by `$`. The positions of the layout are nominal: the sources let `ort` and `abgegeben` overlap by one, and
//! since fields are separated an Ort of 30 characters and a record of 146 are taken.
//!
//! Reading never guesses. A record that breaks a rule becomes [`domain::Ablehnung`]en, one for each faulty field. A lost or
//! doubled separator costs the record it is in: the stretch up to the next recognisable record is rejected with its
//! byte range, and fields are never shifted.

mod band;
mod carrier;
mod check;
mod decode;
mod dfue;
mod fehler;
mod felder;
mod fields;
mod found;
mod gelesen;
mod guess_page;
mod head;
mod lieferung;
mod plain;
mod rahmen;
mod stream;
pub mod tape;
mod writer;

pub use carrier::Carrier;
pub use decode::Puffer;
pub use fehler::UnfdatFehler;
pub use felder::LAYOUT;
pub use found::Satz;
pub use gelesen::{Gelesen, GelesenerFall, read};
pub use lieferung::{Lieferung, likely_page};
pub use tape::write_tape;
pub use writer::{WriteError, write_record};

#[cfg(test)]
mod tests;
