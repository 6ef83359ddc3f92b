//! Which services are the same thing.

use rustc_hash::FxHashMap;

use crate::repository::{DockerfileId, Repository, ServiceId};

/// What is alike in a repository.
#[derive(Debug)]
pub struct Likeness {
    twins: FxHashMap<ServiceId, Vec<ServiceId>>,
}

impl Likeness {
    pub(super) fn of(repository: &Repository) -> Self {
        let mut by_build: FxHashMap<(DockerfileId, Option<&str>), Vec<ServiceId>> = FxHashMap::default();
        for (_, service) in repository.services() {
            let Some(build) = &service.build else { continue };
            let Some(dockerfile) = build.dockerfile_id() else { continue };
            by_build.entry((dockerfile, build.context_path.as_deref())).or_default().push(service.id);
        }
        let mut twins: FxHashMap<ServiceId, Vec<ServiceId>> = FxHashMap::default();
        for group in by_build.values() {
            for &service in group {
                let others = group.iter().filter(|other| other.compose != service.compose);
                twins.entry(service).or_default().extend(others.copied());
            }
        }
        Self { twins }
    }

    /// Services of other files that are believed to be the same thing as this one, whatever their names.
    pub fn twins(&self, service: ServiceId) -> &[ServiceId] {
        self.twins.get(&service).map(Vec::as_slice).unwrap_or_default()
    }
}
