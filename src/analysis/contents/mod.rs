//! What images carry, and which line put it there: `RUN` lines read as commands, never run.
//!
//! ```text
//! words      a command's words, variables replaced as far as they are known
//! system     apt, apk, dnf and their like → what is installed, what is removed
//! language   pip, npm, cargo and their like → what is installed
//! build      commands that compile or bundle
//! built      the images a Dockerfile becomes, and what they stand on
//! development  who builds an image to develop in it
//! shipped    which of them ship, and which only development asks for
//! interpret  a RUN → actions
//! copies     what a stage takes from other stages and images
//! inputs     which files of the repository a command reads
//! purpose    what an image is for, as far as its start command shows it
//! starting   what a container installs before its program runs
//! tooling    images that aren't started as a service
//! workplace  images that a person works in
//! carried    the actions of a chain of stages → what its image carries
//! ```

mod action;
mod build;
mod built;
mod carried;
mod copies;
mod development;
mod inputs;
mod interpret;
mod language;
mod purpose;
mod shipped;
mod stage;
mod starting;
mod system;
mod toolchain;
mod tooling;
mod words;
mod workplace;

pub use action::{Action, Dependencies, Done, Ecosystem, Packages, Removal, System, Tool};
pub use built::{BaseImage, Built, built, target};
pub use carried::{Carried, Fate, Item, Kind, command};
pub use copies::{Copied, Origin};
pub use inputs::{context_of, file_in_context, requirements};
pub use purpose::Purpose;
pub use shipped::shipped;
pub use stage::{StageContents, Step};
pub use starting::installs_when_started;
pub use toolchain::kind;
pub use tooling::{is_for_tests, starts_nothing};

use rayon::prelude::*;

use crate::repository::{Dockerfile, DockerfileId, Repository, Stage};

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
        Self { dockerfiles: repository.dockerfiles.par_iter().map(read).collect() }
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

#[cfg(test)]
mod tests;
