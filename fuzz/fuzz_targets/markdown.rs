#![no_main]
//! See `bodies::markdown`.

#[path = "../bodies/mod.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::markdown(data));
