//! The command line: arguments in, text and an exit code out. The only floor that prints and that lists the rules.

mod args;
mod baseline;
mod check;
mod clock;
mod colour;
mod config;
mod fix;
mod inspect;
mod markdown;
mod names;
mod output;
mod rewrite;
mod rule;
mod show;
mod suggest;
mod target;

use std::process::ExitCode;

use clap::Parser;

pub use args::{Arguments, Command};

/// Why careen could not run; always exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The arguments don't make sense.
    #[error("{0}")]
    Usage(String),
    /// The configuration can't be read.
    #[error(transparent)]
    Config(#[from] config::ConfigError),
    /// The repository can't be read at all.
    #[error(transparent)]
    Load(#[from] crate::repository::LoadError),
    /// The folder to write can't be written.
    #[error(transparent)]
    Apply(#[from] crate::apply::ApplyError),
    /// A baseline can't be read or written.
    #[error("the baseline `{path}`: {message}")]
    Baseline {
        /// The file.
        path: String,
        /// What is wrong.
        message: String,
    },
    /// The output can't be written.
    #[error("cannot write {what}: {source}")]
    Output {
        /// The file, or "to the standard output".
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
}

/// The settings that the configuration at the top of a repository gives, without arguments.
pub fn settings(root: &std::path::Path) -> Result<crate::settings::Settings, Trouble> {
    Ok(config::Config::load(root, &args::ReadingArguments::default(), crate::rules::ALL)?.settings)
}

/// What a command ends with, beside its output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Exit code 0.
    Clean,
    /// Exit code 1: findings at or over the level that fails.
    Findings,
    /// Exit code 2: not everything that was asked for could be done, as was said.
    Unfinished,
}

/// Reads the process's arguments, runs, and says how it ended: 0 clean, 1 findings, 2 careen could not run.
pub fn main() -> ExitCode {
    colour::prepare(std::env::args_os());
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // nobody is left to hear that help could not be printed
            _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    match run(arguments) {
        Ok(Verdict::Clean) => ExitCode::SUCCESS,
        Ok(Verdict::Findings) => ExitCode::from(1),
        Ok(Verdict::Unfinished) => ExitCode::from(2),
        Err(trouble) => {
            output::complain(&trouble.to_string());
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Arguments) -> Result<Verdict, Trouble> {
    let rules = crate::rules::ALL;
    match arguments.command.unwrap_or_default() {
        Command::Check(check) => check::run(&check, rules),
        Command::Inspect(inspect) => inspect::run(&inspect, rules),
        Command::Rewrite(rewrite) => rewrite::run(&rewrite, rules),
        Command::Rule { name } => rule::run(name.as_deref(), rules),
    }
}
