//! Who builds an image to develop or test in it: signs in the Compose file that asks for it.

use super::Contents;
use super::built::Built;
use super::purpose::{self, Purpose};
use crate::analysis::{Reach, Role};
use crate::facts::{self, Environment};
use crate::repository::compose::{CommandLine, MountKind};
use crate::repository::path::{file_name, is_within, join};
use crate::repository::{Dockerfile, Kind, Repository, Service, ServiceId, Stage};
use crate::source::Mapped;

/// Whether a service asks for a stage by name, and something shows that it does so for development.
pub(super) fn asks(
    repository: &Repository,
    contents: &Contents,
    reach: &Reach,
    dockerfile: &Dockerfile,
    image: &Built<'_>,
    id: ServiceId,
) -> bool {
    let service = repository.service(id);
    let by_name = service.build.as_ref().is_some_and(|build| build.target.is_some());
    let file = repository.compose(id.compose);
    let name = file_name(&file.path);
    let is_override = words(name).any(|word| word == "override")
        || reach.compose(id.compose).role == Role::Override && !words(name).any(is_production);
    let environment = || {
        let stage = contents.stage(dockerfile.id, image.stage.index);
        MODES.iter().any(|(variable, values)| {
            let value = service
                .environment_value(variable)
                .or_else(|| service.build.as_ref()?.arg(variable))
                .or_else(|| stage?.environment(variable));
            value.is_some_and(|value| values.iter().any(|known| known.eq_ignore_ascii_case(value)))
        })
    };
    by_name
        && (is_override
            || is_development_name(name)
            || is_named(image.stage)
            || environment()
            || [&service.command, &service.entrypoint].into_iter().flatten().any(is_development_command)
            || contents.image(dockerfile, image.stage).start.purpose() == Purpose::Development
            || mounts_sources(repository, contents, dockerfile, image.stage, service))
}

/// Variables by which published frameworks tell a development mode, and its values.
/// Sources: the documentation of Node, Flask, Rails, Rack and ASP.NET Core.
const MODES: [(&str, &[&str]); 5] = [
    ("NODE_ENV", &["development", "dev", "test"]),
    ("FLASK_ENV", &["development"]),
    ("RAILS_ENV", &["development", "test"]),
    ("RACK_ENV", &["development", "test"]),
    ("ASPNETCORE_ENVIRONMENT", &["Development"]),
];

/// Whether a stage's name says that it is for development or tests.
pub(super) fn is_named(stage: &Stage) -> bool {
    stage.name.as_ref().is_some_and(|name| is_development_name(&name.value))
}

fn is_development_name(name: &str) -> bool {
    words(name).any(|word| {
        let word = word.to_ascii_lowercase();
        matches!(word.as_str(), "dev" | "devel" | "develop" | "development" | "debug" | "watch")
            || facts::environment(&word) == Some(Environment::Test)
    })
}

fn is_production(word: &str) -> bool {
    matches!(word.to_ascii_lowercase().as_str(), "prod" | "production" | "live" | "staging")
}

/// The words of a name.
pub(super) fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
}

fn is_development_command(line: &CommandLine) -> bool {
    let text = line.joined();
    purpose::develops(&Mapped::whole(line.span.file, &text, line.span.start as usize))
}

/// Whether the container sees the build's sources in place of those that the image holds: a folder of the context,
/// mounted where the image works.
fn mounts_sources(
    repository: &Repository,
    contents: &Contents,
    dockerfile: &Dockerfile,
    stage: &Stage,
    service: &Service,
) -> bool {
    let Some(context) = service.build.as_ref().and_then(|build| build.context_path.as_deref()) else {
        return false;
    };
    let base = &repository.compose(service.id.compose).project_directory;
    let works_in = contents.stage(dockerfile.id, stage.index).and_then(|stage| stage.directory());
    service.mounts.iter().filter(|mount| mount.kind == MountKind::Bind).any(|mount| {
        let source = mount.source.as_ref().and_then(|source| join(base, source.known()?));
        let Some(source) = source else { return false };
        let is_source = source == context
            || is_within(context, &source)
            || is_within(&source, context) && repository.tree.kind(&source) == Some(Kind::Directory);
        let target = mount.target.as_deref().map(|target| target.trim_end_matches('/'));
        let in_place = match (target, works_in.map(|path| path.trim_end_matches('/'))) {
            (Some(target), Some(works_in)) => is_within(target, works_in) || is_within(works_in, target),
            (Some(_), None) => true,
            (None, _) => false,
        };
        is_source && in_place
    })
}
