//! The `careen` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    careen::cli::main()
}
