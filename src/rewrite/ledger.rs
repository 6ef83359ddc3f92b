//! What all images weigh before and after: the same model asked of the repository as it is, and of the repository in
//! memory with the plan applied.

use std::collections::{BTreeMap, BTreeSet};

use super::{Place, Plan};
use crate::analysis::contents::BaseImage;
use crate::analysis::{Contents, Footprint, Image, Sizes, size};
use crate::facts::Estimate;
use crate::repository::references::{Origin, Target, Use};
use crate::repository::{Changes, ComposeFile, Dockerfile, Repository, changed};

/// The images of the system, before and after.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Every image of the Compose files that are replaced or left out, by file and place.
    pub before: Vec<Weighed>,
    /// Every image of the new Compose files.
    pub after: Vec<Weighed>,
    /// All of them together, before.
    pub total_before: Total,
    /// All of them together, after.
    pub total_after: Total,
}

/// One image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed {
    /// What `docker images` calls it.
    pub name: String,
    /// The services that run it.
    pub services: Vec<String>,
    /// What it weighs on disk; `None` where nothing is known of it.
    pub size: Option<Estimate>,
    /// Whether some of it can't be weighed.
    pub is_partial: bool,
    /// Whether it is pulled, not built.
    pub is_pulled: bool,
    /// Before: what its services run afterwards; none where they are dead, and left out.
    pub becomes: Vec<String>,
}

/// What images weigh together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Total {
    /// As `docker images` adds up: shared layers once an image.
    pub sum: Option<Estimate>,
    /// On disk: shared layers once.
    pub unique: Option<Estimate>,
    /// Whether some of it can't be weighed.
    pub is_partial: bool,
}

/// A service of an original file under its new name: original's path, old name, new name, new Compose file.
pub(super) type Successor = (String, String, String, String);

/// Weighs the images of `plan`, whose files lie at `place` of the repository.
pub(super) fn weigh(
    repository: &Repository,
    sizes: &Sizes,
    plan: &Plan,
    place: &Place,
    successors: &[Successor],
) -> (Ledger, Vec<String>) {
    let Some(folder) = place.below_context("") else { return Default::default() };
    let put: BTreeMap<String, String> =
        plan.files.iter().map(|file| (format!("{folder}/{}", file.path), file.text.clone())).collect();
    let new_files: BTreeSet<String> =
        successors.iter().map(|(.., file)| format!("{folder}/{file}")).collect();
    let replaced: BTreeSet<&str> = successors.iter().map(|(path, ..)| path.as_str()).collect();
    let dead: BTreeSet<&str> = plan.left_out.iter().map(|file| file.path.as_str()).collect();
    let mut gone: BTreeSet<String> = replaced.iter().chain(&dead).map(|path| (*path).to_owned()).collect();
    let with = changed(repository, Changes { put, gone: gone.clone() });
    gone.extend(unused(repository, &with, &gone));
    let sizes_after = Sizes::of(&with, &Contents::of(&with));
    let is_old =
        |file: &ComposeFile| replaced.contains(file.path.as_str()) || dead.contains(file.path.as_str());
    let (mut before, total_before) = images(repository, sizes, &is_old);
    let (after, total_after) = images(&with, &sizes_after, &|file| new_files.contains(&file.path));
    // which image each old service runs now
    let image_of = |service: &str, file: &str| {
        let path = format!("{folder}/{file}");
        let compose = with.compose_files.iter().find(|it| it.path == path)?;
        compose.service(service).map(|service| name(&with, service))
    };
    for (file, service) in repository.services().filter(|(file, _)| is_old(file)) {
        let old = name(repository, service);
        let successor = successors.iter().find(|it| it.0 == file.path && it.1 == service.name.value);
        let Some(new) = successor.and_then(|(.., new, path)| image_of(new, path)) else { continue };
        if let Some(image) = before.iter_mut().find(|image| image.name == old)
            && !image.becomes.contains(&new)
        {
            image.becomes.push(new);
        }
    }
    (Ledger { before, after, total_before, total_after }, gone.into_iter().collect())
}

/// Dockerfiles that only Compose files in `gone` built, and that nothing builds afterwards.
fn unused(repository: &Repository, after: &Repository, gone: &BTreeSet<String>) -> Vec<String> {
    let is_unused = |dockerfile: &&Dockerfile| {
        let mut builders = repository.built_from(dockerfile.id).peekable();
        let by_others = repository.references.iter().any(|reference| {
            reference.target == Target::Dockerfile(dockerfile.id)
                && reference.usage == Use::Builds
                && reference.origin != Origin::Compose
        });
        let again = after.dockerfiles.iter().find(|it| it.path == dockerfile.path);
        let is_built = again.is_some_and(|it| after.built_from(it.id).next().is_some());
        builders.peek().is_some()
            && builders.all(|(file, _)| gone.contains(&file.path))
            && !by_others
            && !is_built
    };
    repository.dockerfiles.iter().filter(is_unused).map(|it| it.path.clone()).collect()
}

/// What an image is called; a name with a variable in it as written.
fn name(repository: &Repository, service: &crate::repository::Service) -> String {
    match (&service.image, &service.build) {
        (Some(image), None) => image.known().unwrap_or(&image.raw).to_owned(),
        _ => size::image_name(repository, service),
    }
}

/// The images of some Compose files, each name once.
fn images(
    repository: &Repository,
    sizes: &Sizes,
    is_wanted: &dyn Fn(&ComposeFile) -> bool,
) -> (Vec<Weighed>, Total) {
    let mut all: Vec<Weighed> = Vec::new();
    let mut built: Vec<&Image> = Vec::new();
    let mut pulled = Estimate::ZERO;
    let mut is_partial = false;
    let services: Vec<_> = repository.services().filter(|(file, _)| is_wanted(file)).collect();
    for build_first in [true, false] {
        for (_, service) in services.iter().filter(|(_, it)| it.build.is_some() == build_first) {
            let name = name(repository, service);
            if let Some(known) = all.iter_mut().find(|image| image.name == name) {
                known.services.push(service.name.value.clone());
                continue;
            }
            let image = sizes.of_service(service.id);
            let fact = || Some(BaseImage::parse(&name)?.size()?.on_disk);
            let size = match (&service.build, image) {
                (Some(_), image) => image.map(Image::size),
                (None, _) => fact(),
            };
            if service.build.is_none() && service.image.is_none() {
                continue;
            }
            built.extend(image.filter(|_| service.build.is_some()));
            if service.build.is_none() {
                pulled = pulled.plus(size.unwrap_or(Estimate::ZERO));
            }
            is_partial |= size.is_none();
            all.push(Weighed {
                name,
                services: vec![service.name.value.clone()],
                size,
                is_partial: image.is_some_and(Image::is_partial),
                is_pulled: service.build.is_none(),
                becomes: Vec::new(),
            });
        }
    }
    let footprint = Footprint::of(built);
    let total = Total {
        sum: Some(footprint.sum_of_images.plus(pulled)),
        unique: Some(footprint.unique_on_disk.plus(pulled)),
        is_partial: is_partial || footprint.is_partial,
    };
    (all, total)
}

/// A line of the table: an image of before, and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// An image of before, or the name of a total.
    pub before: String,
    /// What it weighs.
    pub before_size: String,
    /// The image of after.
    pub after: String,
    /// What that weighs, where the line is the first to name it.
    pub after_size: String,
}

impl Ledger {
    /// The whole as one table: a line for each image of before, then the totals.
    pub fn lines(&self) -> Vec<Line> {
        let mut told: BTreeSet<&str> = BTreeSet::new();
        let mut lines = Vec::new();
        for image in &self.before {
            let new = image.becomes.first().map(String::as_str);
            let found = new.and_then(|new| self.after.iter().find(|it| it.name == new));
            let is_first = new.is_some_and(|new| told.insert(new));
            lines.push(Line {
                before: image.name.clone(),
                before_size: said(image.size, image.is_partial),
                after: new.unwrap_or("left out: dead").to_owned(),
                after_size: found
                    .filter(|_| is_first)
                    .map(|it| said(it.size, it.is_partial))
                    .unwrap_or_default(),
            });
        }
        let count = |images: &[Weighed]| match images.len() {
            1 => "1 image".to_owned(),
            count => format!("{count} images"),
        };
        let total = |before: &str, after: &str, of: fn(&Total) -> Option<Estimate>| Line {
            before: before.to_owned(),
            before_size: said(of(&self.total_before), self.total_before.is_partial),
            after: after.to_owned(),
            after_size: said(of(&self.total_after), self.total_after.is_partial),
        };
        let (before, after) = (count(&self.before), count(&self.after));
        lines.push(total(&format!("{before}, each counted whole"), &after, |it| it.sum));
        lines.push(total("on disk, shared layers once", "on disk", |it| it.unique));
        lines
    }
}

/// A figure, or that there is none.
fn said(size: Option<Estimate>, is_partial: bool) -> String {
    match size {
        None => "unknown".to_owned(),
        Some(size) if is_partial => format!("over {}", size.shown()),
        Some(size) => size.shown(),
    }
}
