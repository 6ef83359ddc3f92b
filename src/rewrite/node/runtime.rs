//! What the image needs of its project when it runs: which scripts its commands start, which packages bring the
//! programs in them, and which its sources load.

use std::collections::BTreeSet;

use super::commands;
use super::manifest::Manifest;
use crate::facts;
use crate::repository::path;
use crate::rewrite::Subject;
use crate::rewrite::stage::programs::Calls;
use crate::source::{FileId, Mapped};
use crate::syntax::shell;

/// How deep scripts may call each other.
const DEEPEST: usize = 8;
/// More source files than this are not read; then nobody knows what they load.
const MOST_SOURCES: usize = 4000;

/// Why development dependencies are needed when the image runs, as a sentence fragment; `None` where nothing shows that.
pub(super) fn needs_dev(subject: &Subject<'_>, manifest: &Manifest, calls: &Calls) -> Option<String> {
    let mut following = Following { manifest, seen: BTreeSet::new() };
    let started = calls.started.iter().chain(&calls.scripted);
    let reason = started.into_iter().find_map(|words| following.words(words, 0));
    reason.or_else(|| loaded(subject, manifest))
}

/// The package managers that are called when the image runs.
pub(super) fn managers(calls: &Calls) -> BTreeSet<String> {
    let programs = calls.programs();
    programs.into_iter().filter(|name| commands::manager(name).is_some()).map(str::to_owned).collect()
}

struct Following<'a> {
    manifest: &'a Manifest,
    seen: BTreeSet<String>,
}

impl Following<'_> {
    fn words(&mut self, words: &[String], depth: usize) -> Option<String> {
        let (program, rest) = words.split_first()?;
        let plain: Vec<&str> =
            rest.iter().map(String::as_str).filter(|word| !word.starts_with('-')).collect();
        let first = plain.first().copied();
        match (program.as_str(), first) {
            ("npm" | "pnpm" | "yarn" | "yarnpkg", Some("run" | "run-script")) => {
                self.script(plain.get(1).copied()?, depth)
            }
            ("npm" | "pnpm", Some(name @ ("start" | "stop" | "restart" | "test"))) => {
                self.script(name, depth)
            }
            ("npm" | "pnpm", Some("exec" | "x" | "dlx")) => self.program(plain.get(1).copied()?, rest),
            ("npm" | "pnpm", _) => None,
            ("yarn" | "yarnpkg", Some(name)) if self.manifest.scripts.contains_key(name) => {
                self.script(name, depth)
            }
            ("yarn" | "yarnpkg", Some("exec")) => self.program(plain.get(1).copied()?, rest),
            ("yarn" | "yarnpkg" | "npx" | "pnpx", Some(name)) => self.program(name, rest),
            // an entry point of the official image's: what it is given is a command
            ("docker-entrypoint.sh" | "tini" | "dumb-init" | "exec", Some(_)) => {
                let inner: Vec<String> = plain.iter().map(|word| (*word).to_owned()).collect();
                if depth < DEEPEST { self.words(&inner, depth + 1) } else { None }
            }
            ("npm-run-all" | "run-s" | "run-p", _) => {
                let own = self.program(program, &[]);
                own.or_else(|| plain.iter().find_map(|name| self.script(name, depth)))
            }
            ("concurrently", _) => {
                let own = self.program(program, &[]);
                own.or_else(|| rest.iter().find_map(|text| self.text(text, depth)))
            }
            _ => self.program(program, rest),
        }
    }

    /// A script, with those that run before and after it.
    fn script(&mut self, name: &str, depth: usize) -> Option<String> {
        if depth >= DEEPEST || !self.seen.insert(name.to_owned()) {
            return None;
        }
        let around = [format!("pre{name}"), name.to_owned(), format!("post{name}")];
        around.iter().find_map(|name| {
            let text = self.manifest.scripts.get(name)?.clone();
            self.text(&text, depth + 1)
        })
    }

    fn text(&mut self, text: &str, depth: usize) -> Option<String> {
        if depth >= DEEPEST {
            return None;
        }
        let script = shell::parse(&Mapped::whole(FileId(0), text, 0));
        script.commands.iter().find_map(|command| {
            let at = command.program()?;
            let words: Vec<String> = command.words.get(at..)?.iter().map(shell::Word::text).collect();
            // `cross-env A=b node x` runs what stands behind its assignments
            let wrapped = words.first().is_some_and(|name| matches!(name.as_str(), "cross-env" | "dotenv"));
            let inner: Vec<String> = words
                .iter()
                .skip(1)
                .filter(|word| !word.contains('=') && !word.starts_with('-'))
                .cloned()
                .collect();
            let own = self.words(&words, depth + 1);
            own.or_else(|| wrapped.then(|| self.words(&inner, depth + 1)).flatten())
        })
    }

    /// A program with its arguments: does only development bring it?
    fn program(&self, name: &str, arguments: &[String]) -> Option<String> {
        let name = commands::bare(path::file_name(name));
        if matches!(name, "node" | "nodejs") {
            return arguments.iter().find_map(|word| self.module(word));
        }
        // shells, and what belongs to the system, come from no package of npm
        if matches!(name, "sh" | "bash" | "ash" | "tini" | "dumb-init")
            || facts::full_base_program(name).is_some()
        {
            return None;
        }
        let manifest = self.manifest;
        let is_dev = match manifest.programs.get(name) {
            Some((package, only_dev)) => *only_dev && !manifest.dependencies.contains(package),
            // most programs have their package's name; of the others nobody says
            None => {
                manifest.programs.is_empty() && !manifest.dependencies.contains(name) && self.may_be_dev(name)
            }
        };
        is_dev.then(|| format!("`{name}` is called when the image runs"))
    }

    /// Whether a program that no lock names may come from a development dependency.
    fn may_be_dev(&self, name: &str) -> bool {
        let is_stem = |package: &String| {
            let last = package.rsplit('/').next().unwrap_or(package);
            last == name || package.contains(name) || last == "cli" || last.ends_with("-cli")
        };
        matches!(name, "tsc" | "ts-node-dev" | "ts-node-esm") || self.manifest.dev.iter().any(is_stem)
    }

    /// A module that node is told to load first.
    fn module(&self, word: &str) -> Option<String> {
        let word = word.split_once('=').filter(|(flag, _)| flag.starts_with("--")).map_or(word, |(_, it)| it);
        let package = package_of(word)?;
        self.manifest.dev.contains(package).then(|| format!("`{package}` is loaded when the image runs"))
    }
}

/// Whether sources other than tests and settings of tools load a development dependency.
fn loaded(subject: &Subject<'_>, manifest: &Manifest) -> Option<String> {
    let is_source = |file: &&String| {
        let ends = [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx"];
        ends.iter().any(|end| file.ends_with(end))
            && path::is_within(file, subject.context)
            && !is_aside(file)
    };
    let tree = &subject.repository.tree;
    let sources: Vec<&String> = tree.files().iter().filter(is_source).collect();
    if sources.len() > MOST_SOURCES {
        return Some("its sources are too many to tell what they load".to_owned());
    }
    sources.into_iter().find_map(|file| {
        let text = tree.text(file)?;
        let package = modules(&text).find(|package| manifest.dev.contains(*package))?;
        Some(format!("`{file}` loads `{package}`"))
    })
}

/// Tests, stories, and settings of tools, by the names those tools look for.
fn is_aside(file: &str) -> bool {
    const FOLDERS: [&str; 12] = [
        "test",
        "tests",
        "__tests__",
        "__mocks__",
        "e2e",
        "cypress",
        "spec",
        "specs",
        "stories",
        ".storybook",
        "node_modules",
        "mocks",
    ];
    let name = path::file_name(file);
    let marks = [".test.", ".spec.", ".stories.", ".config.", ".conf.", ".setup.", ".d.", ".e2e-spec."];
    path::parent(file).split('/').any(|folder| FOLDERS.contains(&folder))
        || marks.iter().any(|mark| name.contains(mark))
        || name.starts_with('.')
        || matches!(
            name,
            "gulpfile.js" | "Gruntfile.js" | "setupTests.js" | "setupTests.ts" | "karma.conf.js"
        )
}

/// The packages that a source names behind `from`, `import` or `require`.
fn modules(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with("import type")).filter_map(|line| {
        let at = ["require(", "from ", "import(", "import "].iter().find_map(|word| {
            let at = line.find(word)?;
            Some(at + word.len())
        })?;
        let rest = line.get(at..)?.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
        package_of(rest[1..].split(quote).next()?)
    })
}

/// `@scope/name/file` → `@scope/name`
fn package_of(module: &str) -> Option<&str> {
    if module.starts_with(['.', '/']) || module.is_empty() {
        return None;
    }
    let parts = if module.starts_with('@') { 2 } else { 1 };
    let end = module.match_indices('/').nth(parts - 1).map_or(module.len(), |(at, _)| at);
    Some(&module[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(scripts: &[(&str, &str)], command: &str) -> Option<String> {
        let manifest = Manifest {
            scripts: scripts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect(),
            dependencies: ["next", "serve", "tsx", "cross-env"].map(str::to_owned).into(),
            dev: ["nodemon", "ts-node", "typescript", "@nestjs/cli"].map(str::to_owned).into(),
            ..Manifest::default()
        };
        let mut following = Following { manifest: &manifest, seen: BTreeSet::new() };
        following.text(command, 0)
    }

    #[test]
    fn what_runs_is_followed() {
        assert_eq!(reason(&[], "node dist/x.js"), None);
        assert_eq!(reason(&[("start", "next start")], "npm start"), None);
        assert_eq!(reason(&[("start", "npm run s"), ("s", "node x")], "yarn start"), None);
        assert_eq!(reason(&[("start", "npm start")], "npm start"), None);
        let called = |name: &str| Some(format!("`{name}` is called when the image runs"));
        assert_eq!(reason(&[("dev", "nodemon x")], "npm run dev"), called("nodemon"));
        assert_eq!(reason(&[("prestart", "tsc"), ("start", "node x")], "npm start"), called("tsc"));
        assert_eq!(reason(&[("start", "nest start")], "npm start"), called("nest"));
        assert_eq!(reason(&[], "npx ts-node x.ts"), called("ts-node"));
        assert_eq!(reason(&[("start", "cross-env A=b nodemon x")], "npm start"), called("nodemon"));
        let loads = Some("`ts-node` is loaded when the image runs".to_owned());
        assert_eq!(reason(&[], "node -r ts-node/register x.ts"), loads);
        assert_eq!(reason(&[], "node --import=tsx x.ts"), None);
    }

    #[test]
    fn sources_name_packages() {
        let text = "import a from 'a/b';\nimport type { T } from 't';\nconst c = require(\"@s/c/d\");\nimport './x';\nimport 'e'\n";
        assert_eq!(modules(text).collect::<Vec<_>>(), ["a", "@s/c", "e"]);
        assert!(
            is_aside("src/x.test.ts")
                && is_aside("tests/x.js")
                && is_aside("vite.config.ts")
                && !is_aside("src/x.ts")
        );
    }
}
