//! The scripts that services run: whether they are still there, and whether a document retires them.

use crate::repository::path::{file_name, is_within};
use crate::repository::{Dockerfile, Repository, Service, Stage, path};
use crate::source::Span;
use crate::syntax::dockerfile::{Instruction, Keyword};

/// Endings of scripts that people write: compiled and generated files may appear during the build.
const WRITTEN: [&str; 4] = [".py", ".sh", ".rb", ".php"];

/// The first script that a built service runs and that is nowhere in its build context, and where it is named.
pub(super) fn lost_script(repository: &Repository, service: &Service) -> Option<(Span, String)> {
    let build = service.build.as_ref()?;
    let context = build.context_path.as_deref()?;
    let dockerfile = repository.dockerfile(build.dockerfile_id()?);
    let stage = dockerfile.target_stage(build.target.as_ref().and_then(|target| target.known()))?;
    let is_lost = |script: &str| {
        let name = file_name(script);
        let is_named = |file: &&String| is_within(file, context) && file_name(file) == name;
        let is_written_here = dockerfile.syntax.instructions.iter().any(|instruction| {
            instruction.keyword != Keyword::Cmd
                && instruction.keyword != Keyword::Entrypoint
                && instruction.rest.text.contains(name)
        });
        !repository.tree.files().iter().any(|file| is_named(&file)) && !is_written_here
    };
    started(dockerfile, stage, service).into_iter().find(|(_, script)| is_lost(script))
}

/// The scripts in the words that start a service: its own command, else the last of its image's.
fn started(dockerfile: &Dockerfile, stage: &Stage, service: &Service) -> Vec<(Span, String)> {
    let (span, words): (Span, Vec<&str>) = match service.command.as_ref().or(service.entrypoint.as_ref()) {
        Some(command) => (command.span, command.words.iter().map(|word| word.raw.as_str()).collect()),
        None => {
            let is_start = |it: &&Instruction| matches!(it.keyword, Keyword::Cmd | Keyword::Entrypoint);
            let Some(last) = dockerfile.instructions(stage).iter().rfind(is_start) else { return Vec::new() };
            (last.span, last.args.iter().map(|arg| arg.value.as_str()).collect())
        }
    };
    let words = words.into_iter().flat_map(str::split_whitespace);
    words.filter(|word| is_script(word)).map(|word| (span, word.to_owned())).collect()
}

/// The files of the repository that a built service starts, where its image has them under the same path: by a
/// `COPY . .`, or by one that names them.
pub(super) fn code_of(repository: &Repository, service: &Service) -> Vec<String> {
    let own = || {
        let build = service.build.as_ref()?;
        let context = build.context_path.as_deref()?;
        let dockerfile = repository.dockerfile(build.dockerfile_id()?);
        let stage = dockerfile.target_stage(build.target.as_ref().and_then(|target| target.known()))?;
        let is_copied = |script: &str| {
            let is_source =
                |source: &str| matches!(source, "." | "./") || source.trim_start_matches("./") == script;
            dockerfile.syntax.instructions.iter().any(|it| {
                let is_copy = matches!(it.keyword, Keyword::Copy | Keyword::Add) && it.flag("from").is_none();
                is_copy && it.args.iter().rev().skip(1).any(|arg| is_source(&arg.value))
            })
        };
        let scripts = started(dockerfile, stage, service).into_iter().map(|(_, script)| script);
        let relative = scripts.map(|script| script.trim_start_matches("./").to_owned());
        Some(
            relative
                .filter(|script| is_copied(script))
                .filter_map(|script| path::join(context, &script))
                .collect(),
        )
    };
    own().unwrap_or_default()
}

/// A file of the project, by a relative path or one below the usual working directories; no variable, no option.
fn is_script(word: &str) -> bool {
    let is_plain = !word.contains(['$', '*', '=', ',', '"', '\'', '(', ';', '&']) && !word.starts_with('-');
    let is_system = ["/usr/", "/bin/", "/opt/", "/etc/"].iter().any(|prefix| word.starts_with(prefix));
    is_plain && !is_system && WRITTEN.iter().any(|ending| word.ends_with(ending))
}
