//! The target `archives` for cargo-fuzz.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| logatlas_fuzz::archives(data));
