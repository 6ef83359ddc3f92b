//! What images carry, and which line put it there: `RUN` lines read as commands, never run.
//!
//! ```text
//! words      a command's words, variables replaced as far as they are known
//! system     apt, apk, dnf and their like → what is installed, what is removed
//! language   pip, npm, cargo and their like → what is installed
//! build      commands that compile or bundle
//! interpret  a RUN → actions
//! purpose    what an image is for, as far as its start command shows it
//! carried    the actions of a chain of stages → what its image carries
//! ```

mod action;
mod build;
mod carried;
mod copies;
mod interpret;
mod language;
mod purpose;
mod stage;
mod system;
mod toolchain;
mod words;

pub use action::{Action, Dependencies, Ecosystem, Packages, Removal, System, Tool};
pub use carried::{Carried, Fate, Item, Kind, command};
pub use copies::{Copied, Origin};
pub use purpose::Purpose;
pub use stage::{StageContents, Step};

use crate::repository::{Build, Dockerfile, DockerfileId, Repository, Stage};

/// What every stage of every Dockerfile does.
#[derive(Debug)]
pub struct Contents {
    dockerfiles: Vec<Vec<StageContents>>,
}

impl Contents {
    /// Reads every stage once.
    pub fn of(repository: &Repository) -> Self {
        let read = |dockerfile: &Dockerfile| {
            dockerfile.stages.iter().map(|stage| StageContents::read(dockerfile, stage)).collect()
        };
        Self { dockerfiles: repository.dockerfiles.iter().map(read).collect() }
    }

    /// What one stage does, what it stands on left out.
    pub fn stage(&self, dockerfile: DockerfileId, stage: usize) -> Option<&StageContents> {
        self.dockerfiles.get(dockerfile.0 as usize)?.get(stage)
    }

    /// What the image of a stage carries: its own contents and those of the stages below it.
    pub fn image(&self, dockerfile: &Dockerfile, stage: &Stage) -> Carried {
        let stages = dockerfile.chain(stage);
        let chain: Vec<(usize, &StageContents)> = stages
            .iter()
            .rev()
            .filter_map(|stage| Some((stage.index, self.stage(dockerfile.id, stage.index)?)))
            .collect();
        Carried::through(&chain)
    }
}

/// The stages of a Dockerfile that become images: those that services ask for, or the last where no service builds
/// it. In the order of the file.
pub fn image_stages<'a>(repository: &Repository, dockerfile: &'a Dockerfile) -> Vec<&'a Stage> {
    let mut indexes: Vec<usize> = repository
        .built_from(dockerfile.id)
        .filter_map(|(_, service)| service.build.as_ref())
        .filter_map(|build| target(dockerfile, build))
        .map(|stage| stage.index)
        .collect();
    if indexes.is_empty() {
        indexes.extend(dockerfile.stages.last().map(|stage| stage.index));
    }
    indexes.sort_unstable();
    indexes.dedup();
    indexes.into_iter().filter_map(|index| dockerfile.stages.get(index)).collect()
}

/// The stage a build ends in; `None` where a variable decides, or it isn't there.
pub fn target<'a>(dockerfile: &'a Dockerfile, build: &Build) -> Option<&'a Stage> {
    match &build.target {
        Some(target) => dockerfile.target_stage(Some(target.known()?)),
        None => dockerfile.target_stage(None),
    }
}
