//! Which Compose files run together as one system, and their part of the plan: one file in their place, or one each.

use std::collections::BTreeMap;

use super::compose::merge::{self, Member};
use super::compose::{anchors, beside};
use super::project::{self, Prepared};
use super::{Declined, NewFile, Place, Step, container, proof, steps};
use crate::repository::references::{Origin, Target, Use};
use crate::repository::{ComposeFile, ComposeId, Repository, path};

/// A system's part of the plan.
pub(super) struct Written {
    pub(super) steps: Vec<Step>,
    pub(super) files: Vec<NewFile>,
    /// Each service: the original's path, its name there, its name now.
    pub(super) successors: Vec<(String, String, String)>,
    /// Services that stay containers of their own where others don't.
    pub(super) declined: Vec<Declined>,
    /// Whether nothing would change.
    pub(super) is_idle: bool,
}

/// The files that get a successor, those that become one together; the first of a group keeps its project's name.
pub(super) fn groups<'a>(
    repository: &Repository,
    place: &Place,
    prepared: Vec<Prepared<'a>>,
    declined: &mut Vec<Declined>,
) -> Vec<Vec<Prepared<'a>>> {
    let mut groups: Vec<Vec<Prepared<'a>>> = Vec::new();
    for one in prepared {
        let belongs = |group: &Vec<Prepared<'a>>| {
            group
                .iter()
                .any(|other| run_together(repository, (other.file, &other.name), (one.file, &one.name)))
        };
        // one that runs with members of two groups makes them one
        let (linked, mut apart): (Vec<_>, Vec<_>) = groups.into_iter().partition(belongs);
        let mut group: Vec<Prepared<'a>> = linked.into_iter().flatten().collect();
        group.push(one);
        apart.push(group);
        groups = apart;
    }
    let mut done = Vec::new();
    for mut group in groups {
        group.sort_by_key(|prepared| std::cmp::Reverse(prepared.file.services.len()));
        let offers = |group: &[Prepared<'_>]| group.iter().any(|prepared| !prepared.offers.is_empty());
        if group.len() > 1
            && offers(&group)
            && let Err(reason) = write(repository, place, &group)
        {
            let names: Vec<&str> = group.iter().map(|prepared| prepared.file.path.as_str()).collect();
            let reason = format!("they run together, but can't be one file: {reason}");
            declined.push(Declined { what: names.join(", "), reason });
            done.extend(group.into_iter().map(|prepared| vec![prepared]).filter(|group| offers(group)));
        } else if offers(&group) {
            done.push(group);
        }
    }
    done.sort_by(|a, b| a.iter().map(|it| it.file.id).min().cmp(&b.iter().map(|it| it.file.id).min()));
    done
}

/// Whether one makes a network or volume that the other names, or one recipe starts both.
fn run_together(repository: &Repository, a: (&ComposeFile, &str), b: (&ComposeFile, &str)) -> bool {
    let uses = |user: &ComposeFile, maker: (&ComposeFile, &str)| {
        let made = |real: &str| {
            let declared = maker.0.resources.iter().filter(|it| !it.external).any(|it| {
                let custom = it.custom_name.as_ref().and_then(|name| name.known());
                custom.map_or(real == format!("{}_{}", maker.1, it.name.value), |name| name == real)
            });
            declared || real == format!("{}_default", maker.1)
        };
        user.resources.iter().filter(|it| it.external).any(|it| {
            let custom = it.custom_name.as_ref().and_then(|name| name.known());
            made(custom.unwrap_or(&it.name.value))
        })
    };
    uses(a.0, b) || uses(b.0, a) || one_recipe_starts(repository, a.0.id, b.0.id)
}

/// Whether a Makefile's recipe starts both, in lines that follow each other.
fn one_recipe_starts(repository: &Repository, a: ComposeId, b: ComposeId) -> bool {
    let starts = |id: ComposeId| {
        repository.references.iter().filter(move |reference| {
            reference.usage == Use::Runs
                && reference.origin == Origin::Make
                && reference.target == Target::Compose(id)
                && reference.layering.is_none()
        })
    };
    starts(a).any(|first| {
        starts(b).any(|second| {
            let (first, second) = (first.span, second.span);
            let (from, to) = (first.start.min(second.start), first.start.max(second.start));
            let source = &repository.sources[first.file];
            let between = source.text.get(from as usize..to as usize).unwrap_or("\n");
            first.file == second.file && between.lines().skip(1).all(|line| line.starts_with('\t'))
        })
    })
}

/// The group's files at `place`; or what could not be proved.
pub(super) fn write(
    repository: &Repository,
    place: &Place,
    group: &[Prepared<'_>],
) -> Result<Written, String> {
    let Some(main) = group.first() else { return Err("there is none".to_owned()) };
    let (mut steps, mut files, mut equal): (Vec<Step>, Vec<NewFile>, Vec<String>) = Default::default();
    let mut members = Vec::new();
    for prepared in group {
        let written = project::write(repository, place, prepared)?;
        for new in written.files {
            match files.iter().find(|file| file.path == new.path) {
                Some(known) if known.text != new.text => {
                    return Err(format!("two of them would have a `{}`", new.path));
                }
                Some(_) => {}
                None => files.push(new),
            }
        }
        equal.extend(written.equal);
        let (project, path) = (prepared.name.clone(), prepared.file.path.clone());
        members.push(Member { project, path, text: written.compose });
    }
    let mut renamed = vec![BTreeMap::new(); members.len()];
    let (mut text, moved) = match members.as_slice() {
        [only] => (only.text.clone(), Vec::new()),
        _ => {
            let env = |prepared: &&Prepared<'_>| {
                let env = path::join(prepared.file.directory(), ".env");
                env.is_some_and(|env| repository.tree.kind(&env).is_some())
            };
            if group.iter().filter(env).count() > 0 {
                return Err("one of them has an `.env` of its own".to_owned());
            }
            let merged = merge::merge(&members)?;
            equal = proof::merged(&members, &merged)?.into_iter().chain(equal).collect();
            let moved = differs(group, &members, &merged);
            renamed = merged.renamed;
            (merged.text, moved)
        }
    };
    let outcome = match main.merges {
        true => container::merge(repository, place, group, &renamed, &mut text, &mut files),
        false => container::Outcome::default(),
    };
    for prepared in group {
        steps.extend(steps::builds(repository, prepared, &outcome.merged));
    }
    if let Some(last) = outcome.merged.last() {
        equal = last.equal.clone();
    }
    let is_idle =
        outcome.merged.is_empty() && !group.iter().any(|it| it.offers.iter().any(|offer| offer.changes()));
    let text = anchors::share(&text);
    let beside = beside::write(&main.name, &text)?;
    let original = Some((main.file.path.clone(), repository.sources[main.file.file].text.clone()));
    files.push(NewFile { path: "compose.yaml".to_owned(), text, replaces: original });
    files.push(NewFile { path: "compose.beside.yaml".to_owned(), text: beside, replaces: None });
    equal.dedup();
    steps.extend(outcome.merged.iter().map(|it| it.step.clone()));
    steps.push(steps::start(repository, place, group, equal, moved));
    let merged = &outcome.merged;
    let all = group.iter().zip(&renamed).flat_map(|(prepared, renamed)| {
        prepared.file.services.iter().map(move |service| {
            let old = service.name.value.clone();
            let new = renamed.get(&old).unwrap_or(&old);
            let holds = |it: &&container::Merged| it.processes.contains(new);
            let new = merged.iter().find(holds).map_or(new, |it| &it.name).clone();
            (prepared.file.path.clone(), old, new)
        })
    });
    let successors = all.collect();
    let declined = outcome.declined;
    Ok(Written { steps, files, successors, declined, is_idle })
}

/// What several projects in one are no longer.
fn differs(group: &[Prepared<'_>], members: &[Member], merged: &merge::Merged) -> Vec<String> {
    let mut differs = Vec::new();
    let Some((main, others)) = group.split_first() else { return differs };
    for (prepared, (member, renamed)) in others.iter().zip(members.iter().zip(&merged.renamed).skip(1)) {
        differs.push(format!(
            "what was the project `{}` belongs to `{}`: one `up`, one `ps`, one `down` for both",
            member.project, main.name
        ));
        for (old, new) in renamed {
            differs.push(format!(
                "`{old}` of `{}` is the service `{new}`, since both had one; on its network it is still called `{old}`",
                member.path
            ));
        }
        let unnamed: Vec<String> = prepared
            .file
            .services
            .iter()
            .filter(|service| service.container_name.is_none())
            .map(|service| format!("`{}-{}-1`", member.project, service.name.value))
            .collect();
        if !unnamed.is_empty() {
            let new = &main.name;
            differs.push(format!("the containers {} begin with `{new}-` instead", unnamed.join(", ")));
        }
        let images: Vec<String> = prepared
            .file
            .services
            .iter()
            .filter(|service| service.build.is_some() && service.image.is_none())
            .filter(|service| {
                !prepared.offers.iter().any(|offer| {
                    offer.image.is_some() && offer.family.members.iter().any(|it| it.id == service.id)
                })
            })
            .map(|service| format!("`{}-{}`", member.project, service.name.value))
            .collect();
        if !images.is_empty() {
            let new = &main.name;
            differs.push(format!("the images {} begin with `{new}-` instead", images.join(", ")));
        }
    }
    differs
}
