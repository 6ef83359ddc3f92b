//! Compose files as Docker Compose itself resolves them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::Result;
use crate::build::Build;
use crate::engine::Engine;

/// A resolved Compose file.
pub(crate) struct Resolved(Value);

/// The names that Compose finds by itself.
const NAMES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/// Resolves the one Compose file of a folder, wherever in it that lies.
pub(crate) fn resolve(engine: &Engine, folder: &Path) -> Result<Resolved> {
    let is_compose = |entry: &walkdir::DirEntry| NAMES.iter().any(|name| entry.file_name() == *name);
    let file = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten().find(is_compose);
    let file = file.ok_or_else(|| format!("no Compose file in {}", folder.display()))?.into_path();
    let file = file.display().to_string();
    engine.json(&["compose", "-f", &file, "--profile", "*", "config", "--format", "json"]).map(Resolved)
}

impl Resolved {
    /// Its services, by name.
    pub(crate) fn services(&self) -> BTreeMap<&str, &Value> {
        let services = self.0.get("services").and_then(Value::as_object);
        services.into_iter().flatten().map(|(name, service)| (name.as_str(), service)).collect()
    }

    /// How the image of a service is built: by itself, or by the service whose `image:` it takes.
    pub(crate) fn build(&self, service: &str) -> Option<Build> {
        let services = self.services();
        let own = services.get(service)?;
        let build = own.get("build").or_else(|| {
            let image = own.get("image")?;
            services
                .values()
                .filter(|other| other.get("image") == Some(image))
                .find_map(|other| other.get("build"))
        })?;
        let text = |key: &str| build.get(key).and_then(Value::as_str);
        let context = PathBuf::from(text("context")?);
        let arguments = build.get("args").and_then(Value::as_object).into_iter().flatten();
        Some(Build {
            dockerfile: context.join(text("dockerfile").unwrap_or("Dockerfile")),
            context,
            target: text("target").map(str::to_owned),
            arguments: arguments
                .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
                .collect(),
        })
    }

    /// What a service runs: its own entry point and command, or those of its image, whose configuration this is.
    pub(crate) fn command(&self, service: &str, config: &BTreeMap<String, String>) -> [Option<String>; 2] {
        let own = |key: &str| {
            self.services().get(service)?.get(key).filter(|own| !own.is_null()).map(Value::to_string)
        };
        let entrypoint = own("entrypoint");
        // an entry point of its own takes the image's command away
        let default = config.get("Cmd").filter(|_| entrypoint.is_none()).cloned();
        [entrypoint.or_else(|| config.get("Entrypoint").cloned()), own("command").or(default)]
    }

    /// The ports that a service exposes: its image's, whose configuration this is, and its own.
    pub(crate) fn exposed(&self, service: &str, config: &BTreeMap<String, String>) -> BTreeSet<String> {
        let ports = config.get("ExposedPorts").and_then(|text| serde_json::from_str::<Value>(text).ok());
        let of_image = ports.as_ref().and_then(Value::as_object).into_iter().flatten();
        let own = self.services().get(service).and_then(|own| own.get("expose")).and_then(Value::as_array);
        let own = own.into_iter().flatten().filter_map(Value::as_str);
        let whole = |port: &str| if port.contains('/') { port.to_owned() } else { format!("{port}/tcp") };
        of_image.map(|(port, _)| port.as_str()).chain(own).map(whole).collect()
    }

    /// Everything but how images are built and called, and what only anchors are for.
    fn meaning(&self) -> Value {
        let mut meaning = self.0.clone();
        if let Some(top) = meaning.as_object_mut() {
            top.retain(|key, _| !key.starts_with("x-"));
        }
        let services = meaning.get_mut("services").and_then(Value::as_object_mut);
        for (_, service) in services.into_iter().flatten() {
            if let Some(service) = service.as_object_mut() {
                service.retain(|key, _| !matches!(key.as_str(), "build" | "image" | "pull_policy"));
            }
        }
        meaning
    }
}

/// Where two files mean something else, as paths with both values.
pub(crate) fn differences(before: &Resolved, after: &Resolved) -> Vec<String> {
    let mut found = Vec::new();
    compare("", Some(&before.meaning()), Some(&after.meaning()), &mut found);
    found
}

fn compare(path: &str, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<String>) {
    if before == after {
        return;
    }
    if let (Some(Value::Object(one)), Some(Value::Object(other))) = (before, after) {
        let keys: std::collections::BTreeSet<&String> = one.keys().chain(other.keys()).collect();
        for key in keys {
            compare(&format!("{path}/{key}"), one.get(key), other.get(key), found);
        }
        return;
    }
    let shown = |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
    found.push(format!("{path}: {} → {}", shown(before), shown(after)));
}
