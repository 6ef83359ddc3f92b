//! Packages that apt installs only because others recommend them.

use super::script::{self, RunScript};
use super::{ships, stays, worth};
use crate::analysis::contents;
use crate::analysis::size::{Estimate, Layer, shown};
use crate::edit::{Applicability, Fix};
use crate::lint::{Category, Check, Context, Findings, Rule};
use crate::repository::Dockerfile;
use crate::settings::{Level, Severity};
use crate::syntax::shell::Word;

/// See the page.
pub static RULE: Rule = Rule {
    id: "recommended-packages-installed",
    category: Category::Size,
    level: Level::At(Severity::Warning),
    check: Check::Dockerfile(check),
    page: include_str!("recommended_packages_installed.md"),
};

fn check(context: &Context<'_>, dockerfile: &Dockerfile, findings: &mut Findings) {
    let mut seen = Vec::new();
    for ships in ships::ships(context, dockerfile) {
        let switched_off = |layer: &&Layer| context.text(layer.span).contains("Install-Recommends");
        if ships.image.layers.iter().any(|layer| switched_off(&layer)) {
            continue;
        }
        // what compilers and headers bring along leaves with them: the rules on build tools say so
        let with_tools = stays::speaks_of(&ships.built, &ships.carried);
        let of = |layer: &Layer| match with_tools {
            true => layer.recommended.of_others,
            false => layer.recommended.all,
        };
        let layers: Vec<&Layer> = ships.image.layers.iter().filter(|layer| of(layer).expected > 0).collect();
        let size = layers.iter().fold(Estimate::ZERO, |sum, layer| sum.plus(of(layer)));
        let places: Vec<_> = layers.iter().filter_map(|layer| installed_at(layer)).collect();
        let Some(&first) = places.first().filter(|_| size.expected >= worth::A_FLAG) else { continue };
        if seen.contains(&first) {
            continue;
        }
        seen.push(first);
        let name = ships.built.name(context.repository, dockerfile);
        let message =
            format!("the image of {name} installs what apt only recommends, about {}", shown(size.expected));
        let (_, span) = contents::command(context.text(first), first);
        let finding = findings.report(span, message);
        finding.label("brings recommended packages along");
        for &place in &places[1..] {
            let (_, span) = contents::command(context.text(place), place);
            finding.related(span, "here, too");
        }
        finding.help(
            "add `--no-install-recommends`, and name the recommended packages that the program really needs",
        );
        if let Some(fix) = fix(context, dockerfile, &layers) {
            finding.fix(fix);
        }
        for layer in &layers {
            finding.changes(ships::shrinks(context, dockerfile, layer.span, of(layer)));
        }
        let saving = ships::saved(context, Some(ships.image), &finding.changes, size);
        finding.saving(saving);
    }
}

fn installed_at(layer: &Layer) -> Option<crate::source::Span> {
    use crate::analysis::size::Reason;
    layer.held.iter().find(|held| held.reason == Reason::Packages).and_then(|held| held.by)
}

/// The flag, in every command that lacks it: a program may use what it got unasked.
fn fix(context: &Context<'_>, dockerfile: &Dockerfile, layers: &[&Layer]) -> Option<Fix> {
    let mut edits = Vec::new();
    for layer in layers {
        let run = RunScript::at(context, dockerfile, layer.span)?;
        for command in run.commands() {
            let Some((program, words)) = script::called(command) else { continue };
            let first = words.iter().position(|word| !word.text().starts_with('-'));
            let install = first.filter(|at| words[*at].literal().as_deref() == Some("install"));
            // `install -y FLAG`: where people look for it
            let answers =
                |word: &&Word| matches!(word.text().as_str(), "-y" | "--yes" | "-qq" | "-q" | "-qqy");
            let behind = install.map(|at| at + words[at + 1..].iter().take_while(answers).count());
            let has_flag = words.iter().any(|word| word.text() == "--no-install-recommends");
            if let ("apt-get" | "apt", Some(at), false) = (program.as_str(), behind, has_flag) {
                edits.extend(run.behind(&words[at], "--no-install-recommends"));
            }
        }
    }
    let title = "Install without recommended packages".to_owned();
    (!edits.is_empty()).then_some(Fix { title, applicability: Applicability::Unsafe, edits })
}
