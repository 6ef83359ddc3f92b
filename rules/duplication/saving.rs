//! What a family costs on disk.

use crate::analysis::size::{Footprint, Image};
use crate::analysis::{Family, Member};
use crate::lint::{Context, Of, Saving};

/// Less than this is no reason to do anything.
const LEAST: u64 = 1_000_000;

/// What is saved on disk, shared layers counted once, by keeping only one member's image of those that somebody may
/// build; `None` where an image has parts that nothing here can weigh, or nothing would be saved.
pub(super) fn of_keeping(context: &Context<'_>, family: &Family, kept: Member) -> Option<Saving> {
    let used = family.members.iter().filter(|&&member| super::members::is_in_use(context, member));
    let used: Vec<Member> = used.copied().collect();
    if used.len() < 2 || !used.contains(&kept) {
        return None;
    }
    let images: Vec<&Image> = used.iter().flat_map(|&member| images(context, member)).collect();
    let (all, one) = (Footprint::of(images.iter().copied()), Footprint::of(self::images(context, kept)));
    let saved = all.unique_on_disk.minus(one.unique_on_disk);
    let is_known = !all.is_partial && !saved.is_vague() && saved.expected >= LEAST;
    is_known.then_some(Saving { low: saved.low, expected: saved.expected, high: saved.high, of: Of::Unique })
}

/// What `docker images` would add up to less, if one name were left of a family's: the layers may well be shared.
pub(super) fn in_the_sum(context: &Context<'_>, members: &[Member]) -> Option<u64> {
    let sizes = members.iter().map(|&member| images(context, member).next());
    let sizes: Option<Vec<_>> =
        sizes.map(|image| image.filter(|it| !it.is_partial()).map(Image::size)).collect();
    let sizes = sizes?;
    let least = sizes.iter().map(|size| size.expected).min()?;
    let all = sizes.iter().map(|size| size.expected).fold(0, u64::saturating_add);
    (!sizes.iter().any(|size| size.is_vague()) && all > least).then_some(all - least)
}

/// The images of a member.
fn images<'a>(context: &Context<'a>, member: Member) -> impl Iterator<Item = &'a Image> {
    let sizes = context.analysis.sizes();
    let (of_dockerfile, of_service) = match member {
        Member::Dockerfile(id) => (Some(sizes.built_from(id)), None),
        Member::Service(id) => (None, sizes.of_service(id)),
    };
    of_dockerfile.into_iter().flatten().chain(of_service)
}
