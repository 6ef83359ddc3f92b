//! Which services of a file are built alike.

use serde_json::Value;

use super::compose::value;
use super::join::Joined;
use crate::repository::compose::Text;
use crate::repository::{ComposeFile, DockerfileId, Location, Service};

/// Services of one Compose file that one image can serve.
#[derive(Debug, Default)]
pub(super) struct Family<'a> {
    /// What they are built from: one Dockerfile, or several that are joined.
    pub(super) dockerfiles: Vec<DockerfileId>,
    /// The build context's folder, relative to the root.
    pub(super) context: String,
    /// The services; those of the first Dockerfile first, each in the order written.
    pub(super) members: Vec<&'a Service>,
    /// What else their `build:` says.
    settings: Value,
    /// What becomes of several Dockerfiles.
    pub(super) joined: Option<Joined>,
}

/// Groups the services that build a Dockerfile of the repository: same Dockerfile, context, target, arguments and all
/// other settings. A service that nobody else is built like is a family of its own.
pub(super) fn families(file: &ComposeFile) -> Vec<Family<'_>> {
    let mut families: Vec<Family<'_>> = Vec::new();
    for service in &file.services {
        let Some(build) = &service.build else { continue };
        let (Location::Found(dockerfile), Some(context)) = (&build.location, &build.context_path) else {
            continue;
        };
        let settings = value::build_settings(file, &service.name.value);
        let same = |family: &&mut Family<'_>| {
            family.dockerfiles == [*dockerfile] && family.context == *context && family.settings == settings
        };
        match families.iter_mut().find(same) {
            Some(family) => family.members.push(service),
            None => families.push(Family {
                dockerfiles: vec![*dockerfile],
                context: context.clone(),
                members: vec![service],
                settings,
                joined: None,
            }),
        }
    }
    families
}

impl Family<'_> {
    /// The Dockerfile that lends its text.
    pub(super) fn dockerfile(&self) -> DockerfileId {
        self.dockerfiles.first().copied().unwrap_or(DockerfileId(0))
    }

    /// What their `build:` says beside context and Dockerfile.
    pub(super) fn settings(&self) -> &Value {
        &self.settings
    }

    /// Whether both become the same image.
    pub(super) fn is_built_like(&self, other: &Self) -> bool {
        (&self.dockerfiles, &self.context, &self.settings)
            == (&other.dockerfiles, &other.context, &other.settings)
    }

    /// The image that members name already: `Err` where they name several.
    pub(super) fn image(&self) -> Result<Option<&str>, ()> {
        let mut named = self.members.iter().filter_map(|member| Some(member.image.as_ref()?.raw.as_str()));
        let first = named.next();
        if named.all(|image| Some(image) == first) { Ok(first) } else { Err(()) }
    }

    /// The member that keeps the `build:` where the others take its image.
    pub(super) fn holder(&self) -> Option<&Service> {
        holder(&self.members)
    }
}

/// The first of these services that is started whenever another of them is, so that what it builds for them is never
/// pulled instead. `None` where profiles can start some without it.
fn holder<'a>(members: &[&'a Service]) -> Option<&'a Service> {
    let starts_with = |holder: &Service, other: &Service| {
        let has = |wanted: &Text| holder.profiles.iter().any(|profile| profile.raw == wanted.raw);
        holder.profiles.is_empty() || !other.profiles.is_empty() && other.profiles.iter().all(has)
    };
    members.iter().find(|one| members.iter().all(|other| starts_with(one, other))).copied()
}

/// Whether services that are built alike can take one image: each builds it under the name they all have, or one for all.
pub(super) fn share(members: &[&Service]) -> Result<(), String> {
    if members.iter().all(|member| member.image.is_some()) || holder(members).is_some() {
        return Ok(());
    }
    Err("profiles can start one of them without any that could build for it".to_owned())
}
