//! Writes the bank file DTAUS0 and its Begleitzettel.

fn main() {}
