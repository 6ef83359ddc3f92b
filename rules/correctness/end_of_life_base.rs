//! The image that ships is made of something that gets no more fixes.

use crate::analysis::contents::{self, BaseImage};
use crate::facts::{self, Support};
use crate::lint::{Category, Check, Context, Findings, Rule};
use crate::repository::Dockerfile;
use crate::settings::{Day, Level, Severity};

/// See the page.
pub const RULE: Rule = Rule {
    id: "end-of-life-base",
    category: Category::Correctness,
    level: Level::At(Severity::Info),
    check: Check::Dockerfile(check),
    page: include_str!("end_of_life_base.md"),
};

fn check(context: &Context<'_>, dockerfile: &Dockerfile, findings: &mut Findings) {
    let Some(today) = context.settings.today else { return };
    let analysis = context.analysis;
    let mut seen = Vec::new();
    for built in contents::shipped(context.repository, analysis.contents(), analysis.reach(), dockerfile) {
        let Some(base) = built.base_image() else { continue };
        let ended = ended(&base, today);
        let key = (built.base_span(), base.reference.clone());
        if ended.is_empty() || seen.contains(&key) {
            continue;
        }
        seen.push(key);
        let name = built.name(context.repository, dockerfile);
        let stand = if built.is_named_for_several(context.repository) { "stand" } else { "stands" };
        let message = format!("{name} {stand} on `{}`: {}", base.reference, sentence(&ended));
        let finding = findings.report(built.base_span(), message);
        finding.label("gets no more fixes, however often it is rebuilt");
        if let Some((span, text)) = built.asked_for() {
            finding.related(span, text);
        }
        if built.bottom.index != built.stage.index {
            finding
                .related(built.stage.from.span, format!("{name} is this stage, which stands on that base"));
        }
        finding.help(help(&ended, today));
    }
}

/// What of an image ended before today: its language or database first, then its distribution.
fn ended(base: &BaseImage, today: Day) -> Vec<Support> {
    let support = facts::support(&base.repository, &base.tag);
    support.into_iter().filter(|support| support.end < today).collect()
}

/// `Python 3.8 has had no fixes since 2024-10-07, and Debian 10 since 2024-06-30`
fn sentence(ended: &[Support]) -> String {
    let parts = ended.iter().enumerate().map(|(number, support)| {
        let verb = if number == 0 { " has had no fixes" } else { "" };
        format!("{} {}{verb} since {}", support.product, support.release, support.end)
    });
    parts.collect::<Vec<_>>().join(", and ")
}

fn help(ended: &[Support], today: Day) -> String {
    let lasting = ended.iter().filter_map(|support| facts::lasting(support.product));
    let lasting: Vec<String> = lasting
        .filter(|lasting| lasting.end >= today)
        .map(|lasting| format!("{} {} gets them until {}", lasting.product, lasting.release, lasting.end))
        .collect();
    match lasting.as_slice() {
        [] => "use a release that gets fixes".to_owned(),
        known => format!("use a release that gets fixes: {}", known.join(", ")),
    }
}
