//! One image name for all services of a build.

use crate::analysis::{Member, is_same_build};
use crate::edit::{Applicability, Edit, Fix};
use crate::lint::Context;
use crate::repository::{ComposeFile, Service, path};
use crate::source::Span;

/// An `image:` above the `build:` of each: the build stays, so that each can be started alone. Never safe, since something
/// may know the images by the names they had. `None` where a `build:` isn't a line of the service's own.
pub(in crate::rules::duplication) fn fix(
    context: &Context<'_>,
    best: Member,
    members: &[Member],
) -> Option<Fix> {
    let repository = context.repository;
    let services: Option<Vec<&Service>> = members
        .iter()
        .map(|member| match member {
            Member::Service(id) => Some(repository.service(*id)),
            Member::Dockerfile(_) => None,
        })
        .collect();
    let (Member::Service(best), services) = (best, services?) else { return None };
    let file = repository.compose(best.compose);
    let name = image_name(context, repository.service(best), &services)?;
    let mut edits: Vec<Edit> = Vec::new();
    for service in services {
        let edit = named(context, file, service, &name).filter(|edit| !edits.contains(edit))?;
        edits.push(edit);
    }
    Some(Fix {
        title: format!("Name the image `{name}` in each"),
        applicability: Applicability::Unsafe,
        edits,
    })
}

/// How many names there are for an image, the last the longest.
const NAMES: [usize; 3] = [1, 2, 3];

/// The shortest name that no service gives its image, and that no other build could get in the same way: whoever has an
/// image of that name would run the wrong one. `None` where there is none.
fn image_name(context: &Context<'_>, best: &Service, services: &[&Service]) -> Option<String> {
    let repository = context.repository;
    let build = best.build.as_ref()?;
    let is_own = |other: &Service| {
        let is_same = |other| is_same_build(repository, build, other);
        services.iter().any(|service| service.id == other.id) || other.build.as_ref().is_some_and(is_same)
    };
    let is_free = |candidate: &String| {
        let is_candidate =
            |other: &Service, words: usize| name(context, other, words).as_ref() == Some(candidate);
        let takes = |other: &Service| {
            let is_named = other.image.as_ref().is_some_and(|image| image.raw == *candidate);
            is_named || NAMES.iter().any(|words| is_candidate(other, *words)) && !is_own(other)
        };
        !repository.services().any(|(_, other)| takes(other))
    };
    NAMES.iter().filter_map(|words| name(context, best, *words)).find(is_free)
}

/// `project-folder-service-variant:local`, as many of these as there are to be and are known, none said twice: the file's
/// `name:` or its folder, the build context's folder, the service, and what a Dockerfile is called beside `Dockerfile`. The
/// tag keeps it apart from the names that Compose gives, and from what a registry has.
fn name(context: &Context<'_>, service: &Service, words: usize) -> Option<String> {
    let file = context.repository.compose(service.id.compose);
    let build = service.build.as_ref()?;
    let folder = build.context_path.as_deref()?;
    // where the repository lies on this machine tells nothing
    let project = match &file.name {
        Some(name) => name.known()?,
        None => path::file_name(file.directory()),
    };
    let dockerfile = build.dockerfile_id().map(|id| path::file_name(&context.repository.dockerfile(id).path));
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

/// A line above the `build:` key, where that stands on a line of its own in the service's own body.
fn named(context: &Context<'_>, file: &ComposeFile, service: &Service, name: &str) -> Option<Edit> {
    let key = service.build.as_ref()?.key;
    let source = context.source(key);
    let line = source.lines.line_range(key.start).start;
    let indent = source.text.get(line..key.start as usize)?;
    let is_own = key.file == file.file && service.span.contains(key) && service.id.compose == file.id;
    let is_block = !indent.is_empty() && indent.chars().all(|c| c == ' ');
    (is_own && is_block).then(|| Edit::Replace {
        span: Span { end: key.start, ..key },
        text: format!("image: {name}{}{indent}", source.newline()),
    })
}
