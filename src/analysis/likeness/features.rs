//! What a service shows of itself, piece by piece, each with its place.

use super::builds::builder;
use super::words;
use crate::facts;
use crate::repository::{ComposeFile, Repository, Service, path};
use crate::source::Span;
use crate::syntax::dockerfile::Keyword;
use crate::syntax::image_reference;

/// What a feature is of. Features of one class speak together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Class {
    /// A word of its name.
    Name,
    /// The Dockerfile it is built from, or its context.
    Build,
    /// Words of the folder that it is built from.
    Folder,
    /// The repository of its image.
    Image,
    /// The script or module that it starts.
    Entry,
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
    pub(super) const ALL: [Self; 9] = [
        Self::Name,
        Self::Build,
        Self::Folder,
        Self::Image,
        Self::Entry,
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
pub(super) fn features(repository: &Repository, file: &ComposeFile, service: &Service) -> Vec<Feature> {
    let mut reader = Reader { repository, features: Vec::new() };
    let name = service.name.span;
    for word in words::essence(&service.name.value) {
        reader.push(Class::Name, word, name);
    }
    let built = builder(repository, file, service);
    reader.build(built);
    reader.image(built);
    reader.entry(service, built);
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

struct Reader<'a> {
    repository: &'a Repository,
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

    /// What a service starts: what its command says, else what its Dockerfile says.
    fn entry(&mut self, service: &Service, built: &Service) {
        let mut told: Vec<(String, Span)> = Vec::new();
        for line in service.command.iter().chain(&service.entrypoint) {
            told.extend(
                line.words
                    .iter()
                    .flat_map(|word| word.raw.split_whitespace().map(|part| (part.to_owned(), word.span))),
            );
        }
        let id = built.build.as_ref().and_then(|build| build.dockerfile_id());
        if let (true, Some(id)) = (told.is_empty(), id) {
            let dockerfile = self.repository.dockerfile(id);
            let target = built.build.as_ref().and_then(|build| build.target.as_ref()?.known());
            let stage = dockerfile.target_stage(target);
            let instructions = stage.map(|stage| dockerfile.instructions(stage)).unwrap_or_default();
            for it in
                instructions.iter().filter(|it| matches!(it.keyword, Keyword::Cmd | Keyword::Entrypoint))
            {
                match it.exec_words() {
                    Some(words) => told.extend(words.iter().map(|word| (word.value.clone(), word.span))),
                    None => {
                        let words = it.rest.text.split_whitespace();
                        told.extend(words.map(|word| (word.to_owned(), it.keyword_span)));
                    }
                }
            }
        }
        for (word, span) in told {
            if let Some(entry) = entry(&word) {
                self.push(Class::Entry, entry, span);
            }
        }
    }
}

/// The script, module or program file that a word of a command names: `python`, options and numbers are none.
fn entry(word: &str) -> Option<String> {
    let word = word.trim_matches(['"', '\'', ';', ',']);
    let is_address = word.contains("://") || word.contains('$') || word.contains('=');
    if word.starts_with('-') || is_address || !word.contains(['.', '/', ':']) {
        return None;
    }
    let module = word.split(':').next().unwrap_or(word);
    let name = path::file_name(module);
    let stem = match name.rsplit_once('.') {
        // a module path stays whole, a file loses its extension
        Some((stem, extension)) if module.contains('/') || FILES.contains(&extension) => stem,
        _ => name,
    };
    let told = stem.bytes().filter(|byte| byte.is_ascii_alphabetic()).count();
    (told > 2 && !SHELLS.contains(&stem)).then(|| stem.to_ascii_lowercase().replace('-', "_"))
}

/// Endings of programs in source or as built.
const FILES: [&str; 13] =
    ["py", "js", "mjs", "cjs", "ts", "sh", "jar", "rb", "php", "pl", "dll", "exs", "lua"];
/// Programs that only start others.
const SHELLS: [&str; 5] = ["bash", "dash", "entrypoint", "docker_entrypoint", "docker-entrypoint"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_scripts_and_modules() {
        assert_eq!(entry("oi_detector.py").as_deref(), Some("oi_detector"));
        assert_eq!(entry("collectors.trades").as_deref(), Some("collectors.trades"));
        assert_eq!(entry("app.main:app").as_deref(), Some("app.main"));
        assert_eq!(entry("/app/run-worker.sh").as_deref(), Some("run_worker"));
        for none in ["python", "-m", "--port=8000", "0.0.0.0", "/bin/sh", "8000", "redis://x/y"] {
            assert_eq!(entry(none), None, "{none}");
        }
    }
}
