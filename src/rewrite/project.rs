//! One live Compose file → what is offered for it, and its part of the new files.

use std::collections::BTreeMap;

use super::compose::{self, Change};
use super::ledger::Gains;
use super::names::Names;
use super::offer::{self, Offer};
use super::{Declined, NewFile, Place, Request, family, join, proof, targets};
use crate::analysis::{Analysis, Role};
use crate::repository::{ComposeFile, Repository, path};
use crate::source::Encoding;

/// The Compose project's name: the file's own, or that of its folder as Compose spells it.
pub(super) fn name(repository: &Repository, file: &ComposeFile) -> Option<String> {
    if let Some(name) = &file.name {
        return name.known().map(str::to_owned);
    }
    let folder = match file.directory() {
        "" => repository.tree.name(),
        directory => path::file_name(directory),
    };
    let allowed = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    let name: String = folder.to_lowercase().chars().filter(allowed).collect();
    let name = name.trim_start_matches(['-', '_']);
    (!name.is_empty()).then(|| name.to_owned())
}

/// A live Compose file and what is offered for it, wherever the new files will lie.
pub(super) struct Prepared<'a> {
    pub(super) file: &'a ComposeFile,
    /// The project's name.
    pub(super) name: String,
    pub(super) offers: Vec<Offer<'a>>,
    /// Whether its services may become processes of one container.
    pub(super) merges: bool,
}

/// Looks at one file; `None` where it can't be rewritten. Why not, into `declined`.
pub(super) fn prepare<'a>(
    repository: &'a Repository,
    analysis: &Analysis<'_>,
    request: &Request,
    small: &Gains,
    file: &'a ComposeFile,
    names: &Names,
    declined: &mut Vec<Declined>,
) -> Option<Prepared<'a>> {
    let families = family::families(file);
    let is_built = !families.is_empty();
    let decline = |declined: &mut Vec<Declined>, reason: String| {
        if is_built {
            declined.push(Declined { what: file.path.clone(), reason });
        }
    };
    if let Err(reason) = fits(repository, analysis, file) {
        decline(declined, reason);
        return None;
    }
    let Some(name) = name(repository, file) else {
        decline(declined, "the project's name isn't known".to_owned());
        return None;
    };
    let mut families = join::join(repository, analysis, file, families, declined);
    families.retain(|family| offer::is_wanted(family, &name, request.family.as_deref()));
    let mut offers = offer::offers(repository, file, &name, families, names, small, declined);
    let merges = request.merge_containers;
    if !merges {
        targets::share(repository, analysis, file, &name, &mut offers);
    }
    offers.retain(|offer| offer.changes() || merges && offer.family.members.len() > 1);
    Some(Prepared { file, name, offers, merges })
}

/// Whether the file stands for a whole system by itself.
fn fits(repository: &Repository, analysis: &Analysis<'_>, file: &ComposeFile) -> Result<(), String> {
    let reach = analysis.reach();
    let layered = repository.compose_files.iter().find(|other| {
        let standing = reach.compose(other.id);
        standing.role == Role::Override && standing.of.contains(&file.id)
    });
    if let Some(layered) = layered {
        return Err(format!("`{}` is layered on it, and layers are not rewritten yet", layered.path));
    }
    if repository.sources[file.file].encoding != Encoding::Utf8 {
        return Err("it is not UTF-8".to_owned());
    }
    if !file.problems.is_empty() {
        return Err("it has errors".to_owned());
    }
    if !file.includes.is_empty() {
        return Err("it includes other files".to_owned());
    }
    if file.services.iter().any(|service| service.extends.is_some()) {
        return Err("its services extend others".to_owned());
    }
    if file.project_directory != file.directory() {
        return Err("its paths count from another folder".to_owned());
    }
    let root = file.yaml.root();
    let text = &repository.sources[file.file].text;
    let is_block = root.is_some_and(|root| !text[root.span().start as usize..].starts_with('{'));
    if file.yaml.documents().count() != 1 || !is_block {
        return Err("it is not one document of indented lines".to_owned());
    }
    Ok(())
}

/// A project's part of the new files.
pub(super) struct Written {
    /// The Compose file's text.
    pub(super) compose: String,
    /// The Dockerfiles, with their ignore files.
    pub(super) files: Vec<NewFile>,
    /// What was proved of the Compose file.
    pub(super) equal: Vec<String>,
}

/// The new files, as they are at `place`; or what could not be proved of them.
pub(super) fn write(
    repository: &Repository,
    place: &Place,
    prepared: &Prepared<'_>,
) -> Result<Written, String> {
    let Prepared { file, name: project, offers, .. } = prepared;
    let mut changes = Vec::new();
    let mut images = BTreeMap::new();
    let mut files: BTreeMap<String, NewFile> = BTreeMap::new();
    for offer in offers.iter().filter(|offer| offer.changes()) {
        let holder = offer.family.holder().map(|holder| &holder.name.value);
        for member in &offer.family.members {
            let name = &member.name.value;
            images.extend(offer.image.clone().map(|image| (name.clone(), image)));
            changes.push(Change {
                service: name.clone(),
                dockerfile: offer
                    .rewritten
                    .as_ref()
                    .map(|_| place.file_from(&offer.family.context, &offer.file_name)),
                context: offer.family.joined.as_ref().map(|joined| joined.context.clone()),
                keys: offer.keys(name),
                image: offer.image.clone(),
                target: offer.target.as_ref().map(|it| it.name.clone()),
                takes: offer.image.is_some() && Some(name) != holder,
            });
        }
        if let Some(rewritten) = &offer.rewritten {
            let dockerfile = repository.dockerfile(offer.family.dockerfile());
            let original = (dockerfile.path.clone(), repository.sources[dockerfile.file].text.clone());
            let new = NewFile {
                path: offer.file_name.clone(),
                text: offer.target.as_ref().map_or(&rewritten.text, |it| &it.text).clone(),
                replaces: Some(original),
            };
            files.entry(new.path.clone()).or_insert(new);
            let ignore = offer::ignore_file(repository, offer, &dockerfile.path, place);
            files.extend(ignore.map(|new| (new.path.clone(), new)));
        }
    }
    let source = &repository.sources[file.file].text;
    let compose = compose::consolidate(file, source, place, project, &changes)?;
    let expected = proof::Expected { place, project, changes: &changes, images: &images };
    let equal = proof::compose(file, &compose, &expected)?;
    Ok(Written { compose, files: files.into_values().collect(), equal })
}
