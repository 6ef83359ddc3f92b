//! What BuildKit or Compose would refuse, at its place. The rest of the run goes on.

use crate::lint::{Category, Check, Context, Findings, Rule};
use crate::settings::{Level, Severity};

/// See the page.
pub const RULE: Rule = Rule {
    id: "syntax-error",
    category: Category::Correctness,
    level: Level::At(Severity::Error),
    check: Check::Repository(check),
    page: include_str!("syntax_error.md"),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    let repository = context.repository;
    let compose = repository.compose_files.iter().flat_map(|file| &file.problems);
    let dockerfiles = repository.dockerfiles.iter().flat_map(|file| &file.syntax.problems);
    for problem in compose.chain(dockerfiles).chain(&repository.unreadable) {
        findings.report(problem.span, problem.message.clone());
    }
}
