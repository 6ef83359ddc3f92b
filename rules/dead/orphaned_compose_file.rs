//! A generation of the system that nothing runs any more, with everything that hangs on it.

use super::past;
use crate::analysis::size::{Change, Estimate, Footprint};
use crate::analysis::{Confidence, Role, Standing};
use crate::lint::{Category, Check, Context, Findings, Of, Rule, Saving};
use crate::repository::references::Target;
use crate::repository::{ComposeFile, Dockerfile, Reference};
use crate::settings::{Level, Severity};

/// See the page.
pub const RULE: Rule = Rule {
    id: "orphaned-compose-file",
    category: Category::Dead,
    level: Level::At(Severity::Warning),
    check: Check::Compose(check),
    page: include_str!("orphaned_compose_file.md"),
};

/// How many reasons a finding shows; `careen inspect` shows all.
const REASONS: usize = 4;

fn check(context: &Context<'_>, file: &ComposeFile, findings: &mut Findings) {
    let standing = context.analysis.reach().compose(file.id);
    if standing.role != Role::Orphan || standing.confidence < Confidence::Medium {
        return;
    }
    // what holds nothing to run is no generation; where it is a mistake, `syntax-error` says so
    if file.services.is_empty() && file.includes.is_empty() {
        return;
    }
    let hanging = hanging(context, file);
    let user = past::user(context, &Target::Compose(file.id));
    let finding = findings.report(file.headline(), message(context, file, standing, user));
    finding.confidence(standing.confidence).label(what_it_holds(file, &hanging));
    for reason in standing.evidence.iter().filter(|it| it.span != file.headline()).take(REASONS) {
        finding.related(reason.span, reason.text.clone());
    }
    past::show(finding, "runs", user);
    let reasons: Vec<&str> =
        standing.evidence.iter().filter(|it| it.span == file.headline()).map(|it| it.text.as_str()).collect();
    for dockerfile in &hanging {
        let at = dockerfile.stages.first().map(|stage| stage.from.span);
        finding.related(at.unwrap_or(file.headline()), "only built by the dead file");
    }
    let unused = Change::Unused(file.services.iter().map(|service| service.id).collect());
    finding.saving(saving(context, &unused)).changes([unused]);
    let why =
        if reasons.is_empty() { String::new() } else { format!("{}. ", capitalised(&reasons.join("; "))) };
    finding.help(format!(
        "{why}Remove it with what hangs on it once you are sure, or name it as `entry` in careen.toml if something outside \
         this repository runs it"
    ));
}

fn message(
    context: &Context<'_>,
    file: &ComposeFile,
    standing: &Standing,
    user: Option<&Reference>,
) -> String {
    // more may speak against a file than that nobody runs it
    let is_run = standing.evidence.iter().any(|it| it.kind.starts_with("run-by-"));
    let what = match is_run {
        true => format!("`{}` is of a generation that is out of use", file.path),
        false => format!("{} `{}`", past::nothing("runs", user), file.path),
    };
    match standing.superseded_by {
        Some(newer) => format!("{what}; `{}` has taken its place", context.repository.compose(newer).path),
        None => what,
    }
}

fn what_it_holds(file: &ComposeFile, hanging: &[&Dockerfile]) -> String {
    let services = match file.services.len() {
        0 => "no service".to_owned(),
        1 => "1 service".to_owned(),
        count => format!("{count} services"),
    };
    match hanging.len() {
        0 => services,
        1 => format!("{services}, and 1 Dockerfile that nothing else builds"),
        count => format!("{services}, and {count} Dockerfiles that nothing else builds"),
    }
}

/// What the images weigh that only this file's services run.
fn saving(context: &Context<'_>, unused: &Change) -> Option<Saving> {
    let images = Footprint::of(context.analysis.sizes().gone_with(unused));
    let saving = Saving::of(images.sum_of_images, Of::Sum)?;
    Some(if images.is_partial { saving } else { saving.between(images.sum_of_images, Estimate::ZERO) })
}

/// The Dockerfiles that die with the file.
fn hanging<'a>(context: &Context<'a>, file: &ComposeFile) -> Vec<&'a Dockerfile> {
    let reach = context.analysis.reach();
    let mut built: Vec<_> =
        file.services.iter().filter_map(|service| service.build.as_ref()?.dockerfile_id()).collect();
    built.sort();
    built.dedup();
    built.retain(|&id| reach.dockerfile(id).dies_with.first() == Some(&file.id));
    built.into_iter().map(|id| context.repository.dockerfile(id)).collect()
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
