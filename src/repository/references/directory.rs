//! The folder that a path in a command counts from, as far as the text shows it.

use crate::repository::path;

/// Stands for a piece of text that isn't known: the value of a variable, the output of a command. Private use, so
/// that no file means anything by it.
pub(super) const UNKNOWN: char = '\u{F8F0}';

/// Stands for the repository's root at the start of a path: `$(git rev-parse --show-toplevel)`.
pub(super) const ROOT: char = '\u{F8F1}';

/// Stands for the folder a script is started in at the start of a path: `$PWD`.
pub(super) const START: char = '\u{F8F2}';

/// A working directory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Directory {
    /// A folder of the repository, relative to its root.
    At(String),
    /// Relative to wherever the file is started from, which its callers know.
    Start(String),
    /// Relative to a folder that a variable names, or one outside the repository (a checkout on a server).
    Unknown(String),
}

impl Directory {
    /// The repository's root.
    pub(super) fn root() -> Self {
        Self::At(String::new())
    }

    /// Wherever a file is started from.
    pub(super) fn start() -> Self {
        Self::Start(String::new())
    }

    /// The folder after `cd to`.
    pub(super) fn enter(&self, to: &str) -> Self {
        if let Some(rest) = to.strip_prefix(ROOT) {
            return Self::root().enter(rest.trim_start_matches('/'));
        }
        if let Some(rest) = to.strip_prefix(START) {
            return Self::start().enter(rest.trim_start_matches('/'));
        }
        if to.contains(UNKNOWN) || to.starts_with('/') || to.starts_with('~') {
            let known = to.rsplit(UNKNOWN).next().unwrap_or(to);
            // after `$DIR/deploy` or `/srv/app/deploy` the end of the path may still be one of the repository
            return Self::Unknown(normalise("", known.trim_start_matches(['~', '/'])));
        }
        match self {
            Self::At(at) => path::join(at, to).map_or_else(|| Self::Unknown(String::new()), Self::At),
            Self::Start(at) => Self::Start(normalise(at, to)),
            Self::Unknown(at) => Self::Unknown(normalise(at, to)),
        }
    }

    /// The folder as the start of a path in a script: what `pwd` prints.
    pub(super) fn printed(&self) -> String {
        match self {
            Self::At(at) => format!("{ROOT}/{at}"),
            Self::Start(at) => format!("{START}/{at}"),
            Self::Unknown(at) => format!("{UNKNOWN}/{at}"),
        }
    }
}

/// `to` below `at`, without `.` and with `..` only at the front.
pub(super) fn normalise(at: &str, to: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in at.split('/').chain(to.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directories_are_followed() {
        let root = Directory::root();
        assert_eq!(root.enter("deploy").enter("../api"), Directory::At("api".into()));
        assert_eq!(root.enter(".."), Directory::Unknown(String::new()));
        assert_eq!(Directory::start().enter("..").enter("x"), Directory::Start("../x".into()));
        assert_eq!(root.enter(&format!("{UNKNOWN}/infra")), Directory::Unknown("infra".into()));
        assert_eq!(Directory::start().enter(&format!("{ROOT}/a/../b")), Directory::At("b".into()));
        assert_eq!(root.enter("/srv/app").enter("x"), Directory::Unknown("srv/app/x".into()));
    }
}
