//! What banks speak: bank files that go out, status reports that come in, bank codes and account numbers.

pub mod bankdaten;
pub mod dtaus;
pub mod pain001;
pub mod pain002;
pub mod vorab;
