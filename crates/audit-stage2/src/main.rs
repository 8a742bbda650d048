//! Judges every prescription and computes its net amount.

fn main() {}
