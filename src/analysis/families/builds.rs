//! Services of one build.

use super::standing::View;
use super::{Advice, Family};
use crate::analysis::Role;
use crate::analysis::likeness::{Group, Member};
use crate::repository::{ComposeId, Service};

/// Services of one file that build the same.
pub(super) fn family(view: &View<'_>, group: &Group) -> Family {
    let services: Vec<&Service> = group
        .members
        .iter()
        .filter_map(|member| match member {
            Member::Service(id) => Some(view.repository.service(*id)),
            Member::Dockerfile(_) => None,
        })
        .collect();
    let file = services.first().map(|service| service.id.compose);
    let advice = match file.map(|file| (view.reach.compose(file).role, file)) {
        _ if share_an_image(&services) => Advice::Keep,
        Some((Role::Override, file)) if restates(view, file, &services) => Advice::Keep,
        Some((Role::Orphan, _)) => Advice::DropOld,
        _ => Advice::OneImage,
    };
    let best = view.best(&group.members).unwrap_or(group.members[0]);
    Family {
        name: view.name(best),
        dead: view.dead(&group.members),
        kind: group.kind,
        confidence: group.confidence,
        advice,
        members: group.members.clone(),
        best,
        evidence: group.evidence.clone(),
    }
}

/// Whether all carry one `image:`, so that there is one image already.
fn share_an_image(services: &[&Service]) -> bool {
    let mut images = services.iter().map(|service| service.image.as_ref().map(|image| image.raw.as_str()));
    let first = images.next().flatten();
    first.is_some() && images.all(|image| image == first)
}

/// Whether the file below has services of the same names: merged, they are those.
fn restates(view: &View<'_>, file: ComposeId, services: &[&Service]) -> bool {
    let below = &view.reach.compose(file).of;
    services.iter().all(|service| {
        below.iter().any(|&id| view.repository.compose(id).service(&service.name.value).is_some())
    })
}
