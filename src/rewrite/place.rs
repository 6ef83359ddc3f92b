//! Where the new files will lie, and how the repository looks from there.

use std::path::{Component, Path, PathBuf};

use crate::repository::path;

/// The folder that new files are shown in while nobody names one.
pub const PROPOSED: &str = "careen-rewrite";

/// The folder to be written, as seen from the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// From the root to the folder: `careen-rewrite`, `../beside`. `None` where only an absolute path leads there.
    from_root: Option<String>,
    /// From the folder to the root: `..`, or an absolute path.
    to_root: String,
    /// The root as an absolute path; any will do where nothing is written.
    root: String,
    /// The folder as an absolute path, on the same terms.
    here: String,
    /// The folder as it is shown.
    pub shown: String,
}

impl Place {
    /// A folder of this name at the top of the repository: what is shown where nothing is written.
    pub fn within(name: &str) -> Self {
        let (from_root, to_root) = (Some(name.to_owned()), "..".to_owned());
        let (root, here) = ("/repository".to_owned(), format!("/repository/{name}"));
        Self { from_root, to_root, root, here, shown: name.to_owned() }
    }

    /// The folder `directory`, which need not exist yet, of the repository at `root`: as a relative path where it lies
    /// in the repository or directly beside it, else the repository is named by its absolute path.
    pub fn of(root: &Path, directory: &Path) -> std::io::Result<Self> {
        let root = root.canonicalize()?;
        let shown = directory.display().to_string();
        let directory = real(directory)?;
        let within = directory.strip_prefix(&root).ok();
        let beside = || directory.parent().zip(root.parent()).is_some_and(|(a, b)| a == b);
        let text = |path: &Path| path.to_str().map(|text| text.replace('\\', "/"));
        let invalid = || std::io::Error::new(std::io::ErrorKind::InvalidInput, "the path is not UTF-8");
        let whole = text(&root).ok_or_else(invalid)?;
        let here = text(&directory).ok_or_else(invalid)?;
        if let Some(within) = within {
            let from_root = text(within).ok_or_else(invalid)?;
            let to_root = path::relative(&from_root, "");
            return Ok(Self { from_root: Some(from_root), to_root, root: whole, here, shown });
        }
        let name = |path: &Path| path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
        if let (true, Some(own), Some(other)) = (beside(), name(&root), name(&directory)) {
            let (from_root, to_root) = (Some(format!("../{other}")), format!("../{own}"));
            return Ok(Self { from_root, to_root, root: whole, here, shown });
        }
        Ok(Self { from_root: None, to_root: whole.clone(), root: whole, here, shown })
    }

    /// A folder within this one.
    pub fn below(&self, name: &str) -> Self {
        let to_root = match self.from_root {
            Some(_) => clean(&format!("../{}", self.to_root)),
            None => self.to_root.clone(),
        };
        let from_root = self.from_root.as_ref().map(|from| format!("{from}/{name}"));
        Self {
            from_root,
            to_root,
            root: self.root.clone(),
            here: format!("{}/{name}", self.here),
            shown: format!("{}/{name}", self.shown),
        }
    }

    /// The root as an absolute path.
    pub(super) fn root(&self) -> &str {
        &self.root
    }

    /// The folder as an absolute path, on the same terms as [`Place::root`].
    pub(super) fn directory(&self) -> &str {
        &self.here
    }

    /// The folder as one names it from the root.
    pub fn named_from_root(&self) -> &str {
        self.from_root.as_deref().unwrap_or(&self.here)
    }

    /// `path`, as a Compose file in the repository's folder `directory` writes it, as one here writes it.
    pub fn path(&self, directory: &str, path: &str) -> String {
        if path.starts_with('/') || path.starts_with('~') {
            return path.to_owned();
        }
        // what a variable stands for can't be folded
        let fixed =
            path.find('$').map_or(path.len(), |at| path[..at].rfind('/').map_or(0, |slash| slash + 1));
        let mut joined = clean(&format!("{}/{directory}/{}", self.to_root, &path[..fixed]));
        if fixed < path.len() {
            joined = format!("{joined}/{}", &path[fixed..]);
        }
        match joined.starts_with(['.', '/']) {
            true => joined,
            false => format!("./{joined}"),
        }
    }

    /// The file `name` of this folder, as a build whose context is the repository's folder `context` names it.
    pub fn file_from(&self, context: &str, name: &str) -> String {
        let Some(here) = &self.from_root else { return format!("{}/{name}", self.here) };
        let up = context.split('/').filter(|part| !part.is_empty()).map(|_| "../").collect::<String>();
        shorten(context, &clean(&format!("{up}{here}/{name}")))
    }

    /// Where this folder lies below the repository's folder `context`, if it does.
    pub fn below_context(&self, context: &str) -> Option<&str> {
        let here = self.from_root.as_deref().filter(|here| !here.starts_with(".."))?;
        match context {
            "" => Some(here),
            context => here.strip_prefix(context)?.strip_prefix('/'),
        }
    }
}

/// `../../a/b` seen from `a` is `../b`.
fn shorten(context: &str, path: &str) -> String {
    let ups = path.split('/').take_while(|part| *part == "..").count();
    let depth = context.split('/').filter(|part| !part.is_empty()).count();
    if ups != depth {
        return path.to_owned();
    }
    let rest: Vec<&str> = path.split('/').skip(ups).collect();
    path::relative(context, &rest.join("/"))
}

/// Folds `.` and `x/..`, as Compose does.
pub(super) fn clean(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if absolute => {}
            part => parts.push(part),
        }
    }
    match (absolute, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}

/// The folder without symbolic links: its nearest existing ancestor resolved, the rest as given.
fn real(directory: &Path) -> std::io::Result<PathBuf> {
    let absolute = std::path::absolute(directory)?;
    let mut rest = Vec::new();
    for ancestor in absolute.ancestors() {
        if let Ok(found) = ancestor.canonicalize() {
            return Ok(rest.iter().rev().fold(found, |path, part| path.join(part)));
        }
        match ancestor.components().next_back() {
            Some(Component::Normal(part)) => rest.push(part.to_owned()),
            _ => return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "the path holds `..`")),
        }
    }
    Ok(absolute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_back() {
        let place = Place::within("new");
        assert_eq!(place.path("app", "./data"), "../app/data");
        assert_eq!(place.path("app", "."), "../app");
        assert_eq!(place.path("", "."), "..");
        assert_eq!(place.path("app", "../../x"), "../../x");
        assert_eq!(place.path("app", "/srv"), "/srv");
        assert_eq!(place.below("p").path("app", "."), "../../app");
        assert_eq!(place.file_from("app", "D"), "../new/D");
        assert_eq!(place.file_from("", "D"), "new/D");
        assert_eq!(Place::within("app/new").file_from("app", "D"), "new/D");
        assert_eq!(place.below_context(""), Some("new"));
        assert_eq!(place.below_context("app"), None);
    }

    #[test]
    fn folders_within_beside_and_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("repo");
        std::fs::create_dir_all(root.join("app")).unwrap();
        let of = |directory: &str| Place::of(&root, &folder.path().join(directory)).unwrap();
        assert_eq!(of("repo/out/x").path("app", "."), "../../app");
        assert_eq!(of("out").path("app", "."), "../repo/app");
        assert_eq!(of("out").file_from("app", "D"), "../../out/D");
        let far = of("far/out");
        assert!(far.path("app", ".").starts_with('/') && far.file_from("app", "D").ends_with("/far/out/D"));
    }
}
