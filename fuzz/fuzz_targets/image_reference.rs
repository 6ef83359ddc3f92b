#![no_main]
//! See `bodies::image_reference`.

#[path = "../bodies/mod.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::image_reference(data));
