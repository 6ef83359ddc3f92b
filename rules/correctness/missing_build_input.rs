//! Inputs of builds and services that aren't there.

mod copies;
mod excuse;
mod files;

use crate::analysis::Role;
use crate::lint::{Category, Check, Context, Findings, Rule};
use crate::repository::{Base, Build, ComposeFile, Location, Service};
use crate::settings::{Level, Severity};
use excuse::is_excused;

/// See the page.
pub const RULE: Rule = Rule {
    id: "missing-build-input",
    category: Category::Correctness,
    level: Level::At(Severity::Error),
    check: Check::Repository(check),
    page: include_str!("missing_build_input.md"),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for file in &context.repository.compose_files {
        // a dead generation is one finding of its own
        let is_dead = context.analysis.reach().compose(file.id).role == Role::Orphan;
        if is_dead || context.repository.is_copied(file.id) {
            continue;
        }
        for service in &file.services {
            builds(context, file, service, findings);
        }
        files::check(context, file, findings);
    }
    for dockerfile in &context.repository.dockerfiles {
        copies::check(context, dockerfile, findings);
    }
}

fn builds(context: &Context<'_>, file: &ComposeFile, service: &Service, findings: &mut Findings) {
    let Some(build) = &service.build else { return };
    match &build.location {
        Location::MissingContext(path) if !is_excused(context, path) => {
            let at = build.context.as_ref().map_or(build.key, |text| text.span);
            let message = format!("service `{}` builds from `{path}`, which isn't there", service.name.value);
            let help = misspelt(context, path).unwrap_or_else(|| counted_from(file));
            findings.report(at, message).help(help);
        }
        Location::MissingDockerfile(path) if !is_excused(context, path) => {
            let at = build.dockerfile.as_ref().or(build.context.as_ref()).map_or(build.key, |text| text.span);
            let message = format!("service `{}` builds `{path}`, which isn't there", service.name.value);
            let counted = || {
                let counted =
                    "the Dockerfile's path counts from the build context, not from the Compose file";
                match context.repository.meant(path) {
                    Some(meant) => format!("{counted}; `{}` is there", meant.path),
                    None => counted.to_owned(),
                }
            };
            findings.report(at, message).help(misspelt(context, path).unwrap_or_else(counted));
        }
        Location::Found(_) => target(context, build, service, findings),
        _ => {}
    }
}

/// The same path in other letters, upper for lower: Windows and macOS find that, and nothing else does.
fn misspelt(context: &Context<'_>, path: &str) -> Option<String> {
    let found = context.repository.tree.files().iter().find_map(|file| {
        let start = file.get(..path.len()).filter(|start| start.eq_ignore_ascii_case(path))?;
        (file.len() == path.len() || file[path.len()..].starts_with('/')).then_some(start)
    })?;
    Some(format!("`{found}` is there: upper and lower case differ but on Windows and macOS"))
}

fn counted_from(file: &ComposeFile) -> String {
    match file.project_directory.as_str() {
        "" => "the path counts from the root of the repository".to_owned(),
        directory => format!("the path counts from `{directory}`"),
    }
}

/// `target:` of a stage that the Dockerfile doesn't have.
fn target(context: &Context<'_>, build: &Build, service: &Service, findings: &mut Findings) {
    let (Some(id), Some(target)) = (build.dockerfile_id(), &build.target) else { return };
    let dockerfile = context.repository.dockerfile(id);
    let Some(name) = target.known().filter(|_| !target.is_assumed()) else { return };
    let unknown_stage =
        dockerfile.stages.iter().any(|stage| stage.base == Base::Unknown && stage.name.is_none());
    if dockerfile.stages.is_empty() || dockerfile.target_stage(Some(name)).is_some() || unknown_stage {
        return;
    }
    let message = format!(
        "service `{}` builds the stage `{name}`, which `{}` doesn't have",
        service.name.value, dockerfile.path
    );
    let finding = findings.report(target.span, message);
    for stage in dockerfile.stages.iter().filter_map(|stage| stage.name.as_ref()) {
        finding.related(stage.span, format!("it has `{}`", stage.value));
    }
}
