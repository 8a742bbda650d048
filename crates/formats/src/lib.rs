//! The outside world: every file format that comes in or goes out
pub mod kennzeichen;
pub mod sammelrechnung;
mod zeilen;
