//! libFuzzer drives [`fuzz::unfdat`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::unfdat(bytes));
