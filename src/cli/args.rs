//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::settings::Severity;

/// Reads a repository's Compose files, Dockerfiles and whatever refers to them as one system, and says what is
/// bloated, duplicated or dead in it.
#[derive(Debug, Parser)]
#[command(name = "careen", version, about, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Arguments {
    /// When to use colours. NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE are obeyed; NO_COLOR wins
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: clap::ColorChoice,
    /// What to do; `check .` where nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
}

const EXIT_CODES: &str = "Without a command, careen checks the folder it is run in.\n\n\
    Exit codes: 0 nothing to complain about, 1 findings at or over --fail-on, 2 careen could not run.";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Lint a repository
    #[command(after_help = EXIT_CODES)]
    Check(Box<CheckArguments>),
    /// Show the repository as careen understands it: files and their roles, services, families, sizes
    Inspect(InspectArguments),
    /// Plan the consolidated files that would replace the repository's, with what is proved equal
    Rewrite(RewriteArguments),
    /// List the rules, or show the page of one
    Rule {
        /// A rule's name
        name: Option<String>,
    },
}

impl Default for Command {
    fn default() -> Self {
        Self::Check(Box::default())
    }
}

/// Arguments of `check`.
#[derive(Debug, Default, Args)]
pub struct CheckArguments {
    /// One folder is read as a repository. A file, or several paths, are parts of the repository around them (the
    /// nearest folder above with `.git` or `careen.toml`): all of it is read, and only their findings are shown
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How findings are written [default: full]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Write to this file instead of the standard output
    #[arg(long, short, value_name = "FILE")]
    pub output_file: Option<PathBuf>,
    /// Apply the fixes that keep the meaning, in place, and report what is left
    #[arg(long)]
    pub fix: bool,
    /// Count fixes that may change what an image holds or does as applicable, too: `--fix` then applies them
    #[arg(long)]
    pub unsafe_fixes: bool,
    /// Show what `--fix` would change as a diff, and change nothing; the exit code is 1 where that is something
    #[arg(long, conflicts_with_all = ["format", "statistics", "write_baseline"])]
    pub diff: bool,
    /// Run only these rules or categories
    #[arg(long, value_name = "RULE|CATEGORY", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Leave these rules or categories out
    #[arg(long, value_name = "RULE|CATEGORY", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// From which level on findings make the exit code 1 [default: warning]
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub fail_on: Option<FailOn>,
    /// Exit with 0 even if there are findings; the same as `--fail-on never`
    #[arg(long, conflicts_with = "fail_on")]
    pub exit_zero: bool,
    /// Show findings that an ignore comment silences, marked as such
    #[arg(long)]
    pub include_suppressed: bool,
    /// Report images that have grown since this file was written (`footprint-budget`)
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Note what each image is estimated at, for `--baseline`
    #[arg(long, value_name = "FILE")]
    pub write_baseline: Option<PathBuf>,
    /// Count findings by rule instead of showing them
    #[arg(long, conflicts_with = "format")]
    pub statistics: bool,
    /// List the files that would be checked, and stop
    #[arg(long)]
    pub show_files: bool,
    /// Show the settings in force, and stop
    #[arg(long)]
    pub show_settings: bool,
    /// What decides how the repository is read.
    #[command(flatten)]
    pub reading: ReadingArguments,
}

/// Arguments of `inspect`.
#[derive(Debug, Args)]
pub struct InspectArguments {
    /// The folder to read as a repository
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,
    /// How it is written
    #[arg(long, value_enum, default_value = "full")]
    pub format: InspectFormat,
    /// Show the arithmetic of one image's size instead: an image's name, or that of a service or Dockerfile
    #[arg(long, value_name = "IMAGE")]
    pub explain_size: Option<String>,
    /// Write to this file instead of the standard output
    #[arg(long, short, value_name = "FILE")]
    pub output_file: Option<PathBuf>,
    /// What decides how the repository is read.
    #[command(flatten)]
    pub reading: ReadingArguments,
}

/// Arguments of `rewrite`.
#[derive(Debug, Args)]
pub struct RewriteArguments {
    /// The folder to read as a repository
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,
    /// How the plan is written
    #[arg(long, value_enum, default_value = "full", conflicts_with_all = ["write", "diff"])]
    pub format: RewriteFormat,
    /// Show the new files as a diff against what they replace
    #[arg(long, conflicts_with = "write")]
    pub diff: bool,
    /// Write the new files into this folder, which must be new or empty; nothing else is touched
    #[arg(long, value_name = "DIR")]
    pub write: Option<PathBuf>,
    /// Only the family of this image or service
    #[arg(long, value_name = "NAME")]
    pub family: Option<String>,
    /// Run the services of one family as processes of one container; the plan says what that costs
    #[arg(long)]
    pub merge_containers: bool,
    /// What decides how the repository is read.
    #[command(flatten)]
    pub reading: ReadingArguments,
}

/// Arguments that decide how a repository is read.
#[derive(Debug, Default, Args)]
pub struct ReadingArguments {
    /// Read this configuration instead of `careen.toml` or `.careen.toml` at the root
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Read no configuration
    #[arg(long)]
    pub no_config: bool,
    /// Leave the git history unread
    #[arg(long)]
    pub no_history: bool,
    /// Read files that `.gitignore` excludes, too
    #[arg(long)]
    pub no_ignore: bool,
}

/// How findings are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Format {
    /// For people, with the text they are about
    #[default]
    Full,
    /// One line a finding
    Concise,
    /// One JSON object
    Json,
    /// SARIF 2.1.0
    Sarif,
}

/// How a plan is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RewriteFormat {
    /// For people
    Full,
    /// One JSON object
    Json,
}

/// How a repository is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InspectFormat {
    /// For people
    Full,
    /// One JSON object
    Json,
    /// A flowchart for Mermaid, as code forges draw it in Markdown
    Mermaid,
    /// A graph for Graphviz
    Dot,
}

/// From which level on findings make a run fail.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Errors only
    Error,
    /// Warnings and errors
    #[default]
    Warning,
    /// Any finding
    Info,
    /// None
    Never,
}

impl FailOn {
    /// Whether a finding of this severity makes a run fail.
    pub fn is_reached_by(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warning => severity >= Severity::Warning,
            Self::Info => true,
            Self::Never => false,
        }
    }

    /// The word it is set with.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Never => "never",
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn lists_may_be_split_either_way() {
        let typed = ["careen", "check", "--select", "size,dead", "--select", "cache", "a", "b"];
        let Some(Command::Check(check)) = Arguments::try_parse_from(typed).unwrap().command else {
            unreachable!()
        };
        assert_eq!(check.select, ["size", "dead", "cache"]);
        assert_eq!(check.paths.len(), 2);
    }

    #[test]
    fn levels_fail_from_themselves_up() {
        let failing = |fail_on: FailOn| {
            [Severity::Info, Severity::Warning, Severity::Error]
                .map(|severity| fail_on.is_reached_by(severity))
        };
        assert_eq!(failing(FailOn::Error), [false, false, true]);
        assert_eq!(failing(FailOn::Warning), [false, true, true]);
        assert_eq!(failing(FailOn::Info), [true, true, true]);
        assert_eq!(failing(FailOn::Never), [false, false, false]);
    }
}
