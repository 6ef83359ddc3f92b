//! What is or will be broken.

pub mod libc_mismatch;
