//! The final image stands on a full base that has a slimmer sibling.

mod fix;

use super::ships;
use crate::analysis::contents::{self, BaseImage, Built, Ecosystem, Kind, Purpose, Tool};
use crate::analysis::size::{Estimate, shown};
use crate::facts::{Libc, Relation, Sibling};
use crate::lint::{Category, Check, Context, Findings, Rule};
use crate::repository::Dockerfile;
use crate::settings::{Level, Severity};
use crate::source::Spanned;

/// See the page.
pub static RULE: Rule = Rule {
    id: "non-slim-base",
    category: Category::Size,
    level: Level::At(Severity::Warning),
    check: Check::Dockerfile(check),
    page: include_str!("non_slim_base.md"),
};

/// Programs of `buildpack-deps`, on which full images stand, that slim ones lack; with the Debian package of each.
/// Source: the package lists of docker-library's buildpack-deps (curl, scm and full).
const LEFT_OUT: [(&str, &str); 16] = [
    ("curl", "curl"),
    ("wget", "wget"),
    ("git", "git"),
    ("hg", "mercurial"),
    ("svn", "subversion"),
    ("ssh", "openssh-client"),
    ("gpg", "gnupg"),
    ("unzip", "unzip"),
    ("gcc", "gcc"),
    ("cc", "gcc"),
    ("g++", "g++"),
    ("make", "make"),
    ("autoconf", "autoconf"),
    ("automake", "automake"),
    ("patch", "patch"),
    ("convert", "imagemagick"),
];

fn check(context: &Context<'_>, dockerfile: &Dockerfile, findings: &mut Findings) {
    let mut seen = Vec::new();
    for built in contents::shipped(
        context.repository,
        context.analysis.contents(),
        context.analysis.reach(),
        dockerfile,
    ) {
        let Some(base) = built.base_image() else { continue };
        let key = (built.base_span(), base.reference.clone());
        if !seen.contains(&key) {
            seen.push(key);
            check_image(context, dockerfile, &built, &base, findings);
        }
    }
}

fn check_image(
    context: &Context<'_>,
    dockerfile: &Dockerfile,
    built: &Built<'_>,
    base: &BaseImage,
    findings: &mut Findings,
) {
    let Some(slimmer) = base.slimmer() else { return };
    let carried = context.analysis.contents().image(dockerfile, built.stage);
    let builds =
        |ecosystem| carried.held(|kind| kind == Kind::Build(Tool::Language(ecosystem))).next().is_some();
    let develops = carried.start.purpose() == Purpose::Development
        || contents::is_for_tests(context.repository, dockerfile, built)
        || contents::starts_nothing(context.repository, built, &carried);
    let silent = match slimmer.relation {
        // javac and the build tools need the kit: that is another rule's finding
        Relation::JdkToJre => develops || builds(Ecosystem::Java),
        Relation::BuilderOnly => develops || is_small(base),
        Relation::SdkToRuntime | Relation::DevelToRuntime => develops,
        Relation::Slim => false,
    };
    if silent {
        return;
    }
    let name = built.name(context.repository, dockerfile);
    let stand = if built.is_named_for_several(context.repository) { "stand" } else { "stands" };
    let saving = slimmer.sibling.as_ref().and_then(|sibling| saving(base, sibling));
    let finding = match &slimmer.sibling {
        Some(sibling) => {
            let slim = format!("{}:{}", sibling.repository, sibling.tag);
            let megabytes = match saving {
                Some(saving) if !saving.is_vague() => format!(", about {} smaller", shown(saving.expected)),
                _ => String::new(),
            };
            let message = format!(
                "{name} {stand} on `{}`; `{slim}` is {}{megabytes}",
                base.reference,
                same(slimmer.relation, base)
            );
            findings.report(built.base_span(), message)
        }
        None => {
            let message = format!(
                "{name} {stand} on `{}`, an image to build in, not to ship{}",
                base.reference,
                whole(base)
            );
            findings.report(built.base_span(), message)
        }
    };
    if let Some(size) = base.size() {
        finding.label(format!("about {} on disk", shown(size.on_disk.expected)));
    }
    if let Some((span, text)) = built.asked_for() {
        finding.related(span, text);
    }
    if built.bottom.index != built.stage.index {
        finding.related(built.stage.from.span, format!("{name} is this stage, which stands on that base"));
    }
    let lacks = if base.holds_toolchain() { lacks(context, dockerfile, built) } else { Vec::new() };
    for (program, package) in &lacks {
        finding.related(
            program.span,
            format!("calls `{}`, which the slim image lacks (package `{package}`)", program.value),
        );
    }
    finding.help(help(base, &slimmer.sibling, &lacks));
    if let Some(sibling) = &slimmer.sibling {
        finding.fixes.extend(fix::fix(context, built, base, sibling, &lacks));
    }
    finding.fixes.extend(ships::rewritten(context, dockerfile, built));
    if let Some(saving) = saving {
        finding.changes(ships::base_shrinks(context, dockerfile, built, saving));
        let image = ships::image(context, dockerfile, built);
        let saving = ships::saved(context, image, &finding.changes, saving);
        finding.saving(saving);
    }
}

fn same(relation: Relation, base: &BaseImage) -> &'static str {
    match relation {
        Relation::Slim if base.holds_toolchain() => "the same without compilers and headers",
        Relation::Slim => "the same without documentation and translations",
        Relation::JdkToJre => "its runtime without the development kit",
        Relation::SdkToRuntime => "the runtime without the SDK",
        Relation::DevelToRuntime => "the runtime without compilers and headers",
        Relation::BuilderOnly => "slimmer",
    }
}

/// Toolchains on Alpine and slim Debian: whether one ships is another rule's question.
fn is_small(base: &BaseImage) -> bool {
    base.libc() == Some(Libc::Musl) || base.tag.split('-').any(|word| word == "slim")
}

fn whole(base: &BaseImage) -> String {
    base.size().map_or_else(String::new, |size| format!(" (about {} on disk)", shown(size.on_disk.expected)))
}

fn saving(base: &BaseImage, sibling: &Sibling) -> Option<Estimate> {
    let slim = crate::facts::size(&sibling.repository, &sibling.tag)?;
    let saving = base.size()?.on_disk.minus(slim.on_disk);
    (saving.expected > 0).then_some(saving)
}

/// The programs that the image's own lines call and the slim image lacks, each once, unless a line installs them.
fn lacks(
    context: &Context<'_>,
    dockerfile: &Dockerfile,
    built: &Built<'_>,
) -> Vec<(Spanned<String>, &'static str)> {
    let contents = context.analysis.contents();
    let carried = contents.image(dockerfile, built.stage);
    let mut lacks: Vec<(Spanned<String>, &'static str)> = Vec::new();
    for stage in dockerfile.chain(built.stage).into_iter().rev() {
        let Some(stage) = contents.stage(dockerfile.id, stage.index) else { continue };
        let called = stage.steps.iter().flat_map(|step| &step.programs).chain(&stage.health);
        for program in called {
            let Some((_, package)) = LEFT_OUT.iter().find(|(name, _)| *name == program.value) else {
                continue;
            };
            let installed = carried.items.iter().any(|item| item.name == *package);
            if !installed && lacks.iter().all(|(_, known)| known != package) {
                lacks.push((program.clone(), package));
            }
        }
    }
    lacks
}

fn help(base: &BaseImage, sibling: &Option<Sibling>, lacks: &[(Spanned<String>, &'static str)]) -> String {
    let Some(sibling) = sibling else {
        return "build in a stage on it, and copy what it makes into a final stage on a small base of the same C library".to_owned();
    };
    let slim = format!("{}:{}", sibling.repository, sibling.tag);
    if lacks.is_empty() {
        return match base.slimmer().map(|slimmer| slimmer.relation) {
            Some(Relation::Slim) if base.holds_toolchain() => format!(
                "use `{slim}`; where a package has no wheel or prebuilt binary, compile it in a builder stage on `{}`",
                base.reference
            ),
            _ => format!("use `{slim}` for the final stage"),
        };
    }
    let packages: Vec<String> = lacks.iter().map(|(_, package)| format!("`{package}`")).collect();
    format!(
        "use `{slim}`, and install {} with `apt-get install --no-install-recommends`",
        packages.join(", ")
    )
}
