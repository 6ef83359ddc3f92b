//! From the YAML tree to a Compose file's values. What has the wrong type is left out here; saying so is the
//! business of [`super::checks`].

mod mount;
mod port;

use super::checks;
use super::service::{CommandLine, EnvFile, Extends, Service, Text, Variable};
use super::{Build, ComposeFile, Include, Location, Resource, ResourceKind};
use crate::repository::{ComposeId, ServiceId, path};
use crate::source::{FileId, Spanned};
use crate::syntax::yaml::{Entry, Node, Yaml};

/// Reads the Compose file at `path`.
pub fn read(id: ComposeId, path: String, file: FileId, yaml: Yaml) -> ComposeFile {
    let project_directory = path::parent(&path).to_owned();
    let mut compose = ComposeFile {
        id,
        path,
        file,
        name: None,
        version: None,
        services: Vec::new(),
        includes: Vec::new(),
        resources: Vec::new(),
        project_directory,
        problems: yaml.problems.clone(),
        yaml,
    };
    // several documents of one file are merged in order
    let (mut services, mut includes, mut resources) = (Vec::new(), Vec::new(), Vec::new());
    for root in compose.yaml.documents() {
        compose.name = root.get("name").and_then(Text::read).or(compose.name.take());
        compose.version = root.entry("version").map(|entry| entry.key.span()).or(compose.version);
        for entry in entries(root.get("services")).into_iter().filter(|entry| !is_extension(entry)) {
            let service_id = ServiceId { compose: id, index: services.len() as u32 };
            services.extend(service(service_id, &entry));
        }
        includes.extend(root.get("include").into_iter().flat_map(Node::items).filter_map(include));
        resources.extend(SECTIONS.iter().flat_map(|&(kind, key)| {
            entries(root.get(key)).into_iter().filter_map(move |entry| resource(kind, &entry))
        }));
    }
    compose.services = services;
    compose.includes = includes;
    compose.resources = resources;
    compose.problems.extend(checks::check(&compose));
    compose
}

const SECTIONS: [(ResourceKind, &str); 5] = [
    (ResourceKind::Volume, "volumes"),
    (ResourceKind::Network, "networks"),
    (ResourceKind::Secret, "secrets"),
    (ResourceKind::Config, "configs"),
    (ResourceKind::Model, "models"),
];

fn entries(node: Option<Node<'_>>) -> Vec<Entry<'_>> {
    node.filter(|node| node.is_mapping()).map(|node| node.entries().into_iter().collect()).unwrap_or_default()
}

fn is_extension(entry: &Entry<'_>) -> bool {
    entry.key.as_str().is_some_and(|key| key.starts_with("x-"))
}

fn is_true(node: Option<Node<'_>>) -> bool {
    node.and_then(Node::as_str) == Some("true")
}

fn resource(kind: ResourceKind, entry: &Entry<'_>) -> Option<Resource> {
    let external = entry.value.get("external");
    Some(Resource {
        kind,
        name: entry.key.string()?,
        external: is_true(external) || external.is_some_and(Node::is_mapping),
        custom_name: entry.value.get("name").and_then(Text::read),
        path: entry.value.get("file").and_then(Text::read),
    })
}

fn include(item: Node<'_>) -> Option<Include> {
    let paths = item.get("path").unwrap_or(item);
    Some(Include {
        paths: texts(paths),
        project_directory: item.get("project_directory").and_then(Text::read),
        span: item.span(),
    })
    .filter(|include| !include.paths.is_empty())
}

/// One scalar, or a list of scalars.
fn texts(node: Node<'_>) -> Vec<Text> {
    match Text::read(node) {
        Some(text) => vec![text],
        None => node.items().filter_map(Text::read).collect(),
    }
}

/// The keys of a mapping or the items of a list: `depends_on`, `networks`.
fn names(node: Option<Node<'_>>) -> Vec<Spanned<String>> {
    let Some(node) = node else { return Vec::new() };
    if node.is_mapping() {
        return node.entries().into_iter().filter_map(|entry| entry.key.string()).collect();
    }
    node.items().filter_map(|item| item.get("source").unwrap_or(item).string()).collect()
}

/// `KEY: value` mappings and `KEY=value` lists.
fn pairs(node: Option<Node<'_>>) -> Vec<(Spanned<String>, Option<Text>)> {
    let Some(node) = node else { return Vec::new() };
    if node.is_mapping() {
        let pair = |entry: Entry<'_>| Some((entry.key.string()?, Text::read(entry.value)));
        return node.entries().into_iter().filter_map(pair).collect();
    }
    node.items().filter_map(Node::string).map(split_pair).collect()
}

fn split_pair(item: Spanned<String>) -> (Spanned<String>, Option<Text>) {
    match item.value.split_once('=') {
        Some((name, value)) => (Spanned::new(name.to_owned(), item.span), Some(Text::new(value, item.span))),
        None => (item, None),
    }
}

fn service(id: ServiceId, entry: &Entry<'_>) -> Option<Service> {
    let body = entry.value;
    let mut depends_on = names(body.get("depends_on"));
    depends_on.extend(names(body.get("links")).into_iter().map(|link| link.map(|text| before_colon(&text))));
    depends_on
        .extend(names(body.get("volumes_from")).into_iter().map(|from| from.map(|text| before_colon(&text))));
    depends_on.extend(body.get("network_mode").and_then(Node::string).and_then(|mode| {
        let service = mode.value.strip_prefix("service:")?.to_owned();
        Some(Spanned::new(service, mode.span))
    }));
    let build = body.entry("build").and_then(|entry| build(&entry));
    let mut secrets = names(body.get("secrets"));
    secrets.extend(names(body.get("build").and_then(|build| build.get("secrets"))));
    let replicas = body.get("deploy").and_then(|deploy| deploy.get("replicas")).or(body.get("scale"));
    Some(Service {
        id,
        name: entry.key.string()?,
        span: body.span(),
        image: body.get("image").and_then(Text::read),
        build,
        has_provider: body.get("provider").is_some(),
        command: body.get("command").and_then(command_line),
        entrypoint: body.get("entrypoint").and_then(command_line),
        working_dir: body.get("working_dir").and_then(Text::read),
        container_name: body.get("container_name").and_then(Text::read),
        environment: pairs(body.get("environment"))
            .into_iter()
            .map(|(name, value)| Variable { name, value })
            .collect(),
        env_files: env_files(body.get("env_file")),
        ports: body.get("ports").into_iter().flat_map(Node::items).filter_map(port::port).collect(),
        mounts: body.get("volumes").into_iter().flat_map(Node::items).filter_map(mount::mount).collect(),
        depends_on,
        networks: names(body.get("networks")),
        secrets,
        configs: names(body.get("configs")),
        profiles: body.get("profiles").map(texts).unwrap_or_default(),
        extends: body.get("extends").and_then(extends),
        replicas: replicas.and_then(Node::as_str).and_then(|text| text.parse().ok()),
        keys: if body.is_mapping() { keys(body) } else { Vec::new() },
    })
}

fn keys(body: Node<'_>) -> Vec<Spanned<String>> {
    body.entries().into_iter().filter_map(|entry| entry.key.string()).collect()
}

fn before_colon(text: &str) -> String {
    text.split(':').next().unwrap_or_default().to_owned()
}

fn command_line(node: Node<'_>) -> Option<CommandLine> {
    let words = texts(node);
    (!words.is_empty()).then(|| CommandLine { words, is_list: node.is_sequence(), span: node.span() })
}

fn extends(node: Node<'_>) -> Option<Extends> {
    match Text::read(node) {
        Some(service) => Some(Extends { file: None, service }),
        None => Some(Extends {
            file: node.get("file").and_then(Text::read),
            service: node.get("service").and_then(Text::read)?,
        }),
    }
}

fn env_files(node: Option<Node<'_>>) -> Vec<EnvFile> {
    let Some(node) = node else { return Vec::new() };
    let one = |item: Node<'_>| {
        let path = Text::read(item.get("path").unwrap_or(item))?;
        let required = item.get("required").and_then(Node::as_str) != Some("false");
        Some(EnvFile { path, required })
    };
    match Text::read(node) {
        Some(path) => vec![EnvFile { path, required: true }],
        None => node.items().filter_map(one).collect(),
    }
}

fn build(entry: &Entry<'_>) -> Option<Build> {
    let node = entry.value;
    let short = Text::read(node);
    if short.is_none() && !node.is_mapping() {
        return None;
    }
    let text = |key: &str| node.get(key).and_then(Text::read);
    let contexts = pairs(node.get("additional_contexts"));
    Some(Build {
        key: entry.key.span(),
        span: node.span(),
        context: short.or_else(|| text("context")),
        dockerfile: text("dockerfile"),
        inline: text("dockerfile_inline"),
        target: text("target"),
        args: pairs(node.get("args")),
        additional_contexts: contexts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
        context_path: None,
        location: Location::Unknown,
    })
}
