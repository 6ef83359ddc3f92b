//! What only a build needs and the image keeps: the evidence that two rules share. A Dockerfile with one stage is the
//! one's, with several the other's.

use super::{ships, worth};
use crate::analysis::contents::{
    self, BaseImage, Built, Carried, Ecosystem, Fate, Item, Kind, Purpose, System, Tool,
};
use crate::analysis::size::{self, Asked, Estimate, shown};
use crate::facts::{self, Libc, Relation};
use crate::lint::{Confidence, Context, Finding, Findings};
use crate::repository::Dockerfile;

/// What of an image only its build needed.
struct Stays<'a> {
    built: Built<'a>,
    base: Option<BaseImage>,
    carried: Carried,
}

/// Reports every image of a Dockerfile that keeps its build tools; images that keep the same ones count once.
pub(super) fn report(context: &Context<'_>, dockerfile: &Dockerfile, findings: &mut Findings) {
    let mut seen = Vec::new();
    for built in contents::shipped(
        context.repository,
        context.analysis.contents(),
        context.analysis.reach(),
        dockerfile,
    ) {
        let carried = context.analysis.contents().image(dockerfile, built.stage);
        if contents::starts_nothing(context.repository, &built, &carried)
            || contents::is_for_tests(context.repository, dockerfile, &built)
        {
            continue;
        }
        let stays = Stays { base: built.base_image(), built, carried };
        let evidence = stays.evidence();
        let Some(first) = evidence.first() else { continue };
        if seen.contains(&first.span) || contents::installs_when_started(context.repository, &stays.built) {
            continue;
        }
        seen.push(first.span);
        stays.report(context, dockerfile, &evidence, findings);
    }
}

/// Whether the rules on build tools speak of this image: what it keeps for development goes with the tools then.
pub(super) fn speaks_of(built: &Built<'_>, carried: &Carried) -> bool {
    let stays = Stays { base: built.base_image(), built: built.clone(), carried: carried.clone() };
    !stays.evidence().is_empty()
}

impl Stays<'_> {
    /// The lines that prove it, most telling first; empty where nothing, or too little, does.
    fn evidence(&self) -> Vec<&Item> {
        let purpose = self.carried.start.purpose();
        let mut evidence: Vec<&Item> = self.compilers().collect();
        if purpose != Purpose::Development {
            evidence.extend(self.builds());
        }
        if evidence.is_empty() || self.saves().is_some_and(|saving| saving.high < worth::A_STAGE) {
            return Vec::new();
        }
        evidence
    }

    fn compilers(&self) -> impl Iterator<Item = &Item> {
        self.carried.held(|kind| kind == Kind::Compiler)
    }

    /// What is only there to build with, beside the compilers.
    fn companions(&self) -> impl Iterator<Item = &Item> {
        self.carried.held(|kind| matches!(kind, Kind::Headers | Kind::BuildTool))
    }

    /// Commands that build what the image runs, with tools that stay in it.
    fn builds(&self) -> impl Iterator<Item = &Item> {
        self.carried.held(|kind| matches!(kind, Kind::Build(Tool::Language(_)))).filter(|item| {
            match item.kind {
                // without the packages that only development needs, the tools are those that also run it
                Kind::Build(Tool::Language(Ecosystem::Node)) => self.development_packages().next().is_some(),
                _ => true,
            }
        })
    }

    fn development_packages(&self) -> impl Iterator<Item = &Item> {
        self.carried.held(|kind| kind == Kind::DevelopmentDependencies(Ecosystem::Node))
    }

    /// What the packages weigh that only a build needs; `None` where no table knows.
    fn saves(&self) -> Option<Estimate> {
        if self.builds().next().is_some() && self.compilers().next().is_none() {
            return None;
        }
        let asked: Vec<Asked<'_>> = self.compilers().chain(self.companions()).map(Asked::of).collect();
        size::debian(System::Apt, &asked, self.base.as_ref())
    }

    fn report(
        &self,
        context: &Context<'_>,
        dockerfile: &Dockerfile,
        evidence: &[&Item],
        findings: &mut Findings,
    ) {
        let name = self.built.name(context.repository, dockerfile);
        let saves = self.saves();
        let megabytes = match saves {
            Some(saving) if !saving.is_vague() => format!(", about {}", shown(saving.expected)),
            _ => String::new(),
        };
        let message = format!(
            "the image of {name} keeps {}{megabytes}, which only its build needs",
            self.what(context)
        );
        let first = evidence[0];
        let (_, span) = contents::command(context.text(first.span), first.span);
        let finding = findings.report(span, message);
        finding.label(label(first));
        for item in evidence[1..].iter().copied().chain(self.companions()).chain(self.kept_packages()) {
            let (_, span) = contents::command(context.text(item.span), item.span);
            finding.related(span, label(item));
        }
        self.later_removals(context, evidence, finding);
        if self.built.stage.index != first.stage {
            finding.related(self.built.stage.from.span, "the image that ships is built on that stage");
        }
        if let Some((span, text)) = self.built.asked_for() {
            finding.related(span, text);
        }
        finding.help(self.help()).confidence(self.confidence());
        finding.fixes.extend(ships::rewritten(context, dockerfile, &self.built));
        let known = saves.filter(|saving| saving.low > 0);
        if let Some(saving) = known {
            finding.changes(ships::shrinks(context, dockerfile, first.step, saving));
            let image = ships::image(context, dockerfile, &self.built);
            let saving = ships::saved(context, image, &finding.changes, saving);
            finding.saving(saving);
        }
    }

    /// Development packages, where a build shows that they are only there for it.
    fn kept_packages(&self) -> impl Iterator<Item = &Item> {
        let builds = self.carried.start.purpose() != Purpose::Development && self.builds().next().is_some();
        self.development_packages().filter(move |_| builds)
    }

    fn later_removals(&self, context: &Context<'_>, evidence: &[&Item], finding: &mut Finding) {
        let mut places: Vec<_> = evidence
            .iter()
            .filter_map(|item| match item.fate {
                Fate::Hidden(by) => Some(by),
                _ => None,
            })
            .collect();
        places.dedup();
        for by in places {
            let (_, span) = contents::command(context.text(by), by);
            finding.related(span, "removed in a later layer: the bytes stay in the earlier one");
        }
    }

    /// What stays, for the message.
    fn what(&self, context: &Context<'_>) -> String {
        let names: Vec<String> = self
            .compilers()
            .chain(self.companions())
            // groups and downloads have names in plain words
            .map(|item| if item.name.contains(' ') { item.name.clone() } else { format!("`{}`", item.name) })
            .collect();
        if names.is_empty() { self.what_builds_leave(context) } else { listed(names) }
    }

    fn what_builds_leave(&self, context: &Context<'_>) -> String {
        let Some(build) = self.builds().next() else { return String::new() };
        let (command, _) = contents::command(context.text(build.span), build.span);
        match build.kind {
            Kind::Build(Tool::Language(Ecosystem::Node)) => {
                format!("the sources and development dependencies of `{command}`")
            }
            Kind::Build(Tool::Language(ecosystem)) => {
                format!("the {} toolchain and sources of `{command}`", ecosystem.as_str())
            }
            _ => format!("the tools of `{command}`"),
        }
    }

    /// How to do without, and what the program still needs of the headers' libraries.
    fn help(&self) -> String {
        let mut help = self.way_out();
        let libc = self.base.as_ref().and_then(BaseImage::libc);
        if let Some(libraries) = libraries(self.carried.held(|kind| kind == Kind::Headers), libc) {
            help.push_str("; ");
            help.push_str(&libraries);
        }
        help
    }

    fn way_out(&self) -> String {
        let runtime = match self.base.as_ref().and_then(BaseImage::slimmer) {
            Some(slimmer) => match (&slimmer.sibling, slimmer.relation) {
                (Some(sibling), Relation::SdkToRuntime | Relation::JdkToJre) => {
                    format!(" on `{}:{}`", sibling.repository, sibling.tag)
                }
                _ => String::new(),
            },
            None => String::new(),
        };
        let build = self.builds().next().map(|item| item.kind);
        match (build, self.built.stage.index) {
            (Some(Kind::Build(Tool::Language(Ecosystem::Node))), _) => {
                "build in a stage of its own; copy what it makes into a final stage that installs without development \
                 dependencies (`npm ci --omit=dev` or its like)"
                    .to_owned()
            }
            (Some(Kind::Build(Tool::Language(_))), _) => {
                format!("build in a stage of its own, and copy what it makes into a final stage{runtime}")
            }
            (_, 0) => "install and use them in a builder stage, and copy what it makes into a final stage; where nothing is compiled, leave them out".to_owned(),
            _ => "let the final stage stand on the bare base, and copy into it what the builder makes; where nothing is compiled, leave them out".to_owned(),
        }
    }

    fn confidence(&self) -> Confidence {
        let doubtful = self.base.as_ref().is_some_and(BaseImage::holds_toolchain);
        match self.carried.start.purpose() {
            Purpose::Development => Confidence::Low,
            _ if doubtful => Confidence::Medium,
            Purpose::Unknown if self.built.stage.index == 0 && self.base.is_none() => Confidence::Medium,
            _ => Confidence::High,
        }
    }
}

/// Headers without a library of their own that an image lacks: the C library's, the kernel's, the interpreter's.
const WITHOUT_LIBRARY: [&str; 5] = ["musl-dev", "libc-dev", "linux-headers", "python3-dev", "python-dev"];

/// The libraries behind development packages, which a final stage has to install itself.
fn libraries<'a>(headers: impl Iterator<Item = &'a Item>, libc: Option<Libc>) -> Option<String> {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for item in headers.filter(|item| !WITHOUT_LIBRARY.contains(&item.name.as_str())) {
        // the table is Debian's; Alpine calls the same libraries otherwise
        match facts::runtime_halves(&item.name).filter(|_| libc != Some(Libc::Musl)) {
            Some([]) => {}
            Some(halves) => {
                let halves: Vec<String> = halves.iter().map(|half| format!("`{half}`")).collect();
                known.push(format!("{} for `{}`", halves.join(" and "), item.name));
            }
            None => unknown.push(format!("`{}`", item.name)),
        }
    }
    let mut needs = Vec::new();
    if !known.is_empty() {
        needs.push(listed(known));
    }
    if !unknown.is_empty() {
        needs.push(format!("the runtime library of {}, where the program links to it", listed(unknown)));
    }
    (!needs.is_empty()).then(|| format!("the final stage has to install {}", needs.join(", and ")))
}

/// `a`, `b` and 3 more: each name once.
fn listed(all: Vec<String>) -> String {
    const SHOWN: usize = 3;
    let mut names: Vec<String> = Vec::new();
    for name in all {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let more = names.len().saturating_sub(SHOWN);
    names.truncate(SHOWN);
    match (more, names.split_last()) {
        (_, None) => String::new(),
        (0, Some((last, []))) => last.clone(),
        (0, Some((last, rest))) => format!("{} and {last}", rest.join(", ")),
        (more, Some(_)) => format!("{} and {more} more", names.join(", ")),
    }
}

/// What is to be seen at the line of an item.
fn label(item: &Item) -> String {
    match item.kind {
        Kind::Compiler => "a compiler stays in the image".to_owned(),
        Kind::Headers => "header files stay in the image".to_owned(),
        Kind::BuildTool => "a build tool stays in the image".to_owned(),
        Kind::Package => "stays in the image".to_owned(),
        Kind::Build(_) => "builds in the image that ships".to_owned(),
        Kind::DevelopmentDependencies(_) => "installs development dependencies, which stay".to_owned(),
    }
}
