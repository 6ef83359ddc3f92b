//! The one text, read anew, against each of the old Dockerfiles: every file that an image had is at its path, every
//! other step is there, and every service starts what it started.

use std::collections::{BTreeMap, BTreeSet};

use super::files::{self, Files};
use super::parts::{Part, said};
use super::start::{self, Keys};
use super::{ignore, pip};
use crate::repository::context::ContextIgnore;
use crate::repository::{Dockerfile, DockerfileId, Repository, Tree, path};
use crate::source::FileId;
use crate::syntax::dockerfile::{Instruction, Keyword, parse};

/// What was found.
pub(super) struct Checked {
    pub(super) equal: Vec<String>,
    pub(super) differs: Vec<String>,
    pub(super) assumes: Vec<String>,
}

/// Larger files are not searched for names.
const SEARCHED: u64 = 1_000_000;

/// `lists`: paths of the image where each Dockerfile had its own list of packages, which are now installed together.
pub(super) fn check(
    repository: &Repository,
    parts: &[Part<'_>],
    context: &str,
    text: &str,
    ignore_text: &str,
    keys: &BTreeMap<String, Keys>,
    lists: &BTreeSet<String>,
) -> Result<Checked, String> {
    let syntax = parse(FileId(0), text);
    if let Some(problem) = syntax.problems.first() {
        return Err(format!("the one Dockerfile would not be well-formed ({})", problem.message));
    }
    let one = Dockerfile::new(DockerfileId(0), String::new(), FileId(0), syntax);
    let [stage] = one.stages.as_slice() else { return Err("the one Dockerfile has no stage".to_owned()) };
    let instructions = one.instructions(stage);
    let tree = &repository.tree;
    let together = files::of(tree, context, &ContextIgnore::of(ignore_text), instructions)?;
    let mut checked = Checked { equal: Vec::new(), differs: Vec::new(), assumes: Vec::new() };
    let (mut others, mut all_own) = (BTreeSet::new(), Vec::new());
    let mut count = 0;
    for part in parts {
        let own_ignore = ignore::own(repository, part);
        let old = part.dockerfile.instructions(part.stage);
        let own = files::of(tree, &part.family.context, &own_ignore, old)?;
        count += own.len();
        for (target, source) in &own {
            let is_same = together.get(target).is_some_and(|other| are_equal(tree, source, other));
            if is_same {
                continue;
            }
            if source == &part.dockerfile.path || path::file_name(source) == ".dockerignore" {
                others.insert(format!("`{target}`"));
                continue;
            }
            let is_list = lists.contains(target);
            match together.get(target) {
                Some(_) if is_list => {
                    named_nowhere(tree, &own, target, part)?;
                    others.insert(format!("`{target}`"));
                }
                Some(other) => {
                    return Err(format!("`{target}` would be `{other}` instead of `{source}`"));
                }
                None => return Err(format!("`{target}` would be missing")),
            }
        }
        steps(part, instructions)?;
        all_own.push(own);
    }
    starts(parts, instructions, keys)?;
    modules(tree, parts, &together, &all_own, &mut checked)?;
    checked.equal.push(format!(
        "each image's own files at their paths ({count} files compared), its environment, folders, user and \
         system packages"
    ));
    checked.equal.push("what each service starts, and the ports it exposes".to_owned());
    if !others.is_empty() {
        let names: Vec<String> = others.into_iter().collect();
        checked
            .differs
            .push(format!("of {}, which only builds read, the image has one member's", names.join(", ")));
    }
    Ok(checked)
}

fn are_equal(tree: &Tree, a: &str, b: &str) -> bool {
    let bytes = |path: &str| tree.bytes(path, u64::MAX).ok()?.ok();
    a == b || bytes(a).is_some_and(|bytes_a| bytes(b) == Some(bytes_a))
}

/// Refuses where the code of an image names the list that it was built from: it may read it.
fn named_nowhere(tree: &Tree, own: &Files, target: &str, part: &Part<'_>) -> Result<(), String> {
    let name = path::file_name(target);
    for source in own.values() {
        let is_document = source.ends_with(".md") || path::file_name(source) == name;
        if is_document || source == &part.dockerfile.path || path::file_name(source).starts_with("Dockerfile")
        {
            continue;
        }
        let Ok(Ok(bytes)) = tree.bytes(source, SEARCHED) else { continue };
        if memchr::memmem::find(&bytes, name.as_bytes()).is_some() {
            return Err(format!("`{source}` names `{name}`, which would be another's"));
        }
    }
    Ok(())
}

/// Every step but copies and how it is started stands in the one Dockerfile, in order.
fn steps(part: &Part<'_>, one: &[Instruction]) -> Result<(), String> {
    const FREE: [Keyword; 5] =
        [Keyword::Copy, Keyword::Add, Keyword::Expose, Keyword::Cmd, Keyword::Entrypoint];
    let mut left = one.iter().filter(|it| !FREE.contains(&it.keyword));
    let fixed = part.steps.iter().filter(|it| !FREE.contains(&it.keyword));
    for step in fixed {
        let Some(other) = left.next() else { return Err(format!("`{}` would be gone", said(step))) };
        let is_same = match step.keyword {
            // lists of others may be among a command's words
            Keyword::Run => {
                let (old, new) = (said(step), said(other));
                let mut words = new.split(' ');
                old.split(' ').all(|word| words.any(|it| it == word))
            }
            _ => said(step) == said(other),
        };
        if !is_same {
            return Err(format!("`{}` would be `{}`", said(step), said(other)));
        }
    }
    Ok(())
}

/// What each service starts: its own words, else those of the key that it gets, else those of its image.
fn starts(parts: &[Part<'_>], one: &[Instruction], keys: &BTreeMap<String, Keys>) -> Result<(), String> {
    let last = |all: &[Instruction], keyword: Keyword| all.iter().rfind(|it| it.keyword == keyword).map(said);
    let ports = start::exposed(one);
    for part in parts {
        let old = part.dockerfile.instructions(part.stage);
        for service in &part.family.members {
            let name = &service.name.value;
            let has = |key: &str| keys.get(name).is_some_and(|keys| keys.iter().any(|(it, _)| *it == key));
            let same = |keyword: Keyword| last(one, keyword) == last(old, keyword);
            let entrypoint = service.entrypoint.is_some() || has("entrypoint") || same(Keyword::Entrypoint);
            let command = service.entrypoint.is_some()
                || service.command.is_some()
                || has("command")
                || same(Keyword::Cmd) && !has("entrypoint");
            if !entrypoint || !command {
                return Err(format!("`{name}` would start something else"));
            }
            if let Some(port) = ports.iter().find(|port| !start::exposed(old).contains(port)) {
                return Err(format!("`{name}` would expose `{port}`"));
            }
        }
    }
    Ok(())
}

/// No image's Python code imports a name that now lies beside it and didn't before.
fn modules(
    tree: &Tree,
    parts: &[Part<'_>],
    together: &Files,
    all_own: &[Files],
    checked: &mut Checked,
) -> Result<(), String> {
    let folders: BTreeSet<&str> =
        together.iter().filter(|(path, _)| path.ends_with(".py")).map(|(it, _)| path::parent(it)).collect();
    let mut foreign_names = BTreeSet::new();
    for folder in folders {
        let all = pip::modules(together.keys().map(String::as_str), folder);
        for (part, own) in parts.iter().zip(all_own) {
            let ours = pip::modules(own.keys().map(String::as_str), folder);
            if ours.is_empty() || ours.len() == all.len() {
                continue;
            }
            let foreign: BTreeSet<&String> = all.difference(&ours).collect();
            let code = own.iter().filter(|(target, _)| target.ends_with(".py"));
            for (_, source) in code {
                let Ok(Ok(bytes)) = tree.bytes(source, SEARCHED) else { continue };
                let imported = pip::imports(&String::from_utf8_lossy(&bytes));
                if let Some(name) = imported.iter().find(|name| foreign.contains(name)) {
                    return Err(format!(
                        "`{source}` imports `{name}`, which another of `{}` brings",
                        part.dockerfile.path
                    ));
                }
            }
            foreign_names.extend(foreign.into_iter().map(|name| format!("`{name}`")));
        }
    }
    if !foreign_names.is_empty() {
        let names: Vec<String> = foreign_names.into_iter().collect();
        checked.assumes.push(format!(
            "no installed package imports a module called {}: members find each other's beside their own",
            names.join(", ")
        ));
    }
    Ok(())
}
