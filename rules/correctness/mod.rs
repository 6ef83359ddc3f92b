//! What is or will be broken.

pub mod end_of_life_base;
pub mod libc_mismatch;
pub mod missing_build_input;
pub mod syntax_error;
