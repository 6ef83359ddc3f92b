//! What the final image lacks once compilers, headers and the full base are gone, and what provides it.

use std::collections::BTreeSet;

use super::Refusal;
use super::environment::Environment;
use super::requirements::name;
use super::steps::Steps;
use crate::facts::{self, Need};
use crate::rewrite::Subject;
use crate::rewrite::stage::base::BaseChoice;
use crate::rewrite::stage::programs::{Calls, sets};

/// What has to be added, and what remains to be believed.
pub(super) struct Needs {
    /// Debian packages that the final stage must install in addition, sorted.
    pub(super) packages: Vec<String>,
    /// Names of requirements that the facts don't know.
    pub(super) unknown: Vec<String>,
    /// Programs that install and are called when the image runs.
    pub(super) tools: BTreeSet<&'static str>,
}

pub(super) fn find(
    subject: &Subject<'_>,
    base: &BaseChoice,
    environment: &Environment,
    steps: &Steps,
) -> Result<Needs, Refusal> {
    let mut packages = BTreeSet::new();
    let mut unknown = BTreeSet::new();
    let names: BTreeSet<&str> = steps.required.iter().map(|requirement| name(requirement).0).collect();
    for requirement in &steps.required {
        let (name, has_extras) = name(requirement);
        // of a wheel alone nobody has seen which libraries it asks for
        let seen = facts::packages::pypi(name).is_some_and(|package| package.measured.is_some());
        if !seen && facts::system_need(name).is_none() {
            unknown.insert(name.to_owned());
        }
        // `psycopg[binary]` brings its library along
        let brings =
            has_extras && requirement.contains("binary") || names.contains(&*format!("{name}-binary"));
        let Some(need) = facts::system_need(name).filter(|_| base.slim.is_some() && !brings) else {
            continue;
        };
        match &need.packages {
            Some(list) => packages.extend(list.iter().map(|package| (*package).to_owned())),
            None => {
                let how = match need.how {
                    Need::Source => "is compiled against libraries of the full base",
                    Need::Wheel => "uses libraries of the full base",
                    Need::Program => "calls programs of the full base",
                };
                return Err(format!("`{name}` {how}, and which isn't known"));
            }
        }
    }
    if !unknown.is_empty() {
        let dropped = steps.apt().flat_map(|apt| &apt.dropped);
        let compilers = dropped.filter(|name| {
            facts::toolchain_class(name).is_some_and(|class| class != facts::ToolchainClass::Headers)
        });
        let halves = compilers.filter_map(|name| facts::runtime_halves(name)).flatten();
        packages.extend(halves.map(|half| (*half).to_owned()));
    }
    let calls = Calls::read(subject, &|what, text| environment.check_places(what, text))?;
    if subject.services.iter().any(|service| sets(*service, "PATH")) {
        return Err("a service sets `PATH`".to_owned());
    }
    if base.slim.is_some() {
        packages.extend(calls.packages()?);
        let fetched = steps.programs.iter().filter_map(|program| facts::full_base_program(program)?);
        packages.extend(fetched.map(str::to_owned));
    }
    let kept: BTreeSet<&str> = steps.apt().flat_map(|apt| &apt.kept).map(|name| bare(name)).collect();
    packages.retain(|name| !kept.contains(name.as_str()));
    let called = calls.programs();
    let tools = ["uv", "uvx", "poetry", "pipenv"].into_iter().filter(|tool| called.contains(tool)).collect();
    Ok(Needs { packages: packages.into_iter().collect(), unknown: unknown.into_iter().collect(), tools })
}

fn bare(package: &str) -> &str {
    package.split('=').next().unwrap_or(package)
}
