//! From signs to roles.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use globset::{Glob, GlobSet, GlobSetBuilder};
use rustc_hash::FxHashMap;

use super::layers::{self, Layer};
use super::marks;
use super::signs::{self, Seen};
use super::successor::{self, Namesakes, Successor};
use super::weights::{ALIVE, DEAD, Ground, Sign};
use super::{Role, Standing};
use crate::analysis::{Confidence, Evidence, Likeness};
use crate::repository::path::file_name;
use crate::repository::references::{Target, Use};
use crate::repository::{ComposeFile, ComposeId, Repository, Service};
use crate::settings::Settings;

/// Coverage from which another file is taken to do this one's work.
const SUPERSEDES: f32 = 0.6;

/// What is known of a file while roles are being decided.
struct Case<'a> {
    file: &'a ComposeFile,
    layer: Layer,
    seen: Vec<Seen>,
    successor: Option<Successor>,
}

impl Case<'_> {
    fn score(&self) -> f32 {
        self.seen.iter().map(|it| it.sign.weight()).sum()
    }

    fn has(&self, sign: Sign) -> bool {
        self.seen.iter().any(|it| it.sign == sign)
    }

    /// Dead: the sum says so, on two independent grounds, and nobody runs it by its very name.
    fn is_dead(&self) -> bool {
        let grounds: BTreeSet<Ground> =
            self.seen.iter().filter(|it| it.sign.weight() < 0.0).map(|it| it.sign.ground()).collect();
        let is_run = self.has(Sign::RunByName) || self.has(Sign::Incorporated) || self.has(Sign::Fragment);
        self.score() <= DEAD
            && (grounds.len() >= 2 || self.is_said_to_be_dead())
            && (!is_run || self.has(Sign::AgeWord) || self.has(Sign::ParkedEnding))
    }

    /// Whether the repository's own words, or the lack of any content, need no second ground.
    fn is_said_to_be_dead(&self) -> bool {
        self.has(Sign::Retired) || self.has(Sign::Empty)
    }

    /// Whether somebody starts it, or is told to.
    fn is_run(&self) -> bool {
        [Sign::RunByName, Sign::RunByPattern, Sign::DocumentedRun].iter().any(|sign| self.has(*sign))
    }

    /// Whether it is the default file of a folder and nothing ties it to the principal: another system, not another
    /// way to start the same one.
    fn is_a_system_of_its_own(&self, cases: &[Case<'_>], principal: Option<ComposeId>) -> bool {
        let Some(principal) = principal else { return false };
        let main = &cases[principal.0 as usize];
        let shares = |service: &Service| {
            let same_build = |other: &Service| match (&service.build, &other.build) {
                (Some(a), Some(b)) => a.dockerfile_id().is_some() && a.dockerfile_id() == b.dockerfile_id(),
                _ => false,
            };
            main.file.services.iter().any(|other| other.name.value == service.name.value || same_build(other))
        };
        let is_default = signs::is_default_name(file_name(&self.file.path));
        is_default && !self.is_aside() && !self.file.services.iter().any(shares)
    }

    /// Whether it is made for tests or for an editor's container: neither the system nor what replaces it.
    fn is_aside(&self) -> bool {
        self.has(Sign::EnvironmentVariant) || self.file.path.split('/').any(|part| part.starts_with('.'))
    }

    fn is_alive(&self) -> bool {
        self.score() >= ALIVE
    }
}

/// Decides the role of every Compose file.
pub(super) fn decide(repository: &Repository, likeness: &Likeness, settings: &Settings) -> Vec<Standing> {
    let entries = entries(settings);
    let layers = layers::find(repository);
    let mut cases: Vec<Case<'_>> = repository
        .compose_files
        .iter()
        .zip(layers)
        .map(|(file, layer)| {
            let seen = signs::gather(repository, file, &layer, entries.is_match(&file.path));
            Case { file, layer, seen, successor: None }
        })
        .collect();
    supersede(repository, likeness, &mut cases);
    bury_what_only_the_dead_use(repository, &mut cases);
    let principal = principal(&cases);
    let stems = Stems::of(&cases);
    cases.iter().map(|case| standing(case, &cases, &stems, principal)).collect()
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
    for index in 0..cases.len() {
        let case = &cases[index];
        let better = |other: &Successor| {
            let score = scores[other.id.0 as usize];
            let is_aside = cases[other.id.0 as usize].is_aside();
            score >= ALIVE && score > scores[index] && other.coverage >= SUPERSEDES && !is_aside
        };
        let related = |id: ComposeId| case.layer.on.contains(&id) || case.layer.fragment_of.contains(&id);
        let layered_below = |id: ComposeId| cases[id.0 as usize].layer.on.contains(&case.file.id);
        let found = successor::candidates(repository, likeness, &namesakes, case.file)
            .into_iter()
            .find(|other| better(other) && !related(other.id) && !layered_below(other.id));
        let Some(found) = found else { continue };
        // a file for another environment covers the same services by design, and one that is run is in use
        let meant_apart = case.has(Sign::EnvironmentVariant) || case.layer.is_fragment || case.is_run();
        if !meant_apart {
            let sign = if found.collides { Sign::SupersededClosely } else { Sign::Superseded };
            let newer = &repository.compose(found.id).path;
            let share = (found.coverage * 100.0).round();
            let text = format!("`{newer}` has {share} % of its services, and more speaks for it");
            cases[index].seen.push(Seen::new(sign, found.example.1, text));
        }
        cases[index].successor = Some(found);
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

/// The file that is the system: a default name before others, near the root before far, then the best attested.
fn principal(cases: &[Case<'_>]) -> Option<ComposeId> {
    let rank = |case: &Case<'_>| {
        let default = signs::is_default_name(file_name(&case.file.path));
        let depth = case.file.path.matches('/').count();
        (default && depth == 0, default, !case.is_aside(), std::cmp::Reverse(depth))
    };
    let order = |a: &&Case<'_>, b: &&Case<'_>| -> Ordering {
        let by_rank = rank(a).cmp(&rank(b));
        by_rank.then(a.score().total_cmp(&b.score())).then(b.file.path.cmp(&a.file.path))
    };
    let stands_alone = |case: &&Case<'_>| case.is_alive() && !is_override(case);
    cases.iter().filter(stands_alone).max_by(order).map(|case| case.file.id)
}

fn is_override(case: &Case<'_>) -> bool {
    match (case.layer.on.is_empty(), case.layer.is_fragment) {
        (false, false) => !(case.has(Sign::RunByName) && case.layer.alone),
        (false, true) => true,
        (true, is_fragment) => is_fragment && !case.layer.alone,
    }
}

fn standing(case: &Case<'_>, cases: &[Case<'_>], stems: &Stems, principal: Option<ComposeId>) -> Standing {
    let score = case.score();
    let role = match () {
        () if case.is_dead() && principal.is_some() => Role::Orphan,
        () if !case.is_alive() => Role::Unknown,
        () if is_override(case) => Role::Override,
        () if principal == Some(case.file.id) => Role::Live,
        () => Role::Variant,
    };
    let of = match role {
        Role::Override if case.layer.on.is_empty() => case.layer.fragment_of.iter().copied().collect(),
        Role::Override => case.layer.on.iter().copied().collect(),
        // another system in the same repository is a way to start something, but no variant of this
        Role::Variant if case.is_a_system_of_its_own(cases, principal) => Vec::new(),
        Role::Variant => case.successor.as_ref().map(|found| found.id).or(principal).into_iter().collect(),
        _ => Vec::new(),
    };
    let superseded_by = (role == Role::Orphan).then(|| replacement(case, stems, principal)).flatten();
    let confidence = match score.abs() {
        _ if role == Role::Unknown => Confidence::Low,
        size if size >= 6.0 => Confidence::High,
        size if size >= 3.5 => Confidence::Medium,
        _ => Confidence::Low,
    };
    Standing { role, confidence, of, superseded_by, evidence: evidence(case), score }
}

/// What took a dead file's place: the file that does its work, else the living one of the same name without marks.
fn replacement(case: &Case<'_>, stems: &Stems, principal: Option<ComposeId>) -> Option<ComposeId> {
    let found = case.successor.as_ref().map(|found| found.id);
    found.or_else(|| stems.first.get(&marks::read(&case.file.path).stem).copied()).or(principal)
}

/// The first file that isn't dead, by its name without marks.
struct Stems {
    first: FxHashMap<Vec<String>, ComposeId>,
}

impl Stems {
    fn of(cases: &[Case<'_>]) -> Self {
        let mut first = FxHashMap::default();
        for case in cases.iter().filter(|case| !case.is_dead()) {
            first.entry(marks::read(&case.file.path).stem).or_insert(case.file.id);
        }
        Self { first }
    }
}

fn evidence(case: &Case<'_>) -> Vec<Evidence> {
    let mut seen: Vec<&Seen> = case.seen.iter().collect();
    seen.sort_by(|a, b| b.sign.weight().abs().total_cmp(&a.sign.weight().abs()).then(a.sign.cmp(&b.sign)));
    seen.into_iter().map(|it| it.evidence.clone()).collect()
}
