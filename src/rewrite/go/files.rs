//! What of the project the image needs when it runs: its programs, and every file that isn't Go's own.

use std::collections::{BTreeMap, BTreeSet};

use super::sources::Sources;
use super::steps::Steps;
use crate::repository::context::ContextIgnore;
use crate::repository::path;
use crate::rewrite::Subject;
use crate::rewrite::place::clean;
use crate::rewrite::stage::copied::Earlier;

/// More Go sources than this are not read; then nobody knows what they say.
const MOST_SOURCES: usize = 4000;
/// More places than this are a folder.
const MOST_PLACES: usize = 8;

/// What comes out of the builder.
pub(super) enum Carried {
    /// The project's whole folder, and programs that lie elsewhere.
    Whole,
    /// The programs and these places, by their paths in the image; with the owner that the original gives them.
    Named(Vec<(String, Option<String>)>),
}

/// A file of the build context that a copy brings into the project.
struct Landed<'a> {
    /// From the context's root.
    source: &'a str,
    /// In the image.
    target: String,
    /// `--chown` of the copy.
    owner: Option<String>,
}

/// What the project's sources say; `None` where they are too many.
pub(super) fn read(subject: &Subject<'_>) -> Option<Sources> {
    let mut sources = Sources::default();
    let own = context(subject).into_iter().filter(|file| {
        let is_others = |part: &str| matches!(part, "vendor" | "testdata");
        file.ends_with(".go") && !file.ends_with("_test.go") && !path::parent(file).split('/').any(is_others)
    });
    let own: Vec<&str> = own.collect();
    if own.len() > MOST_SOURCES {
        return None;
    }
    for file in own {
        let text = subject.repository.tree.text(&path::join(subject.context, file)?)?;
        sources.add(path::parent(file), &text);
    }
    Some(sources)
}

/// What has to come out of the builder.
pub(super) fn carried(subject: &Subject<'_>, steps: &Steps, sources: &Sources) -> Carried {
    let context = context(subject);
    if steps.keeps_folder || steps.programs.contains(&steps.folder) || names_ignored(subject, sources) {
        return Carried::Whole;
    }
    let mut landed = Vec::new();
    for copy in steps.copies.iter().filter(|copy| steps.sources.contains(&copy.index)) {
        match landing(copy, &context, &steps.folder) {
            Some(files) => landed.extend(files),
            None => return Carried::Whole,
        }
    }
    let folders: BTreeSet<&str> =
        context.iter().filter(|file| file.ends_with(".go")).map(|file| path::parent(file)).collect();
    let kept: Vec<bool> = landed.iter().map(|file| !stays(subject, steps, sources, &folders, file)).collect();
    let mut places: BTreeMap<String, Option<String>> = BTreeMap::new();
    for (file, _) in landed.iter().zip(&kept).filter(|(_, kept)| **kept) {
        let place = highest(&file.target, &steps.folder, &landed, &kept);
        places.insert(place, file.owner.clone());
    }
    if places.len() > MOST_PLACES {
        return Carried::Whole;
    }
    Carried::Named(places.into_iter().collect())
}

/// Endings that readers of settings put behind a name by themselves.
const ENDINGS: [&str; 6] = ["", ".yaml", ".yml", ".json", ".toml", ".env"];

/// Whether a text of the sources names a file that Git ignores and the build context may have all the same.
fn names_ignored(subject: &Subject<'_>, sources: &Sources) -> bool {
    let tree = &subject.repository.tree;
    let ignore = ContextIgnore::read(tree, subject.context, &subject.dockerfile.path);
    let listed: String = ["", subject.context]
        .iter()
        .filter_map(|folder| tree.text(&path::join(folder, ".gitignore")?))
        .collect();
    // what `dotenv` libraries read where they are given no name
    let by_default = sources.texts.iter().any(|text| text.contains("dotenv")).then_some(".env");
    let is_name = |text: &&str| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-' | '_');
        text.len() < 100 && text.starts_with(|c: char| is_part(c) && c != '/') && text.chars().all(is_part)
    };
    let names = sources.texts.iter().map(String::as_str).filter(is_name).take(MOST_SOURCES).chain(by_default);
    let mut files = names.flat_map(|name| ENDINGS.map(|ending| format!("{name}{ending}")));
    // most texts are nowhere near a list of what Git ignores
    let may_be_listed = |file: &str| {
        let name = path::file_name(file);
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, name));
        !stem.is_empty() && listed.contains(stem)
            || listed.contains(&format!(".{extension}"))
            || file.split('/').any(|part| part != "." && listed.contains(part))
    };
    files.any(|file| {
        if listed.is_empty() || !may_be_listed(&file) {
            return false;
        }
        let whole = path::join(subject.context, &file).filter(|whole| *whole != subject.context);
        // a file that is there is seen where files are told apart
        whole.is_some_and(|whole| tree.files().binary_search(&whole).is_err() && tree.is_ignored(&whole))
            && !ignore.excludes(file.trim_start_matches("./"))
    })
}

/// The highest folder around a file that holds nothing which stays behind, or the file.
fn highest(target: &str, top: &str, landed: &[Landed<'_>], kept: &[bool]) -> String {
    let mut best = target;
    let mut folder = path::parent(target);
    while folder != top && path::is_within(folder, top) {
        let mut below = landed.iter().zip(kept).filter(|(file, _)| path::is_within(&file.target, folder));
        if !below.all(|(_, kept)| *kept) {
            break;
        }
        best = folder;
        folder = path::parent(folder);
    }
    best.to_owned()
}

/// The files that the build context sends, as the repository knows them.
fn context<'a>(subject: &Subject<'a>) -> Vec<&'a str> {
    let tree = &subject.repository.tree;
    let ignore = ContextIgnore::read(tree, subject.context, &subject.dockerfile.path);
    let prefix = if subject.context.is_empty() { String::new() } else { format!("{}/", subject.context) };
    let inside = tree.below(subject.context).iter().filter_map(|file| file.strip_prefix(prefix.as_str()));
    inside.filter(|file| !ignore.excludes(file)).collect()
}

/// Where the files of a copy come to lie; `None` where that can't be said file by file.
fn landing<'a>(copy: &Earlier, context: &[&'a str], top: &str) -> Option<Vec<Landed<'a>>> {
    if copy.copy.heredocs || !copy.copy.exclude.is_empty() {
        return None;
    }
    let written = &copy.copy.destination.value;
    let place = copy.destination();
    let owner = copy.copy.chown.as_ref().map(|owner| owner.value.clone());
    let into_folder =
        copy.copy.sources.len() > 1 || written.ends_with(['/', '.']) || path::is_within(top, &place);
    let land = |source: &'a str, rest: &str| Landed {
        source,
        target: clean(&format!("{place}/{rest}")),
        owner: owner.clone(),
    };
    let mut landed = Vec::new();
    for source in &copy.copy.sources {
        let source = clean(source.value.trim_start_matches('/'));
        if source.contains('$') {
            return None;
        }
        if source.contains(['*', '?', '[']) {
            let pattern =
                globset::GlobBuilder::new(&source).literal_separator(true).build().ok()?.compile_matcher();
            let is_folder = |file: &&&str| pattern.is_match(path::parent(file));
            // the content of each folder that matches lands side by side
            if context.iter().any(|file| is_folder(&file)) {
                return None;
            }
            let files = context.iter().filter(|file| pattern.is_match(file));
            landed.extend(files.map(|file| land(file, path::file_name(file))));
            continue;
        }
        for file in context {
            let below = if source == "." { Some(*file) } else { file.strip_prefix(&format!("{source}/")) };
            match below {
                Some(rest) => landed.push(land(file, rest)),
                None if *file == source && into_folder => landed.push(land(file, path::file_name(file))),
                None if *file == source => {
                    landed.push(Landed { source: file, target: place.clone(), owner: owner.clone() });
                }
                None => {}
            }
        }
    }
    Some(landed)
}

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
fn stays(
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
