//! What `careen rewrite` has to offer, for findings that it answers. Nothing is computed where nobody would see it, and
//! nothing twice.

use std::sync::OnceLock;

use crate::analysis::Analysis;
use crate::edit::{Applicability, Edit, Fix};
use crate::repository::{DockerfileId, Repository};
use crate::rewrite::{self, NewFile, PROPOSED, Place, Plan, Replacement, Request};
use crate::source::Span;

/// Planning reads the repository once more, as it would be: with more services it isn't asked for by the way.
const MOST_PLANNED: usize = 100;

/// The offers of one run, each computed when it is first asked for.
pub struct Rewrites<'a> {
    repository: &'a Repository,
    analysis: &'a Analysis<'a>,
    is_shown: bool,
    alone: Vec<OnceLock<Option<Replacement>>>,
    plan: OnceLock<Option<Plan>>,
}

impl<'a> Rewrites<'a> {
    /// Rules put them into their findings.
    pub fn shown(repository: &'a Repository, analysis: &'a Analysis<'a>) -> Self {
        let alone = repository.dockerfiles.iter().map(|_| OnceLock::new()).collect();
        Self { repository, analysis, is_shown: true, alone, plan: OnceLock::new() }
    }

    /// Rules leave them out: a text for people names the command instead.
    pub fn left_out(repository: &'a Repository, analysis: &'a Analysis<'a>) -> Self {
        Self { is_shown: false, ..Self::shown(repository, analysis) }
    }

    /// What would stand in the place of a Dockerfile, by itself; `None` where nothing is offered.
    pub fn of(&self, dockerfile: DockerfileId) -> Option<&Replacement> {
        let known = self.alone.get(dockerfile.0 as usize).filter(|_| self.is_shown)?;
        let offered = || {
            let replacement = rewrite::replacement(self.repository, self.repository.dockerfile(dockerfile));
            replacement.ok().flatten()
        };
        known.get_or_init(offered).as_ref()
    }

    /// The rewrite of a Dockerfile in its place, to be looked at; `None` where nothing is offered.
    pub fn fix(&self, dockerfile: DockerfileId) -> Option<Fix> {
        let text = self.of(dockerfile)?.text.clone();
        let file = self.repository.dockerfile(dockerfile).file;
        let span = Span::new(file, 0, self.repository.sources[file].text.len());
        Some(Fix {
            title: "Build it as `careen rewrite` proposes".to_owned(),
            applicability: Applicability::DisplayOnly,
            edits: vec![Edit::Replace { span, text }],
        })
    }

    /// The one Dockerfile that the plan makes of several of these, as a new file, to be looked at; `None` where it makes
    /// none.
    pub fn joined(&self, dockerfiles: &[DockerfileId]) -> Option<Fix> {
        let plan = self.is_shown.then(|| self.plan()).flatten()?;
        let paths: Vec<&str> =
            dockerfiles.iter().map(|id| self.repository.dockerfile(*id).path.as_str()).collect();
        let replaces = |new: &&NewFile| {
            let replaced = new.replaces.as_ref().map(|(path, _)| path.as_str());
            let is_of = |path: &str| paths.contains(&path);
            replaced.is_some_and(is_of)
                && plan.steps.iter().any(|step| {
                    step.of.iter().any(|path| Some(path.as_str()) == replaced)
                        && step.of.iter().filter(|path| is_of(path)).count() > 1
                })
        };
        let new = plan.files.iter().find(replaces)?;
        Some(Fix {
            title: "Write the one Dockerfile that `careen rewrite` makes of them".to_owned(),
            applicability: Applicability::DisplayOnly,
            edits: vec![Edit::Create { path: format!("{PROPOSED}/{}", new.path), text: new.text.clone() }],
        })
    }

    /// The plan for the whole repository, whether rules see it or not; `None` where nothing is offered, or the
    /// repository is so large that planning would be felt.
    pub fn plan(&self) -> Option<&Plan> {
        let offered = || {
            let request = Request { place: Place::within(PROPOSED), family: None, merge_containers: false };
            let plan = rewrite::plan(self.repository, self.analysis, &request);
            (!plan.is_empty()).then_some(plan)
        };
        let is_small = self.repository.services().nth(MOST_PLANNED).is_none();
        is_small.then(|| self.plan.get_or_init(offered).as_ref()).flatten()
    }
}
