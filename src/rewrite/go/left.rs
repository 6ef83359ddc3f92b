//! Which files of the project stay behind with what builds: Go's own, those that are embedded, and those about the
//! repository.

use std::collections::BTreeSet;

use super::sources::Sources;
use super::steps::Steps;
use crate::repository::path;
use crate::rewrite::Subject;
use crate::rewrite::stage::landed::Landed;

/// Extensions of the sources of a package of Go, as `go help list` lists them.
const SOURCES: [&str; 17] = [
    "c", "cc", "cpp", "cxx", "f", "go", "h", "hh", "hpp", "hxx", "m", "s", "swig", "swigcxx", "syso", "S",
    "sx",
];

/// Files about a repository and not of its program: those that Git, GitHub, Make, Docker and Go's linters look for by name.
const ABOUT: [&str; 16] = [
    ".dockerignore",
    ".editorconfig",
    ".git",
    ".golangci",
    ".goreleaser",
    "changelog",
    "code_of_conduct",
    "contributing",
    "copying",
    "licence",
    "license",
    "makefile",
    "notice",
    "readme",
    "security.md",
    "taskfile",
];

/// Whether a file stays behind with what builds.
pub(super) fn stays(
    subject: &Subject<'_>,
    steps: &Steps,
    sources: &Sources,
    folders: &BTreeSet<&str>,
    file: &Landed<'_>,
) -> bool {
    let (name, folder) = (path::file_name(file.source), path::parent(file.source));
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_source = SOURCES.contains(&extension) && (extension == "go" || folders.contains(folder));
    let is_module = matches!(name, "go.mod" | "go.sum" | "go.work" | "go.work.sum");
    let root = steps.module.as_ref().map_or("", |module| module.root.as_str());
    let is_vendored = steps.module.as_ref().is_some_and(|module| module.is_vendored)
        && path::is_within(&file.target, &format!("{root}/vendor"));
    let is_test = folder.split('/').any(|part| part == "testdata");
    is_source
        || is_module
        || is_vendored
        || is_test
        || is_embedded(sources, file.source)
        || is_about(subject, sources, file)
}

/// Whether a program has the file in it.
fn is_embedded(sources: &Sources, file: &str) -> bool {
    sources.embedded.iter().any(|(folder, pattern)| {
        let Some(pattern) = path::join(folder, pattern) else { return false };
        let Ok(glob) = globset::GlobBuilder::new(&pattern).literal_separator(true).build() else {
            return false;
        };
        let glob = glob.compile_matcher();
        let mut at = file;
        // what a pattern matches may be a folder
        while !at.is_empty() {
            if glob.is_match(at) {
                return true;
            }
            at = path::parent(at);
        }
        false
    })
}

/// Whether a file is about the repository, and no text of the sources names it.
fn is_about(subject: &Subject<'_>, sources: &Sources, file: &Landed<'_>) -> bool {
    let whole = path::join(subject.context, file.source).unwrap_or_default();
    let repository = subject.repository;
    let is_docker = repository.dockerfiles.iter().any(|it| it.path == whole)
        || repository.compose_files.iter().any(|it| it.path == whole);
    let top = file.source.split('/').next().unwrap_or_default().to_lowercase();
    let is_top = ABOUT.iter().any(|about| top.starts_with(about));
    let name = path::file_name(file.source);
    (is_docker || is_top) && !sources.texts.iter().any(|text| text.contains(name))
}
