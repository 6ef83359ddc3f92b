//! What the image of a build may be called without anybody taking it for another.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::analysis::is_same_build;
use crate::repository::{Repository, Service, ServiceId, path};

/// How many names there are for an image, the last the longest.
const NAMES: [usize; 3] = [1, 2, 3];

/// Which services have or could get a name.
pub(super) struct Names<'a> {
    repository: &'a Repository,
    /// Names that services give their images.
    given: FxHashSet<&'a str>,
    /// The services that a name could be for.
    possible: FxHashMap<String, Vec<ServiceId>>,
}

impl<'a> Names<'a> {
    /// Looks through all services once.
    pub(super) fn of(repository: &'a Repository) -> Self {
        let given = repository.services().filter_map(|(_, service)| service.image.as_ref());
        let given = given.map(|image| image.raw.as_str()).collect();
        let mut possible: FxHashMap<String, Vec<ServiceId>> = FxHashMap::default();
        for (_, service) in repository.services() {
            let names: FxHashSet<String> =
                NAMES.into_iter().filter_map(|words| name(repository, service, words)).collect();
            for name in names {
                possible.entry(name).or_default().push(service.id);
            }
        }
        Self { repository, given, possible }
    }

    /// The shortest name for what `services` build, `best` first of all, that no service gives its image, and that no
    /// other build could get in the same way: whoever has an image of that name would run the wrong one. `None` where
    /// there is none.
    pub(super) fn free(&self, best: &Service, services: &[&Service]) -> Option<String> {
        let build = best.build.as_ref()?;
        let own: FxHashSet<ServiceId> = services.iter().map(|service| service.id).collect();
        let is_own = |other: &ServiceId| {
            let is_same = |other| is_same_build(self.repository, build, other);
            own.contains(other) || self.repository.service(*other).build.as_ref().is_some_and(is_same)
        };
        let is_free = |name: &String| {
            !self.given.contains(name.as_str()) && self.possible.get(name).into_iter().flatten().all(is_own)
        };
        NAMES.into_iter().filter_map(|words| name(self.repository, best, words)).find(is_free)
    }
}

/// `project-folder-service-variant:local`, as many of these as there are to be and are known, none said twice: the file's
/// `name:` or its folder, the build context's folder, the service, and what a Dockerfile is called beside `Dockerfile`. The
/// tag keeps it apart from the names that Compose gives, and from what a registry has.
fn name(repository: &Repository, service: &Service, words: usize) -> Option<String> {
    let file = repository.compose(service.id.compose);
    let build = service.build.as_ref()?;
    let folder = build.context_path.as_deref()?;
    // where the repository lies on this machine tells nothing
    let project = match &file.name {
        Some(name) => name.known()?,
        None => path::file_name(file.directory()),
    };
    let dockerfile = build.dockerfile_id().map(|id| path::file_name(&repository.dockerfile(id).path));
    let variant = dockerfile.unwrap_or_default().to_lowercase().replace("dockerfile", "");
    let allowed = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-';
    let plain = |name: &str| name.to_lowercase().chars().filter(allowed).collect::<String>();
    let mut parts: Vec<String> = Vec::new();
    let further = [service.name.value.as_str(), &variant];
    for name in [project, path::file_name(folder)].into_iter().chain(further.into_iter().take(words - 1)) {
        let part = plain(name).trim_matches('-').to_owned();
        if !part.is_empty() && !parts.contains(&part) {
            parts.push(part);
        }
    }
    (!parts.is_empty()).then(|| format!("{}:local", parts.join("-")))
}
