//! Files into a new or empty folder.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::{ApplyError, is_within};

/// Writes `files`, by paths relative to `directory`, into `directory`, which is made if it isn't there and must be empty
/// if it is. Checks every path before it writes any; goes through no symbolic link below `directory`; a file that
/// somebody else makes meanwhile is not overwritten.
pub fn write_new<'a>(
    directory: &Path,
    files: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> Result<(), ApplyError> {
    for (path, _) in files.clone() {
        if !is_within(path) {
            return Err(ApplyError::Outside(path.to_owned()));
        }
    }
    prepare(directory)?;
    for (path, text) in files {
        let path = directory.join(path);
        if let Some(parent) = path.parent() {
            folders(directory, parent)?;
        }
        let failed = |source| ApplyError::Io { path: path.clone(), source };
        // `create_new` follows no link and opens nothing that exists
        let mut file = File::create_new(&path).map_err(failed)?;
        file.write_all(text.as_bytes()).map_err(failed)?;
    }
    Ok(())
}

/// Refuses a folder that isn't new or empty, without making it.
pub fn check(directory: &Path) -> Result<(), ApplyError> {
    let failed = |source| ApplyError::Io { path: directory.to_owned(), source };
    match fs::symlink_metadata(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(failed(error)),
        Ok(metadata) if !metadata.is_dir() => Err(ApplyError::NotAFolder(directory.to_owned())),
        Ok(_) => match fs::read_dir(directory).map_err(failed)?.next() {
            None => Ok(()),
            Some(_) => Err(ApplyError::NotEmpty(directory.to_owned())),
        },
    }
}

fn prepare(directory: &Path) -> Result<(), ApplyError> {
    check(directory)?;
    fs::create_dir_all(directory).map_err(|source| ApplyError::Io { path: directory.to_owned(), source })
}

/// Makes the folders from `directory` down to `parent`, each a real one.
fn folders(directory: &Path, parent: &Path) -> Result<(), ApplyError> {
    let mut folder = directory.to_owned();
    for part in parent.strip_prefix(directory).unwrap_or(Path::new("")).components() {
        folder.push(part);
        let failed = |source| ApplyError::Io { path: folder.clone(), source };
        match fs::create_dir(&folder) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if !fs::symlink_metadata(&folder).map_err(failed)?.is_dir() {
                    return Err(ApplyError::NotAFolder(folder));
                }
            }
            Err(error) => return Err(failed(error)),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [(&str, &str); 2] = [("a", "1"), ("b/c", "2")];

    #[test]
    fn new_and_empty_folders_are_written() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["", "new/deep"] {
            let directory = folder.path().join(name);
            if name.is_empty() {
                write_new(&directory, FILES.into_iter()).unwrap();
                fs::remove_file(directory.join("a")).unwrap();
                fs::remove_dir_all(directory.join("b")).unwrap();
            }
            write_new(&directory, FILES.into_iter()).unwrap();
            assert_eq!(fs::read_to_string(directory.join("b/c")).unwrap(), "2");
        }
    }

    #[test]
    fn anything_there_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("mine"), "x").unwrap();
        let refused = write_new(folder.path(), FILES.into_iter()).unwrap_err();
        assert!(matches!(refused, ApplyError::NotEmpty(_)), "{refused}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let file = folder.path().join("mine");
        assert!(matches!(write_new(&file, FILES.into_iter()), Err(ApplyError::NotAFolder(_))));
    }

    #[test]
    fn nothing_is_written_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["../x", "/x", "a/../../x", "", "a/"] {
            let directory = folder.path().join("out");
            let refused = write_new(&directory, [("ok", "1"), (path, "2")].into_iter());
            assert!(matches!(refused, Err(ApplyError::Outside(_))), "{path}");
            assert!(!directory.exists());
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_no_folder() {
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("target"), folder.path().join("link"));
        fs::create_dir(&target).unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        assert!(matches!(write_new(&link, FILES.into_iter()), Err(ApplyError::NotAFolder(_))));
        assert_eq!(fs::read_dir(&target).unwrap().count(), 0);
    }
}
