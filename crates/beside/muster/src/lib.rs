//! Correct records for tests to vary, the one way in which a test says that it cannot run here, and the one in
//! which it holds a generated document. A dev-dependency only; it needs nothing but `domain`, so that tests of every floor may use it.

mod committed;
mod here;
mod records;

pub use committed::assert_committed;
pub use here::{acceptance, shared, skipped};
pub use records::{artikel, einzelposten, entscheidung, euro, position, rechnung, rezept, tag};
