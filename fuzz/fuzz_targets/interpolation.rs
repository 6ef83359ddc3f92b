#![no_main]
//! See `bodies::interpolation`.

#[path = "../bodies/mod.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::interpolation(data));
