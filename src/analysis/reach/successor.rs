//! Which other file does the work of this one.

use crate::analysis::Likeness;
use crate::repository::{ComposeFile, ComposeId, Repository, Service};
use crate::source::Span;

/// A file that has the services of another.
#[derive(Debug, Clone)]
pub(super) struct Successor {
    /// The file.
    pub(super) id: ComposeId,
    /// The share of services that it has too, 0 to 1.
    pub(super) coverage: f32,
    /// Whether both can't run side by side: they claim the same container names.
    pub(super) collides: bool,
    /// A service of the older file, and the same thing in the newer one.
    pub(super) example: (Span, Span),
}

/// The files that have most of `file`'s services, the best first.
pub(super) fn candidates(repository: &Repository, likeness: &Likeness, file: &ComposeFile) -> Vec<Successor> {
    let mut found: Vec<Successor> = repository
        .compose_files
        .iter()
        .filter(|other| other.id != file.id)
        .filter_map(|other| compare(likeness, file, other))
        .collect();
    found.sort_by(|a, b| b.coverage.total_cmp(&a.coverage).then(a.id.cmp(&b.id)));
    found
}

fn compare(likeness: &Likeness, file: &ComposeFile, other: &ComposeFile) -> Option<Successor> {
    let mut pairs = Vec::new();
    for service in &file.services {
        let twin = other.services.iter().find(|candidate| is_same(likeness, service, candidate));
        pairs.extend(twin.map(|twin| (service, twin)));
    }
    let (first, twin) = pairs.first()?;
    Some(Successor {
        id: other.id,
        coverage: pairs.len() as f32 / file.services.len() as f32,
        collides: pairs.iter().any(|(a, b)| collide(a, b)),
        example: (first.name.span, twin.name.span),
    })
}

/// The same name, or believed to be the same thing under another.
fn is_same(likeness: &Likeness, a: &Service, b: &Service) -> bool {
    a.name.value == b.name.value || likeness.twins(a.id).contains(&b.id)
}

fn collide(a: &Service, b: &Service) -> bool {
    let container = |service: &Service| service.container_name.as_ref().map(|name| name.raw.clone());
    container(a).is_some() && container(a) == container(b)
}
