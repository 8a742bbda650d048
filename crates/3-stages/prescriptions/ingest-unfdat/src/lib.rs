//! Turns UnfDat deliveries into the case register.
//!
//! The register decides who gets paid, so a bad delivery must never silently damage it: every record that is not taken
//! has a row in `abgelehnt.csv`, and a delivery with too many of them, or one that would shrink the register too much,
//! is refused whole while the register stays as it was. What a delivery changed has rows in `aenderungen.csv`.

mod cases;
mod check_digits;
mod duplicates;
mod ingest;
mod memory;
mod order;
mod report;
mod settings;
mod update;

pub use cases::Cases;
pub use ingest::{Counts, Delivery, Ingested, Refusal};
pub use memory::Memory;
pub use report::{no_register, report};
pub use settings::{Mode, SettingError, Settings};
pub use update::Changes;
