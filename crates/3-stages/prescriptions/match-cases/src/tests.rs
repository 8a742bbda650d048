//! Tests of the assignment as a whole.

mod abnahme;
pub mod eigenschaften;
pub mod muster;
mod paare;
mod regeln;
mod vorbehalte;
