#![no_main]
//! See `bodies::dockerfile`.

#[path = "../bodies/mod.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::dockerfile(data));
