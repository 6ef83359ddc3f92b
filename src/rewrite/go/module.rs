//! `go.mod`: what the project is called, where it lies in the image, and whether its dependencies can be fetched before
//! its sources are there.

use super::commands;
use crate::repository::path;
use crate::rewrite::Subject;
use crate::rewrite::stage::copied::{self, CopiedFile, Earlier, absolute};
use crate::syntax::packages;

/// A module of Go.
pub(super) struct Module {
    /// The folder of the image that it lies in.
    pub(super) root: String,
    /// Its import path.
    name: String,
    /// `go.mod`, and `go.sum` where there is one.
    pub(super) files: Vec<CopiedFile>,
    /// How many modules it requires.
    pub(super) requires: usize,
    /// Whether `go mod download` reads those files and nothing else.
    pub(super) is_fetched_alone: bool,
    /// Whether its dependencies lie beside it.
    pub(super) is_vendored: bool,
}

/// The module that the image's folder `directory` belongs to; none where the context has none there.
pub(super) fn find(subject: &Subject<'_>, copies: &[Earlier], directory: &str) -> Option<Module> {
    let origin = |folder: &str, name: &str| copied::origin(subject, copies, &absolute(folder, name));
    let mut root = directory;
    let own = loop {
        if let Some(own) = origin(root, "go.mod") {
            break own;
        }
        if root.is_empty() || root == "/" {
            return None;
        }
        root = path::parent(root);
    };
    let text = copied::text(subject, &own)?;
    let name = text.lines().find_map(|line| line.trim().strip_prefix("module "))?;
    let name = name.split("//").next()?.trim().trim_matches(['"', '`']).to_owned();
    let is_local = text
        .lines()
        .filter_map(|line| line.split_once("=>"))
        .any(|(_, to)| to.trim().starts_with(['.', '/']));
    let mut above = vec![root];
    while let Some(parent) = above.last().filter(|last| !last.is_empty()).map(|last| path::parent(last)) {
        above.push(parent);
    }
    let is_workspace = above.iter().any(|folder| origin(folder, "go.work").is_some());
    let is_vendored = origin(root, "vendor/modules.txt").is_some();
    let requires = packages::go_mod(&text).map_or(0, |all| all.installed(false).count());
    let sum = origin(root, "go.sum");
    let is_fetched_alone = requires > 0 && sum.is_some() && !is_local && !is_workspace && !is_vendored;
    let files = std::iter::once(own).chain(sum).collect();
    let root = if root.is_empty() { "/" } else { root };
    Some(Module { root: root.to_owned(), name, files, requires, is_fetched_alone, is_vendored })
}

/// The name of the program that `go build PACKAGE` makes in a folder of the image; none for several packages,
/// and for one that depends on a variable.
pub(super) fn program(module: Option<&Module>, directory: &str, package: &str) -> Option<String> {
    if package.contains("...") || package.contains('$') {
        return None;
    }
    if let Some(stem) = package.strip_suffix(".go") {
        return Some(path::file_name(stem).to_owned());
    }
    let is_path = package.starts_with('.') || package.starts_with('/');
    let Some(module) = module else {
        return Some(commands::program(&absolute(directory, package)).to_owned())
            .filter(|name| is_path && !name.is_empty());
    };
    if !is_path {
        return Some(commands::program(package).to_owned());
    }
    let inside = absolute(directory, package);
    let rest = inside.strip_prefix(module.root.as_str())?;
    Some(commands::program(&format!("{}{rest}", module.name)).to_owned())
}
