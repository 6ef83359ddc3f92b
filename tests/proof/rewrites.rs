//! The projects of `rewrites/`: planned, and built before and after where an engine is there.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::build::{Build, Built};
use crate::compose::{self, Resolved};
use crate::engine::Engine;
use crate::records::{Record, Records};
use crate::rewriting::Rewriting;
use crate::{Request, Result, each, folder, image, locked, projects, rewrites_table, table};

/// What building a project twice showed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Found {
    /// Why the rewrite doesn't build, if it doesn't.
    pub(crate) fails: Option<String>,
    /// Smoke commands that are answered alike.
    pub(crate) smokes: usize,
    /// Those that aren't, with both answers.
    pub(crate) smokes_differ: Vec<String>,
    /// What is different in the images' configurations, and the plan says so.
    pub(crate) config_said: Vec<String>,
    /// What is different, and it doesn't.
    pub(crate) config_unsaid: Vec<String>,
    /// Where the Compose files mean something else.
    pub(crate) compose_differs: Vec<String>,
    /// The images, by service.
    pub(crate) images: BTreeMap<String, Sizes>,
    /// Bytes on disk of all images together, each layer once: before, after.
    pub(crate) on_disk: [u64; 2],
}

/// One service's image.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Sizes {
    /// Bytes.
    pub(crate) before: u64,
    /// Bytes.
    pub(crate) after: u64,
    /// What the plan says it gets smaller by: low, expected, high.
    pub(crate) promise: Option<[u64; 3]>,
}

impl Found {
    /// Whether all of it is as it should be.
    pub(crate) fn holds(&self) -> bool {
        self.fails.is_none()
            && self.smokes_differ.is_empty()
            && self.config_unsaid.is_empty()
            && self.compose_differs.is_empty()
    }
}

/// A project: what careen plans, and what building showed, if that very plan was built.
pub(crate) struct Project<'r> {
    pub(crate) name: String,
    pub(crate) rewriting: Rewriting,
    pub(crate) record: Option<&'r Record<Found>>,
}

/// Builds what is to be built, and writes or compares the table.
pub(crate) fn run(engine: Option<&Engine>, request: &Request) -> Result<()> {
    let names = projects(&folder("rewrites"))?;
    let records: Records<Found> = Records::read("rewrites.json")?;
    let planned: Result<Vec<Rewriting>> = names
        .iter()
        .map(|name| Rewriting::of("rewrites", name, false).map_err(|why| format!("rewrites/{name}: {why}")))
        .collect();
    let planned: Vec<(&String, Rewriting)> = names.iter().zip(planned?).collect();
    let wanted = |name: &String| request.only.is_empty() || request.only.contains(name);
    let is_due = |(name, rewriting): &&(&String, Rewriting)| {
        !rewriting.plan.is_empty()
            && wanted(name)
            && (request.again || records.of(name, &rewriting.digest).is_none())
    };
    let due: Vec<&(&String, Rewriting)> = planned.iter().filter(is_due).collect();
    let records = Mutex::new(records);
    let mut failed = Vec::new();
    if let Some(engine) = engine {
        let outcomes = each(&due, |(name, rewriting)| {
            let found = prove(engine, name, rewriting);
            println!("proof: rewrites/{name}: {}", outcome(&found));
            let found = found.map_err(|why| format!("rewrites/{name}: {why}"))?;
            let holds = found.holds();
            // at once, so that a run that is broken off loses nothing
            let mut records = locked(&records);
            records.note(engine, name, &rewriting.digest, found);
            records.write(&names)?;
            if holds { Ok(()) } else { Err(format!("rewrites/{name} does not hold")) }
        });
        failed.extend(outcomes.into_iter().filter_map(Result::err));
    } else if !due.is_empty() {
        let names: Vec<&str> = due.iter().map(|(name, _)| name.as_str()).collect();
        println!("proof: rewrites that were not built as they are now: {}", names.join(", "));
    }
    let records = locked(&records);
    let projects: Vec<Project<'_>> = planned
        .into_iter()
        .map(|(name, rewriting)| {
            let record = records.of(name, &rewriting.digest);
            Project { name: name.clone(), rewriting, record }
        })
        .collect();
    println!("proof: rewrites: {}", rewrites_table::summary(&projects));
    let outdated = table("REWRITES.md", &rewrites_table::write(&projects), request.bless);
    match outdated {
        // who changes a rewrite need not have an engine
        Err(why) if engine.is_none() => println!("proof: {why}, with CAREEN_PROOF=1"),
        outdated => outdated?,
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
}

fn outcome(found: &Result<Found>) -> String {
    match found {
        Ok(found) if found.holds() => "holds".to_owned(),
        Ok(found) => {
            let mut all: Vec<&String> = found.fails.iter().collect();
            all.extend(found.smokes_differ.iter().chain(&found.config_unsaid).chain(&found.compose_differs));
            format!("DOES NOT HOLD: {}", all.into_iter().cloned().collect::<Vec<_>>().join("; "))
        }
        Err(why) => why.clone(),
    }
}

/// Images of one side.
pub(crate) struct Images<'e> {
    /// Each once.
    pub(crate) built: Vec<Built<'e>>,
    /// Which of them a service runs.
    of: BTreeMap<String, usize>,
}

impl Images<'_> {
    /// The tag of a service's image.
    pub(crate) fn tag(&self, service: &str) -> Option<&str> {
        Some(self.built.get(*self.of.get(service)?)?.tag.as_str())
    }
}

/// Builds what the services run, equal builds once.
pub(crate) fn build<'e>(engine: &'e Engine, name: &str, resolved: &Resolved) -> Result<Images<'e>> {
    let mut images = Images { built: Vec::new(), of: BTreeMap::new() };
    let mut builds: Vec<Build> = Vec::new();
    for service in resolved.services().keys() {
        let Some(build) = resolved.build(service) else { continue };
        let known = builds.iter().position(|other| *other == build);
        let at = match known {
            Some(at) => at,
            None => {
                let built = build.run(engine, &format!("{name}-{service}"));
                images.built.push(built.map_err(|why| format!("{service}: {why}"))?);
                builds.push(build);
                builds.len() - 1
            }
        };
        images.of.insert((*service).to_owned(), at);
    }
    Ok(images)
}

/// Builds both sides, asks both the same, and compares what they say of themselves.
fn prove(engine: &Engine, name: &str, rewriting: &Rewriting) -> Result<Found> {
    let before = compose::resolve(engine, &rewriting.root)?;
    // before the new files are there, which the original's contexts know nothing of
    let originals = build(engine, &format!("before-{name}"), &before)?;
    rewriting.write()?;
    let mut found = Found::default();
    let after = match compose::resolve(engine, &rewriting.beside) {
        Ok(after) => after,
        Err(why) => return Ok(Found { fails: Some(why), ..found }),
    };
    found.compose_differs = compose::differences(&before, &after);
    let rewritten = match build(engine, &format!("after-{name}"), &after) {
        Ok(rewritten) => rewritten,
        Err(why) => return Ok(Found { fails: Some(why), ..found }),
    };
    for smoke in &rewriting.smokes {
        let answer = |images: &Images<'_>, resolved: &Resolved| -> Result<String> {
            let image =
                images.tag(&smoke.service).ok_or_else(|| format!("no image of `{}`", smoke.service))?;
            let service =
                resolved.services().get(smoke.service.as_str()).copied().cloned().unwrap_or(Value::Null);
            smoke.answer(engine, image, &service)
        };
        let first = answer(&originals, &before).map_err(|why| format!("the original: {why}"))?;
        let second = answer(&rewritten, &after).unwrap_or_else(|why| why);
        match first == second {
            true => found.smokes += 1,
            false => found
                .smokes_differ
                .push(format!("{}: `{}`: {first} → {second}", smoke.service, smoke.command)),
        }
    }
    for service in originals.of.keys() {
        let (Some(original), Some(new)) = (originals.tag(service), rewritten.tag(service)) else { continue };
        let (one, other) = (config(engine, original)?, config(engine, new)?);
        // a service may say itself what its image said before
        let is_same_command = before.command(service, &one.0) == after.command(service, &other.0);
        let is_same_exposed = before.exposed(service, &one.0) == after.exposed(service, &other.0);
        for (key, is_same) in [("command", is_same_command), ("expose", is_same_exposed)] {
            let said = format!("/services/{service}/{key}: ");
            found.compose_differs.retain(|difference| !(is_same && difference.starts_with(&said)));
        }
        for difference in one.differences(&other) {
            let moved = match difference.word.as_str() {
                "Cmd" => is_same_command,
                "ExposedPorts" => is_same_exposed,
                _ => false,
            };
            if moved {
                continue;
            }
            let line = format!("{service}: {}", difference.text);
            match rewriting.says(&difference.word) {
                true => found.config_said.push(line),
                false => found.config_unsaid.push(line),
            }
        }
        let (before, after) = (image::size(engine, original)?, image::size(engine, new)?);
        found.images.insert(service.clone(), Sizes { before, after, promise: rewriting.promise(service) });
    }
    found.on_disk = [on_disk(engine, &originals)?, on_disk(engine, &rewritten)?];
    Ok(found)
}

/// Bytes of several images, each layer once.
pub(crate) fn on_disk(engine: &Engine, images: &Images<'_>) -> Result<u64> {
    let mut layers = BTreeMap::new();
    for image in &images.built {
        layers.extend(image::all_layers(engine, &image.tag)?);
    }
    Ok(layers.values().sum())
}

/// An image's configuration as flat names and values: `Env PATH`, `Cmd`.
struct Config(BTreeMap<String, String>);

/// A difference between two configurations.
struct Difference {
    /// The word that a plan which says so has in it.
    word: String,
    text: String,
}

fn config(engine: &Engine, tag: &str) -> Result<Config> {
    let config = engine.json(&["image", "inspect", "--format", "{{json .Config}}", tag])?;
    let mut flat = BTreeMap::new();
    for (key, value) in config.as_object().into_iter().flatten() {
        match (key.as_str(), value) {
            // what is no property of the image: of the container that a classic build would have made
            (
                "Hostname" | "Domainname" | "Image" | "AttachStdin" | "AttachStdout" | "AttachStderr" | "Tty",
                _,
            ) => {}
            ("OpenStdin" | "StdinOnce" | "ArgsEscaped", _) | (_, Value::Null) => {}
            ("Env", Value::Array(pairs)) => {
                for pair in pairs.iter().filter_map(Value::as_str) {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    flat.insert(format!("Env {name}"), value.to_owned());
                }
            }
            (_, value) => _ = flat.insert(key.clone(), value.to_string()),
        }
    }
    Ok(Config(flat))
}

impl Config {
    fn differences(&self, after: &Self) -> Vec<Difference> {
        let names: std::collections::BTreeSet<&String> = self.0.keys().chain(after.0.keys()).collect();
        let differs = |name: &&&String| self.0.get(**name) != after.0.get(**name);
        let shown = |value: Option<&String>| value.cloned().unwrap_or_else(|| "nothing".to_owned());
        let difference = |name: &String| Difference {
            word: name.trim_start_matches("Env ").to_owned(),
            text: format!("{name}: {} → {}", shown(self.0.get(name)), shown(after.0.get(name))),
        };
        names.iter().filter(differs).map(|name| difference(name)).collect()
    }
}
