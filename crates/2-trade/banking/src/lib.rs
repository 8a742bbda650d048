//! What banks speak: bank files that go out, status reports and statements that come in, bank codes and account numbers.

pub mod ausgang;
pub mod bankdaten;
pub mod camt;
pub mod dtaus;
pub mod pain001;
pub mod pain002;
pub mod rueckmeldung;
pub mod vorab;
mod xml;

pub use xml::XmlFehler;
