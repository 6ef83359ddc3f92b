//! Packages of the distribution that a `RUN` keeps, and the package lists that it leaves.

use super::Estimate;
use super::layer::{Held, Reason, Recommended};
use super::packages::{self, Asked};
use super::run::Run;
use crate::analysis::contents::{Action, Carried, Done, Fate, Item, Kind, Removal, Step, System};
use crate::facts::packages::APK_INDEXES;

pub(super) fn system(run: &mut Run<'_, '_>) {
    let step = run.step;
    let carried = Carried::of_step(step);
    packages(run, &carried);
    run.layer.partial |= carried.more || purges_without_trace(step);
    lists(run);
    indexes(run);
}

fn packages(run: &mut Run<'_, '_>, carried: &Carried) {
    let step = run.step;
    // toolchains from elsewhere are no packages
    let downloaded = |name: &str| {
        step.done.iter().any(|done| matches!(&done.action, Action::Toolchain(own) if *own == name))
    };
    let is_package = |kind| matches!(kind, Kind::Compiler | Kind::Headers | Kind::BuildTool | Kind::Package);
    let kept: Vec<&Item> = carried
        .items
        .iter()
        .filter(|item| item.fate != Fate::Purged && is_package(item.kind) && !downloaded(&item.name))
        .collect();
    let Some(first) = kept.first() else { return };
    let Some(system) = step.done.iter().find_map(|done| match &done.action {
        Action::Install(packages) => Some(packages.system),
        _ => None,
    }) else {
        return;
    };
    let (base, present) = (run.chain.base.as_ref(), &run.chain.present);
    let weigh = |asked: &[Asked<'_>]| packages::weigh(system, asked, base, present);
    let asked: Vec<Asked<'_>> = kept.iter().map(|item| Asked::of(item)).collect();
    let Some(added) = weigh(&asked) else { return run.layer.unknown() };
    // what only recommendations bring: the difference between both ways to install
    let recommended = |asked: &[Asked<'_>], added: Estimate| {
        if !asked.iter().any(|asked| asked.recommends) {
            return Estimate::ZERO;
        }
        let bare: Vec<_> = asked.iter().map(|asked| Asked { recommends: false, ..*asked }).collect();
        weigh(&bare).map_or(Estimate::ZERO, |bare| added.more_than(bare.size))
    };
    let all = recommended(&asked, added.size);
    let others: Vec<Asked<'_>> =
        kept.iter().filter(|item| item.kind == Kind::Package).map(|item| Asked::of(item)).collect();
    let of_others = match others.len() == asked.len() || all == Estimate::ZERO {
        true => all,
        false => weigh(&others).map_or(Estimate::ZERO, |added| recommended(&others, added.size)),
    };
    run.layer.recommended = Recommended { all, of_others };
    let names: Vec<&str> = kept.iter().map(|item| item.name.as_str()).collect();
    run.layer.add(Held::new("/usr", Reason::Packages, added.size).by(first.span).called(names.join(" ")));
    run.layer.outside_tables.extend(added.unknown);
    run.chain.present.extend(added.packages);
}

fn lists(run: &mut Run<'_, '_>) {
    let step = run.step;
    let has = |action: &Action| step.done.iter().any(|done| done.action == *action);
    let mounted = step.cache_mounts.iter().any(|path| path.starts_with("/var/lib/apt"));
    if !has(&Action::RefreshLists(System::Apt)) || has(&Action::DeleteLists(System::Apt)) || mounted {
        return;
    }
    let refresh = |done: &&Done| done.action == Action::RefreshLists(System::Apt);
    let by = step.done.iter().find(refresh).map_or(step.span, |done| done.span);
    let size = packages::lists(run.chain.base.as_ref());
    run.layer.add(Held::new("/var/lib/apt/lists", Reason::Lists, size).by(by));
}

/// What `apk update` leaves; a later command of the same `RUN` may delete it.
fn indexes(run: &mut Run<'_, '_>) {
    let step = run.step;
    let mounted = step.cache_mounts.iter().any(|path| path.starts_with("/var/cache/apk"));
    let refresh = step.done.iter().find(|done| done.action == Action::RefreshLists(System::Apk));
    if let Some(refresh) = refresh.filter(|_| !mounted) {
        let size = Estimate { low: APK_INDEXES / 2, ..Estimate::give_or_take(APK_INDEXES, 0.3) };
        run.layer.add(Held::new("/var/cache/apk", Reason::Lists, size).by(refresh.span));
    }
}

/// A removal of packages that this layer didn't install: what it leaves can't be told.
fn purges_without_trace(step: &Step) -> bool {
    let sweeps = |removal: &Removal| removal.automatic && removal.names.is_empty();
    step.done.iter().any(|done| matches!(&done.action, Action::Remove(removal) if sweeps(removal)))
        && !step.done.iter().any(|done| matches!(done.action, Action::Install(_)))
}
