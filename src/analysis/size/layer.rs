//! What one instruction adds to an image, and why.

use super::{Estimate, language, packages};
use crate::analysis::contents::{
    self, Action, BaseImage, Copied, Dependencies, Ecosystem, Fate, Kind, Origin, Removal, StageContents,
    Step, System,
};
use crate::facts;
use crate::repository::context::{self, ContextIgnore};
use crate::repository::{Base, Dockerfile, Repository, path};
use crate::source::Span;

/// Why a layer weighs what it weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The base image.
    Base,
    /// Packages of the distribution.
    Packages,
    /// Package lists that stay.
    Lists,
    /// A language's packages.
    Dependencies,
    /// What downloads leave in a cache.
    Cache,
    /// Files of the context.
    Files,
    /// Something that nothing here can weigh.
    Unknown,
}

impl Reason {
    /// Words for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Base => "base image",
            Self::Packages => "system packages",
            Self::Lists => "package lists",
            Self::Dependencies => "language packages",
            Self::Cache => "download cache",
            Self::Files => "files of the context",
            Self::Unknown => "unknown",
        }
    }
}

/// A layer of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// Equal for layers that are one on disk.
    pub key: u64,
    /// The instruction.
    pub span: Span,
    /// What is known of it.
    pub size: Estimate,
    /// The terms of `size`.
    pub terms: Vec<(Reason, Estimate)>,
    /// Bytes that only this machine's copies of ignored files add; not in `size`.
    pub local: u64,
    /// Whether it holds something that nothing here can weigh.
    pub partial: bool,
}

impl Layer {
    fn new(key: u64, span: Span) -> Self {
        Self { key, span, size: Estimate::ZERO, terms: Vec::new(), local: 0, partial: false }
    }

    fn add(&mut self, reason: Reason, size: Estimate) {
        if size != Estimate::ZERO {
            self.size = self.size.plus(size);
            self.terms.push((reason, size));
        }
    }

    fn unknown(&mut self) {
        self.partial = true;
    }
}

/// Commands that add nothing to speak of.
const WEIGHTLESS: [&str; 45] = [
    "mkdir", "chmod", "chown", "useradd", "groupadd", "adduser", "addgroup", "usermod", "echo", "printf",
    "true", ":", "set", "cd", "test", "[", "[[", "rm", "rmdir", "ln", "touch", "sed", "grep", "cat",
    "export", "apt-mark", "sleep", "exit", "which", "command", "ls", "env", "id", "date", "tee", "find",
    "xargs", "apt-get", "apt", "apk", "dnf", "yum", "microdnf", "zypper", "ldconfig",
];

/// Makes the layers of one image.
pub(super) struct Maker<'a> {
    repository: &'a Repository,
    context: Option<&'a str>,
    base: Option<BaseImage>,
    ignore: Option<ContextIgnore>,
}

impl<'a> Maker<'a> {
    pub(super) fn new(
        repository: &'a Repository,
        dockerfile: &'a Dockerfile,
        context: Option<&'a str>,
        base: Option<BaseImage>,
    ) -> Self {
        let ignore = context.map(|context| ContextIgnore::read(&repository.tree, context, &dockerfile.path));
        Self { repository, context, base, ignore }
    }

    pub(super) fn base(&self, key: u64, base: &Base, span: Span) -> Layer {
        let mut layer = Layer::new(key, span);
        match (base, self.base.as_ref().and_then(BaseImage::size)) {
            (Base::Scratch, _) => {}
            (_, Some(size)) => layer.add(Reason::Base, size.on_disk),
            (_, None) => layer.unknown(),
        }
        layer
    }

    pub(super) fn layer(&self, key: u64, stage: &StageContents, step: &Step) -> Layer {
        let mut layer = Layer::new(key, step.span);
        match &step.copied {
            Some(copied) => self.copy(&mut layer, copied),
            None => self.run(&mut layer, stage, step),
        }
        layer
    }

    fn copy(&self, layer: &mut Layer, copied: &Copied) {
        let (Origin::Context, Some(context), Some(ignore)) = (&copied.origin, self.context, &self.ignore)
        else {
            return layer.unknown();
        };
        for source in &copied.sources {
            let source = source.value.trim_start_matches('/');
            match context::weigh(&self.repository.tree, context, source, ignore) {
                Some(weight) => {
                    layer.add(Reason::Files, Estimate::exactly(weight.tracked));
                    layer.local += weight.local;
                }
                None => layer.unknown(),
            }
        }
    }

    fn run(&self, layer: &mut Layer, stage: &StageContents, step: &Step) {
        self.system(layer, step);
        for done in &step.done {
            match &done.action {
                Action::Depend(found) => self.dependencies(layer, stage, step, found),
                Action::Toolchain(_) | Action::Build(_) | Action::Environment(_) => layer.unknown(),
                _ => {}
            }
        }
        let weighed = |program: &str| {
            WEIGHTLESS.contains(&program)
                || step
                    .done
                    .iter()
                    .any(|done| matches!(done.action, Action::Depend(_)) && is_installer(program))
        };
        if !step.programs.iter().all(|program| weighed(&program.value)) {
            layer.unknown();
        }
    }

    /// Packages of the distribution that this layer keeps, and the lists it leaves.
    fn system(&self, layer: &mut Layer, step: &Step) {
        let carried = contents::Carried::of_step(step);
        let kept: Vec<_> = carried
            .items
            .iter()
            .filter(|item| item.fate != Fate::Purged)
            .filter(|item| {
                matches!(item.kind, Kind::Compiler | Kind::Headers | Kind::BuildTool | Kind::Package)
            })
            .collect();
        if !kept.is_empty() {
            let names: Vec<&str> = kept.iter().map(|item| item.name.as_str()).collect();
            let recommends = kept.iter().any(|item| item.recommends);
            match packages::debian(System::Apt, &names, recommends, self.base.as_ref()) {
                Some(size) => {
                    layer.add(Reason::Packages, size);
                    layer.partial |= !names.iter().all(|name| facts::packages::debian(name).is_some());
                }
                None => layer.unknown(),
            }
        }
        layer.partial |= carried.more || purges_without_trace(step);
        let has = |action: &Action| step.done.iter().any(|done| done.action == *action);
        let mounted = step.cache_mounts.iter().any(|path| path.starts_with("/var/lib/apt"));
        if has(&Action::RefreshLists(System::Apt)) && !has(&Action::DeleteLists(System::Apt)) && !mounted {
            let lists = facts::packages::APT_LISTS;
            // lists that an image keeps uncompressed: measured at 50.4 MB
            layer.add(Reason::Lists, Estimate { low: lists, expected: lists, high: 50_400_000 });
        }
    }

    fn dependencies(&self, layer: &mut Layer, stage: &StageContents, step: &Step, found: &Dependencies) {
        let (weighed, complete) = match found.ecosystem {
            Ecosystem::Python => {
                let (names, complete) = self.requirements(stage, found);
                (language::python(&names), complete)
            }
            Ecosystem::Node => {
                let (names, complete) = self.node_names(stage, step, found);
                (language::node(&names), complete)
            }
            _ => return layer.unknown(),
        };
        layer.add(Reason::Dependencies, weighed.size);
        layer.partial |= !complete || weighed.unknown > 0;
        let cache_deleted = step.done.iter().any(|done| match &done.action {
            Action::Delete(paths) => {
                paths.iter().any(|path| path.contains(".cache") || path.contains(".npm"))
            }
            _ => false,
        });
        if found.keeps_cache && step.cache_mounts.is_empty() && !cache_deleted {
            // whether an index lets its answers be cached isn't known from here
            layer.add(Reason::Cache, Estimate { low: 0, expected: weighed.cache, high: weighed.cache });
        }
    }

    /// The packages a `pip install` names, and whether that is all of them.
    fn requirements(&self, stage: &StageContents, found: &Dependencies) -> (Vec<String>, bool) {
        let mut names = found.names.clone();
        let mut complete = !(names.is_empty() && found.manifests.is_empty());
        for manifest in &found.manifests {
            match self.text(stage, manifest) {
                Some(text) => {
                    names.extend(contents::requirements(&text));
                    complete &= !text.lines().any(|line| line.trim_start().starts_with(['-', '.', '/']));
                }
                None => complete = false,
            }
        }
        (names, complete)
    }

    fn node_names(&self, stage: &StageContents, step: &Step, found: &Dependencies) -> (Vec<String>, bool) {
        if !found.names.is_empty() {
            return (found.names.clone(), true);
        }
        let text = self.text(stage, "package.json");
        let names = text.and_then(|text| language::manifest(&text, found.development != Some(false)));
        // a workspace's other manifests aren't read here
        let complete = names.is_some() && step.programs.len() == 1;
        (names.unwrap_or_default(), complete)
    }

    fn text(&self, stage: &StageContents, name: &str) -> Option<String> {
        let file = contents::file_in_context(self.repository, self.context?, stage, name)?;
        context::read_text(&self.repository.tree, &file)
    }
}

/// A removal of packages that this layer didn't install: what it leaves can't be told.
fn purges_without_trace(step: &Step) -> bool {
    step.done.iter().any(|done| matches!(&done.action, Action::Remove(Removal { automatic: true, names, .. }) if names.is_empty()))
        && !step.done.iter().any(|done| matches!(done.action, Action::Install(_)))
}

fn is_installer(program: &str) -> bool {
    let name = path::file_name(program).trim_end_matches(|last: char| last.is_ascii_digit() || last == '.');
    matches!(name, "pip" | "python" | "uv" | "npm" | "yarn" | "pnpm" | "bun" | "poetry" | "pipenv")
}
