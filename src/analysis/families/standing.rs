//! Who of a family is best attested.

use crate::analysis::likeness::{Likeness, Member};
use crate::analysis::{DockerfileRole, Evidence, Reach, Role};
use crate::repository::{ComposeId, Repository, ServiceId, path};

/// What families are made from.
pub(super) struct View<'a> {
    pub(super) repository: &'a Repository,
    pub(super) likeness: &'a Likeness,
    pub(super) reach: &'a Reach,
}

impl View<'_> {
    /// The role of the file that a service stands in.
    pub(super) fn role(&self, service: ServiceId) -> Role {
        self.reach.compose(service.compose).role
    }

    /// Whether a service stands in a file that nobody uses any more, or is kept from being started.
    pub(super) fn is_dead(&self, service: ServiceId) -> bool {
        self.role(service) == Role::Orphan || self.likeness.is_parked(service)
    }

    /// Whether more speaks against a service's file than for it, though not enough to call it dead, and it isn't
    /// meant for an environment of its own.
    pub(super) fn is_doubtful(&self, service: ServiceId) -> bool {
        let standing = self.reach.compose(service.compose);
        let apart = |it: &Evidence| matches!(it.kind, "environment-variant" | "fragment");
        standing.role == Role::Unknown && standing.score < 0.0 && !standing.evidence.iter().any(apart)
    }

    /// Whether nobody uses a member any more.
    pub(super) fn is_orphan(&self, member: Member) -> bool {
        match member {
            Member::Service(service) => self.is_dead(service),
            Member::Dockerfile(id) => self.reach.dockerfile(id).role == DockerfileRole::Orphan,
        }
    }

    /// The members that nobody uses any more.
    pub(super) fn dead(&self, members: &[Member]) -> Vec<Member> {
        members.iter().copied().filter(|&member| self.is_orphan(member)).collect()
    }

    /// The best-attested member: alive before unknown before dead, then the first.
    pub(super) fn best(&self, members: &[Member]) -> Option<Member> {
        members.iter().copied().min_by_key(|&member| (self.rank(member), member))
    }

    /// How well a member is attested, the best first.
    pub(super) fn rank(&self, member: Member) -> u8 {
        match member {
            Member::Service(service) if self.is_dead(service) => 4,
            Member::Service(service) => match self.role(service) {
                Role::Live => 0,
                Role::Variant => 1,
                Role::Override => 2,
                Role::Unknown => 3,
                Role::Orphan => 4,
            },
            Member::Dockerfile(id) => match self.reach.dockerfile(id).role {
                DockerfileRole::Live => 0,
                DockerfileRole::Unknown => 3,
                DockerfileRole::Orphan => 4,
            },
        }
    }

    /// What a member is called.
    pub(super) fn name(&self, member: Member) -> String {
        match member {
            Member::Service(service) => self.repository.service(service).name.value.clone(),
            Member::Dockerfile(id) => dockerfile_name(&self.repository.dockerfile(id).path),
        }
    }

    /// Whether two files are ways to run one stack: side by side, and one is layered on the other or a variant of it, or
    /// both are of a third.
    pub(super) fn are_one_stack(&self, a: ComposeId, b: ComposeId) -> bool {
        let (of_a, of_b) = (&self.reach.compose(a).of, &self.reach.compose(b).of);
        self.are_side_by_side(a, b)
            && (of_a.contains(&b) || of_b.contains(&a) || of_a.iter().any(|it| of_b.contains(it)))
    }

    /// Whether two files lie in one folder.
    pub(super) fn are_side_by_side(&self, a: ComposeId, b: ComposeId) -> bool {
        self.repository.compose(a).directory() == self.repository.compose(b).directory()
    }
}

/// `api` for `api/Dockerfile`, `Dockerfile.api` and `api.Dockerfile`.
fn dockerfile_name(at: &str) -> String {
    let file = path::file_name(at);
    let of_file = file.split('.').find(|part| !part.is_empty() && !part.eq_ignore_ascii_case("dockerfile"));
    let folder = Some(path::file_name(path::parent(at))).filter(|folder| !folder.is_empty());
    of_file.or(folder).unwrap_or(file).to_owned()
}
