//! Orders what is due, exactly once.

fn main() {}
