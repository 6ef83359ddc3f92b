//! A file's new text in the place of the one that was read: whole or not at all, and only where nobody changed it meanwhile.

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{ApplyError, is_within};

/// Puts `after` in the place of `before` in the file `path` below `root`; makes the file where `before` is `None`. Keeps
/// its mode and owner. Refuses a path that leads out of the root, a file that doesn't hold `before` byte for byte, and
/// one that is read-only.
pub fn replace(root: &Path, path: &str, before: Option<&str>, after: &str) -> Result<(), ApplyError> {
    let target = placed(root, path)?;
    let failed = |source| ApplyError::Io { path: target.clone(), source };
    let Some(before) = before else {
        // follows no link and opens nothing that exists
        let mut file = File::create_new(&target).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => ApplyError::Changed(path.to_owned()),
            _ => failed(error),
        })?;
        return file.write_all(after.as_bytes()).map_err(failed);
    };
    let metadata = unchanged(&target, path, before)?;
    if metadata.permissions().readonly() {
        return Err(ApplyError::ReadOnly(path.to_owned()));
    }
    let (beside, mut file) = new_beside(&target).map_err(failed)?;
    let written = file
        .write_all(after.as_bytes())
        .and_then(|()| dress(&beside, &file, &metadata))
        .and_then(|()| file.sync_all())
        .map_err(failed)
        // once more: writing takes its time
        .and_then(|()| unchanged(&target, path, before))
        .and_then(|_| fs::rename(&beside, &target).map_err(failed));
    if written.is_err() {
        // our own file; where even that fails, the error that led here is the one to tell
        _ = fs::remove_file(&beside);
    }
    written
}

/// Where a file of the root lies: in a folder that lies there, too, links followed.
fn placed(root: &Path, path: &str) -> Result<PathBuf, ApplyError> {
    let outside = || ApplyError::Outside(path.to_owned());
    if !is_within(path) {
        return Err(outside());
    }
    let real =
        |path: &Path| path.canonicalize().map_err(|source| ApplyError::Io { path: path.to_owned(), source });
    let target = root.join(path);
    let (folder, name) = target.parent().zip(target.file_name()).ok_or_else(outside)?;
    let folder = real(folder)?;
    if folder.starts_with(real(root)?) { Ok(folder.join(name)) } else { Err(outside()) }
}

/// The metadata of a plain file that holds `before`.
fn unchanged(target: &Path, path: &str, before: &str) -> Result<Metadata, ApplyError> {
    let changed = || ApplyError::Changed(path.to_owned());
    let missing = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => changed(),
        _ => ApplyError::Io { path: target.to_owned(), source: error },
    };
    let metadata = fs::symlink_metadata(target).map_err(missing)?;
    if !metadata.is_file() || fs::read(target).map_err(missing)? != before.as_bytes() {
        return Err(changed());
    }
    Ok(metadata)
}

/// A new file in the same folder, so that it can take the other's place in one step.
fn new_beside(target: &Path) -> io::Result<(PathBuf, File)> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let beside = target.with_file_name(format!(".{name}.careen-{}", std::process::id()));
    File::create_new(&beside).map(|file| (beside, file))
}

/// Gives a new file the owner and the mode of the one whose place it takes.
#[cfg(unix)]
fn dress(beside: &Path, file: &File, like: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, chown};
    let own = file.metadata()?;
    if (own.uid(), own.gid()) != (like.uid(), like.gid()) {
        chown(beside, Some(like.uid()), Some(like.gid()))?;
    }
    file.set_permissions(like.permissions())
}

/// As above, where files have no owner to keep.
#[cfg(not(unix))]
fn dress(_: &Path, file: &File, like: &Metadata) -> io::Result<()> {
    file.set_permissions(like.permissions())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a")).unwrap();
        fs::write(folder.path().join("a/Dockerfile"), "FROM a\r\n").unwrap();
        folder
    }

    fn text(folder: &tempfile::TempDir) -> String {
        fs::read_to_string(folder.path().join("a/Dockerfile")).unwrap()
    }

    fn names(folder: &tempfile::TempDir) -> Vec<String> {
        let entries = fs::read_dir(folder.path().join("a")).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let folder = folder();
        replace(folder.path(), "a/Dockerfile", Some("FROM a\r\n"), "FROM b\r\n").unwrap();
        assert_eq!((text(&folder).as_str(), names(&folder)), ("FROM b\r\n", vec!["Dockerfile".to_owned()]));
    }

    #[test]
    fn what_somebody_else_wrote_stays() {
        let folder = folder();
        let changed = replace(folder.path(), "a/Dockerfile", Some("FROM a\n"), "FROM b\n");
        assert!(matches!(changed, Err(ApplyError::Changed(_))), "{changed:?}");
        let there = replace(folder.path(), "a/Dockerfile", None, "x");
        assert!(matches!(there, Err(ApplyError::Changed(_))), "{there:?}");
        let gone = replace(folder.path(), "a/gone", Some("x"), "y");
        assert!(matches!(gone, Err(ApplyError::Changed(_))), "{gone:?}");
        assert_eq!((text(&folder).as_str(), names(&folder).len()), ("FROM a\r\n", 1));
    }

    #[test]
    fn new_files_are_made_where_none_are() {
        let folder = folder();
        replace(folder.path(), "a/.dockerignore", None, ".git\n").unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("a/.dockerignore")).unwrap(), ".git\n");
    }

    #[test]
    fn nothing_outside_is_touched() {
        let outer = folder();
        let root = outer.path().join("a/root");
        fs::create_dir(&root).unwrap();
        for path in ["../Dockerfile", "/etc/hostname", "x/../../Dockerfile", "", "x/"] {
            let refused = replace(&root, path, Some("FROM a\r\n"), "x");
            assert!(matches!(refused, Err(ApplyError::Outside(_))), "{path}: {refused:?}");
        }
        assert_eq!(text(&outer), "FROM a\r\n");
    }

    #[cfg(unix)]
    #[test]
    fn the_mode_is_kept_and_a_read_only_file_is_left_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder();
        let file = folder.path().join("a/Dockerfile");
        let set = |mode| fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        set(0o750);
        replace(folder.path(), "a/Dockerfile", Some("FROM a\r\n"), "FROM b\n").unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o750);
        set(0o444);
        let refused = replace(folder.path(), "a/Dockerfile", Some("FROM b\n"), "FROM c\n");
        assert!(matches!(refused, Err(ApplyError::ReadOnly(_))), "{refused:?}");
        assert_eq!((text(&folder).as_str(), names(&folder).len()), ("FROM b\n", 1));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_written_through() {
        use std::os::unix::fs::symlink;
        let (outer, root) = (folder(), folder());
        symlink(outer.path().join("a"), root.path().join("out")).unwrap();
        let refused = replace(root.path(), "out/Dockerfile", Some("FROM a\r\n"), "x");
        assert!(matches!(refused, Err(ApplyError::Outside(_))), "{refused:?}");
        symlink("Dockerfile", root.path().join("a/link")).unwrap();
        let refused = replace(root.path(), "a/link", Some("FROM a\r\n"), "x");
        assert!(matches!(refused, Err(ApplyError::Changed(_))), "{refused:?}");
        symlink("nowhere", root.path().join("a/new")).unwrap();
        assert!(matches!(replace(root.path(), "a/new", None, "x"), Err(ApplyError::Changed(_))));
        assert_eq!((text(&outer).as_str(), text(&root).as_str()), ("FROM a\r\n", "FROM a\r\n"));
    }
}
