//! The README beside the new files: how to try them, how to change over, how to go back.

use std::fmt::Write;

use indexmap::{IndexMap, IndexSet};

use super::{Ledger, Place, Plan, Step};
use crate::repository::compose::MountKind;
use crate::repository::{ComposeFile, Repository, path};

/// Compose files that one of the plan replaces.
pub(super) struct Project<'a> {
    /// The originals.
    pub(super) files: Vec<&'a ComposeFile>,
    /// Their projects' names; the first stays.
    pub(super) names: Vec<String>,
    /// Its folder within the written one; empty where it has that for itself.
    pub(super) folder: String,
}

pub(super) fn write(plan: &Plan, repository: &Repository, place: &Place, projects: &[Project<'_>]) -> String {
    let mut out = String::from(
        "# The same system, built smaller\n\n\
         Written by `careen rewrite`, which changed nothing else. Commands are run from the top of the repository.\n",
    );
    for project in projects {
        _ = about(&mut out, repository, place, project);
    }
    _ = images(&mut out, &plan.ledger);
    let steps = plan.steps.iter();
    section(&mut out, "What differs on purpose", labelled(steps.clone().map(|step| (step, &step.differs))));
    section(
        &mut out,
        "What is assumed, and a try would show",
        labelled(steps.map(|step| (step, &step.assumes))),
    );
    section(
        &mut out,
        "What was left as it is",
        plan.declined.iter().map(|it| format!("`{}`: {}", it.what, it.reason)),
    );
    section(
        &mut out,
        "What nothing needs any more once you have changed over",
        plan.unneeded.iter().map(|path| format!("`{path}`")),
    );
    let dead = plan.left_out.iter().map(|it| match &it.superseded_by {
        Some(newer) => format!("`{}`, superseded by `{newer}`", it.path),
        None => format!("`{}`", it.path),
    });
    section(&mut out, "Dead Compose files that are not part of it", dead);
    out
}

/// What all images weigh, before and after, in one table.
fn images(out: &mut String, ledger: &Ledger) -> std::fmt::Result {
    if ledger.before.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## What the images weigh\n\n| before | | after | |\n| --- | ---: | --- | ---: |")?;
    for line in ledger.lines() {
        writeln!(out, "| {} | {} | {} | {} |", line.before, line.before_size, line.after, line.after_size)?;
    }
    writeln!(out, "\nEstimates, in bytes on disk; nothing was built.")
}

/// Each line once, with the files it is about.
fn labelled<'a>(steps: impl Iterator<Item = (&'a Step, &'a Vec<String>)>) -> impl Iterator<Item = String> {
    let mut by_line: IndexMap<&str, IndexSet<&str>> = IndexMap::new();
    for (step, lines) in steps {
        for line in lines {
            by_line.entry(line).or_default().extend(step.of.iter().map(String::as_str));
        }
    }
    let lines: Vec<String> =
        by_line.into_iter().map(|(line, of)| format!("{line} ({})", listed(&of))).collect();
    lines.into_iter()
}

/// Paths, the tail of a long list as a number.
fn listed(paths: &IndexSet<&str>) -> String {
    const SHOWN: usize = 2;
    let quoted: Vec<String> = paths.iter().take(SHOWN).map(|path| format!("`{path}`")).collect();
    match paths.len().saturating_sub(SHOWN) {
        0 => quoted.join(", "),
        more => format!("{} and {more} more", quoted.join(", ")),
    }
}

fn section(out: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.collect();
    if !lines.is_empty() {
        _ = write!(out, "\n## {title}\n\n");
        for line in lines {
            _ = writeln!(out, "- {line}");
        }
    }
}

fn about(
    out: &mut String,
    repository: &Repository,
    place: &Place,
    project: &Project<'_>,
) -> std::fmt::Result {
    let folder = match project.folder.as_str() {
        "" => place.named_from_root().to_owned(),
        folder => format!("{}/{folder}", place.named_from_root()),
    };
    let name = project.names.first().map_or("", String::as_str);
    let own_env = |file: &ComposeFile| {
        let env = path::join(file.directory(), ".env").filter(|env| repository.tree.kind(env).is_some());
        env.map(|env| format!(" --env-file {env}")).unwrap_or_default()
    };
    let env = project.files.first().map(|file| own_env(file)).unwrap_or_default();
    let new = format!("docker compose{env} -f {folder}/compose.yaml");
    let beside = format!("{new} -f {folder}/compose.beside.yaml");
    // who makes a network or volume comes before who finds it there
    let mut in_order = project.files.clone();
    in_order.sort_by_key(|file| file.resources.iter().any(|resource| resource.external));
    let old = |verb: &str, files: &[&ComposeFile]| -> String {
        let all = files.iter().map(|file| {
            let env = own_env(file);
            format!("docker compose{env} -f {} {verb}\n", file.path)
        });
        all.collect()
    };
    let paths: Vec<String> = project.files.iter().map(|file| format!("`{}`", file.path)).collect();
    writeln!(out, "\n## `{name}` in place of {}\n", paths.join(" and "))?;
    if env.is_empty() {
        writeln!(out, "If the original is started with `--env-file`, give the same one here.\n")?;
    }
    writeln!(
        out,
        "Try it beside the running system, with ports, container names, volumes and networks of its own \
         (Docker Compose 2.24 or newer):\n"
    )?;
    writeln!(out, "```sh\n{beside} build\n{beside} up -d\n{beside} ps\n{beside} down\n```\n")?;
    let services = || project.files.iter().flat_map(|file| &file.services);
    let binds = services().flat_map(|service| &service.mounts).any(|mount| mount.kind == MountKind::Bind);
    let is_host = services().any(|service| service.keys.iter().any(|key| key.value == "network_mode"));
    if binds {
        writeln!(out, "Folders of the host that services mount are the running system's own, even then.\n")?;
    }
    if is_host {
        writeln!(out, "Services with a `network_mode` share the host's or another's network, even then.\n")?;
    }
    if project.files.iter().flat_map(|file| &file.resources).any(|resource| resource.external) {
        writeln!(
            out,
            "What the file calls external is replaced by something of its own there, which is empty.\n"
        )?;
    }
    if project.files.len() > 1 {
        let reversed: Vec<_> = in_order.iter().rev().copied().collect();
        writeln!(
            out,
            "Change over. The old projects go down first: their containers and networks have the names of the new \
             ones. `down` without `-v` leaves every volume, and the new file uses them by their names, so the data \
             stays; Compose may say that a volume was made by another project.\n"
        )?;
        writeln!(out, "```sh\n{new} build\n{}{new} up -d\n```\n", old("down", &reversed))?;
        let back = old("up -d --build", &in_order);
        return writeln!(out, "Go back:\n\n```sh\n{new} down\n{back}```");
    }
    writeln!(out, "Change over; the project's name and its volumes stay, so the data does:\n")?;
    writeln!(out, "```sh\n{new} build\n{new} up -d\n```\n")?;
    writeln!(out, "Go back:\n\n```sh\n{}```", old("up -d --build", &in_order))
}
