//! One live Compose file → its part of the plan.

use std::collections::{BTreeMap, BTreeSet};

use super::compose::{self, Change, beside};
use super::family::{self, Family};
use super::{Declined, NewFile, Place, Plan, Request, Rewritten, Saving, Step, Subject, proof};
use crate::analysis::{Analysis, Role};
use crate::repository::{ComposeFile, Repository, path};
use crate::source::Encoding;

/// The Compose project's name: the file's own, or that of its folder as Compose spells it.
pub(super) fn name(repository: &Repository, file: &ComposeFile) -> Option<String> {
    if let Some(name) = &file.name {
        return name.known().map(str::to_owned);
    }
    let folder = match file.directory() {
        "" => repository.tree.name()?,
        directory => path::file_name(directory),
    };
    let allowed = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    let name: String = folder.to_lowercase().chars().filter(allowed).collect();
    let name = name.trim_start_matches(['-', '_']);
    (!name.is_empty()).then(|| name.to_owned())
}

/// A family and what is offered for it.
struct Offer<'a> {
    family: Family<'a>,
    rewritten: Option<Rewritten>,
    /// The image that the members share afterwards, where they are several.
    image: Option<String>,
    /// The new Dockerfile's name.
    file_name: String,
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
    let wanted = families.into_iter().filter(|family| is_wanted(family, &project, request.family.as_deref()));
    let mut offers = offers(repository, file, &project, wanted.collect(), &mut plan.declined);
    offers.retain(|offer| offer.rewritten.is_some() || offer.image.is_some());
    if offers.is_empty() {
        return plan;
    }
    let result = files(repository, file, place, &project, &offers);
    match result {
        Ok((files, equal)) => {
            plan.steps = steps(repository, file, place, &offers, &equal);
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

fn is_wanted(family: &Family<'_>, project: &str, wanted: Option<&str>) -> bool {
    let Some(wanted) = wanted else { return true };
    let is_member = family.members.iter().any(|member| member.name.value == wanted);
    let is_image = matches!(family.image(), Ok(Some(image)) if image == wanted);
    is_member || is_image || image_name(family, project) == wanted
}

/// `project` for a build of the project's own folder, `project-folder` for others.
fn image_name(family: &Family<'_>, project: &str) -> String {
    let allowed = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-';
    let folder: String = path::file_name(family.context).to_lowercase().chars().filter(allowed).collect();
    match folder.trim_matches('-') {
        folder if folder.is_empty() || folder == project => project.to_owned(),
        folder => format!("{project}-{folder}"),
    }
}

fn offers<'a>(
    repository: &'a Repository,
    file: &'a ComposeFile,
    project: &str,
    families: Vec<Family<'a>>,
    declined: &mut Vec<Declined>,
) -> Vec<Offer<'a>> {
    // what Compose calls images by default, and what the file calls them
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for service in &file.services {
        taken.insert(format!("{project}-{}", service.name.value));
        taken.extend(service.image.iter().map(|image| image.raw.clone()));
    }
    let mut file_names: BTreeMap<String, String> = BTreeMap::new();
    let mut offers = Vec::new();
    for family in families {
        let members: Vec<&str> = family.members.iter().map(|member| member.name.value.as_str()).collect();
        let dockerfile = &repository.dockerfile(family.dockerfile).path;
        let rewritten = match rewrite(repository, file, &family) {
            Ok(rewritten) => rewritten,
            Err(reason) => {
                let what = format!("{dockerfile} ({})", members.join(", "));
                declined.push(Declined { what, reason });
                None
            }
        };
        let image = shared_image(&family, project, &taken).unwrap_or_else(|reason| {
            declined.push(Declined { what: format!("{} ({})", file.path, members.join(", ")), reason });
            None
        });
        taken.extend(image.clone());
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
        offers.push(Offer { family, rewritten, image, file_name });
    }
    offers
}

/// The image that several services are to share; `None` where they do so already, or there is but one.
fn shared_image(family: &Family<'_>, project: &str, taken: &BTreeSet<String>) -> Result<Option<String>, String> {
    if family.members.len() < 2 {
        return Ok(None);
    }
    let named = family.members.iter().filter(|member| member.image.is_some()).count();
    match family.image() {
        Err(()) => Err("one build under several image names, which may be pulled elsewhere".to_owned()),
        Ok(Some(_)) if named == family.members.len() => Ok(None),
        Ok(Some(image)) => Ok(Some(image.to_owned())),
        Ok(None) => {
            let mut name = image_name(family, project);
            while taken.contains(&name) {
                name.push_str("-shared");
            }
            Ok(Some(name))
        }
    }
}

fn rewrite(repository: &Repository, file: &ComposeFile, family: &Family<'_>) -> Result<Option<Rewritten>, String> {
    let dockerfile = repository.dockerfile(family.dockerfile);
    if repository.sources[dockerfile.file].encoding != Encoding::Utf8 {
        return Err("it is not UTF-8".to_owned());
    }
    let target = family.members.first().and_then(|member| member.build.as_ref()?.target.as_ref());
    let target = target.map(|target| target.known().ok_or("its target depends on a variable")).transpose()?;
    let stage = dockerfile.target_stage(target).ok_or("its target isn't there")?;
    let services = file.yaml.root().and_then(|root| root.get("services"));
    let bodies = family.members.iter().filter_map(|member| services?.get(&member.name.value)).collect();
    super::rewrite(&Subject { repository, dockerfile, stage, context: family.context, services: bodies })
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
                dockerfile: offer.rewritten.as_ref().map(|_| place.file_from(offer.family.context, &offer.file_name)),
                image: offer.image.clone(),
                takes: offer.image.is_some() && Some(name) != holder,
            });
        }
        if let Some(rewritten) = &offer.rewritten {
            let dockerfile = repository.dockerfile(offer.family.dockerfile);
            let original = (dockerfile.path.clone(), repository.sources[dockerfile.file].text.clone());
            let new = NewFile { path: offer.file_name.clone(), text: rewritten.text.clone(), replaces: Some(original) };
            files.insert(new.path.clone(), new);
            let ignore = ignore_file(repository, offer, &dockerfile.path, place);
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

/// What the new Dockerfile's builds leave out: what the original's did, and the new folder where that lies within.
fn ignore_file(repository: &Repository, offer: &Offer<'_>, dockerfile: &str, place: &Place) -> Option<NewFile> {
    let context = offer.family.context;
    let own = format!("{dockerfile}.dockerignore");
    let common = path::join(context, ".dockerignore").unwrap_or_default();
    let specific = repository.tree.text(&own).map(|text| (own, text));
    let within = place.below_context(context);
    let original = match (specific, within) {
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

/// Builds that change in the same way are one step.
fn together(builds: Vec<(Vec<&str>, &'static str, Step)>) -> Vec<Step> {
    let mut merged: Vec<(Vec<&str>, &'static str, Step)> = Vec::new();
    for (members, room, step) in builds {
        let same = |other: &&mut (Vec<&str>, &'static str, Step)| {
            let (a, b) = (&other.2, &step);
            other.1 == room
                && (&a.equal, &a.differs, &a.assumes, &a.saving) == (&b.equal, &b.differs, &b.assumes, &b.saving)
        };
        match merged.iter_mut().find(same) {
            Some(other) => {
                other.0.extend(members);
                other.2.of.extend(step.of.into_iter().filter(|path| !other.2.of.contains(path)).collect::<Vec<_>>());
            }
            None => merged.push((members, room, step)),
        }
    }
    let named = |(members, room, step): (Vec<&str>, &'static str, Step)| {
        let names: Vec<String> = members.iter().map(|name| format!("`{name}`")).collect();
        Step { does: format!("Build {} in two stages ({room})", names.join(", ")), ..step }
    };
    merged.into_iter().map(named).collect()
}

fn steps(
    repository: &Repository,
    file: &ComposeFile,
    place: &Place,
    offers: &[Offer<'_>],
    equal: &[String],
) -> Vec<Step> {
    let (mut steps, mut builds) = (Vec::new(), Vec::new());
    let quoted = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    for offer in offers {
        let members: Vec<&str> = offer.family.members.iter().map(|member| member.name.value.as_str()).collect();
        let dockerfile = repository.dockerfile(offer.family.dockerfile);
        if let Some(rewritten) = &offer.rewritten {
            let equal = vec![
                "every instruction but `RUN` and the base, in order and as written".to_owned(),
                "the entry point, command, environment, user, folders, ports, labels and health check".to_owned(),
            ];
            let step = Step {
                of: vec![dockerfile.path.clone()],
                equal,
                differs: rewritten.differs.clone(),
                assumes: rewritten.assumes.clone(),
                saving: rewritten.saving.map(|bytes| Saving { bytes, of: "in each image".to_owned() }),
                ..Step::default()
            };
            builds.push((members.clone(), rewritten.room, step));
        }
        if let Some(image) = &offer.image {
            let holder = offer.family.holder().map_or("", |holder| holder.name.value.as_str());
            let count = members.len();
            steps.push(Step {
                does: format!("Build `{image}` once for {count} services"),
                of: vec![file.path.clone()],
                equal: vec![format!("{} were {count} images of one build", quoted(&members))],
                differs: vec![format!(
                    "`{holder}` builds, the others take `{image}`; layers were shared on disk already, so this \
                     saves names, exports and drift rather than bytes"
                )],
                assumes: vec![format!("nothing outside the Compose file names the {count} images of before")],
                saving: None,
            });
        }
    }
    let mut all = together(builds);
    all.append(&mut steps);
    steps = all;
    let env = path::join(file.directory(), ".env").unwrap_or_default();
    let mut assumes = vec!["the same variables are set when it is started".to_owned()];
    if repository.tree.kind(&env).is_some() {
        assumes = vec![format!("it is started with `--env-file {env}`, which Compose found by itself before")];
    }
    steps.push(Step {
        does: format!("Start the system from `{}/compose.yaml`", place.shown),
        of: vec![file.path.clone()],
        equal: equal.to_vec(),
        differs: vec!["paths lead from the new folder to the same places".to_owned()],
        assumes,
        saving: None,
    });
    steps
}
