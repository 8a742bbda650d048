//! Assigns prescriptions to accident cases.

fn main() {}
