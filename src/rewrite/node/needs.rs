//! What the final image lacks once compilers, headers, the full base and development dependencies are gone.

use std::collections::BTreeSet;

use super::Refusal;
use super::manifest::Manifest;
use super::runtime;
use super::steps::Steps;
use crate::facts;
use crate::rewrite::Subject;
use crate::rewrite::stage::base::BaseChoice;
use crate::rewrite::stage::programs::{Calls, sets};
use crate::syntax::dockerfile::Keyword;

/// What has to be added, what is taken out, and what remains to be believed.
pub(super) struct Needs {
    /// Debian packages that the final stage must install in addition, sorted.
    pub(super) packages: Vec<String>,
    /// What becomes of development dependencies.
    pub(super) dev: Dev,
    /// The package managers that are called when the image runs.
    pub(super) managers: BTreeSet<String>,
}

/// What becomes of development dependencies.
pub(super) enum Dev {
    /// There are none, or the original leaves them out.
    None,
    /// They stay in the builder: these.
    Pruned(Vec<String>),
    /// They stay in the image, for this reason.
    Kept(String),
}

impl Needs {
    /// Whether development dependencies leave the image.
    pub(super) fn prunes(&self) -> bool {
        matches!(self.dev, Dev::Pruned(_))
    }
}

pub(super) fn find(
    subject: &Subject<'_>,
    base: &BaseChoice,
    steps: &Steps,
    manifest: &Manifest,
) -> Result<Needs, Refusal> {
    let needs = manifest.dependencies.iter().filter_map(|name| Some((name, facts::npm_system_need(name)?)));
    let needs: Vec<_> = needs.collect();
    if let Some((name, _)) = needs.iter().find(|(_, need)| need.packages.is_none()) {
        return Err(format!("`{name}` needs programs or libraries from outside of the project's folder"));
    }
    let calls = Calls::read(subject, &|_, _| Ok(()))?;
    let mut packages = BTreeSet::new();
    if base.slim.is_some() {
        packages = calls.packages()?;
        let fetched = steps.programs.iter().filter_map(|program| facts::full_base_program(program)?);
        packages.extend(fetched.map(str::to_owned));
        packages.extend(
            needs.iter().flat_map(|(_, need)| need.packages.iter().flatten()).map(|it| (*it).to_owned()),
        );
        // programs that speak TLS read the system's certificates, which slim images don't have
        if ["curl", "wget", "git"].iter().any(|name| packages.contains(*name)) {
            packages.insert("ca-certificates".to_owned());
        }
        if names_a_zone(subject) {
            packages.insert("tzdata".to_owned());
        }
    }
    let kept: BTreeSet<&str> = steps.system().flat_map(|apt| &apt.kept).map(String::as_str).collect();
    packages.retain(|name| !kept.contains(name.as_str()));
    Ok(Needs {
        packages: packages.into_iter().collect(),
        dev: dev(subject, steps, manifest, &calls),
        managers: runtime::managers(&calls),
    })
}

/// Whether the image, or a service, is told its time zone by name.
fn names_a_zone(subject: &Subject<'_>) -> bool {
    let own = subject.dockerfile.instructions(subject.stage);
    let mut pairs = own.iter().filter(|it| it.keyword == Keyword::Env).flat_map(|it| it.pairs());
    pairs.any(|(name, _)| name.value == "TZ") || subject.services.iter().any(|service| sets(*service, "TZ"))
}

fn dev(subject: &Subject<'_>, steps: &Steps, manifest: &Manifest, calls: &Calls) -> Dev {
    if !steps.has_dev || manifest.dev.is_empty() {
        return Dev::None;
    }
    // without a lock, taking some out could change the versions of others
    if !manifest.is_locked {
        return Dev::Kept("no lock file fixes the versions of what would stay".to_owned());
    }
    if manifest.is_modern_yarn {
        return Dev::Kept("this yarn has no command of its own to take them out".to_owned());
    }
    match runtime::needs_dev(subject, manifest, calls) {
        Some(reason) => Dev::Kept(reason),
        None => Dev::Pruned(manifest.dev.iter().cloned().collect()),
    }
}
