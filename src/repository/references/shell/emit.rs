//! One command, its words known as far as they can be, to what it shows.

use super::expand::{World, unknown};
use super::text_of;
use super::walk::{DEEPEST, Setting, Walk, walk};
use crate::repository::references::commands::{self, Bake, Build, Compose, Field, Invocation, interpret};
use crate::repository::references::directory::{Directory, UNKNOWN};
use crate::repository::references::found::{Call, Found, Kind, Named, Output, Place};
use crate::repository::references::pattern::is_pattern;
use crate::repository::references::{Strength, Use};
use crate::syntax::shell::Command;

/// Commands that look at files, move them out of the way or remove them. Source: coreutils, findutils, git.
const TIDYING: [&str; 22] = [
    "rm",
    "git",
    "grep",
    "egrep",
    "rg",
    "find",
    "fd",
    "ls",
    "stat",
    "wc",
    "diff",
    "du",
    "chmod",
    "chown",
    "tar",
    "zip",
    "md5sum",
    "sha256sum",
    "unlink",
    "shred",
    "hadolint",
    "yamllint",
];

impl Walk<'_> {
    /// Adds what a command does in one world.
    pub(super) fn interpret(&self, command: &Command, world: &World<'_>, output: &mut Output) {
        let all = world.command(command);
        let words = program_words(command, &all);
        self.produced(command, words, world, output);
        self.copied(words, world.directory, output);
        match interpret(words) {
            Invocation::Compose(mut compose) => {
                if compose.files.is_empty() && compose.has_default {
                    compose.files = environment_files(command, world);
                }
                self.compose(compose, world.directory, output);
            }
            Invocation::Build(build) => self.build(build, command, world, output),
            Invocation::Bake(bake) => self.bake(bake, world.directory, output),
            Invocation::Make { directory, file } => {
                let directory =
                    directory.map_or_else(|| world.directory.clone(), |to| world.directory.enter(&to.text));
                let path = file.map_or_else(|| "Makefile".to_owned(), |file| file.text);
                output.calls.push(Call { path, directory });
            }
            Invocation::Script(path) => {
                if !path.text.ends_with(UNKNOWN) {
                    output.calls.push(Call { path: path.text, directory: world.directory.clone() });
                }
                self.names(&words[1..], world.directory, output);
            }
            Invocation::Text(field) => self.text(&field, self.strength, world, output),
            Invocation::Shown(words) => words.iter().for_each(|word| self.shown(word, world, output)),
            Invocation::Other => {
                self.names(words, world.directory, output);
                for word in words
                    .iter()
                    .skip(1)
                    .filter(|word| word.text.contains(' ') && word.text.contains("docker"))
                {
                    self.shown(word, world, output);
                }
            }
        }
        for body in &command.heredocs {
            let name = words.first().map(|word| word.text.rsplit('/').next().unwrap_or_default());
            let executed = matches!(name, Some("ssh" | "bash" | "sh" | "su" | "sshpass"));
            let shown = matches!(name, Some("cat" | "echo") | None) && body.text.contains("docker");
            if executed || shown {
                let strength = if executed { self.strength } else { self.strength.min(Strength::Documented) };
                walk(self.site, body, &self.nested(world, strength), output);
            }
        }
    }

    fn nested(&self, world: &World<'_>, strength: Strength) -> Setting {
        Setting {
            strength,
            directory: world.directory.clone(),
            variables: world.variables.clone(),
            is_script: self.own_path.is_some(),
            depth: self.depth + 1,
        }
    }

    fn text(&self, field: &Field, strength: Strength, world: &World<'_>, output: &mut Output) {
        if self.depth < DEEPEST {
            let text = text_of(field, self.site.text, self.site.file);
            walk(self.site, &text, &self.nested(world, strength), output);
        }
    }

    /// A text that a command shows or hands on: commands in it that name their files are advice.
    fn shown(&self, field: &Field, world: &World<'_>, output: &mut Output) {
        let Some(at) = ["docker", "podman"].iter().filter_map(|tool| field.text.find(tool)).min() else {
            return;
        };
        let mut text = text_of(field, self.site.text, self.site.file);
        text = text.slice(at..text.text.len());
        // what is shown is meant for another shell, which has none of the variables
        let mut setting = Setting::with(self.strength.min(Strength::Documented), world.directory.clone());
        setting.depth = self.depth + 1;
        let mut said = Output::default();
        if self.depth < DEEPEST {
            walk(self.site, &text, &setting, &mut said);
        }
        let by_path =
            |named: &Named| !matches!(named.place, Place::Default(_) | Place::Path { by_path: false, .. });
        output.found.extend(said.found.into_iter().filter(|found| found.names.iter().all(by_path)));
    }

    fn compose(&self, compose: Compose, directory: &Directory, output: &mut Output) {
        let Compose { files, project_directory, env_file: _, profiles, usage, services, span, has_default } =
            compose;
        let mut names: Vec<Named> = files
            .iter()
            .filter(|file| file.text != "-" && !file.text.is_empty())
            .map(|file| Named::path(file.span, Kind::Compose, directory, &file.text))
            .collect();
        if files.is_empty() && has_default {
            let from = match &project_directory {
                Some(project) => directory.enter(&project.text),
                None => directory.clone(),
            };
            names.push(Named::default(span, &from));
        }
        if names.is_empty() {
            return;
        }
        let project_directory = project_directory.map(|project| (directory.clone(), project.text));
        let known = |texts: Vec<String>| texts.into_iter().filter(|text| !text.contains(UNKNOWN)).collect();
        output.found.push(Found {
            names,
            project_directory,
            services: known(services),
            profiles: known(profiles),
            ..self.empty(usage)
        });
    }

    fn build(&self, build: Build, command: &Command, world: &World<'_>, output: &mut Output) {
        let directory = world.directory;
        let context = build.context.as_ref().map(|context| context.text.as_str()).unwrap_or(".");
        let is_remote = context.contains("://") || context.starts_with("git@");
        let named = match &build.file {
            Some(file) if file.text != "-" => {
                let mut readings = vec![(directory.clone(), file.text.clone())];
                if !is_remote && context != "." {
                    readings.push((directory.enter(context), file.text.clone()));
                }
                if build.from_context {
                    readings.reverse();
                }
                Named {
                    span: file.span,
                    kind: Kind::Dockerfile,
                    place: Place::Path { readings, by_path: true },
                }
            }
            None if context == "-" => {
                let Some(redirect) = command.redirects.iter().find(|redirect| redirect.operator == "<")
                else {
                    return;
                };
                let path = world.text(&redirect.target);
                Named::path(redirect.target.span, Kind::Dockerfile, directory, &path)
            }
            None if !is_remote => {
                let span = build.context.as_ref().map_or(build.span, |context| context.span);
                Named::dockerfile_in(span, directory, context)
            }
            _ => return,
        };
        output.found.push(Found { names: vec![named], ..self.empty(Use::Builds) });
    }

    /// Bake reads Compose files too; its own kind of file is read wherever it lies.
    fn bake(&self, bake: Bake, directory: &Directory, output: &mut Output) {
        let is_yaml = |file: &&Field| file.text.contains(".yml") || file.text.contains(".yaml");
        let path = |file: &Field| Named::path(file.span, Kind::Compose, directory, &file.text);
        let names: Vec<Named> = bake.files.iter().filter(is_yaml).map(path).collect();
        if !names.is_empty() {
            output.found.push(Found { names, ..self.empty(Use::Builds) });
        }
    }

    /// Files that a command takes as arguments, whatever it does with them.
    fn names(&self, words: &[Field], directory: &Directory, output: &mut Output) {
        let name =
            words.first().map(|word| word.text.rsplit('/').next().unwrap_or_default()).unwrap_or_default();
        for word in words {
            let path = word.text.rsplit(['=', '@']).next().unwrap_or_default();
            // `host:path` of scp and rsync is somewhere else
            if path.contains([' ', ':', '\n']) || path.len() > 300 {
                continue;
            }
            if let Some(kind) = self.site.kind_of(path) {
                let named = Named::path(word.span, kind, directory, path);
                // what goes over all files, or takes one away, doesn't need any of them
                let is_upkeep = TIDYING.contains(&name) || is_pattern(path);
                let strength = if is_upkeep { Strength::Maintenance } else { self.strength };
                output.found.push(Found { names: vec![named], strength, ..self.empty(Use::Names) });
            }
        }
    }

    /// Notes the files that a command writes.
    fn produced(&self, command: &Command, words: &[Field], world: &World<'_>, output: &mut Output) {
        let writes = command.redirects.iter().filter(|redirect| redirect.operator.starts_with('>'));
        let mut paths: Vec<String> = writes.map(|redirect| world.text(&redirect.target)).collect();
        let name = words.first().map(|word| word.text.rsplit('/').next().unwrap_or_default());
        match name {
            Some("cp" | "mv" | "ln" | "install") => paths.extend(words.last().map(|word| word.text.clone())),
            Some(
                "curl" | "wget" | "tee" | "touch" | "envsubst" | "cat" | "gomplate" | "j2" | "unzip" | "tar",
            ) => {
                paths.extend(words.iter().skip(1).map(|word| word.text.clone()));
            }
            _ => {}
        }
        output.produced.extend(paths.into_iter().filter(|path| self.site.kind_of(path).is_some()));
    }

    pub(super) fn empty(&self, usage: Use) -> Found {
        Found {
            usage,
            strength: self.strength,
            origin: self.site.origin,
            names: Vec::new(),
            project_directory: None,
            services: Vec::new(),
            profiles: Vec::new(),
        }
    }
}

/// The words from the program on: without `sudo` and its like.
fn program_words<'a>(command: &Command, all: &'a [Field]) -> &'a [Field] {
    let skipped = command.program().unwrap_or(command.words.len());
    let span = command.words.get(skipped).map(|word| word.span);
    // words before the program are wrappers and their options, one field each
    let at = if skipped == 0 { 0 } else { all.len().min(skipped) };
    match span {
        Some(_) => &all[at..],
        None => &[],
    }
}

/// The files that `COMPOSE_FILE` names, as the command sees it.
fn environment_files(command: &Command, world: &World<'_>) -> Vec<Field> {
    const NAME: &str = "COMPOSE_FILE";
    let own = command.assignments.iter().rfind(|assignment| assignment.name.value == NAME);
    let (text, span) = match own {
        Some(assignment) => (world.text(&assignment.value), assignment.value.span),
        None if world.variables.is_exported(NAME) => match world.value(NAME) {
            Some(value) => (value.text.clone(), value.span),
            None => return Vec::new(),
        },
        None => return Vec::new(),
    };
    if text == unknown() {
        return Vec::new();
    }
    commands::split_compose_file(&Field { text, span })
}
