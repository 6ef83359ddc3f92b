//! One image name for all services of a build.

use rustc_hash::FxHashSet;

use super::names::Names;
use crate::analysis::Member;
use crate::edit::{Applicability, Edit, Fix};
use crate::lint::Context;
use crate::repository::{ComposeFile, Service};
use crate::source::Span;

/// An `image:` above the `build:` of each: the build stays, so that each can be started alone. Never safe, since something
/// may know the images by the names they had. `None` where a `build:` isn't a line of the service's own.
pub(in crate::rules::duplication) fn fix(
    context: &Context<'_>,
    names: &Names<'_>,
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
    let name = names.free(repository.service(best), &services)?;
    let mut places = FxHashSet::default();
    let mut edits: Vec<Edit> = Vec::new();
    for service in services {
        let at = service.build.as_ref()?.key;
        // one `build:` that several services get by an anchor is none's own
        edits.push(named(context, file, service, &name).filter(|_| places.insert(at))?);
    }
    Some(Fix {
        title: format!("Name the image `{name}` in each"),
        applicability: Applicability::Unsafe,
        edits,
    })
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
