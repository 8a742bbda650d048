//! Correct records for tests to vary, and the one way in which a test says that it cannot run here. A dev-dependency
//! only; it needs nothing but `domain`, so that tests of every floor may use it.

mod here;
mod records;

pub use here::{acceptance, shared, skipped};
pub use records::{artikel, einzelposten, entscheidung, euro, position, rechnung, rezept, tag};
