//! Whether a YAML file is a Compose file: by what it holds, under whatever name.

use crate::syntax::yaml::Node;

/// What a YAML document looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Services, or includes of other Compose files.
    Compose,
    /// Nothing, or only comments.
    Empty,
    /// Something else.
    Other,
}

/// The keys that only a Compose service has together: one of them in a service settles it.
/// Source: the Compose specification, "services top-level element".
const TELLING: [&str; 26] = [
    "image",
    "build",
    "container_name",
    "env_file",
    "depends_on",
    "ports",
    "volumes",
    "networks",
    "restart",
    "extends",
    "command",
    "entrypoint",
    "environment",
    "profiles",
    "healthcheck",
    "deploy",
    "expose",
    "privileged",
    "cap_add",
    "network_mode",
    "extra_hosts",
    "logging",
    "labels",
    "ulimits",
    "provider",
    "develop",
];

/// Says what `root` is. Kubernetes, CI and dependency-injection files with a `services:` of their own are
/// told apart by what their services hold.
pub fn shape(root: Option<Node<'_>>) -> Shape {
    let Some(root) = root.filter(|root| !root.is_null()) else { return Shape::Empty };
    if !root.is_mapping() || root.get("apiVersion").is_some() {
        return Shape::Other;
    }
    let Some(services) = root.get("services").filter(|services| services.is_mapping()) else {
        return if is_include(root) { Shape::Compose } else { Shape::Other };
    };
    let bodies: Vec<Node<'_>> =
        services.entries().into_iter().map(|entry| entry.value).filter(|body| body.is_mapping()).collect();
    if bodies.is_empty() {
        return if is_include(root) { Shape::Compose } else { Shape::Other };
    }
    let alike = bodies.iter().filter(|body| is_service(**body)).count();
    if alike * 2 > bodies.len() { Shape::Compose } else { Shape::Other }
}

/// Whether a file of another shape, under a Compose file's name, is meant as one all the same: Compose's keys at the
/// top level, or services at the top level, as before 2016.
pub fn is_meant(root: Option<Node<'_>>) -> bool {
    let Some(root) = root.filter(|root| root.is_mapping()) else { return false };
    match root.get("services") {
        Some(services) if !services.is_sequence() => true,
        // GitLab's CI lists services beside jobs
        Some(_) => root.own_entries().all(|entry| entry.key.as_str().is_some_and(is_top_level_key)),
        None => root.own_entries().all(|entry| is_service(entry.value) && runs(entry.value)),
    }
}

fn runs(body: Node<'_>) -> bool {
    body.entry("image").is_some() || body.entry("build").is_some()
}

/// Whether half of the keys or more are those of a service.
fn is_service(body: Node<'_>) -> bool {
    let keys: Vec<_> = body.own_entries().collect();
    let telling = keys.iter().filter(|entry| is_service_key(entry.key.as_str().unwrap_or_default())).count();
    telling * 2 >= keys.len() && telling > 0
}

fn is_service_key(key: &str) -> bool {
    TELLING.contains(&key) || key == "<<" || key.starts_with("x-")
}

/// `include:` of a Compose file names YAML files; that of GitLab's CI names them too, but beside jobs, which are
/// mappings with a script.
fn is_include(root: Node<'_>) -> bool {
    let names_yaml = |item: Node<'_>| {
        let path = item.as_str().or_else(|| item.get("path").and_then(Node::as_str)).unwrap_or_default();
        path.ends_with(".yml") || path.ends_with(".yaml")
    };
    let listed =
        root.get("include").is_some_and(|include| include.is_sequence() && include.items().any(names_yaml));
    listed && root.own_entries().all(|entry| entry.key.as_str().is_some_and(is_top_level_key))
}

fn is_top_level_key(key: &str) -> bool {
    matches!(
        key,
        "include"
            | "name"
            | "version"
            | "services"
            | "volumes"
            | "networks"
            | "secrets"
            | "configs"
            | "models"
    ) || key.starts_with("x-")
}
