//! What a family costs, and what is left of it.

use crate::analysis::size::{Change, Footprint, Image};
use crate::analysis::{Family, Member, Role};
use crate::lint::{Context, Of, Saving};

/// Less than this is no reason to do anything.
const LEAST: u64 = 1_000_000;

/// What a change to these members saves on disk: the layers that no other image of the repository has, counted once.
/// `None` where an image has parts that nothing here can weigh, or nothing would be saved.
pub(super) fn on_disk(context: &Context<'_>, members: &[Member], change: &Change) -> Option<Saving> {
    let sizes = context.analysis.sizes();
    let all = Footprint::of(sizes.of_members(members));
    let freed = sizes.freed_without(&sizes.gone_with(change));
    let is_known = !all.is_partial && !freed.is_vague() && freed.expected >= LEAST;
    let saving = Saving::of(freed, Of::Unique).filter(|_| is_known)?;
    // both are sums of the same layers
    Some(saving.between(all.unique_on_disk, all.unique_on_disk.more_than(freed)))
}

/// The services of a family that go, if one of them stays. Where all are run, it isn't known which: then the one with the
/// largest image is thought to stay, so that no more is counted than is saved whichever it is.
pub(super) fn goes(context: &Context<'_>, family: &Family) -> Vec<Member> {
    let all_run = family.members.iter().all(|&member| super::members::is_shown_alive(context, member));
    let largest = || largest(context, &family.members);
    let stays = if all_run { largest().unwrap_or(family.best) } else { family.best };
    family.members.iter().copied().filter(|&member| member != stays).collect()
}

/// Those of these members whose files aren't dead: a dead file is a finding of its own, and says what goes with it.
pub(super) fn told_here(context: &Context<'_>, members: &[Member]) -> Vec<Member> {
    let is_told = |member: &Member| match member {
        Member::Service(id) => context.analysis.reach().compose(id.compose).role != Role::Orphan,
        Member::Dockerfile(_) => true,
    };
    members.iter().copied().filter(is_told).collect()
}

/// Nothing needs these services any more.
pub(super) fn unused(members: &[Member]) -> Change {
    let service = |member: &Member| match member {
        Member::Service(id) => Some(*id),
        Member::Dockerfile(_) => None,
    };
    Change::Unused(members.iter().filter_map(service).collect())
}

/// The member with the largest image, the first of equals.
fn largest(context: &Context<'_>, members: &[Member]) -> Option<Member> {
    let weight = |member: Member| {
        let images = context.analysis.sizes().of_members(&[member]);
        images.into_iter().map(|image| image.size().expected).max().unwrap_or(0)
    };
    // the last of equals is the largest to `max_by_key`
    members.iter().rev().copied().max_by_key(|&member| weight(member))
}

/// What `docker images` would add up to less, if one name were left of a family's: the layers may well be shared.
pub(super) fn in_the_sum(context: &Context<'_>, members: &[Member]) -> Option<u64> {
    let sizes = context.analysis.sizes();
    let image = |&member: &Member| sizes.of_members(&[member]).first().copied();
    let sizes: Option<Vec<_>> =
        members.iter().map(|member| image(member).filter(|it| !it.is_partial()).map(Image::size)).collect();
    let sizes = sizes?;
    let least = sizes.iter().map(|size| size.expected).min()?;
    let all = sizes.iter().map(|size| size.expected).fold(0, u64::saturating_add);
    (!sizes.iter().any(|size| size.is_vague()) && all > least).then_some(all - least)
}
