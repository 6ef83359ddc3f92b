//! What a `RUN` adds.

use super::chain::{Built, Chain, Maker};
use super::inputs::Inputs;
use super::layer::{Held, Layer, Reason};
use super::{Estimate, artifacts, install, packages, places};
use crate::analysis::contents::{
    self, Action, Carried, Ecosystem, Fate, Kind, Removal, StageContents, Step, System, Tool,
};
use crate::facts;
use crate::source::Span;

/// Commands that add nothing to speak of.
const WEIGHTLESS: [&str; 49] = [
    "mkdir", "chmod", "chown", "chgrp", "useradd", "groupadd", "adduser", "addgroup", "usermod", "echo",
    "printf", "true", ":", "set", "cd", "test", "[", "[[", "rm", "rmdir", "ln", "touch", "sed", "grep",
    "cat", "export", "apt-mark", "sleep", "exit", "which", "command", "ls", "env", "id", "date", "tee",
    "find", "xargs", "apt-get", "apt", "apk", "dnf", "yum", "microdnf", "zypper", "ldconfig", ".", "source",
    "install",
];

/// `python -m venv` brings pip, and up to Python 3.11 setuptools. Measured with 3.11: 22.4 MB.
const ENVIRONMENT: Estimate = Estimate::kilobytes(11_000, 21_000, 24_000);
/// An environment without pip.
const BARE_ENVIRONMENT: Estimate = Estimate::kilobytes(5, 30, 200);
/// Toolchains from their publishers.
const RUSTUP: Estimate = Estimate::kilobytes(500_000, 900_000, 1_500_000);
const GO: Estimate = Estimate::kilobytes(190_000, 240_000, 290_000);

/// One `RUN` while it is read.
pub(super) struct Run<'r, 'a> {
    pub(super) maker: &'r Maker<'a>,
    pub(super) chain: &'r mut Chain,
    pub(super) layer: &'r mut Layer,
    pub(super) stage: &'r StageContents,
    pub(super) step: &'r Step,
    pub(super) inputs: Inputs<'r>,
}

pub(super) fn run(
    maker: &Maker<'_>,
    chain: &mut Chain,
    layer: &mut Layer,
    stage: &StageContents,
    step: &Step,
) {
    let inputs = Inputs { repository: maker.repository, context: maker.context, stage, step };
    let mut run = Run { maker, chain, layer, stage, step, inputs };
    run.system();
    for done in &step.done {
        run.layer.command = Some(done.span);
        run.action(&done.action, done.span);
    }
    run.layer.command = None;
    run.other_programs();
}

impl Run<'_, '_> {
    fn action(&mut self, action: &Action, span: Span) {
        match action {
            Action::Depend(found) => install::install(self, found, span),
            Action::Environment(folder) => self.environment(folder, span),
            Action::Toolchain(name) => self.toolchain(name),
            Action::Build(Tool::Language(ecosystem)) => self.build(*ecosystem, span),
            Action::Build(Tool::Native) => self.layer.unknown(),
            Action::PruneDevelopment(Ecosystem::Node) => install::prune(self),
            Action::Delete(paths) => self.delete(paths),
            Action::DeleteCache(ecosystem) => self.delete_cache(*ecosystem),
            Action::DeleteLists(System::Apt) => {
                self.hide(|held| held.reason == Reason::Lists);
            }
            Action::Reown(paths) => self.store_again(paths),
            _ => {}
        }
    }

    pub(super) fn text(&self, span: Span) -> &str {
        self.maker.repository.sources.slice(span)
    }

    pub(super) fn place(&self, written: &str) -> Option<String> {
        places::plain(self.step.directory.as_deref(), written)
    }

    fn environment(&mut self, folder: &str, span: Span) {
        let Some(folder) = self.place(folder) else { return self.layer.unknown() };
        let text = self.text(span);
        let bare = text.starts_with("uv") || text.contains("--without-pip");
        let size = if bare { BARE_ENVIRONMENT } else { ENVIRONMENT };
        if self.chain.environment.as_deref() != Some(&folder) {
            self.layer
                .add(Held::new(folder.clone(), Reason::Dependencies, size).called("the environment itself"));
        }
        self.chain.environment = Some(folder);
    }

    fn toolchain(&mut self, name: &str) {
        let (path, size) = match name {
            "rustup" => ("/usr/local/rustup", RUSTUP),
            "the Go toolchain" => ("/usr/local/go", GO),
            _ => return self.layer.unknown(),
        };
        self.layer.add(Held::new(path, Reason::Packages, size).called(name));
    }

    fn build(&mut self, ecosystem: Ecosystem, span: Span) {
        let directory = self.step.directory.clone().unwrap_or_else(|| "/".to_owned());
        let modules = self.inputs.modules(self.step);
        let text = self.text(span);
        let stripped = text.contains("-s -w") || text.contains("-w -s") || text.contains("-ldflags=-s");
        let publisher =
            self.chain.base.as_ref().is_some_and(|base| facts::canonical(&base.repository) == "golang");
        let program = artifacts::program(ecosystem, modules, stripped);
        let workspace =
            artifacts::workspace(ecosystem, modules, publisher).filter(|_| self.step.cache_mounts.is_empty());
        match program {
            Some(size) => self.layer.add(Held::new(directory.clone(), Reason::Built, size)),
            None => self.layer.unknown(),
        }
        if let Some(size) = workspace {
            self.layer
                .add(Held::new("/root/.cache/build", Reason::Built, size).called("sources and build cache"));
        }
        let directory = places::plain(Some("/"), &directory).unwrap_or(directory);
        self.chain.builds.push(Built { ecosystem, directory, modules, stripped });
    }

    fn delete(&mut self, paths: &[String]) {
        let places: Vec<String> = paths.iter().filter_map(|path| self.place(path)).collect();
        for path in places.into_iter().filter(|path| path != "/") {
            self.layer.held.retain(|held| !places::within(&held.path, &path));
            self.hide(|held| places::within(&held.path, &path));
        }
    }

    fn delete_cache(&mut self, ecosystem: Ecosystem) {
        let of = |held: &Held| held.reason == Reason::Cache && install::is_cache_of(&held.path, ecosystem);
        self.layer.held.retain(|held| !of(held));
        self.hide(of);
    }

    /// What earlier layers hold stays there, out of sight.
    fn hide(&mut self, which: impl Fn(&Held) -> bool) {
        self.chain.visible.retain(|held| !which(held));
        let by = self.layer.command;
        let earlier = self.chain.layers.iter_mut().flat_map(|layer| &mut layer.held);
        for held in
            earlier.filter(|held| held.hidden_by.is_none() && held.reason != Reason::Base && which(held))
        {
            held.hidden_by = by;
        }
    }

    /// Files whose owner or mode changes are stored once more, all of them: a layer knows whole files only.
    fn store_again(&mut self, paths: &[String]) {
        for path in paths {
            let Some(path) = self.place(path) else {
                self.layer.unknown();
                continue;
            };
            let own: Vec<Held> =
                self.chain.below(&path).filter(|held| held.reason != Reason::Base).cloned().collect();
            let known = !own.is_empty();
            for held in own {
                self.layer.add(Held { reason: Reason::Again, by: None, ..held });
            }
            if !known {
                let listing = self.maker.listing();
                let weight = self.chain.in_context(&path).and_then(|source| listing?.weigh(&source));
                if let Some(weight) = weight {
                    let size = Estimate::exactly(weight.tracked);
                    self.layer.add(Held::new(path.clone(), Reason::Again, size));
                }
            }
            // folders that the base fills
            self.layer.partial |= path.matches('/').count() <= 2
                && ["/usr", "/var", "/etc", "/lib", "/opt"]
                    .iter()
                    .any(|system| places::within(&path, system))
                || path == "/";
        }
    }

    /// Packages of the distribution that this layer keeps, and the lists it leaves.
    fn system(&mut self) {
        let step = self.step;
        let carried = Carried::of_step(step);
        let kept = carried.items.iter().filter(|item| {
            item.fate != Fate::Purged
                && matches!(item.kind, Kind::Compiler | Kind::Headers | Kind::BuildTool | Kind::Package)
        });
        // toolchains from elsewhere are no packages
        let downloaded = |name: &str| {
            step.done.iter().any(|done| matches!(done.action, Action::Toolchain(own) if own == name))
        };
        let kept: Vec<_> = kept.filter(|item| !downloaded(&item.name)).collect();
        if let Some(system) = step.done.iter().find_map(|done| match &done.action {
            Action::Install(packages) => Some(packages.system),
            _ => None,
        }) {
            let names: Vec<&str> = kept.iter().map(|item| item.name.as_str()).collect();
            let recommends = kept.iter().any(|item| item.recommends);
            if !names.is_empty() {
                let base = self.chain.base.as_ref();
                match packages::weigh(system, &names, recommends, base, &self.chain.present) {
                    Some(weighed) => {
                        if recommends {
                            let bare = packages::weigh(system, &names, false, base, &self.chain.present);
                            self.layer.recommended =
                                bare.map_or(Estimate::ZERO, |bare| weighed.size.more_than(bare.size));
                        }
                        let added = packages::added(&names, recommends, base, &self.chain.present);
                        self.chain.present.extend(added);
                        let by = kept.first().map_or(step.span, |item| item.span);
                        let held = Held::new("/usr", Reason::Packages, weighed.size).by(by);
                        self.layer.add(held.called(names.join(" ")));
                        self.layer.outside_tables.extend(weighed.unknown);
                    }
                    None => self.layer.unknown(),
                }
            }
        }
        self.layer.partial |= carried.more || purges_without_trace(step);
        let has = |action: &Action| step.done.iter().any(|done| done.action == *action);
        let mounted = step.cache_mounts.iter().any(|path| path.starts_with("/var/lib/apt"));
        if has(&Action::RefreshLists(System::Apt)) && !has(&Action::DeleteLists(System::Apt)) && !mounted {
            let lists = facts::packages::APT_LISTS;
            // lists that an image keeps uncompressed: measured at 50.4 MB
            let size = Estimate { low: lists - lists / 20, expected: lists, high: lists + lists / 2 };
            let refresh = |done: &&contents::Done| done.action == Action::RefreshLists(System::Apt);
            let by = step.done.iter().find(refresh).map_or(step.span, |done| done.span);
            self.layer.add(Held::new("/var/lib/apt/lists", Reason::Lists, size).by(by));
        }
    }

    /// Programs that no action accounts for: what they add isn't known.
    fn other_programs(&mut self) {
        let installs = |program: &str| {
            let installer = |done: &contents::Done| {
                matches!(
                    done.action,
                    Action::Depend(_)
                        | Action::Environment(_)
                        | Action::DeleteCache(_)
                        | Action::PruneDevelopment(_)
                        | Action::Build(Tool::Language(_))
                        | Action::Toolchain(_)
                )
            };
            let named = |done: &contents::Done| {
                let text = self.text(done.span);
                text.split_whitespace().next().is_some_and(|word| word.rsplit('/').next() == Some(program))
            };
            self.step.done.iter().any(|done| installer(done) && named(done))
        };
        let known = |program: &str| WEIGHTLESS.contains(&program) || installs(program);
        let all = self.step.programs.iter().all(|program| known(&program.value));
        self.layer.partial |= !all;
    }
}

/// A removal of packages that this layer didn't install: what it leaves can't be told.
fn purges_without_trace(step: &Step) -> bool {
    step.done.iter().any(|done| matches!(&done.action, Action::Remove(Removal { automatic: true, names, .. }) if names.is_empty()))
        && !step.done.iter().any(|done| matches!(done.action, Action::Install(_)))
}
