//! What the final image lacks once compilers, headers and the full base are gone, and what provides it.

use std::collections::BTreeSet;

use super::Refusal;
use super::base::BaseChoice;
use super::requirements::name;
use super::steps::{Steps, check_places};
use crate::facts::{self, Need};
use crate::repository::path;
use crate::rewrite::Subject;
use crate::source::Mapped;
use crate::syntax::dockerfile::{Instruction, Keyword};
use crate::syntax::shell;
use crate::syntax::yaml::Node;

/// What has to be added, and what remains to be believed.
pub(super) struct Needs {
    /// Debian packages that the final stage must install in addition, sorted.
    pub(super) packages: Vec<String>,
    /// Names of requirements that the facts don't know.
    pub(super) unknown: Vec<String>,
}

/// More start scripts than this are not read.
const MOST_SCRIPTS: usize = 200;

pub(super) fn find(subject: &Subject<'_>, base: &BaseChoice, steps: &Steps) -> Result<Needs, Refusal> {
    let mut packages = BTreeSet::new();
    let mut unknown = BTreeSet::new();
    let names: BTreeSet<&str> = steps.required.iter().map(|requirement| name(requirement).0).collect();
    for requirement in &steps.required {
        let (name, has_extras) = name(requirement);
        if facts::packages::pypi(name).is_none() && facts::system_need(name).is_none() {
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
    let programs = programs(subject)?;
    for program in programs.iter().filter(|_| base.slim.is_some()) {
        match facts::full_base_program(program) {
            Some(Some(package)) => _ = packages.insert(package.to_owned()),
            Some(None) => return Err(format!("it calls `{program}` when it runs")),
            None => {}
        }
    }
    let kept: BTreeSet<&str> = steps.apt().flat_map(|apt| &apt.kept).map(|name| bare(name)).collect();
    packages.retain(|name| !kept.contains(name.as_str()));
    Ok(Needs { packages: packages.into_iter().collect(), unknown: unknown.into_iter().collect() })
}

fn bare(package: &str) -> &str {
    package.split('=').next().unwrap_or(package)
}

/// Every program that the image's and the services' commands call, scripts of the build context included.
fn programs(subject: &Subject<'_>) -> Result<BTreeSet<String>, Refusal> {
    let mut programs = BTreeSet::new();
    for instruction in subject.dockerfile.instructions(subject.stage) {
        if matches!(instruction.keyword, Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck) {
            of_instruction(instruction, &mut programs);
        }
    }
    for service in &subject.services {
        of_service(*service, &mut programs)?;
    }
    let is_script = |file: &&String| file.ends_with(".sh") && path::is_within(file, subject.context);
    let tree = &subject.repository.tree;
    for file in tree.files().iter().filter(is_script).take(MOST_SCRIPTS) {
        if let Some(text) = tree.text(file) {
            check_places(&format!("`{file}`"), &text)?;
            of_shell(&text, subject, &mut programs);
        }
    }
    Ok(programs)
}

fn of_instruction(instruction: &Instruction, programs: &mut BTreeSet<String>) {
    match (instruction.shell_script(), instruction.exec_words()) {
        (Some(script), _) => {
            programs.extend(shell::parse(&script).commands.iter().filter_map(|it| it.program_name()))
        }
        (None, Some(words)) => {
            let words: Vec<&str> = words.iter().map(|word| word.value.as_str()).collect();
            of_words(&words, instruction.rest.file, programs);
        }
        (None, None) => {}
    }
}

/// An argument list: its program, and what a shell in it is told to run.
fn of_words(words: &[&str], file: crate::source::FileId, programs: &mut BTreeSet<String>) {
    programs.extend(words.first().map(|word| path::file_name(word).to_owned()));
    if let Some(at) = words.iter().position(|word| word.starts_with('-') && word.ends_with('c')) {
        let text = words.get(at + 1).copied().unwrap_or_default();
        let script = shell::parse(&Mapped::whole(file, text, 0));
        programs.extend(script.commands.iter().filter_map(|it| it.program_name()));
    }
}

fn of_shell(text: &str, subject: &Subject<'_>, programs: &mut BTreeSet<String>) {
    let script = shell::parse(&Mapped::whole(subject.dockerfile.file, text, 0));
    programs.extend(script.commands.iter().filter_map(|it| it.program_name()));
}

fn of_service(service: Node<'_>, programs: &mut BTreeSet<String>) -> Result<(), Refusal> {
    let healthcheck = service.get("healthcheck").and_then(|check| check.get("test"));
    for node in [service.get("command"), service.get("entrypoint"), healthcheck].into_iter().flatten() {
        let file = node.span().file;
        if let Some(text) = node.as_str() {
            check_places("a command of the Compose file", text)?;
            let script = shell::parse(&Mapped::whole(file, text, 0));
            programs.extend(script.commands.iter().filter_map(|it| it.program_name()));
        }
        let words: Vec<&str> = node.items().filter_map(Node::as_str).collect();
        check_places("a command of the Compose file", &words.join(" "))?;
        match words.split_first() {
            Some((&"CMD-SHELL", rest)) => {
                let script = shell::parse(&Mapped::whole(file, &rest.join(" "), 0));
                programs.extend(script.commands.iter().filter_map(|it| it.program_name()));
            }
            Some((&"CMD", rest)) => of_words(rest, file, programs),
            _ => of_words(&words, file, programs),
        }
    }
    for mount in service.get("volumes").into_iter().flat_map(Node::items) {
        let text = mount.get("target").unwrap_or(mount).as_str().unwrap_or_default();
        check_places("a mount of the Compose file", text)?;
    }
    let environment = service.get("environment");
    let sets_path = environment.is_some_and(|node| {
        node.get("PATH").is_some()
            || node.items().filter_map(Node::as_str).any(|item| item.starts_with("PATH="))
    });
    if sets_path { Err("a service sets `PATH`".to_owned()) } else { Ok(()) }
}
