#![no_main]
//! See `bodies::makefile`.

#[path = "../bodies/mod.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::makefile(data));
