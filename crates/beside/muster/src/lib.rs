//! Correct records for tests to vary, the one way in which a test says that it cannot run here, and the one in
//! which it holds a generated document. A dev-dependency only; it needs nothing of ours but `domain`, so that tests of every floor may use it.

mod committed;
mod here;
mod orders;
mod records;

pub use committed::assert_committed;
pub use here::{acceptance, shared, skipped};
pub use orders::{anweisung, brief, kostentraeger};
pub use records::{artikel, einzelposten, entscheidung, euro, position, rechnung, rezept, tag};
