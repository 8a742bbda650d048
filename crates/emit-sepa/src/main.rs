//! Writes the SEPA credit transfers pain.001.

fn main() {}
