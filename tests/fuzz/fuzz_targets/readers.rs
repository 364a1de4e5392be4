//! The target `readers` for cargo-fuzz.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| logatlas_fuzz::readers(data));
