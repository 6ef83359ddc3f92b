//! One image name for all services of a build.

use crate::analysis::Member;
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
    let name = image_name(context, file, repository.service(best), &services)?;
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

/// `project-folder:local` after the build context's folder, without what isn't known or said twice; with the service's name
/// where another build of the file has the same context. The tag keeps it apart from the names that Compose gives, and
/// from what a registry has. `None` where somebody has it.
fn image_name(
    context: &Context<'_>,
    file: &ComposeFile,
    best: &Service,
    services: &[&Service],
) -> Option<String> {
    let folder_of = |service: &Service| service.build.as_ref()?.context_path.clone();
    let folder = folder_of(best)?;
    // where the repository lies on this machine tells nothing
    let project = match &file.name {
        Some(name) => name.known()?,
        None => path::file_name(file.directory()),
    };
    let is_shared = file.services.iter().any(|service| {
        folder_of(service).as_ref() == Some(&folder) && !services.iter().any(|own| own.id == service.id)
    });
    let own = if is_shared || (project.is_empty() && folder.is_empty()) { &best.name.value } else { "" };
    let allowed = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-';
    let plain = |name: &str| name.to_lowercase().chars().filter(allowed).collect::<String>();
    let mut parts: Vec<String> = Vec::new();
    for name in [project, path::file_name(&folder), own] {
        let part = plain(name).trim_matches('-').to_owned();
        if !part.is_empty() && !parts.contains(&part) {
            parts.push(part);
        }
    }
    let name = format!("{}:local", parts.join("-"));
    let mut named = context.repository.services().filter_map(|(_, service)| service.image.as_ref());
    (!parts.is_empty() && !named.any(|image| image.raw == name)).then_some(name)
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
