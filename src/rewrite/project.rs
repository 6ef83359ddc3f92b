//! One live Compose file → its part of the plan.

use std::collections::BTreeMap;

use super::compose::{self, Change, beside};
use super::offer::{self, Offer};
use super::{Declined, NewFile, Place, Plan, Request, family, join, proof, steps};
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

/// Plans one file. Where nothing is offered, the plan says only what was declined.
pub(super) fn plan(
    repository: &Repository,
    analysis: &Analysis<'_>,
    request: &Request,
    place: &Place,
    file: &ComposeFile,
) -> Plan {
    let mut plan = Plan::default();
    let families = family::families(file);
    if families.is_empty() {
        return plan;
    }
    if let Err(reason) = fits(repository, analysis, file) {
        plan.declined.push(Declined { what: file.path.clone(), reason });
        return plan;
    }
    let Some(project) = name(repository, file) else {
        let reason = "the project's name isn't known".to_owned();
        plan.declined.push(Declined { what: file.path.clone(), reason });
        return plan;
    };
    let mut families = join::join(repository, analysis, file, families, &mut plan.declined);
    families.retain(|family| offer::is_wanted(family, &project, request.family.as_deref()));
    let mut offers = offer::offers(repository, file, &project, families, &mut plan.declined);
    offers.retain(|offer| offer.rewritten.is_some() || offer.image.is_some());
    if offers.is_empty() {
        return plan;
    }
    let result = files(repository, file, place, &project, &offers);
    match result {
        Ok((files, equal)) => {
            plan.steps = steps::steps(repository, file, place, &offers, &equal);
            plan.files = files;
        }
        Err(reason) => plan.declined.push(Declined { what: file.path.clone(), reason }),
    }
    plan
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

/// The new files, and what was proved of them.
fn files(
    repository: &Repository,
    file: &ComposeFile,
    place: &Place,
    project: &str,
    offers: &[Offer<'_>],
) -> Result<(Vec<NewFile>, Vec<String>), String> {
    let mut changes = Vec::new();
    let mut images = BTreeMap::new();
    let mut files: BTreeMap<String, NewFile> = BTreeMap::new();
    for offer in offers {
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
                takes: offer.image.is_some() && Some(name) != holder,
            });
        }
        if let Some(rewritten) = &offer.rewritten {
            let dockerfile = repository.dockerfile(offer.family.dockerfile());
            let original = (dockerfile.path.clone(), repository.sources[dockerfile.file].text.clone());
            let new = NewFile {
                path: offer.file_name.clone(),
                text: rewritten.text.clone(),
                replaces: Some(original),
            };
            files.insert(new.path.clone(), new);
            let ignore = offer::ignore_file(repository, offer, &dockerfile.path, place);
            files.extend(ignore.map(|new| (new.path.clone(), new)));
        }
    }
    let source = &repository.sources[file.file].text;
    let text = compose::consolidate(file, source, place, project, &changes)?;
    let expected = proof::Expected { place, project, changes: &changes, images: &images };
    let equal = proof::compose(file, &text, &expected)?;
    let beside = beside::write(file, project, &text)?;
    let original = Some((file.path.clone(), source.clone()));
    let mut all = vec![NewFile { path: "compose.yaml".to_owned(), text, replaces: original }];
    all.push(NewFile { path: "compose.beside.yaml".to_owned(), text: beside, replaces: None });
    all.extend(files.into_values());
    Ok((all, equal))
}
