//! Turns UnfDat deliveries into the case register.

fn main() {}
