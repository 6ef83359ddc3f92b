//! Rules in, findings out: sorted, and without those that the repository's own comments silence.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::analysis::size::Outlook;
use crate::analysis::{Analysis, DockerfileRole, Role};
use crate::lint::finding::Findings;
use crate::lint::ignores::Ignores;
use crate::lint::{Category, Check, Context, Finding, Of, Rule, Saving};
use crate::repository::{ComposeFile, Dockerfile};
use crate::settings::{Level, Settings, Severity};
use crate::source::Span;

/// A finding that a comment in the repository silences.
#[derive(Debug)]
pub struct Suppressed {
    /// The finding.
    pub finding: Finding,
    /// The comment.
    pub by: Span,
    /// The reason the comment gives; may be empty.
    pub reason: String,
}

/// What a run of the rules gives.
#[derive(Debug, Default)]
pub struct Outcome {
    /// By path, place and rule.
    pub findings: Vec<Finding>,
    /// What comments silenced, in the same order.
    pub suppressed: Vec<Suppressed>,
    /// What the images weigh now, and would weigh once everything found is changed; set by [`Outcome::weigh`].
    pub outlook: Option<Outlook>,
}

impl Outcome {
    /// Adds up what following all findings would save, each byte once. Findings without a say about images leave it
    /// unset.
    pub fn weigh(&mut self, analysis: &Analysis<'_>) {
        let changes: Vec<_> = self.findings.iter().flat_map(|finding| &finding.changes).collect();
        self.outlook = (!changes.is_empty()).then(|| analysis.sizes().outlook(changes));
    }

    /// What following all findings would save of the sum of image sizes, where that was weighed and is something.
    pub fn saving(&self) -> Option<Saving> {
        let outlook = self.outlook?;
        let saving = Saving::of(outlook.saves_of_sum(), Of::Sum)?;
        let (before, after) = (outlook.now.sum_of_images, outlook.after.sum_of_images.ordered());
        Some(if outlook.now.is_partial { saving } else { saving.between(before, after) })
    }
}

/// Runs `rules` as the settings of `context` say.
pub fn run(context: Context<'_>, rules: &'static [Rule]) -> Outcome {
    let enabled: Vec<(&'static Rule, Severity)> =
        rules.iter().filter_map(|rule| Some((rule, level(rule, context.settings)?))).collect();
    let mut findings = all(&context, &enabled);
    findings.sort_by(|a, b| order(&context, a).cmp(&order(&context, b)));

    let mut ignores = Ignores::read(context.repository);
    let mut outcome = Outcome::default();
    for finding in findings {
        match ignores.silences(context.repository, &finding) {
            Some((by, reason)) => outcome.suppressed.push(Suppressed { finding, by, reason }),
            None => outcome.findings.push(finding),
        }
    }
    outcome
}

/// The findings of all rules. They run on threads of their own, and not in the pool that analyses divide their work in:
/// a rule that waits for an analysis would keep one of the pool's threads from it, and a thread that makes an analysis
/// would pick up, while it waits for a part of it, a rule that asks for the whole.
fn all(context: &Context<'_>, enabled: &[(&'static Rule, Severity)]) -> Vec<Finding> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut found = Vec::new();
        while let Some(&(rule, severity)) = enabled.get(next.fetch_add(1, Ordering::Relaxed)) {
            found.extend(check(context, rule, severity));
        }
        found
    };
    let others = rayon::current_num_threads().min(enabled.len()).saturating_sub(1);
    thread::scope(|scope| {
        // where the system has no thread to give, there are fewer
        let spawn = |_| thread::Builder::new().spawn_scoped(scope, work).ok();
        let threads: Vec<_> = (0..others).filter_map(spawn).collect();
        let mut findings = work();
        for thread in threads {
            match thread.join() {
                Ok(found) => findings.extend(found),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        findings
    })
}

/// What decides a finding's place in every output.
fn order<'a>(context: &Context<'a>, finding: &'a Finding) -> (&'a str, u32, u32, &'static str, &'a str) {
    let span = finding.primary.span;
    (&context.source(span).path, span.start, span.end, finding.rule, &finding.message)
}

fn check(context: &Context<'_>, rule: &'static Rule, severity: Severity) -> Vec<Finding> {
    let mut findings = Findings::new(rule, severity);
    match rule.check {
        Check::Dockerfile(check) => {
            let told =
                |file: &&Dockerfile| rule.category == Category::Dead || !is_dead_dockerfile(context, file);
            context
                .repository
                .dockerfiles
                .iter()
                .filter(told)
                .for_each(|file| check(context, file, &mut findings));
        }
        Check::Compose(check) => {
            let told =
                |file: &&ComposeFile| rule.category == Category::Dead || !is_dead_compose(context, file);
            context
                .repository
                .compose_files
                .iter()
                .filter(told)
                .for_each(|file| check(context, file, &mut findings));
        }
        Check::Repository(check) => check(context, &mut findings),
    }
    findings.into_list()
}

/// What is dead is told once, as dead: nobody slims an image that nobody builds.
fn is_dead_dockerfile(context: &Context<'_>, file: &Dockerfile) -> bool {
    context.analysis.reach().dockerfile(file.id).role == DockerfileRole::Orphan
}

/// As above.
fn is_dead_compose(context: &Context<'_>, file: &ComposeFile) -> bool {
    context.analysis.reach().compose(file.id).role == Role::Orphan
}

/// The severity a rule runs at; `None` where it is off. A rule's own name beats its category's.
fn level(rule: &Rule, settings: &Settings) -> Option<Severity> {
    let configured = settings.levels.get(rule.id).or_else(|| settings.levels.get(rule.category.as_str()));
    let level = configured.copied().unwrap_or(rule.level);
    let names = |list: &[String]| list.iter().any(|name| rule.is_named(name));
    if names(&settings.ignore) {
        return None;
    }
    match level {
        _ if !settings.select.is_empty() && !names(&settings.select) => None,
        Level::At(severity) => Some(severity),
        // naming a rule on the command line switches on what is off by default
        Level::Off if names(&settings.select) && configured.is_none() => Some(rule.severity()),
        Level::Off => None,
    }
}
