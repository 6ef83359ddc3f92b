//! What a service is built from, resolved: equal builds make equal images.

use rustc_hash::FxHashMap;

use super::{FamilyKind, Group, Member};
use crate::analysis::{Confidence, Evidence};
use crate::repository::{Build, ComposeFile, Location, Repository, Service, path};
use crate::syntax::dockerfile::Keyword;

/// How many `extends` are followed; a chain of a person's making is shorter.
const LONGEST_CHAIN: usize = 8;

/// All that decides what a build makes, as far as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct BuildKey {
    context: String,
    dockerfile: String,
    target: Option<String>,
    /// Arguments that the Dockerfile declares, sorted.
    args: Vec<(String, Option<String>)>,
    contexts: Vec<(String, String)>,
}

impl BuildKey {
    /// The key of a build; `None` where something that isn't known decides.
    pub(super) fn of(repository: &Repository, build: &Build) -> Option<Self> {
        let context = match (&build.context_path, &build.context) {
            (Some(path), _) => path.clone(),
            // outside or remote: the same text in the same folder means the same
            (None, Some(text)) => format!("\0{}", text.raw),
            (None, None) => return None,
        };
        if build.context.is_none() && build.dockerfile.is_none() && build.inline.is_none() {
            // a fragment that sets another file's target or arguments
            return None;
        }
        let dockerfile = match &build.location {
            Location::Found(id) => repository.dockerfile(*id).path.clone(),
            Location::Inline => build.inline.as_ref()?.raw.clone(),
            _ => format!("\0{}", build.dockerfile.as_ref().map_or("Dockerfile", |it| it.raw.as_str())),
        };
        let mut args: Vec<_> = build
            .args
            .iter()
            .filter(|(name, _)| is_declared(repository, build, &name.value))
            .map(|(name, value)| (name.value.clone(), value.as_ref().map(|value| value.raw.clone())))
            .collect();
        args.sort();
        let contexts =
            build.additional_contexts.iter().map(|(name, it)| (name.value.clone(), it.raw.clone())).collect();
        let target = build.target.as_ref().map(|target| target.raw.clone());
        Some(Self { context, dockerfile, target, args, contexts })
    }
}

/// Whether two builds make the same image; not where something that isn't known decides.
pub fn is_same_build(repository: &Repository, one: &Build, other: &Build) -> bool {
    let key = |build| BuildKey::of(repository, build);
    key(one).is_some_and(|one| key(other).is_some_and(|other| one == other))
}

/// Whether the Dockerfile declares an argument; one that it doesn't declare changes nothing.
fn is_declared(repository: &Repository, build: &Build, name: &str) -> bool {
    let Some(id) = build.dockerfile_id() else { return true };
    let instructions = repository.dockerfile(id).syntax.instructions.iter();
    let mut declared = instructions.filter(|it| it.keyword == Keyword::Arg).flat_map(|it| it.pairs());
    declared.any(|(key, _)| key.value == name)
}

/// The service that says what `service` is built from: itself, or the one it extends.
pub(super) fn builder<'a>(
    repository: &'a Repository,
    file: &'a ComposeFile,
    service: &'a Service,
) -> &'a Service {
    let (mut file, mut service) = (file, service);
    for _ in 0..LONGEST_CHAIN {
        if service.build.is_some() || service.image.is_some() {
            break;
        }
        let Some(extends) = &service.extends else { break };
        if let Some(other) = extends.file.as_ref().and_then(|text| text.known()) {
            let Some(path) = path::join(file.directory(), other) else { break };
            let Ok(at) = repository.compose_files.binary_search_by(|it| it.path.cmp(&path)) else { break };
            file = &repository.compose_files[at];
        }
        let Some(base) = extends.service.known().and_then(|name| file.service(name)) else { break };
        service = base;
    }
    service
}

/// Services of one file that build the same thing, whatever their images are called.
pub(super) fn groups(repository: &Repository) -> Vec<Group> {
    let mut groups = Vec::new();
    for file in &repository.compose_files {
        let mut order: Vec<BuildKey> = Vec::new();
        let mut by_key: FxHashMap<BuildKey, Vec<&Service>> = FxHashMap::default();
        for service in &file.services {
            let Some(build) = &builder(repository, file, service).build else { continue };
            let Some(key) = BuildKey::of(repository, build) else { continue };
            let members = by_key.entry(key.clone()).or_default();
            if members.is_empty() {
                order.push(key);
            }
            members.push(service);
        }
        for key in order {
            let members = by_key.remove(&key).unwrap_or_default();
            if members.len() > 1 {
                groups.push(group(repository, file, &members));
            }
        }
    }
    groups
}

fn group(repository: &Repository, file: &ComposeFile, members: &[&Service]) -> Group {
    let evidence = members.iter().map(|service| {
        let builder = builder(repository, file, service);
        let span = builder.build.as_ref().map_or(service.name.span, |build| build.key);
        let build = builder.build.as_ref();
        let what = match build.and_then(Build::dockerfile_id) {
            Some(id) => format!("`{}`", repository.dockerfile(id).path),
            None => "the same context".to_owned(),
        };
        Evidence::new("same-build", span, format!("`{}` is built from {what}", service.name.value))
    });
    let known = members.iter().all(|service| {
        builder(repository, file, service)
            .build
            .as_ref()
            .is_some_and(|build| build.location != Location::Unknown)
    });
    Group {
        kind: FamilyKind::SameBuild,
        confidence: if known { Confidence::High } else { Confidence::Medium },
        members: members.iter().map(|service| Member::Service(service.id)).collect(),
        evidence: evidence.collect(),
    }
}
