//! libFuzzer drives [`fuzz::ta7`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::ta7(bytes));
