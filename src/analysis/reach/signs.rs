//! Gathers the signs of life and death of one Compose file.

use super::Reach;
use super::broken;
use super::layers::Layer;
use super::marks::{self, Marks};
use super::retired::RetiredCode;
use super::weights::{Seen, Sign};
use crate::repository::path::DEFAULT_COMPOSE_NAMES;
use crate::repository::references::{Reference, Strength, Target, Use};
use crate::repository::{ComposeFile, Repository, path};

/// Everything that speaks for or against `file`, without looking at the other files' standing.
pub(super) fn gather(
    repository: &Repository,
    file: &ComposeFile,
    layer: &Layer,
    retired: &RetiredCode<'_>,
    is_entry: bool,
) -> Vec<Seen> {
    let marks = marks::of_file(&file.path, &repository.sources[file.file].text);
    let mut seen = Vec::new();
    if is_entry {
        seen.push(Seen::new(Sign::Entry, file.headline(), "is an `entry` of the configuration"));
    }
    let retiring = retired.run_by(repository, file);
    from_references(repository, file, retiring, &mut seen);
    from_place(repository, file, &marks, layer, &mut seen);
    from_marks(repository, file, &marks, &mut seen);
    broken::look(repository, file, &mut seen);
    // files of a default name, and those that only add to others, needn't be named by anybody; and those whose code is
    // retired may well be named, to no avail
    let needs_a_name = !path::is_default_compose_name(path::file_name(&file.path))
        && !seen.iter().any(|it| matches!(it.sign, Sign::Fragment | Sign::RetiredCode));
    // comments, lists of files, dead scripts and documents that retire it may still name it: that is no use
    if needs_a_name && !seen.iter().any(|it| is_mention(it.sign)) {
        let text = "no command in use names this file, and no other file tells to run it";
        seen.push(Seen::new(Sign::Unmentioned, file.headline(), text));
    } else if marks.is_put_away() && !seen.iter().any(|it| is_use(it.sign)) {
        let is_named = seen.iter().any(|it| it.sign == Sign::NamedInDocument);
        let text = if is_named {
            "documents name this file, and no command in use does"
        } else {
            "no command in use names this file"
        };
        seen.push(Seen::new(Sign::Unused, file.headline(), text));
    }
    seen
}

/// Whether somebody does something with the file, or tells to.
fn is_use(sign: Sign) -> bool {
    use Sign::{DocumentedRun, Entry, Handled, Incorporated, NamedInCode};
    use Sign::{RunByDefault, RunByName, RunByPattern, RunByVariable};
    let runs = [Entry, RunByName, RunByDefault, RunByPattern, RunByVariable, DocumentedRun];
    runs.contains(&sign) || [Handled, Incorporated, NamedInCode].contains(&sign)
}

fn is_mention(sign: Sign) -> bool {
    is_use(sign) || sign == Sign::NamedInDocument
}

/// The strongest reference of each kind, so that eighty mentions weigh no more than one.
///
/// Where a document retires the code that the file runs, the other documents tell of the time before, and a mention
/// in this one is part of the story.
fn from_references(
    repository: &Repository,
    file: &ComposeFile,
    retiring: Option<&Reference>,
    seen: &mut Vec<Seen>,
) {
    if let Some(reference) = retiring {
        let origin = repository.sources.path(reference.span);
        let text = format!("`{origin}` retires what it runs: `{}`", repository.sources.slice(reference.span));
        seen.push(Seen::new(Sign::RetiredCode, reference.span, text));
    }
    let is_outdated = |reference: &Reference| {
        let is_run = matches!(reference.usage, Use::Runs | Use::Builds | Use::Retires);
        let is_told_elsewhere = retiring.is_some_and(|it| it.span.file != reference.span.file || !is_run);
        reference.strength == Strength::Documented && reference.usage != Use::Retires && is_told_elsewhere
    };
    let is_named_for_a_place = marks::read(&file.path).environment.is_some();
    for reference in repository.references_to(&Target::Compose(file.id)) {
        // what a file says for itself, and what a dead folder says, proves nothing
        let origin = repository.sources.path(reference.span);
        let from_the_dead = Reach::is_of_the_past(origin);
        let of_itself = reference.span.file == file.file && reference.usage != Use::Retires;
        if of_itself || from_the_dead || is_outdated(reference) {
            continue;
        }
        let Some(sign) = sign_of(reference, is_named_for_a_place) else { continue };
        if !seen.iter().any(|it| it.sign == sign) {
            let text = repository.sources.slice(reference.span).trim().replace('\n', " ");
            seen.push(Seen::new(sign, reference.span, format!("{}: `{text}`", phrase(sign, origin))));
        }
    }
}

fn phrase(sign: Sign, origin: &str) -> String {
    match sign {
        Sign::RunByName | Sign::RunByDefault | Sign::RunByPattern => format!("`{origin}` runs it"),
        Sign::RunByVariable => format!("`{origin}` may run it"),
        Sign::Handled => format!("`{origin}` works on it"),
        Sign::Incorporated => format!("`{origin}` builds on it"),
        Sign::DocumentedRun => format!("`{origin}` tells to run it"),
        Sign::Retired => format!("`{origin}` retires it"),
        _ => format!("`{origin}` names it"),
    }
}

fn sign_of(reference: &Reference, is_named_for_a_place: bool) -> Option<Sign> {
    use Strength::{Documented, Executed, Maintenance, Parametrised};
    Some(match (reference.usage, reference.strength) {
        (_, Maintenance) => return None,
        (Use::Retires, _) => Sign::Retired,
        (Use::Includes | Use::Extends, _) => Sign::Incorporated,
        (Use::Runs | Use::Builds, Executed) if reference.by_path => Sign::RunByName,
        (Use::Runs | Use::Builds, Executed) => Sign::RunByDefault,
        (Use::Runs | Use::Builds, Parametrised) if reference.is_open && !is_named_for_a_place => {
            Sign::RunByVariable
        }
        (Use::Runs | Use::Builds, Parametrised) => Sign::RunByPattern,
        (Use::Runs | Use::Builds, Documented) => Sign::DocumentedRun,
        (Use::Handles, Executed | Parametrised) => Sign::Handled,
        (Use::Copies, _) => return None,
        (Use::Names, Executed) => Sign::NamedInCode,
        (Use::Names, Parametrised) => Sign::NamedByPattern,
        (Use::Handles | Use::Names, Documented) => Sign::NamedInDocument,
    })
}

fn from_place(
    repository: &Repository,
    file: &ComposeFile,
    marks: &Marks,
    layer: &Layer,
    seen: &mut Vec<Seen>,
) {
    let at = file.headline();
    if let Some(winner) = shadowed_by(repository, file) {
        let text = format!("`{winner}` beside it wins when Compose looks for its default file");
        seen.push(Seen::new(Sign::Shadowed, at, text));
    } else if path::is_default_compose_name(path::file_name(&file.path))
        && !seen.iter().any(|it| matches!(it.sign, Sign::Retired | Sign::RetiredCode))
    {
        let sign = if file.directory().is_empty() { Sign::DefaultAtRoot } else { Sign::DefaultInFolder };
        seen.push(Seen::new(sign, at, "has the name that Compose looks for by itself"));
    }
    let by_name = |other: &&ComposeFile| path::file_name(&other.path).contains("compose");
    if repository.compose_files.iter().filter(by_name).all(|other| other.id == file.id) && by_name(&file) {
        seen.push(Seen::new(Sign::OnlyFile, at, "is the only file with a Compose file's name"));
    }
    let automatic = !layer.on.is_empty() && file.path.contains(".override.");
    // what can't run by itself and has nothing left to build adds nothing to anybody
    let is_stranded = layer.is_fragment && layer.on.is_empty() && broken::builds_nothing(repository, file);
    if is_stranded {
        let text = "can't run by itself, has nothing to build, and no command lays it on another file";
        seen.push(Seen::new(Sign::Stranded, at, text));
    }
    let adds = layer.is_fragment && !is_stranded;
    if !marks.is_put_away() && (automatic || adds || (marks.example && !layer.on.is_empty())) {
        seen.push(Seen::new(Sign::Fragment, at, "only adds to what other files declare"));
    }
}

fn from_marks(repository: &Repository, file: &ComposeFile, marks: &Marks, seen: &mut Vec<Seen>) {
    let at = file.headline();
    if let Some(word) = &marks.age_word {
        seen.push(Seen::new(Sign::AgeWord, at, format!("its path says `{word}`")));
    }
    if let Some(ending) = &marks.parked {
        seen.push(Seen::new(
            Sign::ParkedEnding,
            at,
            format!("its ending `{ending}` keeps it from being used"),
        ));
    }
    // the development file of a dead generation is as dead as the rest of it
    let is_past = marks.is_put_away() || seen.iter().any(|it| it.sign == Sign::RetiredCode);
    if let Some(word) = marks.environment.as_ref().filter(|_| !is_past) {
        seen.push(Seen::new(Sign::EnvironmentVariant, at, format!("its name says `{word}`")));
    }
    let newer = |other: &&ComposeFile| {
        let others = marks::read(&other.path);
        others.stem == marks.stem && others.generation > marks.generation
    };
    if let Some(number) = marks.generation
        && let Some(newer) = repository.compose_in(file.directory()).find(newer)
    {
        let text = format!("its name says `v{number}`, and `{}` lies beside it", newer.path);
        seen.push(Seen::new(Sign::OlderGeneration, at, text));
    }
}

fn shadowed_by<'a>(repository: &'a Repository, file: &ComposeFile) -> Option<&'a str> {
    let rank = |path: &str| DEFAULT_COMPOSE_NAMES.iter().position(|name| *name == path::file_name(path));
    let own = rank(&file.path)?;
    repository
        .compose_in(file.directory())
        .filter(|other| rank(&other.path).is_some_and(|rank| rank < own))
        .map(|other| other.path.as_str())
        .next()
}

#[cfg(test)]
mod tests {
    use crate::analysis::reach::testing::{APP, signs, texts};

    const UP: &str = "up:\n\tdocker compose -f docker-compose.$(ENV).yml up\n";

    #[test]
    fn a_variable_for_the_whole_name_means_environments() {
        let files = [
            ("docker-compose.prod.yml", APP),
            ("docker-compose.mine.yml", APP),
            ("compose.yaml", APP),
            ("Makefile", UP),
        ];
        assert_eq!(signs(&files, "docker-compose.prod.yml")[0], "run-by-pattern");
        assert!(signs(&files, "docker-compose.mine.yml").contains(&"run-by-variable"));
    }

    #[test]
    fn documents_keep_nothing_alive_that_was_put_away() {
        let readme = ("README.md", "`archive/docker-compose.dev.yml` was our first.\n");
        let files = [("compose.yaml", APP), ("archive/docker-compose.dev.yml", APP), readme];
        let signs = signs(&files, "archive/docker-compose.dev.yml");
        assert!(signs.contains(&"age-word") && signs.contains(&"unused"), "{signs:?}");
        assert!(!signs.contains(&"environment-variant"), "{signs:?}");
    }

    #[test]
    fn what_is_commented_out_is_no_use_and_is_not_denied() {
        let script =
            ("up.sh", "#!/bin/sh\n# docker compose -f docker-compose.mine.yml up\ndocker compose up\n");
        let files = [("compose.yaml", APP), ("docker-compose.mine.yml", APP), script];
        assert!(signs(&files, "docker-compose.mine.yml").contains(&"unmentioned"));
        let texts = texts(&files, "docker-compose.mine.yml");
        assert!(!texts.iter().any(|text| text.contains("nothing in the repository names")), "{texts:?}");
    }

    #[test]
    fn what_no_document_names_is_not_said_to_be_named_there() {
        let files = [("compose.yaml", APP), ("archive/compose.yaml", APP)];
        assert_eq!(signs(&files, "archive/compose.yaml").last(), Some(&"unused"));
        let texts = texts(&files, "archive/compose.yaml");
        assert!(!texts.iter().any(|text| text.contains("documents")), "{texts:?}");
    }

    #[test]
    fn retired_code_counts_against_what_runs_it() {
        let stack = "services:\n  bot:\n    build: .\n    command: python main.py\n";
        let files = [
            ("compose.yaml", APP),
            ("docker-compose.prod.yml", stack),
            ("Dockerfile", "FROM python:3.12\nWORKDIR /app\nCOPY . .\n"),
            ("main.py", ""),
            ("OLD.md", "Run `docker compose -f docker-compose.prod.yml up`.\n"),
            ("NEW.md", "Old files (`main.py`, `src/` in the root) are no longer used since docker.\n"),
        ];
        assert_eq!(signs(&files, "docker-compose.prod.yml"), ["retired-code"]);
        assert!(!signs(&files, "compose.yaml").contains(&"retired-code"));
    }

    #[test]
    fn a_fragment_with_nothing_left_to_build_adds_nothing() {
        let fragment = "services:\n  web:\n    build: gone\n    networks: [shared]\n";
        let files = [("compose.yaml", APP), ("compose.web.yaml", fragment)];
        assert_eq!(signs(&files, "compose.web.yaml"), ["builds-gone", "stranded", "unmentioned"]);
        let there = [files[0], files[1], ("gone/Dockerfile", "FROM alpine\n")];
        assert_eq!(signs(&there, "compose.web.yaml"), ["fragment"]);
    }
}
