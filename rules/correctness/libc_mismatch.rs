//! Compiled files cross from one C library to another.

mod python;

use crate::analysis::contents::{
    self, Action, BaseImage, Copied, Dependencies, Ecosystem, Kind, Origin, StageContents, Tool,
};
use crate::facts::{self, Libc};
use crate::lint::{Category, Check, Confidence, Context, Findings, Rule};
use crate::repository::{Base, Dockerfile, Stage, path};
use crate::settings::{Level, Severity};
use crate::source::Spanned;

/// See the page.
pub static RULE: Rule = Rule {
    id: "libc-mismatch",
    category: Category::Correctness,
    level: Level::At(Severity::Error),
    check: Check::Dockerfile(check),
    page: include_str!("libc_mismatch.md"),
};

fn check(context: &Context<'_>, dockerfile: &Dockerfile, findings: &mut Findings) {
    for stage in &dockerfile.stages {
        let Some(contents) = context.analysis.contents().stage(dockerfile.id, stage.index) else { continue };
        let Some((to, _)) = libc_of(dockerfile, stage) else { continue };
        if to == Libc::Musl && has_glibc_layer(context, dockerfile, stage) {
            continue;
        }
        for copied in contents.steps.iter().filter_map(|step| step.copied.as_ref()) {
            let Some(source) = Source::of(context, dockerfile, copied) else { continue };
            if source.libc != to {
                for path in &copied.sources {
                    report(context, dockerfile, stage, &source, path, findings);
                }
            }
        }
    }
}

/// Where compiled files come from.
struct Source<'a> {
    libc: Libc,
    image: BaseImage,
    /// The stage, where it is none of another image.
    stage: Option<(&'a Stage, Vec<&'a StageContents>)>,
}

impl<'a> Source<'a> {
    fn of(context: &Context<'a>, dockerfile: &'a Dockerfile, copied: &Copied) -> Option<Self> {
        match &copied.origin {
            Origin::Stage(index) => {
                let stage = dockerfile.stages.get(*index)?;
                let (libc, image) = libc_of(dockerfile, stage)?;
                let contents = context.analysis.contents();
                let chain = dockerfile.chain(stage).into_iter();
                let chain = chain.filter_map(|stage| contents.stage(dockerfile.id, stage.index)).collect();
                Some(Self { libc, image, stage: Some((stage, chain)) })
            }
            Origin::Image(reference) => {
                let image = BaseImage::parse(reference)?;
                Some(Self { libc: image.libc()?, image, stage: None })
            }
            Origin::Context | Origin::Unknown => None,
        }
    }

    fn actions(&self) -> impl Iterator<Item = (&Action, Option<&str>)> {
        let steps = self.stage.iter().flat_map(|(_, chain)| chain).flat_map(|contents| &contents.steps);
        steps.flat_map(|step| step.done.iter().map(|done| (&done.action, step.directory.as_deref())))
    }

    fn dependencies(&self, ecosystem: Ecosystem) -> impl Iterator<Item = &Dependencies> {
        self.actions().filter_map(move |(action, _)| match action {
            Action::Depend(found) if found.ecosystem == ecosystem => Some(found),
            _ => None,
        })
    }
}

fn libc_of(dockerfile: &Dockerfile, stage: &Stage) -> Option<(Libc, BaseImage)> {
    match dockerfile.final_base(stage, &|_| None) {
        Base::Image(reference) => {
            let image = BaseImage::parse(&reference)?;
            Some((image.libc()?, image))
        }
        _ => None,
    }
}

/// Alpine's packages that let programs built for glibc run.
fn has_glibc_layer(context: &Context<'_>, dockerfile: &Dockerfile, stage: &Stage) -> bool {
    let carried = context.analysis.contents().image(dockerfile, stage);
    carried.items.iter().any(|item| matches!(item.name.as_str(), "gcompat" | "libc6-compat" | "glibc"))
}

/// What breaks, as the message says it, and how sure that is.
struct Broken {
    what: String,
    confidence: Confidence,
}

fn report(
    context: &Context<'_>,
    dockerfile: &Dockerfile,
    stage: &Stage,
    source: &Source<'_>,
    path: &Spanned<String>,
    findings: &mut Findings,
) {
    let broken = python::compiled(context, dockerfile, source, &path.value)
        .or_else(|| node(source, &path.value))
        .or_else(|| interpreter(source, &path.value))
        .or_else(|| binary(context, dockerfile, source, &path.value));
    let Some(Broken { what, confidence }) = broken else { return };
    let Some((to, here)) = libc_of(dockerfile, stage) else { return };
    let message = format!(
        "`{}` holds {what} built for {} (`{}`), and `{}` has {}",
        path.value,
        name(source.libc),
        source.image.reference,
        here.reference,
        name(to)
    );
    let finding = findings.report(path.span, message);
    finding.confidence(confidence);
    if let Some((from, _)) = &source.stage {
        finding.related(from.from.span, format!("built here, with {}", name(source.libc)));
    }
    finding.related(stage.from.span, format!("runs here, with {}", name(to)));
    finding.help(
        "let both stages stand on images of one C library: both of Debian (`-slim`), or both of Alpine",
    );
}

fn name(libc: Libc) -> &'static str {
    match libc {
        Libc::Glibc => "glibc",
        Libc::Musl => "musl",
    }
}

/// Node modules, where the stage has what compiled ones are built with.
fn node(source: &Source<'_>, path: &str) -> Option<Broken> {
    let builds = source.actions().any(|(action, _)| match action {
        Action::Install(found) => {
            found.names.iter().any(|name| contents::kind(&name.value) == Kind::Compiler)
        }
        _ => false,
    });
    let modules = path.split('/').any(|part| part == "node_modules");
    let installs = source.dependencies(Ecosystem::Node).next().is_some();
    (modules && builds && installs)
        .then(|| Broken { what: "compiled Node.js modules".to_owned(), confidence: Confidence::Medium })
}

/// The interpreter itself, out of a language's official image.
fn interpreter(source: &Source<'_>, path: &str) -> Option<Broken> {
    let language = facts::language(&source.image.repository, &source.image.tag)?;
    let program = path.trim_end_matches('/').strip_prefix("/usr/local/bin/")?;
    let is_it = matches!(
        (language.name, program),
        ("node", "node") | ("python", "python" | "python3") | ("ruby", "ruby") | ("php", "php")
    );
    is_it.then(|| Broken { what: format!("a `{program}` program"), confidence: Confidence::High })
}

/// What Rust and Go link against glibc unless told not to.
fn binary(
    context: &Context<'_>,
    dockerfile: &Dockerfile,
    source: &Source<'_>,
    copied: &str,
) -> Option<Broken> {
    let (stage, chain) = source.stage.as_ref()?;
    // on musl both link statically by default
    if source.libc != Libc::Glibc {
        return None;
    }
    let set = |name: &str| chain.iter().find_map(|contents| contents.environment(name));
    let carried = context.analysis.contents().image(dockerfile, stage);
    let build =
        |ecosystem| carried.items.iter().find(|item| item.kind == Kind::Build(Tool::Language(ecosystem)));
    if let Some(build) = build(Ecosystem::Rust) {
        let text = context.text(build.step);
        let is_static = text.contains("musl")
            || text.contains("crt-static")
            || set("RUSTFLAGS").is_some()
            || set("CARGO_BUILD_TARGET").is_some();
        let from_target = ["/target/", "/.cargo/bin", "/cargo/bin"].iter().any(|part| copied.contains(part));
        return (from_target && !is_static)
            .then(|| Broken { what: "a Rust program".to_owned(), confidence: Confidence::High });
    }
    let build = build(Ecosystem::Go)?;
    let text = context.text(build.step);
    let is_static = ["CGO_ENABLED=0", "-static", "netgo", "osusergo"].iter().any(|word| text.contains(word))
        || set("CGO_ENABLED") == Some("0");
    let output = output(text)?;
    let is_it = path::file_name(copied) == path::file_name(&output);
    (is_it && !is_static).then(|| Broken {
        what: "a Go program, if it looks up names or users (`CGO_ENABLED` isn't 0),".to_owned(),
        confidence: Confidence::Low,
    })
}

/// `go build -o PATH`
fn output(text: &str) -> Option<String> {
    let mut words = text.split_whitespace();
    words.find(|word| *word == "-o")?;
    words.next().map(str::to_owned)
}
