//! Tests of the assignment as a whole.

mod abnahme;
mod eigenschaften;
pub mod muster;
mod regeln;
