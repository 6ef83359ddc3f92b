//! Packages in the image that only development needs.

mod fix;

use super::ships::{self, Ships};
use super::{stays, worth};
use crate::analysis::contents::{self, Purpose};
use crate::analysis::size::{Estimate, Held, Reason, shown};
use crate::lint::{Category, Check, Confidence, Context, Findings, Rule};
use crate::repository::Dockerfile;
use crate::settings::{Level, Severity};
use crate::source::Span;
use crate::syntax::packages;

/// See the page.
pub static RULE: Rule = Rule {
    id: "dev-dependencies-in-image",
    category: Category::Size,
    level: Level::At(Severity::Warning),
    check: Check::Dockerfile(check),
    page: include_str!("dev_dependencies_in_image.md"),
};

fn check(context: &Context<'_>, dockerfile: &Dockerfile, findings: &mut Findings) {
    let mut seen = Vec::new();
    for ships in ships::ships(context, dockerfile) {
        // an image that starts nothing by itself may be there for a person, or for tests
        if ships.carried.start.purpose() != Purpose::Service
            || stays::speaks_of(&ships.built, &ships.carried)
            || starts_with_them(context, dockerfile, &ships)
        {
            continue;
        }
        let held = ships.image.layers.iter().flat_map(|layer| &layer.held);
        let found: Vec<(&Held, Estimate)> = held
            .filter(|held| held.reason != Reason::Again && held.hidden_by.is_none())
            .filter_map(|held| Some((held, held.development?)))
            .collect();
        let Some(by) = found.first().and_then(|(held, _)| held.by).filter(|by| !seen.contains(by)) else {
            continue;
        };
        seen.push(by);
        let size = found.iter().fold(Estimate::ZERO, |sum, (_, size)| sum.plus(*size));
        if size.high > 0 && size.high < worth::ANOTHER_WAY {
            continue;
        }
        report(context, dockerfile, &ships, &found, (by, size), findings);
    }
}

fn report(
    context: &Context<'_>,
    dockerfile: &Dockerfile,
    ships: &Ships<'_>,
    found: &[(&Held, Estimate)],
    (by, size): (Span, Estimate),
    findings: &mut Findings,
) {
    let name = ships.built.name(context.repository, dockerfile);
    let about = if size.expected == 0 { String::new() } else { format!(", about {}", shown(size.expected)) };
    let message = format!("the image of {name} holds packages that only development needs{about}");
    let (_, span) = contents::command(context.text(by), by);
    let copied = found[0].0.reason == Reason::Copied;
    let finding = findings.report(span, message);
    finding.label(if copied { "copies them" } else { "installs them" });
    for (held, _) in &found[1..] {
        let Some(at) = held.by else { continue };
        let (_, span) = contents::command(context.text(at), at);
        finding.related(span, "here, too");
    }
    if let Some((span, text)) = ships.built.asked_for() {
        finding.related(span, text);
    }
    let node = found[0].0.path.ends_with("node_modules");
    finding.help(match (node, copied) {
        (true, true) => "copy from a stage that installs with `npm ci --omit=dev` or its like, or prune before you copy",
        (true, false) => "install with `npm ci --omit=dev` (`yarn install --production`, `pnpm install --prod`)",
        (false, _) => "leave the group or file for development out (`poetry install --only main`, `uv sync --no-dev`), or install it in a stage for tests",
    });
    finding.fixes.extend(fix::fix(context, dockerfile, ships, found.iter().map(|(held, _)| *held)));
    finding.fixes.extend(ships::rewritten(context, dockerfile, &ships.built));
    for (held, size) in found {
        let layer =
            ships.image.layers.iter().find(|layer| layer.held.iter().any(|own| std::ptr::eq(own, *held)));
        if let Some(layer) = layer {
            finding.changes(ships::shrinks(context, dockerfile, layer.span, *size));
        }
    }
    let saving = ships::saved(context, Some(ships.image), &finding.changes, size);
    finding.confidence(Confidence::Medium).saving(saving);
}

/// Whether what the image starts comes from a package for development: then it is needed, whatever the manifest says.
fn starts_with_them(context: &Context<'_>, dockerfile: &Dockerfile, ships: &Ships<'_>) -> bool {
    let Some(folder) = contents::context_of(context.repository, dockerfile) else { return false };
    let read = || {
        let stages = dockerfile.stages.iter().rev();
        let contents =
            stages.filter_map(|stage| context.analysis.contents().stage(dockerfile.id, stage.index));
        let mut files = contents.filter_map(|stage| {
            contents::file_in_context(context.repository, &folder, stage, "package.json")
        });
        context.repository.tree.text(&files.next()?)
    };
    let Some(text) = read() else { return false };
    let Some(manifest) = packages::package_json(&text) else { return false };
    let development: Vec<&str> = manifest
        .list
        .iter()
        .filter(|package| package.need == packages::Need::Development)
        .flat_map(|package| {
            // the program of `@playwright/test` is `playwright`, that of `@nestjs/cli` its own
            let scope = package.name.strip_prefix('@').and_then(|name| name.split('/').next());
            let own = package.name.rsplit('/').next();
            [Some(package.name.as_str()), own, scope]
        })
        .flatten()
        .collect();
    let scripts = packages::scripts(&text);
    ships.carried.start.commands().any(|words| {
        let called = words.iter().filter_map(|word| scripts.iter().find(|(name, _)| name == word));
        let script_words = called.flat_map(|(_, script)| script.split_whitespace());
        let mut all = words.iter().map(String::as_str).chain(script_words);
        // a program has its package's name, or stands in its folder: `node -r ts-node/register`
        all.any(|word| {
            let word = word.trim_start_matches("./node_modules/.bin/");
            development.iter().any(|name| word == *name || word.split('/').next() == Some(name))
        })
    })
}
