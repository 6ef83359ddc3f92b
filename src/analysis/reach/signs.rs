//! Gathers the signs of life and death of one Compose file.

use super::commands;
use super::layers::Layer;
use super::marks::{self, Marks};
use super::weights::Sign;
use crate::analysis::Evidence;
use crate::repository::path::DEFAULT_COMPOSE_NAMES;
use crate::repository::references::{Reference, Strength, Target, Use};
use crate::repository::{Build, ComposeFile, Location, Repository, path};
use crate::source::Span;

/// A sign with its evidence.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) sign: Sign,
    pub(super) evidence: Evidence,
}

impl Seen {
    pub(super) fn new(sign: Sign, span: Span, text: impl Into<String>) -> Self {
        Self { sign, evidence: Evidence::new(sign.as_str(), span, text) }
    }
}

/// Everything that speaks for or against `file`, without looking at the other files' standing.
pub(super) fn gather(
    repository: &Repository,
    file: &ComposeFile,
    layer: &Layer,
    is_entry: bool,
) -> Vec<Seen> {
    let marks = marks::read(&file.path);
    let mut seen = Vec::new();
    if is_entry {
        seen.push(Seen::new(Sign::Entry, file.headline(), "is an `entry` of the configuration"));
    }
    from_references(repository, file, &mut seen);
    from_place(repository, file, &marks, layer, &mut seen);
    from_marks(repository, file, &marks, &mut seen);
    from_brokenness(repository, file, &mut seen);
    // files of a default name, and those that only add to others, needn't be named by anybody
    let needs_a_name =
        !is_default_name(path::file_name(&file.path)) && !seen.iter().any(|it| it.sign == Sign::Fragment);
    if needs_a_name && !seen.iter().any(|it| is_mention(it.sign)) {
        seen.push(Seen::new(Sign::Unmentioned, file.headline(), "nothing in the repository names this file"));
    }
    seen
}

fn is_mention(sign: Sign) -> bool {
    use Sign::{DocumentedRun, Entry, Handled, Incorporated, NamedInCode, NamedInDocument};
    use Sign::{RunByDefault, RunByName, RunByPattern};
    let mentions = [
        Entry,
        RunByName,
        RunByDefault,
        RunByPattern,
        Handled,
        Incorporated,
        DocumentedRun,
        NamedInCode,
        NamedInDocument,
    ];
    mentions.contains(&sign)
}

/// The strongest reference of each kind, so that eighty mentions weigh no more than one.
fn from_references(repository: &Repository, file: &ComposeFile, seen: &mut Vec<Seen>) {
    for reference in repository.references_to(&Target::Compose(file.id)) {
        // what a file says for itself, and what a dead folder says, proves nothing
        let origin = repository.sources.path(reference.span);
        let from_the_dead = marks::read(origin).age_word.is_some();
        let of_itself = reference.span.file == file.file && reference.usage != Use::Retires;
        if of_itself || from_the_dead {
            continue;
        }
        let Some(sign) = sign_of(reference) else { continue };
        if !seen.iter().any(|it| it.sign == sign) {
            let text = repository.sources.slice(reference.span).trim().replace('\n', " ");
            seen.push(Seen::new(sign, reference.span, format!("{}: `{text}`", phrase(sign, origin))));
        }
    }
}

fn phrase(sign: Sign, origin: &str) -> String {
    match sign {
        Sign::RunByName | Sign::RunByDefault | Sign::RunByPattern => format!("`{origin}` runs it"),
        Sign::Handled => format!("`{origin}` works on it"),
        Sign::Incorporated => format!("`{origin}` builds on it"),
        Sign::DocumentedRun => format!("`{origin}` tells to run it"),
        Sign::Retired => format!("`{origin}` retires it"),
        _ => format!("`{origin}` names it"),
    }
}

fn sign_of(reference: &Reference) -> Option<Sign> {
    use Strength::{Documented, Executed, Maintenance, Parametrised};
    Some(match (reference.usage, reference.strength) {
        (_, Maintenance) => return None,
        (Use::Retires, _) => Sign::Retired,
        (Use::Includes | Use::Extends, _) => Sign::Incorporated,
        (Use::Runs | Use::Builds, Executed) if reference.by_path => Sign::RunByName,
        (Use::Runs | Use::Builds, Executed) => Sign::RunByDefault,
        (Use::Runs | Use::Builds, Parametrised) => Sign::RunByPattern,
        (Use::Runs | Use::Builds, Documented) => Sign::DocumentedRun,
        (Use::Handles, Executed | Parametrised) => Sign::Handled,
        (Use::Names, Executed) => Sign::NamedInCode,
        (Use::Names, Parametrised) => Sign::NamedByPattern,
        (Use::Handles | Use::Names, Documented) => Sign::NamedInDocument,
    })
}

fn from_place(
    repository: &Repository,
    file: &ComposeFile,
    marks: &Marks,
    layer: &Layer,
    seen: &mut Vec<Seen>,
) {
    let at = file.headline();
    if let Some(winner) = shadowed_by(repository, file) {
        let text = format!("`{winner}` beside it wins when Compose looks for its default file");
        seen.push(Seen::new(Sign::Shadowed, at, text));
    } else if is_default_name(path::file_name(&file.path)) && !seen.iter().any(|it| it.sign == Sign::Retired)
    {
        let sign = if file.directory().is_empty() { Sign::DefaultAtRoot } else { Sign::DefaultInFolder };
        seen.push(Seen::new(sign, at, "has the name that Compose looks for by itself"));
    }
    let by_name = |other: &&ComposeFile| path::file_name(&other.path).contains("compose");
    if repository.compose_files.iter().filter(by_name).all(|other| other.id == file.id) && by_name(&file) {
        seen.push(Seen::new(Sign::OnlyFile, at, "is the only file with a Compose file's name"));
    }
    let automatic = !layer.on.is_empty() && file.path.contains(".override.");
    let is_put_away = marks.parked.is_some() || marks.age_word.is_some();
    if !is_put_away && (automatic || layer.is_fragment || (marks.example && !layer.on.is_empty())) {
        seen.push(Seen::new(Sign::Fragment, at, "only adds to what other files declare"));
    }
}

fn from_marks(repository: &Repository, file: &ComposeFile, marks: &Marks, seen: &mut Vec<Seen>) {
    let at = file.headline();
    if let Some(word) = &marks.age_word {
        seen.push(Seen::new(Sign::AgeWord, at, format!("its path says `{word}`")));
    }
    if let Some(ending) = &marks.parked {
        seen.push(Seen::new(
            Sign::ParkedEnding,
            at,
            format!("its ending `{ending}` keeps it from being used"),
        ));
    }
    if let Some(word) = &marks.environment {
        seen.push(Seen::new(Sign::EnvironmentVariant, at, format!("its name says `{word}`")));
    }
    let newer = |other: &&ComposeFile| {
        let others = marks::read(&other.path);
        others.stem == marks.stem && others.generation > marks.generation
    };
    if let Some(number) = marks.generation
        && let Some(newer) = repository.compose_in(file.directory()).find(newer)
    {
        let text = format!("its name says `v{number}`, and `{}` lies beside it", newer.path);
        seen.push(Seen::new(Sign::OlderGeneration, at, text));
    }
}

fn from_brokenness(repository: &Repository, file: &ComposeFile, seen: &mut Vec<Seen>) {
    let declares_nothing = file.services.is_empty() && file.includes.is_empty() && file.resources.is_empty();
    if declares_nothing && file.yaml.problems.is_empty() {
        seen.push(Seen::new(Sign::Empty, file.headline(), "declares no service"));
    }
    let lost =
        file.services.iter().find_map(|service| Some((service, commands::lost_script(repository, service)?)));
    if let Some((service, (span, script))) = lost {
        let text = format!("service `{}` runs `{script}`, which isn't there", service.name.value);
        seen.push(Seen::new(Sign::CommandsGone, span, text));
    }
    let builds: Vec<&Build> = file.services.iter().filter_map(|service| service.build.as_ref()).collect();
    let gone: Vec<&&Build> = builds.iter().filter(|build| is_gone(repository, build)).collect();
    if let Some(first) = gone.first().filter(|_| gone.len() * 2 >= builds.len()) {
        let text = format!("{} of its {} builds have nothing to build", gone.len(), builds.len());
        seen.push(Seen::new(Sign::BuildsGone, first.key, text));
    }
}

/// Whether what is to be built is missing, and not only missing here.
fn is_gone(repository: &Repository, build: &Build) -> bool {
    match &build.location {
        Location::MissingContext(path) | Location::MissingDockerfile(path) => {
            !repository.tree.is_in_submodule(path) && !repository.tree.is_ignored(path)
        }
        _ => false,
    }
}

pub(super) fn is_default_name(name: &str) -> bool {
    DEFAULT_COMPOSE_NAMES.contains(&name)
}

fn shadowed_by<'a>(repository: &'a Repository, file: &ComposeFile) -> Option<&'a str> {
    let rank = |path: &str| DEFAULT_COMPOSE_NAMES.iter().position(|name| *name == path::file_name(path));
    let own = rank(&file.path)?;
    repository
        .compose_in(file.directory())
        .filter(|other| rank(&other.path).is_some_and(|rank| rank < own))
        .map(|other| other.path.as_str())
        .next()
}
