//! libFuzzer drives [`fuzz::tape`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::tape(bytes));
