//! A Dockerfile that nothing builds, where others are built by means that careen sees.

use super::past;
use crate::analysis::size::Change;
use crate::analysis::{Confidence, DockerfileRole};
use crate::lint::{Category, Check, Context, Findings, Rule};
use crate::repository::Dockerfile;
use crate::repository::references::Target;
use crate::settings::{Level, Severity};
use crate::source::Span;

/// See the page.
pub const RULE: Rule = Rule {
    id: "orphaned-dockerfile",
    category: Category::Dead,
    level: Level::At(Severity::Warning),
    check: Check::Dockerfile(check),
    page: include_str!("orphaned_dockerfile.md"),
};

fn check(context: &Context<'_>, dockerfile: &Dockerfile, findings: &mut Findings) {
    let standing = context.analysis.reach().dockerfile(dockerfile.id);
    // what dies with a Compose file is told there, once
    let told_elsewhere = !standing.dies_with.is_empty();
    if standing.role != DockerfileRole::Orphan || standing.confidence < Confidence::Medium || told_elsewhere {
        return;
    }
    let at = dockerfile.stages.first().map_or(Span::file_start(dockerfile.file), |stage| stage.from.span);
    let user = past::user(context, &Target::Dockerfile(dockerfile.id));
    let message = format!("{} `{}`", past::nothing("builds", user), dockerfile.path);
    let finding = findings.report(at, message);
    finding.confidence(standing.confidence).changes([Change::Unbuilt(dockerfile.id)]);
    let reasons: Vec<&str> =
        standing.evidence.iter().filter(|it| it.span == at).map(|it| it.text.as_str()).collect();
    finding.label(reasons.join("; "));
    for reason in standing.evidence.iter().filter(|it| it.span != at) {
        finding.related(reason.span, reason.text.clone());
    }
    past::show(finding, "builds", user);
    finding.help(
        "remove it once you are sure, or name it as `entry` in careen.toml if something outside this repository builds it",
    );
}
