//! What a service shows of itself, piece by piece, each with its place.

use rustc_hash::FxHashMap;

use super::builds::builder;
use super::{programs, words};
use crate::facts;
use crate::repository::{ComposeFile, DockerfileId, Repository, Service, path};
use crate::source::Span;
use crate::syntax::image_reference;
use crate::syntax::yaml::Node;

/// What a feature is of. Features of one class speak together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Class {
    /// A word of its name.
    Name,
    /// A word of its container's name.
    Container,
    /// The Dockerfile it is built from.
    Build,
    /// The folder it is built from.
    Context,
    /// The near-equal Dockerfiles that its own belongs to.
    Recipe,
    /// Words of the folder that it is built from.
    Folder,
    /// The repository of its image.
    Image,
    /// The script or module that it starts.
    Entry,
    /// The program that runs it: a server, a worker.
    Program,
    /// The path that its health is asked at.
    Health,
    /// A key of its environment.
    Environment,
    /// A port inside the container.
    Port,
    /// A named volume, or a path that something is mounted on.
    Volume,
    /// A service it needs.
    Dependency,
}

impl Class {
    /// Every class.
    pub(super) const ALL: [Self; 14] = [
        Self::Name,
        Self::Container,
        Self::Build,
        Self::Context,
        Self::Recipe,
        Self::Folder,
        Self::Image,
        Self::Entry,
        Self::Program,
        Self::Health,
        Self::Environment,
        Self::Port,
        Self::Volume,
        Self::Dependency,
    ];
}

/// One piece.
#[derive(Debug, Clone)]
pub(super) struct Feature {
    /// What it is of.
    pub(super) class: Class,
    /// What it is, normalised.
    pub(super) text: String,
    /// Where it is written.
    pub(super) span: Span,
}

/// Environment keys that runtimes and frameworks define: they say what a service is written in, not what it does.
/// Source: the documentation of CPython, Node.js, Go, Docker's official images, and the twelve-factor convention.
const CONVENTIONAL: [&str; 26] = [
    "PATH",
    "PORT",
    "HOST",
    "TZ",
    "LANG",
    "LC_ALL",
    "HOME",
    "USER",
    "PUID",
    "PGID",
    "DEBUG",
    "LOG_LEVEL",
    "NODE_ENV",
    "PYTHONPATH",
    "PYTHONUNBUFFERED",
    "PYTHONDONTWRITEBYTECODE",
    "ENV",
    "ENVIRONMENT",
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "JAVA_OPTS",
    "GIN_MODE",
    "SPRING_PROFILES_ACTIVE",
    "TERM",
    "HOSTNAME",
];

/// All features of a service; each once.
pub(super) fn features(
    repository: &Repository,
    recipes: &Recipes,
    file: &ComposeFile,
    service: &Service,
    body: Option<Node<'_>>,
) -> Vec<Feature> {
    let mut reader = Reader { repository, recipes, features: Vec::new() };
    let name = service.name.span;
    for word in words::essence(&service.name.value) {
        reader.push(Class::Name, word, name);
    }
    let built = builder(repository, file, service);
    reader.build(built);
    reader.image(built);
    for (class, text, span) in programs::told(repository, service, built) {
        reader.push(class, text, span);
    }
    reader.container(service);
    reader.body(body);
    for variable in &service.environment {
        if !CONVENTIONAL.contains(&variable.name.value.as_str()) {
            reader.push(Class::Environment, variable.name.value.clone(), variable.name.span);
        }
    }
    for port in &service.ports {
        let target = port.target.as_ref().filter(|target| !target.is_empty());
        target.into_iter().for_each(|target| reader.push(Class::Port, target.clone(), port.text.span));
    }
    for mount in &service.mounts {
        let target = mount.target.as_ref().map(|target| format!("to {}", target.trim_end_matches('/')));
        target.into_iter().for_each(|target| reader.push(Class::Volume, target, mount.span));
        if let (crate::repository::compose::MountKind::Volume, Some(source)) = (mount.kind, &mount.source) {
            reader.push(Class::Volume, source.raw.clone(), mount.span);
        }
    }
    for dependency in &service.depends_on {
        reader.push(Class::Dependency, words::essence(&dependency.value).join("-"), dependency.span);
    }
    reader.features.sort_by(|a, b| (a.class, &a.text, a.span).cmp(&(b.class, &b.text, b.span)));
    reader.features.dedup_by(|a, b| a.class == b.class && a.text == b.text);
    reader.features
}

/// The near-equal Dockerfiles that each belongs to, by number; alone ones are in none.
pub(super) type Recipes = FxHashMap<DockerfileId, usize>;

struct Reader<'a> {
    repository: &'a Repository,
    recipes: &'a Recipes,
    features: Vec<Feature>,
}

impl Reader<'_> {
    fn push(&mut self, class: Class, text: impl Into<String>, span: Span) {
        self.features.push(Feature { class, text: text.into(), span });
    }

    fn build(&mut self, service: &Service) {
        let Some(build) = &service.build else { return };
        let context = match (&build.context_path, &build.context) {
            (Some(path), _) => path.as_str(),
            (None, Some(text)) => text.raw.as_str(),
            (None, None) => "",
        };
        let dockerfile = match build.dockerfile_id() {
            Some(id) => self.repository.dockerfile(id).path.clone(),
            None => {
                format!("{context}/{}", build.dockerfile.as_ref().map_or("Dockerfile", |it| it.raw.as_str()))
            }
        };
        self.push(Class::Build, dockerfile, build.key);
        self.push(Class::Context, context, build.key);
        if let Some(number) = build.dockerfile_id().and_then(|id| self.recipes.get(&id)) {
            self.push(Class::Recipe, number.to_string(), build.key);
        }
        for word in words::essence(path::file_name(context.trim_end_matches('/'))) {
            self.push(Class::Folder, word, build.key);
        }
    }

    fn image(&mut self, service: &Service) {
        let Some(image) = &service.image else { return };
        let text = image.known().unwrap_or(&image.raw);
        let repository = image_reference::parse(text).map_or_else(|_| text.to_owned(), |it| it.familiar());
        self.push(Class::Image, facts::canonical(&repository).to_owned(), image.span);
    }

    fn container(&mut self, service: &Service) {
        let Some(name) = &service.container_name else { return };
        for word in name.known().map(words::essence).unwrap_or_default() {
            self.push(Class::Container, word, name.span);
        }
    }

    /// What the model doesn't hold: exposed ports and the path that health is asked at.
    fn body(&mut self, body: Option<Node<'_>>) {
        let Some(body) = body else { return };
        for port in body.get("expose").into_iter().flat_map(Node::items) {
            if let Some(text) = port.as_str() {
                self.push(Class::Port, text.split('/').next().unwrap_or(text), port.span());
            }
        }
        let Some(test) = body.get("healthcheck").and_then(|check| check.get("test")) else { return };
        let words: Vec<Node<'_>> = if test.is_sequence() { test.items().collect() } else { vec![test] };
        for word in words {
            for path in word.as_str().into_iter().flat_map(programs::addressed) {
                self.push(Class::Health, path, word.span());
            }
        }
    }
}
