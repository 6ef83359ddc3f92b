//! What a `RUN` adds, action by action.

use super::chain::{Built, Chain};
use super::context::BuildContext;
use super::inputs::Inputs;
use super::layer::{Held, Layer, Reason};
use super::run::Run;
use super::{Estimate, artifacts, bundle, go_program, install, places, system};
use crate::analysis::contents::{Action, Done, Ecosystem, StageContents, Step, System, Tool};
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

pub(super) fn run(
    context: BuildContext<'_>,
    chain: &mut Chain,
    layer: &mut Layer,
    stage: &StageContents,
    step: &Step,
) {
    let BuildContext { repository, folder, once, .. } = context;
    let inputs = Inputs { repository, once, context: folder, stage, step };
    let mut run = Run { context, chain, layer, stage, step, inputs };
    system::system(&mut run);
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
        let text = self.text(span).to_owned();
        let stripped = text.contains("-s -w") || text.contains("-w -s") || text.contains("-ldflags=-s");
        let publisher =
            self.chain.base.as_ref().is_some_and(|base| facts::canonical(&base.repository) == "golang");
        let program = self.told(ecosystem, modules, stripped, &text);
        let program = program.or_else(|| artifacts::program(ecosystem, modules, stripped));
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
        self.chain.builds.push(Built { ecosystem, directory, program });
    }

    /// What a build leaves, where its sources tell more than its kind does.
    fn told(
        &self,
        ecosystem: Ecosystem,
        modules: Option<usize>,
        stripped: bool,
        command: &str,
    ) -> Option<Estimate> {
        let listing = self.context.listing()?;
        match ecosystem {
            Ecosystem::Go if modules == Some(0) => go_program::size(&self.inputs, &listing, stripped),
            Ecosystem::Node => bundle::output(&self.inputs, &listing, command),
            _ => None,
        }
    }

    fn delete(&mut self, paths: &[String]) {
        let places: Vec<String> = paths.iter().filter_map(|path| self.place(path)).collect();
        for path in places.into_iter().filter(|path| path != "/") {
            self.layer.held.retain(|held| !places::within(&held.path, &path));
            self.hide(|held| places::within(&held.path, &path));
            self.chain.installed.retain(|installed| !installed.is_within(&path));
        }
    }

    fn delete_cache(&mut self, ecosystem: Ecosystem) {
        let of = |held: &Held| held.reason == Reason::Cache && install::is_cache_of(&held.path, ecosystem);
        self.layer.held.retain(|held| !of(held));
        self.hide(of);
    }

    /// Files whose owner or mode changes are stored once more, all of them: a layer knows whole files only. Each once,
    /// however many commands of the layer change it.
    fn store_again(&mut self, paths: &[String]) {
        for path in paths {
            let Some(path) = self.place(path) else {
                self.layer.unknown();
                continue;
            };
            let own: Vec<Held> =
                self.chain.below(&path).filter(|held| held.reason != Reason::Base).cloned().collect();
            let known = !own.is_empty();
            let again: Vec<Held> =
                self.layer.held.iter().filter(|held| held.reason == Reason::Again).cloned().collect();
            let is_stored = |held: &Held| {
                again.iter().any(|it| (&it.path, &it.what, it.size) == (&held.path, &held.what, held.size))
            };
            for held in own.into_iter().filter(|held| !is_stored(held)) {
                self.layer.add(Held { reason: Reason::Again, by: None, ..held });
            }
            if !known && !again.iter().any(|held| places::within(&path, &held.path)) {
                let listing = self.context.listing();
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

    /// Programs that no action accounts for: what they add isn't known.
    fn other_programs(&mut self) {
        let installs = |program: &str| {
            let installer = |done: &Done| {
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
            let named = |done: &Done| {
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
