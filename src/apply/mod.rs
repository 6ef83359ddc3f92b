//! The one place that writes files: new ones into a new folder, and those that fixes change. There is no way to delete
//! or rename a file of the repository.
//!
//! ```text
//! new      files into a new or empty folder
//! choose   which fixes of a run go together
//! rounds   fixes applied in memory, and what is found then, until nothing is left to fix
//! replace  a file's new text in the place of the one that was read
//! ```

mod choose;
mod new;
mod replace;
mod rounds;

pub use choose::Applied;
pub use new::{check, write_new};
pub use replace::replace;
pub use rounds::{Changed, Fixing, fix};

use std::io;
use std::path::{Component, Path, PathBuf};

/// Why nothing, or not everything, was written.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The folder holds something.
    #[error("`{}` is not empty: careen writes into a new or empty folder only", .0.display())]
    NotEmpty(PathBuf),
    /// The path is a file, or a symbolic link to anywhere.
    #[error("`{}` is not a folder: careen writes into a new or empty folder only", .0.display())]
    NotAFolder(PathBuf),
    /// A file's path leads out of the folder.
    #[error("`{0}` leads out of the folder")]
    Outside(String),
    /// Somebody else wrote, removed or made the file meanwhile.
    #[error("`{0}` has changed since it was read, and is left as it is")]
    Changed(String),
    /// The file's permissions forbid it.
    #[error("`{0}` is read-only, and is left as it is")]
    ReadOnly(String),
    /// The system refuses.
    #[error("cannot write `{}`: {source}", path.display())]
    Io {
        /// What was to be written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Whether a path relative to a folder names a file that lies in it.
fn is_within(path: &str) -> bool {
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    !path.is_empty() && !path.ends_with('/') && Path::new(path).components().all(is_plain)
}
