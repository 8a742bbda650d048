//! libFuzzer drives [`fuzz::sr1`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::sr1(bytes));
