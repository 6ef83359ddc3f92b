//! Package lists and download caches in a layer that ships.

mod fix;
mod lists;

use super::ships::{self, Ships};
use super::worth;
use crate::analysis::contents;
use crate::analysis::size::{Estimate, Held, Layer, Reason};
use crate::lint::{Category, Check, Context, Finding, Findings, Rule};
use crate::repository::Dockerfile;
use crate::settings::{Level, Severity};
use crate::source::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "package-cache-kept",
    category: Category::Size,
    level: Level::At(Severity::Warning),
    check: Check::Dockerfile(check),
    page: include_str!("package_cache_kept.md"),
};

fn check(context: &Context<'_>, dockerfile: &Dockerfile, findings: &mut Findings) {
    let mut seen = Vec::new();
    for ships in ships::ships(context, dockerfile) {
        let kept: Vec<(&Layer, &Held)> = kept(&ships).collect();
        let size = kept.iter().fold(Estimate::ZERO, |sum, (_, held)| sum.plus(held.size));
        let largest = by_size(&kept);
        let Some(first) = largest.first().filter(|_| size.expected >= worth::A_FLAG) else { continue };
        let Some(by) = first.by.filter(|by| !seen.contains(by)) else { continue };
        seen.push(by);
        let finding = report(context, dockerfile, &ships, &largest, (by, size), findings);
        for fix in fix::fixes(context, dockerfile, &ships, kept.iter().map(|(_, held)| *held)) {
            finding.fix(fix);
        }
        for (layer, held) in kept {
            finding.changes(ships::shrinks(context, dockerfile, layer.span, held.size));
        }
        let saving = ships::saved(context, Some(ships.image), &finding.changes, size);
        finding.saving(saving);
    }
}

/// What stays, layer by layer. What a later layer deletes is another rule's finding.
fn kept<'a>(ships: &Ships<'a>) -> impl Iterator<Item = (&'a Layer, &'a Held)> {
    let held = ships.image.layers.iter().flat_map(|layer| layer.held.iter().map(move |held| (layer, held)));
    held.filter(|(_, held)| matches!(held.reason, Reason::Lists | Reason::Cache) && held.hidden_by.is_none())
}

/// The largest first: that is the one to look at.
fn by_size<'a>(kept: &[(&Layer, &'a Held)]) -> Vec<&'a Held> {
    let mut held: Vec<&Held> = kept.iter().map(|(_, held)| *held).collect();
    held.sort_by_key(|held| std::cmp::Reverse(held.size.expected));
    held
}

/// What is kept, the largest first.
fn report<'f>(
    context: &Context<'_>,
    dockerfile: &Dockerfile,
    ships: &Ships<'_>,
    kept: &[&Held],
    (by, size): (Span, Estimate),
    findings: &'f mut Findings,
) -> &'f mut Finding {
    let mut names: Vec<String> = Vec::new();
    for held in kept {
        let name = named(held);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let name = ships.built.name(context.repository, dockerfile);
    let message = format!("the image of {name} keeps {}{}", ships::listed(&names), ships::about(size));
    let (_, span) = contents::command(context.text(by), by);
    let finding = findings.report(span, message);
    finding.label("nothing in this layer removes it");
    for held in kept.iter().skip(1) {
        let Some(by) = held.by else { continue };
        let (_, span) = contents::command(context.text(by), by);
        finding.related(span, format!("keeps {}, too", named(held)));
    }
    if let Some((span, text)) = ships.built.asked_for() {
        finding.related(span, text);
    }
    finding.help(help(kept));
    finding
}

fn named(held: &Held) -> String {
    if held.reason == Reason::Lists { ships::lists(&held.path).to_owned() } else { ships::cache(&held.path) }
}

fn help(kept: &[&Held]) -> String {
    let mut ways: Vec<&str> = Vec::new();
    for held in kept {
        let way = match held.path.as_str() {
            "/var/lib/apt/lists" => "end the `RUN` that calls `apt-get` with `rm -rf /var/lib/apt/lists/*`",
            "/var/cache/apk" => "give `apk add` and `apk upgrade` `--no-cache`, and drop `apk update`",
            "/root/.cache/pip" => "give pip `--no-cache-dir`, or the `RUN` a cache mount",
            "/root/.cache/uv" => "give uv `--no-cache`, or the `RUN` a cache mount",
            "/root/.npm" => "end the `RUN` with `npm cache clean --force`, or give it a cache mount",
            "/usr/local/share/.cache/yarn" => {
                "end the `RUN` with `yarn cache clean`, or give it a cache mount"
            }
            _ => "give the `RUN` a cache mount (`RUN --mount=type=cache,target=…`)",
        };
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    ways.join("; ")
}
