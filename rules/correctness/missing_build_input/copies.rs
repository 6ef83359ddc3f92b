//! `COPY` sources and stages that aren't there.

use std::collections::BTreeSet;

use super::excuse::is_excused;
use crate::analysis::DockerfileRole;
use crate::lint::{Context, Findings};
use crate::repository::{Build, Dockerfile, path};
use crate::source::Spanned;

pub(super) fn check(context: &Context<'_>, dockerfile: &Dockerfile, findings: &mut Findings) {
    if context.analysis.reach().dockerfile(dockerfile.id).role == DockerfileRole::Orphan {
        return;
    }
    let contexts = contexts(context, dockerfile);
    for stage in &dockerfile.stages {
        for copy in dockerfile.instructions(stage).iter().filter_map(|instruction| instruction.copy()) {
            match &copy.from {
                Some(from) => numbered_stage(dockerfile, stage.index, from, findings),
                None => {
                    for source in &copy.sources {
                        missing_source(context, &contexts, source, findings);
                    }
                }
            }
        }
    }
}

/// The folders that the Dockerfile is built in, where all of them are known.
fn contexts<'a>(context: &Context<'a>, dockerfile: &Dockerfile) -> BTreeSet<&'a str> {
    let builds: Vec<&Build> = context
        .repository
        .built_from(dockerfile.id)
        .filter_map(|(_, service)| service.build.as_ref())
        .collect();
    let known: Option<BTreeSet<&str>> = builds.iter().map(|build| build.context_path.as_deref()).collect();
    known.unwrap_or_default()
}

/// A number that no earlier stage has. A name that no stage has may be an image or a named context.
fn numbered_stage(dockerfile: &Dockerfile, below: usize, from: &Spanned<String>, findings: &mut Findings) {
    let Ok(number) = from.value.parse::<usize>() else { return };
    if number >= below && dockerfile.stage_by_name(&from.value).is_none_or(|stage| stage.index >= below) {
        findings.report(from.span, format!("there is no earlier stage `{number}` to copy from"));
    }
}

fn missing_source(
    context: &Context<'_>,
    contexts: &BTreeSet<&str>,
    source: &Spanned<String>,
    findings: &mut Findings,
) {
    let written = source.value.as_str();
    let is_plain =
        !written.contains(['*', '?', '[', '$', '{']) && !written.contains("://") && !written.contains('@');
    if !is_plain || contexts.is_empty() {
        return;
    }
    let written = written.trim_start_matches('/');
    let places: Option<Vec<String>> =
        contexts.iter().map(|directory| path::join(directory, written)).collect();
    let Some(places) = places else { return };
    let is_there = |path: &String| context.repository.tree.kind(path).is_some() || is_excused(context, path);
    if places.iter().any(is_there) {
        return;
    }
    let message = format!("`{}` is copied from `{}`, which isn't there", source.value, places[0]);
    let finding = findings.report(source.span, message);
    match path::join("", written).filter(|path| context.repository.tree.kind(path).is_some()) {
        Some(path) => finding.help(format!(
            "sources count from the build context; `{path}` is there from the root of the repository: build with the root \
             as context, or leave the folder out here"
        )),
        None => finding.help("sources count from the build context, not from the Dockerfile"),
    };
}
