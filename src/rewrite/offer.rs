//! What is offered for a family: a better Dockerfile, and one image for all its members.

use std::collections::{BTreeMap, BTreeSet};

use super::family::{self, Family};
use super::ledger::Gains;
use super::names::Names;
use super::targets::Target;
use super::{Declined, NewFile, Place, Rewritten, Subject};
use crate::analysis::shown;
use crate::repository::{ComposeFile, Repository, path};
use crate::source::Encoding;

/// A family and what is offered for it.
pub(super) struct Offer<'a> {
    pub(super) family: Family<'a>,
    pub(super) rewritten: Option<Rewritten>,
    /// The image that the members share afterwards, where they are several.
    pub(super) image: Option<String>,
    /// The new Dockerfile's name.
    pub(super) file_name: String,
    /// What its image is in a Dockerfile of several.
    pub(super) target: Option<Target>,
}

impl Offer<'_> {
    /// Whether it changes what is built.
    pub(super) fn changes(&self) -> bool {
        self.rewritten.is_some() || self.image.is_some()
    }

    /// The keys that a service gets because its image no longer says it.
    pub(super) fn keys(&self, service: &str) -> Vec<(&'static str, String)> {
        self.family.joined.as_ref().and_then(|it| it.keys.get(service)).cloned().unwrap_or_default()
    }
}

/// Whether this family is the one asked for, where one is.
pub(super) fn is_wanted(family: &Family<'_>, project: &str, wanted: Option<&str>) -> bool {
    let Some(wanted) = wanted else { return true };
    let is_member = family.members.iter().any(|member| member.name.value == wanted);
    let is_image = matches!(family.image(), Ok(Some(image)) if image == wanted);
    is_member || is_image || image_name(family, project) == wanted
}

/// `project` for a build of the project's own folder, `project-folder` for others.
pub(super) fn image_name(family: &Family<'_>, project: &str) -> String {
    let allowed = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-';
    let folder: String = path::file_name(&family.context).to_lowercase().chars().filter(allowed).collect();
    match folder.trim_matches('-') {
        folder if folder.is_empty() || folder == project => project.to_owned(),
        folder => format!("{project}-{folder}"),
    }
}

/// What is offered for each family; why not, into `declined`.
pub(super) fn offers<'a>(
    repository: &'a Repository,
    file: &'a ComposeFile,
    project: &str,
    families: Vec<Family<'a>>,
    names: &Names,
    small: &Gains,
    declined: &mut Vec<Declined>,
) -> Vec<Offer<'a>> {
    // what other families of the file are called from now on
    let mut given: BTreeSet<String> = BTreeSet::new();
    let mut file_names: BTreeMap<String, String> = BTreeMap::new();
    let mut offers = Vec::new();
    for family in families {
        let members: Vec<&str> = family.members.iter().map(|member| member.name.value.as_str()).collect();
        let dockerfile = &repository.dockerfile(family.dockerfile()).path;
        let rewritten = rewrite(repository, file, &family).and_then(|it| worth_it(it, &family, small));
        let rewritten = match rewritten {
            Ok(rewritten) => rewritten,
            Err(reason) => {
                let what = format!("{dockerfile} ({})", members.join(", "));
                declined.push(Declined { what, reason });
                None
            }
        };
        let is_taken = |name: &str| names.has(name) || given.contains(name);
        let image = shared_image(&family, project, is_taken).unwrap_or_else(|reason| {
            declined.push(Declined { what: format!("{} ({})", file.path, members.join(", ")), reason });
            None
        });
        given.extend(image.clone());
        let stem = match family.members.as_slice() {
            [only] => only.name.value.clone(),
            _ => image_name(&family, project),
        };
        let text = rewritten.as_ref().map(|it| it.text.clone()).unwrap_or_default();
        let mut file_name = format!("{stem}.Dockerfile");
        let mut number = 2;
        while file_names.get(&file_name).is_some_and(|other| *other != text) {
            file_name = format!("{stem}-{number}.Dockerfile");
            number += 1;
        }
        if rewritten.is_some() {
            file_names.insert(file_name.clone(), text);
        }
        offers.push(Offer { family, rewritten, image, file_name, target: None });
    }
    offers
}

/// A rewrite of a Dockerfile by itself, unless it is known to win next to nothing for all of its services.
fn worth_it(
    rewritten: Option<Rewritten>,
    family: &Family<'_>,
    small: &Gains,
) -> Result<Option<Rewritten>, String> {
    let gains: Option<Vec<u64>> =
        family.members.iter().map(|member| small.get(&member.id).copied()).collect();
    let largest = gains.and_then(|gains| gains.into_iter().max());
    match largest.filter(|_| rewritten.is_some() && family.joined.is_none()) {
        None => Ok(rewritten),
        Some(0..1_000_000) => Err("its image would hardly get smaller".to_owned()),
        Some(gain) => Err(format!("its image would only get about {} smaller", shown(gain))),
    }
}

/// The image that several services are to share; `None` where they do so already, or there is but one.
fn shared_image(
    family: &Family<'_>,
    project: &str,
    is_taken: impl Fn(&str) -> bool,
) -> Result<Option<String>, String> {
    if family.members.len() < 2 {
        return Ok(None);
    }
    let Ok(image) = family.image() else {
        return Err("one build under several image names, which may be pulled elsewhere".to_owned());
    };
    if family.members.iter().all(|member| member.image.is_some()) {
        return Ok(None);
    }
    family::share(&family.members)?;
    let mut name = image.map_or_else(|| image_name(family, project), str::to_owned);
    while image.is_none() && is_taken(&name) {
        name.push_str("-shared");
    }
    Ok(Some(name))
}

fn rewrite(
    repository: &Repository,
    file: &ComposeFile,
    family: &Family<'_>,
) -> Result<Option<Rewritten>, String> {
    if let Some(joined) = &family.joined {
        let plain = || Rewritten {
            text: joined.text.clone(),
            room: "",
            touched: BTreeSet::new(),
            read_by_build: BTreeSet::new(),
            directory: None,
            differs: Vec::new(),
            assumes: Vec::new(),
            saving: None,
        };
        return Ok(Some(joined.slimmed.clone().unwrap_or_else(plain)));
    }
    let dockerfile = repository.dockerfile(family.dockerfile());
    if repository.sources[dockerfile.file].encoding != Encoding::Utf8 {
        return Err("it is not UTF-8".to_owned());
    }
    let target = family.members.first().and_then(|member| member.build.as_ref()?.target.as_ref());
    let target = target.map(|target| target.known().ok_or("its target depends on a variable")).transpose()?;
    let stage = dockerfile.target_stage(target).ok_or("its target isn't there")?;
    let services = file.yaml.root().and_then(|root| root.get("services"));
    let bodies = family.members.iter().filter_map(|member| services?.get(&member.name.value)).collect();
    super::rewrite(&Subject { repository, dockerfile, stage, context: &family.context, services: bodies })
}

/// What the new Dockerfile's builds leave out: what the original's did, and the new folder where that lies within.
pub(super) fn ignore_file(
    repository: &Repository,
    offer: &Offer<'_>,
    dockerfile: &str,
    place: &Place,
) -> Option<NewFile> {
    let context = offer.family.context.as_str();
    let own = format!("{dockerfile}.dockerignore");
    let common = path::join(context, ".dockerignore").unwrap_or_default();
    let specific = repository.tree.text(&own).map(|text| (own, text));
    let within = place.below_context(context);
    let original = match (specific, within) {
        _ if offer.family.joined.is_some() => {
            let joined = offer.family.joined.as_ref().map_or("", |joined| &joined.ignore);
            if joined.is_empty() && within.is_none() {
                return None;
            }
            Some((common, joined.to_owned()))
        }
        (Some(original), _) => Some(original),
        (None, Some(_)) => repository.tree.text(&common).map(|text| (common, text)),
        // a build finds the context's own by itself
        (None, None) => return None,
    };
    let mut text = original.as_ref().map(|(_, text)| text.clone()).unwrap_or_default();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.extend(within.map(|within| format!("{within}\n")));
    Some(NewFile { path: format!("{}.dockerignore", offer.file_name), text, replaces: original })
}
