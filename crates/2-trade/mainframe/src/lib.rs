//! What the payer's mainframe speaks: accident cases that come in, booking files that go out.

pub mod rzs_abrech;
pub mod unfdat;
