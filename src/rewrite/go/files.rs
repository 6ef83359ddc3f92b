//! What of the project the image needs when it runs: its programs, and every file that isn't Go's own.

use std::collections::{BTreeMap, BTreeSet};

use super::left::stays;
use super::sources::Sources;
use super::steps::Steps;
use crate::repository::context::ContextIgnore;
use crate::repository::path;
use crate::rewrite::Subject;
use crate::rewrite::stage::landed::{self, highest, landing};

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

/// What the project's sources say; `None` where they are too many.
pub(super) fn read(subject: &Subject<'_>) -> Option<Sources> {
    let mut sources = Sources::default();
    let own = landed::context(subject).into_iter().filter(|file| {
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
    let context = landed::context(subject);
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
    // the folders around a place have an owner, too
    let is_deep =
        |(place, owner): (&String, &Option<String>)| owner.is_some() && path::parent(place) != steps.folder;
    if places.len() > MOST_PLACES || places.iter().any(is_deep) {
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
