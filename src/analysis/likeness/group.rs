//! What the analyses of likeness hand out.

use crate::analysis::{Confidence, Evidence};
use crate::repository::{DockerfileId, ServiceId};

/// In what way several things are one, from certain to likely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FamilyKind {
    /// Services of one file with the same context, Dockerfile, target and arguments.
    SameBuild,
    /// Dockerfiles that differ by what could be a parameter.
    NearDuplicateDockerfile,
    /// One service in several files, under the same or another name.
    GenerationCopy,
    /// Backing stores of one image that nothing tells apart.
    DuplicateInfrastructure,
}

impl FamilyKind {
    /// The word every output uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SameBuild => "same-build",
            Self::NearDuplicateDockerfile => "near-duplicate-dockerfile",
            Self::GenerationCopy => "generation-copy",
            Self::DuplicateInfrastructure => "duplicate-infrastructure",
        }
    }
}

/// One of those that are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Member {
    /// A service of a Compose file.
    Service(ServiceId),
    /// A Dockerfile.
    Dockerfile(DockerfileId),
}

/// Things that are alike, whoever uses them.
#[derive(Debug, Clone)]
pub struct Group {
    /// In what way.
    pub kind: FamilyKind,
    /// How sure that is.
    pub confidence: Confidence,
    /// At least two, in the repository's order.
    pub members: Vec<Member>,
    /// The strongest of what they share, with places in the files of both sides.
    pub evidence: Vec<Evidence>,
}
