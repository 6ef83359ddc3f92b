//! From families to new files: a plan of what would replace the repository's builds, with what was proved equal, what
//! differs on purpose and what is assumed. Nothing here writes; a plan that fails its own proof isn't offered.
//!
//! ```text
//! plan      what a plan is
//! place     where the new files will lie, and how the repository looks from there
//! family    which services are built alike
//! join      several near-equal Dockerfiles → one
//! targets   several near-equal Dockerfiles → one with a target for each
//! project   one live Compose file → what is offered for it
//! offer     what is offered for a family
//! names     what images may be called
//! alone     one Dockerfile, whoever builds it
//! container services of one family as processes of one container, where that is asked for
//! across    families whose members live in several Compose files
//! system    which Compose files run together, and their one part of the plan
//! steps     what it does, step by step
//! stage     what every language needs of a stage
//! rooms     which language a Dockerfile is of
//! python    a language's room: one Dockerfile → a better one, or why not
//! node, go  others
//! compose   the consolidated file, and the override to try it beside the running system
//! proof     are before and after the same where they must be?
//! ledger    what all images weigh, before and after
//! readme    the README beside the new files
//! ```

mod across;
mod alone;
mod compose;
mod container;
mod family;
mod go;
mod join;
mod ledger;
mod names;
mod node;
mod offer;
mod place;
mod plan;
mod project;
mod proof;
mod python;
mod readme;
mod rooms;
mod stage;
mod steps;
mod system;
mod targets;

pub use alone::{Replacement, replacement};
pub use ledger::{Ledger, Line, Total, Weighed};
pub use place::{PROPOSED, Place};
pub use plan::{Declined, LeftOut, NewFile, Plan, Saving, Step};

use std::collections::BTreeSet;

use ledger::{Gains, Successor};
use names::Names;
use project::Prepared;
use rooms::rewrite;

use crate::analysis::{Analysis, Role};
use crate::facts::Estimate;
use crate::repository::{Dockerfile, Repository, Stage};
use crate::syntax::yaml::Node;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Where the files will lie.
    pub place: Place,
    /// Only this family, by the name of its image or of one of its services.
    pub family: Option<String>,
    /// Whether services of one family become processes of one container.
    pub merge_containers: bool,
}

/// From how many bytes on a second stage is worth it: it is ten lines more to look after, and make or a few headers alone
/// stay below it.
pub const A_STAGE: u64 = 20_000_000;

/// Plans the consolidation of every Compose file that is alive.
pub fn plan(repository: &Repository, analysis: &Analysis<'_>, request: &Request) -> Plan {
    let (plan, gains) = draft(repository, analysis, request, &Gains::new());
    // what it wins is known once it is weighed
    let small: Gains = gains.into_iter().filter(|(_, gain)| *gain < A_STAGE).collect();
    if small.is_empty() { plan } else { draft(repository, analysis, request, &small).0 }
}

/// A plan without rewrites of Dockerfiles by themselves whose services all have a `small` gain, and what it gains.
fn draft(
    repository: &Repository,
    analysis: &Analysis<'_>,
    request: &Request,
    small: &Gains,
) -> (Plan, Gains) {
    let mut plan = Plan::default();
    let mut gains = Gains::new();
    let groups = systems(repository, analysis, request, small, &mut plan.declined);
    plan.declined.extend(across::declined(repository, analysis, request, &groups));
    plan.left_out = left_out(repository, analysis);
    // weighed where the repository can see it, whatever the folder that is written
    let within = Place::within(WEIGHED);
    let mut weighed = plan.clone();
    let successors = write(repository, &within, &groups, &mut weighed);
    if weighed.files.is_empty() {
        plan.declined.append(&mut weighed.declined);
    } else {
        (plan.ledger, plan.unneeded, gains) =
            ledger::weigh(repository, analysis.sizes(), &weighed, &within, &successors);
        write(repository, &request.place, &groups, &mut plan);
    }
    plan.files.sort_by(|a, b| a.path.cmp(&b.path));
    plan.declined.sort();
    plan.declined.dedup();
    (plan, gains)
}

/// The folder that is taken to hold the new files while they are weighed.
const WEIGHED: &str = "careen-rewrite";

/// What is offered, by systems that run together.
fn systems<'a>(
    repository: &'a Repository,
    analysis: &Analysis<'_>,
    request: &Request,
    small: &Gains,
    declined: &mut Vec<Declined>,
) -> Vec<Vec<Prepared<'a>>> {
    let reach = analysis.reach();
    let alive: Vec<_> = repository
        .compose_files
        .iter()
        .filter(|file| matches!(reach.compose(file.id).role, Role::Live | Role::Variant))
        .collect();
    let names = Names::of(repository, &alive);
    let prepared = alive
        .iter()
        .filter_map(|file| project::prepare(repository, analysis, request, small, file, &names, declined));
    let mut prepared: Vec<Prepared<'_>> = prepared.collect();
    names.set_apart(prepared.iter_mut().flat_map(|one| &mut one.offers));
    system::groups(repository, &request.place, prepared, declined)
}

/// The files and steps of all systems at `place`, into `plan`. Returns what became of each service.
fn write(
    repository: &Repository,
    place: &Place,
    groups: &[Vec<Prepared<'_>>],
    plan: &mut Plan,
) -> Vec<Successor> {
    let mut successors = Vec::new();
    // one system has the folder for itself, several have a folder each
    let is_single = groups.len() == 1;
    let mut projects: Vec<readme::Project<'_>> = Vec::new();
    for group in groups {
        let name = group.first().map(|prepared| prepared.name.clone()).unwrap_or_default();
        let folder = if is_single { String::new() } else { unused(&projects, &name) };
        let own = if is_single { place.clone() } else { place.below(&folder) };
        match system::write(repository, &own, group) {
            Ok(mut written) => {
                plan.declined.append(&mut written.declined);
                if written.is_idle {
                    continue;
                }
                if !is_single {
                    written.files.iter_mut().for_each(|new| new.path = format!("{folder}/{}", new.path));
                }
                plan.steps.append(&mut written.steps);
                plan.files.append(&mut written.files);
                projects.push(readme::Project {
                    files: group.iter().map(|prepared| prepared.file).collect(),
                    names: group.iter().map(|prepared| prepared.name.clone()).collect(),
                    folder: folder.clone(),
                });
                let compose =
                    if is_single { "compose.yaml".to_owned() } else { format!("{folder}/compose.yaml") };
                let all = written.successors.into_iter();
                successors.extend(all.map(|(path, old, new)| (path, old, new, compose.clone())));
            }
            Err(reason) => {
                let what = group.iter().map(|prepared| prepared.file.path.as_str()).collect::<Vec<_>>();
                plan.declined.push(Declined { what: what.join(", "), reason });
            }
        }
    }
    if !plan.files.is_empty() {
        let text = readme::write(plan, repository, place, &projects);
        plan.files.push(NewFile { path: "README.md".to_owned(), text, replaces: None });
    }
    successors
}

/// A folder's name that no project has yet.
fn unused(projects: &[readme::Project<'_>], name: &str) -> String {
    let taken = |name: &str| projects.iter().any(|project| project.folder == name);
    let mut folder = name.to_owned();
    while taken(&folder) {
        folder.push_str("-2");
    }
    folder
}

fn left_out(repository: &Repository, analysis: &Analysis<'_>) -> Vec<LeftOut> {
    let reach = analysis.reach();
    let dead = repository.compose_files.iter().filter(|file| reach.compose(file.id).role == Role::Orphan);
    dead.map(|file| {
        let standing = reach.compose(file.id);
        LeftOut {
            path: file.path.clone(),
            superseded_by: standing.superseded_by.map(|id| repository.compose(id).path.clone()),
            evidence: standing.evidence.iter().take(3).map(|evidence| evidence.text.clone()).collect(),
        }
    })
    .collect()
}

/// A Dockerfile that may be rewritten, and the services that run what it builds.
struct Subject<'a> {
    repository: &'a Repository,
    dockerfile: &'a Dockerfile,
    stage: &'a Stage,
    /// The build context's folder.
    context: &'a str,
    /// The services' bodies.
    services: Vec<Node<'a>>,
}

/// A Dockerfile's successor.
#[derive(Debug, Clone, Default)]
struct Rewritten {
    text: String,
    /// The language.
    room: &'static str,
    /// The original's instructions that the final stage doesn't repeat as they are, by their index in the file.
    touched: BTreeSet<usize>,
    /// Copies that only the build reads, but for what is brought from it by name.
    read_by_build: BTreeSet<usize>,
    /// The folder that the original's base works in, where the new one doesn't and something relies on it.
    directory: Option<&'static str>,
    differs: Vec<String>,
    assumes: Vec<String>,
    /// What each image gets smaller by.
    saving: Option<Estimate>,
}
