//! Whether the scripts that services run are still there.

use crate::repository::path::{file_name, is_within};
use crate::repository::{Repository, Service};
use crate::source::Span;
use crate::syntax::dockerfile::Keyword;

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
        let is_written_here = dockerfile.syntax.instructions.iter().any(|instruction| {
            instruction.keyword != Keyword::Cmd
                && instruction.keyword != Keyword::Entrypoint
                && instruction.rest.text.contains(name)
        });
        !repository.files_named(name).any(|file| is_within(file, context)) && !is_written_here
    };
    if let Some(command) = service.command.as_ref().or(service.entrypoint.as_ref()) {
        let words = command.words.iter().flat_map(|word| word.raw.split_whitespace());
        return words
            .filter(|word| is_script(word))
            .find(|word| is_lost(word))
            .map(|word| (command.span, word.to_owned()));
    }
    let last = dockerfile
        .instructions(stage)
        .iter()
        .rfind(|instruction| matches!(instruction.keyword, Keyword::Cmd | Keyword::Entrypoint))?;
    let words: Vec<String> =
        last.args.iter().flat_map(|arg| arg.value.split_whitespace().map(str::to_owned)).collect();
    words.into_iter().filter(|word| is_script(word)).find(|word| is_lost(word)).map(|word| (last.span, word))
}

/// A file of the project, by a relative path or one below the usual working directories; no variable, no option.
fn is_script(word: &str) -> bool {
    let is_plain = !word.contains(['$', '*', '=', ',', '"', '\'', '(', ';', '&']) && !word.starts_with('-');
    let is_system = ["/usr/", "/bin/", "/opt/", "/etc/"].iter().any(|prefix| word.starts_with(prefix));
    is_plain && !is_system && WRITTEN.iter().any(|ending| word.ends_with(ending))
}
