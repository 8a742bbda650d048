//! Shows what a run contains and what to look at.

fn main() {}
