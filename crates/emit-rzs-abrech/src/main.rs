//! Writes the booking file and its Begleitbeleg.

fn main() {}
