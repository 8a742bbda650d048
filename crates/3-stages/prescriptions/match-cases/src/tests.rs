//! Tests of the assignment as a whole.

mod abnahme;
pub mod eigenschaften;
mod gemerkt;
pub mod muster;
mod paare;
mod regeln;
mod vorbehalte;
mod vorschlag;
