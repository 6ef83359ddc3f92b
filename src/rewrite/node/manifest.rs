//! `package.json` and its lock: scripts, dependencies, and which package provides a program.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Refusal;
use super::commands::Manager;
use super::steps::Steps;
use crate::rewrite::Subject;
use crate::rewrite::stage::copied::{self, CopiedFile};

/// A project.
#[derive(Default)]
pub(super) struct Manifest {
    /// Scripts by name.
    pub(super) scripts: BTreeMap<String, String>,
    /// What it needs when it runs: optional and peer dependencies, too.
    pub(super) dependencies: BTreeSet<String>,
    /// What only its development needs.
    pub(super) dev: BTreeSet<String>,
    /// Programs by name: the package that brings each, and whether only development does; from npm's lock.
    pub(super) programs: BTreeMap<String, (String, bool)>,
    /// The files that an installation reads.
    pub(super) files: Vec<CopiedFile>,
    /// Whether installing runs scripts of the project, or takes packages from its folders: then it reads more.
    pub(super) reads_sources: bool,
    /// Whether a lock file fixes the versions.
    pub(super) is_locked: bool,
    /// Whether the lock is of a yarn that has no `--production`.
    pub(super) is_modern_yarn: bool,
}

/// Files that an installation reads, in the order in which they are best copied.
const FILES: [&str; 9] = [
    "package.json",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    ".npmrc",
    ".yarnrc",
    ".yarnrc.yml",
    ".pnpmfile.cjs",
];

/// Scripts that run when a project is installed.
const LIFECYCLE: [&str; 6] = ["preinstall", "install", "postinstall", "preprepare", "prepare", "postprepare"];

pub(super) fn find(subject: &Subject<'_>, steps: &Steps) -> Result<Manifest, Refusal> {
    let folder = &steps.folder;
    let origin = |name: &str| copied::origin(subject, &steps.copies, &format!("{folder}/{name}"));
    let text = |name: &str| copied::text(subject, &origin(name)?);
    let package = text("package.json");
    let package = package
        .ok_or_else(|| format!("`{folder}/package.json` isn't copied from a file of the build context"))?;
    if serde_json::from_str::<Value>(&package).is_ok_and(|json| json.get("workspaces").is_some()) {
        return Err("its project is a workspace of several".to_owned());
    }
    let mut manifest = read(&package).ok_or("its `package.json` can't be read")?;
    manifest.files = FILES.iter().filter_map(|name| origin(name)).collect();
    let has = |name: &str| origin(name).is_some();
    if has("pnpm-workspace.yaml") || has("lerna.json") {
        return Err("its project is one of several in a workspace".to_owned());
    }
    manifest.is_locked = FILES[1..5].iter().any(|name| has(name));
    let yarn_lock = text("yarn.lock").unwrap_or_default();
    manifest.is_modern_yarn = has(".yarnrc.yml") || yarn_lock.contains("__metadata:");
    if steps.manager == Manager::Npm {
        let lock = text("package-lock.json").or_else(|| text("npm-shrinkwrap.json")).unwrap_or_default();
        manifest.programs = programs(&lock);
    }
    Ok(manifest)
}

fn read(text: &str) -> Option<Manifest> {
    let json: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    let section = |name: &str| json.get(name).and_then(Value::as_object).into_iter().flatten();
    let names =
        |section_name: &str| section(section_name).map(|(name, _)| name.clone()).collect::<BTreeSet<_>>();
    let scripts: BTreeMap<String, String> = section("scripts")
        .filter_map(|(name, text)| Some((name.clone(), text.as_str()?.to_owned())))
        .collect();
    let mut dependencies = names("dependencies");
    dependencies.extend(names("optionalDependencies"));
    let dev = names("devDependencies").difference(&dependencies).cloned().collect();
    dependencies.extend(names("peerDependencies"));
    let versions = ["dependencies", "devDependencies", "optionalDependencies"];
    let mut versions =
        versions.iter().flat_map(|name| section(name)).filter_map(|(_, version)| version.as_str());
    let is_local = versions
        .any(|version| ["file:", "link:", "workspace:", "portal:"].iter().any(|it| version.starts_with(it)));
    let runs = LIFECYCLE.iter().any(|name| scripts.contains_key(*name));
    Some(Manifest { reads_sources: is_local || runs, scripts, dependencies, dev, ..Manifest::default() })
}

/// The programs that an npm lock names.
fn programs(lock: &str) -> BTreeMap<String, (String, bool)> {
    let Ok(json) = serde_json::from_str::<Value>(lock) else { return BTreeMap::new() };
    let mut programs = BTreeMap::new();
    for (path, package) in json.get("packages").and_then(Value::as_object).into_iter().flatten() {
        // deeper ones are linked beside the package that needs them
        let Some(name) = path.strip_prefix("node_modules/").filter(|rest| !rest.contains("node_modules/"))
        else {
            continue;
        };
        let is = |key: &str| package.get(key).and_then(Value::as_bool) == Some(true);
        let only_dev = is("dev") || is("devOptional");
        for (program, _) in package.get("bin").and_then(Value::as_object).into_iter().flatten() {
            programs.insert(program.clone(), (name.to_owned(), only_dev));
        }
    }
    programs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_and_its_lock() {
        let text = r#"{"scripts": {"start": "node x"}, "dependencies": {"a": "1"}, "devDependencies": {"a": "1", "b": "file:b"}}"#;
        let manifest = read(text).unwrap();
        assert!(
            manifest.reads_sources && manifest.dev.iter().eq(["b"]) && manifest.dependencies.contains("a")
        );
        assert!(read("[").is_none());
        let lock = r#"{"packages": {"": {"bin": {"own": "x"}}, "node_modules/t": {"dev": true, "bin": {"tsc": "y"}},
            "node_modules/t/node_modules/u": {"bin": {"u": "z"}}}}"#;
        assert_eq!(programs(lock), BTreeMap::from([("tsc".to_owned(), ("t".to_owned(), true))]));
    }
}
