//! What is shown of a repository, by the names of the JSON contract.

use serde::Serialize;

use super::families::Family;
use super::images::{self, Footprint, Image};
use crate::analysis::{self, Analysis};
use crate::repository::history::Moment;
use crate::repository::{self, ComposeId, Repository, ServiceId};
use crate::source::Sources;

/// The days of a file's first and last commit; `None` where the history doesn't say.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Changed {
    pub(super) first: Option<String>,
    pub(super) last: Option<String>,
}

impl Changed {
    fn of(repository: &Repository, path: &str) -> Self {
        let changes = repository.history().of(path).unwrap_or_default();
        Self { first: changes.first.map(Moment::day), last: changes.last.map(Moment::day) }
    }
}

/// The repository and the answers to the questions asked of it.
#[derive(Debug, Serialize)]
pub struct Inspection<'a> {
    version: u32,
    pub(super) compose_files: Vec<ComposeFile<'a>>,
    pub(super) dockerfiles: Vec<Dockerfile<'a>>,
    pub(super) families: Vec<Family<'a>>,
    pub(super) images: Vec<Image<'a>>,
    pub(super) footprint: Footprint,
}

#[derive(Debug, Serialize)]
pub(super) struct ComposeFile<'a> {
    pub(super) path: &'a str,
    pub(super) role: &'static str,
    pub(super) of: Vec<&'a str>,
    pub(super) superseded_by: Option<&'a str>,
    pub(super) confidence: &'static str,
    pub(super) evidence: Vec<Evidence<'a>>,
    pub(super) services: Vec<&'a str>,
    pub(super) changed: Changed,
    /// The line that stands for the whole file: what is said of that line is said of the file.
    #[serde(skip)]
    pub(super) headline: u32,
}

#[derive(Debug, Serialize)]
pub(super) struct Dockerfile<'a> {
    pub(super) path: &'a str,
    pub(super) role: &'static str,
    pub(super) confidence: &'static str,
    pub(super) evidence: Vec<Evidence<'a>>,
    pub(super) used_by: Vec<Service<'a>>,
    /// What the last stage finally stands on; `None` where a variable decides.
    pub(super) final_base: Option<String>,
    pub(super) stages: usize,
    pub(super) changed: Changed,
    /// As that of a Compose file.
    #[serde(skip)]
    pub(super) headline: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Service<'a> {
    pub(super) compose: &'a str,
    pub(super) service: &'a str,
}

impl<'a> Service<'a> {
    pub(super) fn of(repository: &'a Repository, id: ServiceId) -> Self {
        Self { compose: &repository.compose(id.compose).path, service: &repository.service(id).name.value }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Evidence<'a> {
    pub(super) kind: &'static str,
    pub(super) path: &'a str,
    pub(super) line: u32,
    pub(super) text: &'a str,
}

impl<'a> Evidence<'a> {
    fn new(sources: &'a Sources, evidence: &'a analysis::Evidence) -> Self {
        Self {
            kind: evidence.kind,
            path: sources.path(evidence.span),
            line: sources.line(evidence.span),
            text: &evidence.text,
        }
    }
}

impl<'a> Inspection<'a> {
    /// Asks `analysis` everything that is shown.
    pub fn of(repository: &'a Repository, analysis: &'a Analysis<'_>) -> Self {
        let reach = analysis.reach();
        Self {
            version: 1,
            compose_files: repository
                .compose_files
                .iter()
                .map(|file| ComposeFile::new(repository, file, reach.compose(file.id)))
                .collect(),
            dockerfiles: repository
                .dockerfiles
                .iter()
                .map(|file| Dockerfile::new(repository, file, reach.dockerfile(file.id)))
                .collect(),
            families: analysis
                .families()
                .all()
                .iter()
                .map(|family| Family::new(repository, analysis.sizes(), family))
                .collect(),
            images: images::images(repository, analysis),
            footprint: images::footprint(repository, analysis),
        }
    }
}

impl<'a> ComposeFile<'a> {
    fn new(
        repository: &'a Repository,
        file: &'a repository::ComposeFile,
        standing: &'a analysis::Standing,
    ) -> Self {
        let path = |id: &ComposeId| repository.compose(*id).path.as_str();
        Self {
            path: &file.path,
            role: standing.role.as_str(),
            of: standing.of.iter().map(path).collect(),
            superseded_by: standing.superseded_by.as_ref().map(path),
            confidence: standing.confidence.as_str(),
            evidence: evidence(&repository.sources, &standing.evidence),
            services: file.services.iter().map(|service| service.name.value.as_str()).collect(),
            changed: Changed::of(repository, &file.path),
            headline: repository.sources.line(file.headline()),
        }
    }
}

impl<'a> Dockerfile<'a> {
    fn new(
        repository: &'a Repository,
        file: &'a repository::Dockerfile,
        standing: &'a analysis::DockerfileStanding,
    ) -> Self {
        let used_by = repository.built_from(file.id);
        Self {
            path: &file.path,
            role: standing.role.as_str(),
            confidence: standing.confidence.as_str(),
            evidence: evidence(&repository.sources, &standing.evidence),
            used_by: used_by
                .map(|(compose, service)| Service { compose: &compose.path, service: &service.name.value })
                .collect(),
            final_base: final_base(file),
            stages: file.stages.len(),
            changed: Changed::of(repository, &file.path),
            headline: file.stages.first().map_or(1, |stage| repository.sources.line(stage.from.span)),
        }
    }
}

fn final_base(file: &repository::Dockerfile) -> Option<String> {
    images::named(file.final_base(file.target_stage(None)?, &|_| None))
}

pub(super) fn evidence<'a>(sources: &'a Sources, evidence: &'a [analysis::Evidence]) -> Vec<Evidence<'a>> {
    evidence.iter().map(|evidence| Evidence::new(sources, evidence)).collect()
}
