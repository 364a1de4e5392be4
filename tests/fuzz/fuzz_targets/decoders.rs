//! The target `decoders` for cargo-fuzz.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| logatlas_fuzz::decoders(data));
