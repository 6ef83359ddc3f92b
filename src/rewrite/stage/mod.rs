//! What every language's room needs of a Dockerfile's last stage: its parts understood, and put into words again.
//!
//! ```text
//! base         what it stands on, and what its successor will
//! instruction  what none takes, and where the next one works
//! script       a RUN as a plain list of commands, or a refusal
//! apt          a RUN that installs Debian packages
//! parts        which the final stage repeats, and which the builder has
//! plain        what else a RUN may do and mean the same on a slimmer base
//! copied       where in the build context a file of the image comes from
//! landed       which files of the context a copy puts where
//! programs     what is called when the image runs
//! words        what the rooms say and write alike of the stage that ships
//! text         pieces of the file, with the comments that belong to them
//! ```

pub(super) mod apt;
pub(super) mod base;
pub(super) mod copied;
pub(super) mod instruction;
pub(super) mod landed;
pub(super) mod parts;
pub(super) mod plain;
pub(super) mod programs;
pub(super) mod script;
pub(super) mod text;
pub(super) mod words;

/// Why something stays as it is, as a sentence fragment.
pub(super) type Refusal = String;

/// `a`, `b` and `c`.
pub(super) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}
