//! What git knows of a repository, read from git's own files; never by the `git` command, which a repository's
//! configuration can make run programs.
//!
//! ```text
//! folder   the work tree → where git keeps its files
//! index    which files are tracked
//! history  when files changed
//! ```

mod folder;
pub mod history;
pub(super) mod index;
