//! The files that git tracks, read from its index.
//!
//! Source: gitformat-index(5), versions 2, 3 and 4. What isn't of that form, or leads to a second file (a split index),
//! is not known here, and nothing is made of it.

use std::path::Path;

use super::folder::{Folder, text};

/// Bytes of an entry before its object's name: times, device, inode, mode, owner, size.
const STAT: usize = 40;
/// Where an entry's mode stands.
const MODE: usize = 24;
/// Larger indices are those of repositories that nobody reads as a whole.
const LARGEST: u64 = 200_000_000;
/// A configuration is written by hand.
const LARGEST_CONFIGURATION: u64 = 1_000_000;

/// The regular files that git tracks at or below `root`, relative to it, sorted; `None` where there is no work tree
/// around it or its index can't be read.
pub(in crate::repository) fn tracked(root: &Path) -> Option<Vec<String>> {
    let top = root.ancestors().find(|folder| folder.join(".git").exists())?;
    let Folder { own, common } = Folder::of(top)?;
    let below = root.strip_prefix(top).ok()?;
    let folder = |part: std::path::Component<'_>| Some(format!("{}/", part.as_os_str().to_str()?));
    let prefix: String = below.components().map(folder).collect::<Option<_>>()?;
    let index = own.join("index");
    if index.metadata().ok()?.len() > LARGEST {
        return None;
    }
    let paths = read(&std::fs::read(index).ok()?, name_length(&common))?;
    let inside = paths.into_iter().filter_map(|path| Some(path.strip_prefix(prefix.as_str())?.to_owned()));
    let mut inside: Vec<String> = inside.collect();
    inside.sort_unstable();
    inside.dedup();
    Some(inside)
}

/// The bytes of an object's name: 20 for SHA-1, 32 where the repository says that it uses SHA-256.
fn name_length(common: &Path) -> usize {
    let config = text(&common.join("config"), LARGEST_CONFIGURATION).unwrap_or_default();
    let says = |line: &str| {
        let line: String = line.split_whitespace().collect::<String>().to_ascii_lowercase();
        line == "objectformat=sha256"
    };
    if config.lines().any(says) { 32 } else { 20 }
}

/// The paths of the regular files in an index.
fn read(bytes: &[u8], name_length: usize) -> Option<Vec<String>> {
    let version = number(bytes, 4)?;
    if !bytes.starts_with(b"DIRC") || !(2..=4).contains(&version) {
        return None;
    }
    let count = number(bytes, 8)?;
    let (mut at, mut path, mut paths) = (12, Vec::new(), Vec::new());
    for _ in 0..count {
        let start = at;
        let mode = number(bytes, start + MODE)?;
        at = start + STAT + name_length;
        let flags = u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?);
        // an extended entry has two more bytes of flags, from version 3 on
        at += if version >= 3 && flags & 0x4000 != 0 { 4 } else { 2 };
        if version == 4 {
            // the path of the entry before, without so many bytes, and with these
            let (cut, behind) = offset(bytes, at)?;
            path.truncate(path.len().checked_sub(cut)?);
            at = behind;
        } else {
            path.clear();
        }
        let end = at + memchr::memchr(0, bytes.get(at..)?)?;
        path.extend_from_slice(bytes.get(at..end)?);
        // up to version 3 entries are filled up with 1 to 8 zero bytes to a multiple of eight
        at = if version == 4 { end + 1 } else { start + ((end - start) / 8 + 1) * 8 };
        if mode & 0o170_000 == 0o100_000
            && let Ok(path) = std::str::from_utf8(&path)
        {
            paths.push(path.to_owned());
        }
    }
    let is_split = bytes.get(at..at + 4) == Some(b"link");
    (!is_split).then_some(paths)
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// A number of variable length, as in a pack's offset deltas, and where it ends.
fn offset(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut byte = *bytes.get(at)?;
    let mut value = usize::from(byte & 0x7F);
    while byte & 0x80 != 0 {
        at += 1;
        byte = *bytes.get(at)?;
        value = value.checked_add(1)?.checked_mul(128)?.checked_add(usize::from(byte & 0x7F))?;
    }
    Some((value, at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An index as git writes it; each entry with its mode, its path and whether it is extended.
    fn index(version: u32, entries: &[(u32, &str, bool)]) -> Vec<u8> {
        let mut bytes =
            [b"DIRC".as_slice(), &version.to_be_bytes(), &(entries.len() as u32).to_be_bytes()].concat();
        let mut before = String::new();
        for (mode, path, extended) in entries {
            let start = bytes.len();
            bytes.extend([0; MODE]);
            bytes.extend(mode.to_be_bytes());
            bytes.extend([0; STAT - MODE - 4 + 20]);
            bytes.extend((path.len() as u16 | if *extended { 0x4000 } else { 0 }).to_be_bytes());
            bytes.extend(if *extended { [0, 0].as_slice() } else { &[] });
            if version == 4 {
                let shared = before.bytes().zip(path.bytes()).take_while(|(a, b)| a == b).count();
                bytes.push((before.len() - shared) as u8);
                bytes.extend(&path.as_bytes()[shared..]);
                bytes.push(0);
            } else {
                bytes.extend(path.as_bytes());
                let filled = 8 - (bytes.len() - start) % 8;
                bytes.extend(vec![0; filled]);
            }
            before = (*path).to_owned();
        }
        bytes
    }

    const ENTRIES: [(u32, &str, bool); 4] = [
        (0o100_644, "compose.yaml", false),
        (0o120_000, "deploy/link", false),
        (0o100_755, "deploy/x.sh", false),
        (0o160_000, "module", false),
    ];

    #[test]
    fn every_version_gives_the_regular_files() {
        for version in [2, 3, 4] {
            let paths = read(&index(version, &ENTRIES), 20).unwrap();
            assert_eq!(paths, ["compose.yaml", "deploy/x.sh"], "version {version}");
        }
        let extended = [(0o100_644, "a", true), (0o100_644, "b", false)];
        assert_eq!(read(&index(3, &extended), 20).unwrap(), ["a", "b"]);
    }

    #[test]
    fn what_is_no_index_says_nothing() {
        let whole = index(2, &ENTRIES);
        assert!(read(&whole[..whole.len() - 30], 20).is_none());
        assert!(read(b"DIRC\0\0\0\x09\0\0\0\0", 20).is_none());
        assert!(read(b"", 20).is_none());
        assert!(read(&[whole, b"link\0\0\0\0".to_vec()].concat(), 20).is_none());
    }

    #[test]
    fn long_numbers_are_read_as_git_writes_them() {
        assert_eq!(offset(&[0x05], 0), Some((5, 1)));
        assert_eq!(offset(&[0x80, 0x00], 0), Some((128, 2)));
        assert_eq!(offset(&[0x81, 0x01], 0), Some((257, 2)));
        assert_eq!(offset(&[0x80], 0), None);
    }

    #[test]
    fn longer_names_of_objects_are_read_where_the_configuration_says_so() {
        let git = tempfile::tempdir().unwrap();
        assert_eq!(name_length(git.path()), 20);
        std::fs::write(git.path().join("config"), "[extensions]\n\tobjectFormat = sha256\n").unwrap();
        assert_eq!(name_length(git.path()), 32);
    }

    #[test]
    fn a_folder_below_the_top_sees_its_own_files() {
        let top = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(top.path().join(".git")).unwrap();
        std::fs::create_dir_all(top.path().join("deploy")).unwrap();
        std::fs::write(top.path().join(".git/index"), index(2, &ENTRIES)).unwrap();
        assert_eq!(tracked(top.path()).unwrap(), ["compose.yaml", "deploy/x.sh"]);
        assert_eq!(tracked(&top.path().join("deploy")).unwrap(), ["x.sh"]);
    }
}
