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
        let is_written_here = dockerfile.syntax.instructions.iter().any(|instruction| {
            instruction.keyword != Keyword::Cmd
                && instruction.keyword != Keyword::Entrypoint
                && instruction.rest.text.contains(name)
        });
        !repository.files_named(name).any(|file| is_within(file, context)) && !is_written_here
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
    let words = words.into_iter().flat_map(str::split_whitespace).filter(|word| is_script(word));
    let relative = words.filter_map(|word| match word.strip_prefix('/') {
        Some(_) => below_workdir(dockerfile, word),
        None => Some(word.trim_start_matches("./")),
    });
    relative.map(|word| (span, word.to_owned())).collect()
}

/// `app.py`, of `/srv/app.py` where the Dockerfile works in `/srv`. What lies elsewhere may well be the base image's.
fn below_workdir<'a>(dockerfile: &Dockerfile, path: &'a str) -> Option<&'a str> {
    let folders = dockerfile.syntax.instructions.iter().filter(|it| it.keyword == Keyword::Workdir);
    let folders = folders.filter_map(|it| Some(it.args.first()?.value.trim_end_matches('/')));
    let below = |folder: &str| path.strip_prefix(folder)?.strip_prefix('/');
    folders.filter(|folder| !folder.is_empty()).find_map(below)
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
        let copied = scripts.filter(|script| is_copied(script));
        Some(copied.filter_map(|script| path::join(context, &script)).collect())
    };
    own().unwrap_or_default()
}

/// A file that a person wrote, by its ending; no variable, no option.
fn is_script(word: &str) -> bool {
    let is_plain = !word.contains(['$', '*', '=', ',', '"', '\'', '(', ';', '&']) && !word.starts_with('-');
    is_plain && WRITTEN.iter().any(|ending| word.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::reach::testing::repository;

    fn lost(dockerfile: &str, command: &str) -> Option<String> {
        let compose = format!("services:\n  web:\n    build: .\n{command}");
        let files = [("compose.yaml", compose.as_str()), ("Dockerfile", dockerfile), ("src/app.py", "")];
        let repository = repository(&files);
        let (_, service) = repository.services().next().unwrap();
        lost_script(&repository, service).map(|(_, script)| script)
    }

    #[test]
    fn a_script_is_lost_where_nothing_in_the_context_has_its_name() {
        let dockerfile = "FROM python:3.12\nWORKDIR /srv\nCOPY . .\nCMD [\"python\", \"main.py\"]\n";
        assert_eq!(lost(dockerfile, "").as_deref(), Some("main.py"));
        assert_eq!(lost(dockerfile, "    command: python src/app.py\n"), None);
        assert_eq!(lost(dockerfile, "    command: python /srv/gone.py\n").as_deref(), Some("gone.py"));
        // the base image's own
        assert_eq!(lost(dockerfile, "    command: /docker-entrypoint.sh\n"), None);
        assert_eq!(lost(&dockerfile.replace("COPY . .", "RUN touch main.py"), ""), None);
    }

    #[test]
    fn code_is_known_where_the_image_has_it_under_the_same_path() {
        let code = |dockerfile: &str| {
            let compose = "services:\n  web:\n    build: api\n";
            let repository = repository(&[("compose.yaml", compose), ("api/Dockerfile", dockerfile)]);
            let (_, service) = repository.services().next().unwrap();
            code_of(&repository, service)
        };
        assert_eq!(code("FROM x\nCOPY . .\nCMD python ./main.py\n"), ["api/main.py"]);
        assert_eq!(code("FROM x\nCOPY main.py .\nCMD python main.py\n"), ["api/main.py"]);
        assert!(code("FROM x\nCOPY src .\nCMD python main.py\n").is_empty());
        assert!(code("FROM x\nCOPY requirements.txt .\nCMD python main.py\n").is_empty());
    }
}
