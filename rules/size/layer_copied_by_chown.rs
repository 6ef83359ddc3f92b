//! `chown -R` and `chmod -R` over what earlier layers hold.

mod fix;

use super::{ships, worth};
use crate::analysis::contents;
use crate::analysis::size::{Estimate, Held, Reason, shown};
use crate::lint::{Category, Check, Context, Findings, Rule};
use crate::repository::Dockerfile;
use crate::settings::{Level, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "layer-copied-by-chown",
    category: Category::Size,
    level: Level::At(Severity::Warning),
    check: Check::Dockerfile(check),
    page: include_str!("layer_copied_by_chown.md"),
};

fn check(context: &Context<'_>, dockerfile: &Dockerfile, findings: &mut Findings) {
    let mut seen = Vec::new();
    for ships in ships::ships(context, dockerfile) {
        for (number, layer) in ships.image.layers.iter().enumerate() {
            let again: Vec<_> = layer.held.iter().filter(|held| held.reason == Reason::Again).collect();
            let size = again.iter().fold(Estimate::ZERO, |sum, held| sum.plus(held.size));
            let Some(by) = again.first().and_then(|held| held.by) else { continue };
            if size.expected < worth::ANOTHER_WAY || seen.contains(&by) {
                continue;
            }
            seen.push(by);
            let name = ships.built.name(context.repository, dockerfile);
            let (command, span) = contents::command(context.text(by), by);
            let message = format!(
                "`{command}` stores about {} a second time in the image of {name}",
                shown(size.expected)
            );
            let finding = findings.report(span, message);
            finding.label("a changed owner or mode is a new copy of the file");
            let is_first = |held: &Held, again: &Held| {
                held.reason != Reason::Again && again.path == held.path && again.size == held.size
            };
            let layers = &ships.image.layers[..number];
            let mut firsts = Vec::new();
            for earlier in layers {
                let first = earlier.held.iter().find(|held| again.iter().any(|again| is_first(held, again)));
                if let Some(at) = first.and_then(|held| held.by) {
                    firsts.push(at);
                    let (_, span) = contents::command(context.text(at), at);
                    finding.related(span, "first stored here");
                }
            }
            let earlier = layers.iter().flat_map(|layer| &layer.held);
            let is_whole = again.iter().all(|again| earlier.clone().any(|held| is_first(held, again)));
            finding.help(match is_whole && fix::gives_root_its_own(context, dockerfile, by, &firsts) {
                true => "leave it out: what a `COPY` without `--chown` brings belongs to root already",
                false => {
                    "give the `COPY` a `--chown` or `--chmod`; switch to the `USER` before what is installed; or change the \
                     owner in the `RUN` that makes the files"
                }
            });
            finding.fixes.extend(fix::fix(context, dockerfile, by));
            finding.changes(ships::shrinks(context, dockerfile, layer.span, size));
            let saving = ships::saved(context, Some(ships.image), &finding.changes, size);
            finding.saving(saving);
        }
    }
}
