//! Services of one family → one container, in which each of them is a process under a supervisor. Often a bad trade, so it
//! is done only where it is asked for, says what it costs, and leaves out every service for which more than that would
//! change.
//!
//! ```text
//! image      what the image starts by itself, and the supervisor that it gets
//! process    one service as a process
//! words      commands as words
//! variables  which variables all have, and which only one
//! choose     which services can be together
//! clash      why some can't: ports, files, who waits for whom
//! script     what the container starts with
//! block      the container as a service of the Compose file
//! yaml       values of a Compose file written anew
//! text       the Compose file with that one in the place of several
//! price      what it costs, in plain words
//! proof      the new files read again, against the old services
//! ```

mod block;
mod choose;
mod clash;
mod image;
mod price;
mod process;
mod proof;
mod script;
mod text;
mod variables;
mod words;
mod yaml;

use std::collections::BTreeMap;

use super::compose::value;
use super::offer::{self, Offer};
use super::project::Prepared;
use super::{Declined, NewFile, Place, Step};
use crate::repository::compose as model;
use crate::repository::context::ContextIgnore;
use crate::repository::{ComposeFile, ComposeId, Repository};
use crate::source::FileId;
use crate::syntax::yaml as syntax;
use image::Image;
use process::Process;

/// A service that may become a process.
struct Candidate<'a> {
    service: &'a model::Service,
    body: syntax::Node<'a>,
    process: Process,
}

/// What the container stands on.
struct Holding {
    image: String,
    /// The Dockerfile as its build names it, where that is another than its services' was.
    dockerfile: Option<String>,
}

/// Services that are one container.
pub(super) struct Merged {
    /// The container as a service.
    pub(super) name: String,
    /// What were services, by their names in the new file.
    pub(super) processes: Vec<String>,
    /// What it does, and costs.
    pub(super) step: Step,
    /// What was compared.
    pub(super) equal: Vec<String>,
}

/// What became of a Compose file.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) merged: Vec<Merged>,
    pub(super) declined: Vec<Declined>,
}

/// Puts the services of each family into one container, in `text` and in `files`; `renamed`: what the group's services
/// are called there.
pub(super) fn merge(
    repository: &Repository,
    place: &Place,
    group: &[Prepared<'_>],
    renamed: &[BTreeMap<String, String>],
    text: &mut String,
    files: &mut Vec<NewFile>,
) -> Outcome {
    let mut outcome = Outcome::default();
    for (prepared, renamed) in group.iter().zip(renamed) {
        for offer in prepared.offers.iter().filter(|offer| offer.family.members.len() > 1) {
            let names: Vec<String> = offer
                .family
                .members
                .iter()
                .map(|it| renamed.get(&it.name.value).unwrap_or(&it.name.value).clone())
                .collect();
            let scene = Scene { repository, place, prepared, offer };
            match scene.merge(&names, text, files) {
                Ok((merged, refused)) => {
                    outcome.merged.extend(merged);
                    outcome.declined.extend(refused.into_iter().map(|(name, reason)| Declined {
                        what: format!("{} ({name})", prepared.file.path),
                        reason: format!("it stays a container of its own: {reason}"),
                    }));
                }
                Err(reason) => outcome.declined.push(Declined {
                    what: format!("{} ({})", prepared.file.path, names.join(", ")),
                    reason: format!("they stay containers of their own: {reason}"),
                }),
            }
        }
    }
    outcome
}

struct Scene<'a> {
    repository: &'a Repository,
    place: &'a Place,
    prepared: &'a Prepared<'a>,
    offer: &'a Offer<'a>,
}

impl Scene<'_> {
    fn merge(
        &self,
        names: &[String],
        text: &mut String,
        files: &mut Vec<NewFile>,
    ) -> Result<(Option<Merged>, Vec<choose::Refused>), String> {
        let Scene { repository, place, prepared, offer } = self;
        let family = &offer.family;
        let shared = offer.image.clone().or_else(|| family.image().ok().flatten().map(str::to_owned));
        let shared = shared.ok_or("they don't share an image")?;
        let dockerfile = repository.dockerfile(family.dockerfile());
        let original = &repository.sources[dockerfile.file].text;
        let source = offer.rewritten.as_ref().map_or(original.as_ref(), |it| it.text.as_str());
        if family.members.iter().any(|it| it.build.as_ref().is_some_and(|build| build.target.is_some())) {
            return Err("their builds name a target".to_owned());
        }
        let ignored = offer::ignore_file(repository, offer, &dockerfile.path, place);
        let ignore = match &ignored {
            Some(file) => ContextIgnore::of(&file.text),
            None => ContextIgnore::read(&repository.tree, &family.context, &dockerfile.path),
        };
        let image = Image::read(repository, source, &family.context, &ignore)?;
        let old = parse(text)?;
        let (all, refused) = choose::choose(&old, names, &image);
        if all.is_empty() {
            return Ok((None, refused));
        }
        let processes: Vec<&Process> = all.iter().map(|it| &it.process).collect();
        let variables = variables::share(&processes).map_err(|(_, reason)| reason)?;
        let members: Vec<&str> = processes.iter().map(|it| it.name.as_str()).collect();
        let script = script::write(&all, &variables);
        let supervised = image.supervised(&script)?;
        let others = || old.services.iter().filter(|it| !members.contains(&it.name.value.as_str()));
        let is_new = offer.rewritten.is_none();
        // an image that stays is built from what it was built from
        let builds_apart = |it: &&model::Service| names.contains(&it.name.value) && it.build.is_some();
        if let Some(other) = others().find(|it| is_new && builds_apart(it)) {
            return Err(format!("`{}`, which can't join them, builds their image", other.name.value));
        }
        let name = free(&shared, &|name| others().any(|it| it.name.value == name));
        let holding = Holding {
            image: shared,
            dockerfile: is_new.then(|| place.file_from(&family.context, &offer.file_name)),
        };
        let block = block::write(&name, &all, &variables, &image, &holding)?;
        let new = text::replace(&old, text, &members, &name, &block)?;
        proof::check(&old, &new, &name, &all, &supervised)?;
        let mut of: Vec<String> =
            family.dockerfiles.iter().map(|id| repository.dockerfile(*id).path.clone()).collect();
        of.push(prepared.file.path.clone());
        let step = price::step(&name, &all, &old, &image, &variables, of);
        let count = others().count();
        let processes = members.iter().map(|it| (*it).to_owned()).collect();
        let mut merged = Merged { name, processes, step, equal: Vec::new() };
        merged.equal = price::equal(&merged, count);
        match files.iter_mut().find(|file| file.path == offer.file_name) {
            Some(file) => file.text = supervised,
            None => {
                let replaces = Some((dockerfile.path.clone(), original.to_string()));
                files.push(NewFile { path: offer.file_name.clone(), text: supervised, replaces });
                files.extend(ignored);
            }
        }
        *text = new;
        Ok((Some(merged), refused))
    }
}

/// A Compose file's text read as one.
fn parse(text: &str) -> Result<ComposeFile, String> {
    let tree = syntax::parse(FileId(0), text);
    if let Some(problem) = tree.problems.first() {
        return Err(format!("the Compose file would not be well-formed ({})", problem.message));
    }
    let file = model::read(ComposeId(0), "compose.yaml".to_owned(), FileId(0), tree);
    value::of(&file, &str::to_owned)?;
    Ok(file)
}

/// The image's name as a service's, where no other has it.
fn free(image: &str, taken: &dyn Fn(&str) -> bool) -> String {
    let last = image.rsplit('/').next().unwrap_or(image);
    let name = last.split([':', '@', '$']).next().unwrap_or(last);
    let mut name = if name.is_empty() { "processes".to_owned() } else { name.to_owned() };
    while taken(&name) {
        name.push_str("-processes");
    }
    name
}
