//! Checks what was captured.

fn main() {}
