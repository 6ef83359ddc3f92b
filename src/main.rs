//! The `careen` command.

fn main() {}
