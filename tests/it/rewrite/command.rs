//! `careen rewrite`: what it writes, and where.

use std::collections::BTreeMap;

use super::*;

fn snapshot(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.unwrap());
    let files = files.filter(|entry| entry.file_type().is_file());
    files.map(|entry| (entry.path().to_owned(), std::fs::read(entry.path()).unwrap())).collect()
}

#[test]
fn only_a_new_or_empty_folder_is_written() {
    let repository = Repository::shop(DOCKERFILE, "flask\n");
    let before = snapshot(&repository.root);
    for arguments in [
        &["rewrite"][..],
        &["rewrite", "--diff"],
        &["rewrite", "--write", "shop"],
        &["rewrite", "--write", "Makefile"],
    ] {
        let (code, _, complaint) = careen(&repository.root, arguments);
        assert_eq!(code, Some(if arguments.len() > 2 { 2 } else { 0 }), "{arguments:?} {complaint}");
        assert_eq!(snapshot(&repository.root), before, "{arguments:?}");
    }
    let (code, said, complaint) = careen(&repository.root, &["rewrite", "--write", "new"]);
    assert_eq!((code, complaint.as_str()), (Some(0), ""));
    assert_eq!(said, "Wrote 5 files into `new`. Read `new/README.md` next.\n");
    let after = snapshot(&repository.root);
    assert!(before.iter().all(|(path, text)| after.get(path) == Some(text)));
    let new = after.keys().filter(|path| !before.contains_key(*path));
    assert!(new.clone().all(|path| path.starts_with(repository.root.join("new"))));
    assert_eq!(new.count(), 5);
    assert_eq!(careen(&repository.root, &["rewrite", "--write", "new"]).0, Some(2));
}

#[test]
fn one_family_may_be_asked_for() {
    let repository = Repository::shop(DOCKERFILE, "flask\n");
    let (_, all, _) = careen(&repository.root, &["rewrite", "--family", "worker"]);
    assert!(all.contains("Build `shop` once for 2 services"), "{all}");
    let (_, none, _) = careen(&repository.root, &["rewrite", "--family", "nobody"]);
    assert!(none.starts_with("Nothing to rewrite."), "{none}");
}
