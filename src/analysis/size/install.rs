//! What installing a language's packages adds: the packages, the cache that their downloads leave, and what running the
//! package manager leaves.

use std::sync::Arc;

use super::inputs::Wanted;
use super::layer::{Held, Reason};
use super::present::{self, Installed, Place};
use super::run::Run;
use super::weighed::Weighed;
use super::{Estimate, node, places, python};
use crate::analysis::contents::{Dependencies, Ecosystem};
use crate::repository::path;
use crate::source::Span;

/// Byte code of pip and of the standard library that the first run of pip in an image leaves beside the sources: official
/// images come without. Measured with Python 3.11: 10.6 MB.
const FIRST_RUN: [Estimate; 2] =
    [Estimate::kilobytes(2_500, 4_200, 6_000), Estimate::kilobytes(4_500, 6_400, 8_000)];

/// What every run of pip adds beside the packages, most of it byte code. Measured: 0.3 to 0.5 MB.
const EVERY_RUN: Estimate = Estimate::kilobytes(0, 300, 600);

/// A package manager's caches, by the folders that its manual names.
const CACHES: [(&str, &str, Ecosystem); 7] = [
    ("pip", "/root/.cache/pip", Ecosystem::Python),
    ("uv", "/root/.cache/uv", Ecosystem::Python),
    ("poetry", "/root/.cache/pypoetry", Ecosystem::Python),
    ("pipenv", "/root/.cache/pipenv", Ecosystem::Python),
    ("npm", "/root/.npm", Ecosystem::Node),
    ("yarn", "/usr/local/share/.cache/yarn", Ecosystem::Node),
    ("pnpm", "/root/.local/share/pnpm/store", Ecosystem::Node),
];

pub(super) fn is_cache_of(path: &str, ecosystem: Ecosystem) -> bool {
    CACHES.iter().any(|(_, folder, of)| *of == ecosystem && *folder == path)
}

/// The program that a command calls, versions left out; `python -m pip` is pip.
fn tool(text: &str) -> &str {
    let mut words = text.split_whitespace();
    let word = words.next().unwrap_or_default();
    let name = path::file_name(word).trim_end_matches(|last: char| last.is_ascii_digit() || last == '.');
    match name {
        "python" | "pypy" => "pip",
        name => name,
    }
}

pub(super) fn install(run: &mut Run<'_, '_>, found: &Dependencies, span: Span) {
    let text = run.text(span).to_owned();
    match found.ecosystem {
        Ecosystem::Python if !matches!(tool(&text), "conda" | "mamba" | "micromamba") => {
            of_python(run, found, &text)
        }
        Ecosystem::Node => of_node(run, found, &text),
        _ => run.layer.unknown(),
    }
}

fn of_python(run: &mut Run<'_, '_>, found: &Dependencies, text: &str) {
    let tool = tool(text);
    let wanted = run.inputs.python(tool, found, text);
    let bytecode = match tool {
        "uv" => text.contains("--compile") || run.stage.environment("UV_COMPILE_BYTECODE").is_some(),
        "poetry" => text.contains("--compile"),
        _ => !text.contains("--no-compile"),
    };
    let upgrades = text.contains("--upgrade") || text.contains("-U ");
    let packages: Vec<_> = wanted
        .packages
        .iter()
        // these are there already, and stay as they are unless they are upgraded
        .filter(|package| {
            upgrades
                || package.version.is_some()
                || !matches!(package.name.as_str(), "pip" | "setuptools" | "wheel")
        })
        .cloned()
        .collect();
    let place = place_of_python(run, tool, found, text);
    let there = present::found(&run.chain.installed, &place);
    let way = python::Way { bytecode, closed: wanted.closed };
    let closure = run.inputs.once.python(packages, way);
    let weighed = beyond(&closure, &there);
    present::put(&mut run.chain.installed, Installed::at(place.clone(), Arc::clone(&closure.present)));
    own_traces(run, tool);
    let cache = match tool {
        // its cache and the environment share their files by hard links, unless told not to
        "uv" if run.stage.environment("UV_LINK_MODE") == Some("copy") => weighed.size,
        "uv" => Estimate { low: 0, expected: weighed.size.expected / 20, high: weighed.size.expected / 4 },
        // whether an index lets its answers be cached isn't known from here
        _ => Estimate { low: 0, ..weighed.cache },
    };
    let development = match found.development {
        // files that are named for development; how much they bring beside the others isn't told apart
        Some(true) if !found.manifests.is_empty() => Some(Estimate::ZERO),
        _ => {
            let once = run.inputs.once;
            let weigh =
                |wanted: &Wanted| once.python(wanted.packages.clone(), way).weigh(&there.perhaps).size;
            development(run, found, &wanted, tool, weigh)
        }
    };
    add(
        run,
        place.path,
        tool,
        &wanted,
        Found { weighed, cache: found.keeps_cache.then_some(cache), development },
    );
}

/// Where a Python package manager puts what it installs.
fn place_of_python(run: &Run<'_, '_>, tool: &str, found: &Dependencies, text: &str) -> Place {
    let sure = |path: String| Place { path, is_sure: true };
    if let Some(told) = found.into.as_deref().and_then(|folder| run.place(folder)) {
        return sure(told);
    }
    if let Some(environment) = &run.chain.environment {
        return sure(environment.clone());
    }
    // by poetry's manual: it makes an environment of its own unless it is told not to, and files that aren't read here
    // may tell it; one that is active comes first
    let setting = |name: &str| run.stage.environment(name).unwrap_or_default().to_ascii_lowercase();
    let in_project = matches!(setting("POETRY_VIRTUALENVS_IN_PROJECT").as_str(), "true" | "1");
    if let Some(path) = run.place(".venv").filter(|_| tool == "poetry" && in_project) {
        return Place { path, is_sure: false };
    }
    let is_sure = match tool {
        "poetry" => matches!(setting("POETRY_VIRTUALENVS_CREATE").as_str(), "false" | "0"),
        "pipenv" => text.contains("--system"),
        _ => true,
    };
    Place { path: places::SITE_PACKAGES.to_owned(), is_sure }
}

/// What these packages add to what is there: as little as is left where all is there that may be, as much as is left
/// without what isn't there for sure.
fn beyond(packages: &python::Closure, there: &present::Found) -> Weighed {
    let most = packages.weigh(&there.surely);
    if there.is_empty() {
        return most;
    }
    let [typical, least] = [&there.likely, &there.perhaps].map(|there| packages.weigh(there));
    let range = |of: fn(&Weighed) -> Estimate| Estimate {
        low: of(&least).low.min(of(&typical).expected),
        expected: of(&typical).expected,
        high: of(&most).high.max(of(&typical).expected),
    };
    Weighed { size: range(|of| of.size), cache: range(|of| of.cache), unknown: typical.unknown }
}

/// What of an install only development needs; `None` where it leaves that out, or no manifest tells it apart.
fn development(
    run: &Run<'_, '_>,
    found: &Dependencies,
    wanted: &Wanted,
    tool: &str,
    weigh: impl Fn(&Wanted) -> Estimate,
) -> Option<Estimate> {
    if found.development == Some(false) || found.global || !found.names.is_empty() {
        return None;
    }
    let lean = Dependencies { development: Some(false), ..found.clone() };
    let lean = match found.ecosystem {
        Ecosystem::Python => run.inputs.python(tool, &lean, ""),
        _ => run.inputs.node(&lean, ""),
    };
    let fewer = lean.packages.len() < wanted.packages.len() && !lean.more;
    fewer.then(|| weigh(wanted).more_than(weigh(&lean)))
}

/// What running pip itself leaves.
fn own_traces(run: &mut Run<'_, '_>, tool: &str) {
    if tool == "uv" || !run.chain.is_python() || run.stage.environment("PYTHONDONTWRITEBYTECODE").is_some() {
        return;
    }
    let reason = Reason::Dependencies;
    if run.chain.warm {
        run.layer.add(Held::new("/usr/local/lib/python", reason, EVERY_RUN).called("byte code"));
        return;
    }
    run.chain.warm = true;
    let [library, pip] = FIRST_RUN;
    run.layer
        .add(Held::new("/usr/local/lib/python", reason, library).called("byte code of Python's library"));
    if run.chain.environment.is_none() {
        let at = format!("{}/pip", places::SITE_PACKAGES);
        run.layer.add(Held::new(at, reason, pip).called("byte code of pip"));
    }
}

fn of_node(run: &mut Run<'_, '_>, found: &Dependencies, text: &str) {
    let tool = tool(text);
    let wanted = run.inputs.node(found, text);
    let weighed = node::weigh(&wanted);
    let directory = run.place(".").unwrap_or_else(|| "/".to_owned());
    let at = if found.global {
        "/usr/local/lib/node_modules".to_owned()
    } else {
        format!("{}/node_modules", directory.trim_end_matches('/'))
    };
    let cache = match tool {
        "yarn" if wanted.old_lock => node::yarn_cache(&wanted, weighed.size),
        // of a later one archives, in the project or elsewhere
        "yarn" => Estimate { low: 0, ..node::yarn_cache(&wanted, weighed.size) },
        // the store and the project share their files by hard links
        "pnpm" => Estimate { low: 0, expected: weighed.size.expected / 20, high: weighed.size.expected / 4 },
        _ => weighed.cache,
    };
    let is_there =
        |held: &Held| held.path == at && matches!(held.reason, Reason::Dependencies | Reason::Copied);
    // `npm ci` deletes what is there and installs all of it again
    let anew = tool == "npm" && text.split_whitespace().any(|word| matches!(word, "ci" | "clean-install"));
    if anew {
        run.layer.held.retain(|held| !is_there(held));
        run.chain.visible.retain(|held| !is_there(held));
    }
    // a second install in a chain completes or replaces the first: it adds what is new at most
    let again = run.layer.held.iter().chain(&run.chain.visible).any(is_there);
    if again && !found.global && found.names.is_empty() {
        return;
    }
    let development = development(run, found, &wanted, tool, |lean| node::weigh(lean).size);
    add(run, at, tool, &wanted, Found { weighed, cache: found.keeps_cache.then_some(cache), development });
}

/// What an install adds.
struct Found {
    weighed: Weighed,
    cache: Option<Estimate>,
    development: Option<Estimate>,
}

fn add(run: &mut Run<'_, '_>, at: String, tool: &str, wanted: &Wanted, found: Found) {
    let Found { weighed, cache, development } = found;
    let names: Vec<&str> = wanted.packages.iter().map(|package| package.name.as_str()).collect();
    const SHOWN: usize = 4;
    let what = match names.len() {
        0..=SHOWN => names.join(" "),
        more => format!("{} and {} more", names[..SHOWN].join(" "), more - SHOWN),
    };
    let held = Held::new(at, Reason::Dependencies, weighed.size).called(what);
    run.layer.add(Held { development, ..held });
    run.layer.partial |= wanted.more;
    run.layer.outside_tables.extend(weighed.unknown);
    let folder = CACHES.iter().find(|(name, _, _)| *name == tool).map(|(_, folder, _)| *folder);
    let cache = cache.filter(|_| run.step.cache_mounts.is_empty());
    if let (Some(folder), Some(cache)) = (folder, cache) {
        run.layer.add(Held::new(folder, Reason::Cache, cache));
    }
}

/// `npm prune`: what only development needs goes, from this layer for good, from earlier ones only out of sight.
pub(super) fn prune(run: &mut Run<'_, '_>) {
    let directory = run.place(".").unwrap_or_else(|| "/".to_owned());
    let at = format!("{}/node_modules", directory.trim_end_matches('/'));
    let size = node::weigh(&run.inputs.node_program()).size;
    let held = run.layer.held.iter_mut().chain(run.chain.visible.iter_mut());
    for held in held.filter(|held| held.path == at && held.reason == Reason::Dependencies) {
        held.size = size;
        held.development = None;
    }
}
