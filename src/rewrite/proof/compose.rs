//! One Compose file against its successor: the same services, each with the same meaning.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::repository::{ComposeFile, ComposeId, compose as model};
use crate::rewrite::compose::{Change, value};
use crate::rewrite::place::{Place, clean};
use crate::source::FileId;
use crate::syntax::yaml;

/// What the new file is meant to be.
pub(in crate::rewrite) struct Expected<'a> {
    /// Where it lies.
    pub(in crate::rewrite) place: &'a Place,
    /// The project's name.
    pub(in crate::rewrite) project: &'a str,
    /// The services whose builds change, on purpose.
    pub(in crate::rewrite) changes: &'a [Change],
    /// By service: the image that it is to end with, where it shares one.
    pub(in crate::rewrite) images: &'a BTreeMap<String, String>,
}

/// Checks that both say the same of everything but the builds that change on purpose, and that these still build the
/// same contexts with the same settings. Returns what was compared, or what is not the same.
pub(in crate::rewrite) fn compose(
    before: &ComposeFile,
    after: &str,
    expected: &Expected<'_>,
) -> Result<Vec<String>, String> {
    let tree = yaml::parse(FileId(0), after);
    if let Some(problem) = tree.problems.first() {
        return Err(format!("it would not be well-formed ({})", problem.message));
    }
    let after = model::read(ComposeId(0), "compose.yaml".to_owned(), FileId(0), tree);
    let root = expected.place.root();
    let here = |path: &str| clean(&format!("{root}/{}/{path}", before.project_directory));
    let there = |path: &str| clean(&format!("{}/{path}", expected.place.directory()));
    let mut old = value::of(before, &here)?;
    let mut new = value::of(&after, &there)?;
    let (old, new) = match (&mut old, &mut new) {
        (Value::Object(old), Value::Object(new)) => (old, new),
        _ => return Err("it is no mapping".to_owned()),
    };
    let is_named = new.shift_remove("name").is_some_and(|name| text(&name) == Some(expected.project));
    let had_name = old.shift_remove("name").is_some();
    if !is_named && !had_name {
        return Err("the project's name would change".to_owned());
    }
    let (Some(Value::Object(mut old_services)), Some(Value::Object(mut new_services))) =
        (old.shift_remove("services"), new.shift_remove("services"))
    else {
        return Err("it has no services".to_owned());
    };
    // fragments mean nothing but where they are merged in
    old.retain(|key, _| !key.starts_with("x-"));
    new.retain(|key, _| !key.starts_with("x-"));
    if old != new {
        return Err("volumes, networks, secrets or configs would change".to_owned());
    }
    builds(&mut old_services, &mut new_services, expected)?;
    added(&old_services, &mut new_services, expected)?;
    if let Some((name, _)) = old_services.iter().find(|(name, body)| new_services.get(*name) != Some(body)) {
        return Err(format!("the service `{name}` would change"));
    }
    if old_services.len() != new_services.len() {
        return Err("the services would not be the same".to_owned());
    }
    Ok(said(&old_services, expected))
}

/// Takes the keys that services get out of the new ones, after comparing them.
fn added(
    old: &Map<String, Value>,
    new: &mut Map<String, Value>,
    expected: &Expected<'_>,
) -> Result<(), String> {
    for change in expected.changes {
        for (key, wanted) in &change.keys {
            let had = old.get(&change.service).and_then(|body| body.get(*key)).is_some();
            let has = new.get_mut(&change.service).and_then(|body| body.as_object_mut()?.shift_remove(*key));
            let words: Option<Vec<String>> = match &has {
                Some(Value::Array(items)) => items.iter().map(|it| text(it).map(str::to_owned)).collect(),
                _ => None,
            };
            if had || words.is_none() || words != serde_json::from_str(wanted).ok() {
                return Err(format!("`{key}` of `{}` would be another", change.service));
            }
        }
    }
    Ok(())
}

/// What was compared, in the file's own words.
fn said(services: &Map<String, Value>, expected: &Expected<'_>) -> Vec<String> {
    let mut keys = BTreeSet::new();
    for body in services.values().filter_map(Value::as_object) {
        keys.extend(body.keys().map(|key| format!("`{key}`")));
    }
    let keys: Vec<String> = keys.into_iter().collect();
    let count = services.len();
    let services = if count == 1 { "the service".to_owned() } else { format!("all {count} services") };
    let with = if keys.is_empty() { String::new() } else { format!(", with {}", keys.join(", ")) };
    // what one build gets in place of what it had is equal for the others only
    let gets = |what: fn(&Change) -> bool| expected.changes.iter().any(what);
    let settings = [
        ("context", gets(|change| change.context.is_some())),
        ("target", gets(|change| change.target.is_some())),
    ];
    let kept: Vec<&str> = settings.iter().filter(|(_, gets)| !gets).map(|(setting, _)| *setting).collect();
    let kept = if kept.is_empty() { String::new() } else { format!("{} and ", kept.join(", ")) };
    vec![
        format!("{services} by name{with}"),
        "the project's name, volumes, networks, secrets and configs".to_owned(),
        format!("every build's {kept}arguments"),
    ]
}

/// Takes `build` and `image` out of both after comparing them.
fn builds(
    old: &mut Map<String, Value>,
    new: &mut Map<String, Value>,
    expected: &Expected<'_>,
) -> Result<(), String> {
    let mut built: BTreeMap<String, Value> = BTreeMap::new();
    let mut parts: Vec<(String, Parts, Parts)> = Vec::new();
    for (name, body) in old.iter_mut() {
        let before = Parts::take(body, expected.place);
        let after = new.get_mut(name).map(|body| Parts::take(body, expected.place));
        let after = after.ok_or_else(|| format!("the service `{name}` would be missing"))?;
        if let (Some(image), Some(build)) = (&after.image, &after.build) {
            built.insert(image.clone(), build.clone());
        }
        parts.push((name.clone(), before, after));
    }
    for (name, before, after) in parts {
        let change = expected.changes.iter().find(|change| change.service == name);
        let image = expected.images.get(&name).or(before.image.as_ref());
        let differs = || format!("the build of `{name}` would change");
        if after.image.as_ref() != image {
            return Err(format!("the image of `{name}` would be another"));
        }
        // a service without a build of its own has that of the service that makes its image
        let build = after.build.or_else(|| built.get(after.image.as_ref()?).cloned());
        let (Some(Value::Object(mut before)), Some(Value::Object(mut build))) =
            (before.build.clone(), build.clone())
        else {
            match before.build.is_none() {
                true => continue,
                false => return Err(differs()),
            }
        };
        let holder = expected
            .changes
            .iter()
            .find(|change| Some(&change.service) != Some(&name) && change.image == after.image);
        let dockerfile =
            change.and_then(|change| change.dockerfile.as_ref()).or_else(|| holder?.dockerfile.as_ref());
        if let Some(context) = change.and_then(|change| change.context.as_ref()) {
            let context = clean(&format!("{}/{context}", expected.place.root()));
            before.insert("context".to_owned(), Value::String(context));
        }
        if dockerfile.is_some() {
            before.shift_remove("dockerfile");
            build.shift_remove("dockerfile");
        }
        if let Some(target) = change.or(holder).and_then(|change| change.target.as_deref()) {
            let named = build.shift_remove("target");
            if before.contains_key("target") || named.as_ref().and_then(text) != Some(target) {
                return Err(differs());
            }
        }
        if before != build {
            return Err(differs());
        }
    }
    Ok(())
}

/// What a service is made of.
struct Parts {
    build: Option<Value>,
    image: Option<String>,
}

impl Parts {
    fn take(body: &mut Value, place: &Place) -> Self {
        let Value::Object(map) = body else { return Self { build: None, image: None } };
        let image = map.shift_remove("image").and_then(|image| text(&image).map(str::to_owned));
        let build = map.shift_remove("build").map(|build| long(build, place));
        Self { build, image }
    }
}

/// `build:` in its long form, with the Dockerfile as a path of its own.
fn long(build: Value, place: &Place) -> Value {
    let mut map = match build {
        Value::Object(map) => map,
        short => Map::from_iter([(
            "context".to_owned(),
            Value::String(text(&short).unwrap_or_default().to_owned()),
        )]),
    };
    let context =
        map.get("context").and_then(text).map_or_else(|| place.directory().to_owned(), str::to_owned);
    let name = map.get("dockerfile").and_then(text).unwrap_or("Dockerfile");
    let dockerfile = if name.starts_with('/') { clean(name) } else { clean(&format!("{context}/{name}")) };
    map.insert("context".to_owned(), Value::String(context));
    map.insert("dockerfile".to_owned(), Value::String(dockerfile));
    Value::Object(map)
}

/// A scalar's text, quoted or not.
pub(in crate::rewrite) fn text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Array(items) => items.first().and_then(Value::as_str).filter(|_| items.len() == 1),
        _ => None,
    }
}
