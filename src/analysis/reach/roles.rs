//! From signs to roles.

use std::collections::BTreeSet;

use globset::{Glob, GlobSet, GlobSetBuilder};
use rayon::prelude::*;

use super::case::Case;
use super::layers;
use super::retired::RetiredCode;
use super::signs;
use super::successor::{self, Namesakes, Successor};
use super::system::System;
use super::weights::{ALIVE, Seen, Sign};
use super::{Role, Standing};
use crate::analysis::{Confidence, Evidence, Likeness};
use crate::repository::references::{Target, Use};
use crate::repository::{ComposeId, Repository};
use crate::settings::Settings;

/// Coverage from which another file is taken to do this one's work.
const SUPERSEDES: f32 = 0.6;

/// Decides the role of every Compose file.
pub(super) fn decide(repository: &Repository, likeness: &Likeness, settings: &Settings) -> Vec<Standing> {
    let entries = entries(settings);
    let layers = layers::find(repository);
    let retired = RetiredCode::of(repository);
    let mut cases: Vec<Case<'_>> = repository
        .compose_files
        .par_iter()
        .zip(layers)
        .map(|(file, layer)| {
            let seen = signs::gather(repository, file, &layer, &retired, entries.is_match(&file.path));
            Case { file, layer, seen, successor: None }
        })
        .collect();
    supersede(repository, likeness, &mut cases);
    bury_what_only_the_dead_use(repository, &mut cases);
    let system = System::of(repository, &cases);
    cases.iter().map(|case| standing(repository, case, &system)).collect()
}

fn entries(settings: &Settings) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for pattern in &settings.entry {
        // the configuration's reader has refused what isn't a glob
        if let Ok(glob) = Glob::new(pattern) {
            builder.add(glob);
        }
    }
    builder.build().unwrap_or_default()
}

/// Adds the sign of a successor to every file whose work a better attested one does.
fn supersede(repository: &Repository, likeness: &Likeness, cases: &mut [Case<'_>]) {
    let scores: Vec<f32> = cases.iter().map(Case::score).collect();
    let namesakes = Namesakes::of(repository);
    let successor = |case: &Case<'_>| {
        let own = scores[case.file.id.0 as usize];
        let better = |other: &Successor| {
            let score = scores[other.id.0 as usize];
            let newer = &cases[other.id.0 as usize];
            // in another folder `app` and `db` are anybody's names; and what can't be built any more replaces nothing
            let is_near = other.is_kin || newer.file.directory() == case.file.directory();
            let is_better = score >= ALIVE && score > own;
            is_better && is_near && !newer.has(Sign::BuildsGone) && !newer.is_aside()
        };
        let adds = case.has(Sign::Fragment);
        let related =
            |id: ComposeId| case.layer.on.contains(&id) || (adds && case.layer.fragment_of.contains(&id));
        let layered_below = |id: ComposeId| cases[id.0 as usize].layer.on.contains(&case.file.id);
        successor::candidates(repository, likeness, &namesakes, case.file, SUPERSEDES)
            .into_iter()
            .find(|other| better(other) && !related(other.id) && !layered_below(other.id))
    };
    let found: Vec<Option<Successor>> = cases.par_iter().map(successor).collect();
    for (case, found) in cases.iter_mut().zip(found) {
        let Some(found) = found else { continue };
        // a file for another environment covers the same services by design, and one that is run is in use
        let meant_apart = case.has(Sign::EnvironmentVariant) || case.has(Sign::Fragment) || case.is_run();
        if !meant_apart {
            let sign = if found.collides { Sign::SupersededClosely } else { Sign::Superseded };
            let newer = &repository.compose(found.id).path;
            let share = (found.coverage * 100.0).round();
            let text = format!("`{newer}` has {share} % of its services, and more speaks for it");
            case.seen.push(Seen::new(sign, found.example.1, text));
        }
        case.successor = Some(found);
    }
}

/// What is only included, extended or layered by dead files is no more alive than they are.
fn bury_what_only_the_dead_use(repository: &Repository, cases: &mut [Case<'_>]) {
    let dead: BTreeSet<ComposeId> =
        cases.iter().filter(|case| case.is_dead()).map(|case| case.file.id).collect();
    for case in cases.iter_mut() {
        let parents: BTreeSet<ComposeId> = repository
            .references_to(&Target::Compose(case.file.id))
            .filter(|it| matches!(it.usage, Use::Includes | Use::Extends))
            .filter_map(|it| repository.compose_of(it.span.file).map(|file| file.id))
            .collect();
        if !parents.is_empty() && parents.is_subset(&dead) {
            case.seen.retain(|it| it.sign != Sign::Incorporated);
        }
    }
}

fn standing(repository: &Repository, case: &Case<'_>, system: &System<'_>) -> Standing {
    let principal = system.principal;
    let score = case.score();
    let is_apart = system.is_apart_from(case);
    let role = match () {
        () if case.is_dead() && principal.is_some() => Role::Orphan,
        () if !case.is_alive() => Role::Unknown,
        () if case.is_override() => Role::Override,
        () if principal == Some(case.file.id) => Role::Live,
        () if is_apart && system.is_started_with(repository, case) => Role::Live,
        () => Role::Variant,
    };
    let of = match role {
        Role::Override if case.layer.on.is_empty() => case.layer.fragment_of.iter().copied().collect(),
        Role::Override => case.layer.on.iter().copied().collect(),
        // another system in the same repository is a way to start something, but no variant of this
        Role::Variant if is_apart => Vec::new(),
        Role::Variant => case.successor.as_ref().map(|found| found.id).or(principal).into_iter().collect(),
        _ => Vec::new(),
    };
    let superseded_by = (role == Role::Orphan).then(|| system.replaces(case)).flatten();
    let confidence = match score.abs() {
        _ if role == Role::Unknown => Confidence::Low,
        size if size >= 6.0 => Confidence::High,
        size if size >= 3.5 => Confidence::Medium,
        _ => Confidence::Low,
    };
    Standing { role, confidence, of, superseded_by, evidence: evidence(case), score }
}

fn evidence(case: &Case<'_>) -> Vec<Evidence> {
    let mut seen: Vec<&Seen> = case.seen.iter().collect();
    seen.sort_by(|a, b| b.sign.weight().abs().total_cmp(&a.sign.weight().abs()).then(a.sign.cmp(&b.sign)));
    seen.into_iter().map(|it| it.evidence.clone()).collect()
}

#[cfg(test)]
mod tests {
    use crate::analysis::reach::testing::{APP, roles};

    const RUN: (&str, &str) = ("up.sh", "#!/bin/sh\ndocker compose -f docker-compose.new.yml up\n");

    #[test]
    fn one_weak_sign_is_never_enough() {
        let of = |files: &[(&str, &str)]| roles(files).pop().unwrap();
        assert_eq!(
            of(&[("compose.yaml", APP), ("docker-compose.v1.yml", APP)]),
            "docker-compose.v1.yml: orphan"
        );
        let other = APP.replace("app", "web");
        assert_eq!(
            of(&[("compose.yaml", APP), ("docker-compose.v1.yml", &other)]),
            "docker-compose.v1.yml: unknown"
        );
        assert_eq!(of(&[("docker-compose.new.yml", APP), RUN]), "docker-compose.new.yml: live");
    }

    #[test]
    fn another_folders_namesakes_take_no_place() {
        let generic = "services:\n  app:\n    image: python:3.12\n";
        let files = [("compose.yaml", generic), ("tools/stack.compose.yml", generic)];
        assert_eq!(roles(&files), ["compose.yaml: live", "tools/stack.compose.yml: unknown"]);
        let beside = [("compose.yaml", APP), ("tools/stack.compose.yml", APP)];
        assert_eq!(roles(&beside), ["compose.yaml: live", "tools/stack.compose.yml: orphan"]);
    }

    #[test]
    fn what_cannot_be_built_replaces_nothing() {
        let old = "services:\n  app:\n    image: example/app:1\n    container_name: app\n";
        let new = "services:\n  app:\n    build: gone\n    container_name: app\n";
        let files = [("compose.yaml", new), ("docker-compose.mine.yml", old)];
        assert_eq!(roles(&files)[1], "docker-compose.mine.yml: unknown");
    }

    #[test]
    fn what_only_the_dead_include_dies_with_them() {
        let includes =
            "include: [parts/part.yml]\nservices:\n  app:\n    image: a\n    container_name: app\n";
        let files = [
            ("compose.yaml", APP),
            ("docker-compose.old.yml", includes),
            ("parts/part.yml", "services:\n  part:\n    image: a\n"),
        ];
        assert_eq!(
            roles(&files),
            ["compose.yaml: live", "docker-compose.old.yml: orphan", "parts/part.yml: unknown"]
        );
    }
}
