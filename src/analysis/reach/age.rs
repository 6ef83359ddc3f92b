//! What the history says of a file and the one that took its place. It may change how sure a verdict is, never the
//! verdict: a dead file may be reformatted with all others, and a living one may rest for years.

use super::{Role, Standing};
use crate::analysis::{Confidence, Evidence};
use crate::repository::{ComposeFile, Repository};

/// Weighs what is superseded against the history, where there is one.
pub(super) fn weigh(repository: &Repository, standings: &mut [Standing]) {
    for (file, standing) in repository.compose_files.iter().zip(standings) {
        let (Role::Orphan, Some(newer)) = (standing.role, standing.superseded_by) else { continue };
        if let Some((evidence, confidence)) =
            compare(repository, file, repository.compose(newer), standing.confidence)
        {
            standing.evidence.push(evidence);
            standing.confidence = confidence;
        }
    }
}

/// By the order of commits, not by their dates: those are what somebody's clock said. What changed in one commit, as in
/// an import, says nothing.
fn compare(
    repository: &Repository,
    older: &ComposeFile,
    newer: &ComposeFile,
    confidence: Confidence,
) -> Option<(Evidence, Confidence)> {
    let history = repository.history();
    let (of_older, of_newer) = (history.of(&older.path)?, history.of(&newer.path)?);
    let (last, at, path) = (of_older.last?, older.headline(), &newer.path);
    let evidence = |kind, text| Evidence::new(kind, at, text);
    if let Some(first) = of_newer.first.filter(|first| last.age > first.age) {
        let text = format!("was last changed on {}, before `{path}` came on {}", last.day(), first.day());
        return Some((evidence("rests", text), surer(confidence)));
    }
    let other = of_newer.last.filter(|other| last.age < other.age)?;
    let text = format!("was changed on {}, after the last change of `{path}` on {}", last.day(), other.day());
    Some((evidence("still-changed", text), less_sure(confidence)))
}

fn surer(confidence: Confidence) -> Confidence {
    if confidence == Confidence::Low { Confidence::Medium } else { Confidence::High }
}

fn less_sure(confidence: Confidence) -> Confidence {
    if confidence == Confidence::High { Confidence::Medium } else { Confidence::Low }
}
