//! Fixes applied in memory, and what is found then, until nothing is left to fix. Nothing is written here.

use std::collections::{BTreeMap, BTreeSet};

use super::choose::{Applied, choose};
use crate::analysis::Analysis;
use crate::edit::Applicability;
use crate::lint::{self, Context, Rewrites, Rule};
use crate::repository::{Changes, Repository, changed};
use crate::settings::Settings;

/// After so many rounds fixes undo each other.
const MOST_ROUNDS: usize = 10;

/// A file whose text is another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Its path, relative to the root.
    pub path: String,
    /// The text that was read; `None` for a new file.
    pub before: Option<String>,
    /// The text to put there.
    pub after: String,
}

/// What fixing comes to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Fixing {
    /// By path.
    pub changed: Vec<Changed>,
    /// In the order in which they were applied.
    pub applied: Vec<Applied>,
    /// Why others are left out, as sentence fragments.
    pub refused: Vec<String>,
}

/// Applies the fixes of all findings in files that are `wanted`, from `least` on: as many at once as go together, then
/// what is left to fix, until that is nothing.
pub fn fix(
    repository: &Repository,
    settings: &Settings,
    rules: &'static [Rule],
    least: Applicability,
    wanted: &dyn Fn(&str) -> bool,
) -> Fixing {
    let mut texts: BTreeMap<String, (Option<String>, String)> = BTreeMap::new();
    let mut refused: BTreeSet<String> = BTreeSet::new();
    let mut applied = Vec::new();
    let mut fixed: Option<Repository> = None;
    for round in 0.. {
        let now = fixed.as_ref().unwrap_or(repository);
        let analysis = Analysis::new(now, settings);
        let rewrites = Rewrites::left_out(now, &analysis);
        let context = Context { repository: now, analysis: &analysis, settings, rewrites: &rewrites };
        let outcome = lint::run(context, rules);
        let findings =
            outcome.findings.iter().filter(|finding| wanted(now.sources.path(finding.primary.span)));
        let chosen = choose(now, findings, least);
        refused.extend(chosen.refused);
        if chosen.texts.is_empty() {
            break;
        }
        if round == MOST_ROUNDS {
            let files: Vec<&str> = chosen.texts.keys().map(String::as_str).collect();
            refused.insert(format!("{}: fixes still follow from fixes", files.join(", ")));
            break;
        }
        applied.extend(chosen.applied);
        for (path, (before, after)) in chosen.texts {
            let before = texts.remove(&path).map_or(before, |(first, _)| first);
            texts.insert(path, (before, after));
        }
        let put = texts.iter().map(|(path, (_, after))| (path.clone(), after.clone())).collect();
        fixed = Some(changed(repository, Changes { put, gone: BTreeSet::new() }));
    }
    let changed = texts.into_iter().filter(|(_, (before, after))| before.as_ref() != Some(after));
    Fixing {
        changed: changed.map(|(path, (before, after))| Changed { path, before, after }).collect(),
        applied,
        refused: refused.into_iter().collect(),
    }
}
