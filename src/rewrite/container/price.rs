//! What one container instead of several costs, in plain words: a plan that offers it says all of it.

use super::block::waited_for;
use super::clash::waits_for;
use super::image::{Image, PACKAGE};
use super::process::Restart;
use super::script::FOLDER;
use super::variables::Variables;
use super::{Candidate, Merged};
use crate::repository::ComposeFile;
use crate::rewrite::stage::list;
use crate::rewrite::{Saving, Step};

/// The step that does it.
pub(super) fn step(
    name: &str,
    all: &[Candidate<'_>],
    file: &ComposeFile,
    image: &Image,
    variables: &Variables,
    of: Vec<String>,
) -> Step {
    let count = all.len();
    let mut differs = vec![
        format!("not proved equal: {count} services become the one container `{name}`"),
        supervisor(all, image),
        format!(
            "Compose can restart, stop, scale, update and limit them only together; one alone is restarted by \
             `docker compose exec {name} s6-svc -r {FOLDER}/NAME`"
        ),
        "memory, processors and a crash of the container are shared: what takes too much takes it from all"
            .to_owned(),
        "one log holds all, each line with the name of its service in front".to_owned(),
        "they see each other's files and processes, and what one is given the right to, all are".to_owned(),
    ];
    differs.extend(mounts(all));
    if variables.own.iter().any(|own| !own.is_empty()) {
        differs.push(
            "a variable that not all have stands in the Compose file with the service's name in front, and its \
             process has it under its own name"
                .to_owned(),
        );
    }
    differs.push(format!(
        "on their networks {} all lead to this container, so that one process reaches another within it",
        list(all.iter().map(|it| it.process.name.as_str()))
    ));
    let containers: Vec<&str> =
        all.iter().filter_map(|it| it.service.container_name.as_ref()).map(|it| it.raw.as_str()).collect();
    if !containers.is_empty() {
        differs.push(format!("no container is called {} any more", list(containers)));
    }
    differs.extend(waits(name, all, file));
    differs.extend(health(all));
    differs.push(
        "none of them is the first process of a container any more, so a signal that it doesn't handle ends it".to_owned(),
    );
    let assumes = vec![
        "no two of them listen on a port that nothing declares, and no two write the same file".to_owned(),
        "nothing outside the Compose file names the containers of before".to_owned(),
        "the build understands here-documents (Docker 23 or newer)".to_owned(),
    ];
    Step {
        does: format!("Run {count} services as processes of one container, `{name}`"),
        of,
        equal: Vec::new(),
        differs,
        assumes,
        saving: None::<Saving>,
    }
}

fn supervisor(all: &[Candidate<'_>], image: &Image) -> String {
    let again = match all.first().map(|it| it.process.restart) {
        Some(Restart::Always) => {
            "starts it again when it ends (after a second at the latest, where Docker waits longer each time)"
        }
        Some(Restart::OnFailure) => {
            "starts it again when it fails (after a second at the latest, where Docker waits longer each time), and lets \
             it rest when it ends well while the container goes on"
        }
        _ => "lets it rest when it ends, while the container goes on",
    };
    format!(
        "the first process is `{PACKAGE}` of Debian, which makes the image about {} larger: it starts each process, \
         {again}, and hands the stop signal on",
        image.supervisor.shown()
    )
}

/// What not all of them mounted.
fn mounts(all: &[Candidate<'_>]) -> Option<String> {
    let mut alone: Vec<String> = Vec::new();
    for candidate in all {
        for (target, _) in &candidate.process.mounts {
            let is_common = all.iter().all(|it| it.process.mounts.iter().any(|(other, _)| other == target));
            let said = format!("`{target}` (of `{}`)", candidate.process.name);
            if !is_common && !alone.contains(&said) {
                alone.push(said);
            }
        }
    }
    (!alone.is_empty()).then(|| format!("all of them see what was mounted for one: {}", alone.join(", ")))
}

/// Who waited for whom, and no longer does so, or does now.
fn waits(name: &str, all: &[Candidate<'_>], file: &ComposeFile) -> Vec<String> {
    let is_member = |name: &str| all.iter().any(|it| it.process.name == name);
    let mut lines = Vec::new();
    for candidate in all {
        let within = waits_for(candidate.body).into_iter().filter(|(on, _)| is_member(on));
        for (on, _) in within {
            lines.push(format!(
                "`{}` was started after `{on}`, and now starts with it",
                candidate.process.name
            ));
        }
    }
    for (on, _) in waited_for(all) {
        let waited = all.iter().filter(|it| waits_for(it.body).iter().any(|(other, _)| *other == on)).count();
        if waited < all.len() {
            lines.push(format!("all of them wait for `{on}`, for which {waited} of them did"));
        }
    }
    let services = file.yaml.root().and_then(|root| root.get("services"));
    for service in file.services.iter().filter(|it| !is_member(&it.name.value)) {
        let Some(body) = services.and_then(|all| all.get(&service.name.value)) else { continue };
        let on: Vec<String> =
            waits_for(body).into_iter().map(|(on, _)| on).filter(|on| is_member(on)).collect();
        if !on.is_empty() {
            let own = &service.name.value;
            lines.push(format!(
                "`{own}` waits for `{name}` instead of {}",
                list(on.iter().map(String::as_str))
            ));
        }
    }
    lines
}

fn health(all: &[Candidate<'_>]) -> Vec<String> {
    let asked: Vec<&Candidate<'_>> = all.iter().filter(|it| it.process.health.is_some()).collect();
    let mut lines = vec![match asked.as_slice() {
        [] => "the container is healthy while every process is up, which nobody asked before".to_owned(),
        _ => format!(
            "the container is healthy while every process is up and {} what was asked of it before",
            match asked.as_slice() {
                [only] => format!("`{}` answers", only.process.name),
                _ => format!("{} answer", list(asked.iter().map(|it| it.process.name.as_str()))),
            }
        ),
    }];
    let timing = |it: &&Candidate<'_>| it.process.health.as_ref().map(|health| health.timing.clone());
    let first = asked.first().and_then(timing);
    if let Some(candidate) = asked.first().filter(|_| asked.iter().any(|it| timing(it) != first)) {
        lines.push(format!("all are asked as often as `{}` was", candidate.process.name));
    }
    lines
}

/// What the plan says in the place of the proof that every service is the same.
pub(super) fn equal(merged: &Merged, others: usize) -> Vec<String> {
    let count = merged.processes.len();
    let mut lines = vec![format!(
        "of the {count} processes, read again from the new files: what each starts, its folder, variables, stop signal and \
         health check; their ports, mounts and names on networks"
    )];
    match others {
        0 => {}
        1 => lines.push("the other service, but for whom it waits for".to_owned()),
        _ => lines.push(format!("the {others} other services, but for whom they wait for")),
    }
    lines
}
