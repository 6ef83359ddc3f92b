//! The images that a repository builds from a Dockerfile.

use crate::facts::{self, Libc};
use crate::repository::{Base, Build, Dockerfile, Repository, ServiceId, Stage};
use crate::source::Span;
use crate::syntax::image_reference;

/// One image: a stage of a Dockerfile, on the base that its build arguments give it.
#[derive(Debug, Clone)]
pub struct Built<'a> {
    /// The stage it ends in.
    pub stage: &'a Stage,
    /// The stage at the end of its chain: the one that stands on an outside base.
    pub bottom: &'a Stage,
    /// That base.
    pub base: Base,
    /// Who asks for it; empty where no service of the repository does.
    pub services: Vec<ServiceId>,
    /// The `target:` that asks for it, where it isn't the Dockerfile's last stage.
    pub asked: Option<Span>,
    /// Whether every builder leaves the build arguments in `FROM` at their defaults.
    pub default_base: bool,
}

/// The images a Dockerfile becomes: what services ask for, or its last stage where none builds it. In the order of
/// the file.
pub fn built<'a>(repository: &Repository, dockerfile: &'a Dockerfile) -> Vec<Built<'a>> {
    let mut images: Vec<Built<'a>> = Vec::new();
    for (_, service) in repository.built_from(dockerfile.id) {
        let Some(build) = &service.build else { continue };
        let Some(stage) = target(dockerfile, build) else { continue };
        let base = dockerfile.final_base(stage, &|name| build.arg(name).map(str::to_owned));
        match images.iter_mut().find(|image| image.stage.index == stage.index && image.base == base) {
            Some(image) => image.services.push(service.id),
            None => {
                let is_last = stage.index + 1 == dockerfile.stages.len();
                let asked = build.target.as_ref().filter(|_| !is_last).map(|target| target.span);
                images.push(Built { asked, ..Built::new(dockerfile, stage, base, vec![service.id]) });
            }
        }
    }
    if images.is_empty() {
        images.extend(dockerfile.stages.last().map(|stage| Built::by_default(dockerfile, stage)));
    }
    images.sort_by_key(|image| image.stage.index);
    images
}

/// The stage a build ends in; `None` where a variable decides, or it isn't there.
pub fn target<'a>(dockerfile: &'a Dockerfile, build: &Build) -> Option<&'a Stage> {
    match &build.target {
        Some(target) => dockerfile.target_stage(Some(target.known()?)),
        None => dockerfile.target_stage(None),
    }
}

impl<'a> Built<'a> {
    fn new(dockerfile: &'a Dockerfile, stage: &'a Stage, base: Base, services: Vec<ServiceId>) -> Self {
        let bottom = dockerfile.chain(stage).last().copied().unwrap_or(stage);
        let default_base = dockerfile.final_base(stage, &|_| None) == base;
        Self { stage, bottom, base, services, asked: None, default_base }
    }

    /// The image of a stage that no service asks for.
    pub(super) fn by_default(dockerfile: &'a Dockerfile, stage: &'a Stage) -> Self {
        Self::new(dockerfile, stage, dockerfile.final_base(stage, &|_| None), Vec::new())
    }

    /// The image at the bottom; `None` for `scratch` and where a variable decides.
    pub fn base_image(&self) -> Option<BaseImage> {
        match &self.base {
            Base::Image(reference) => BaseImage::parse(reference),
            _ => None,
        }
    }

    /// What people call it: the services it is built for, or the Dockerfile.
    pub fn name(&self, repository: &Repository, dockerfile: &Dockerfile) -> String {
        const SHOWN: usize = 3;
        match self.service_names(repository).as_slice() {
            [] => format!("`{}`", dockerfile.path),
            names if names.len() > SHOWN => {
                let shown =
                    names[..SHOWN - 1].iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                format!("{shown} and {} more services", names.len() + 1 - SHOWN)
            }
            [names @ .., last] if !names.is_empty() => {
                let shown = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                format!("{shown} and `{last}`")
            }
            [only, ..] => format!("`{only}`"),
        }
    }

    /// Whether [`Self::name`] is a plural.
    pub fn is_named_for_several(&self, repository: &Repository) -> bool {
        self.service_names(repository).len() > 1
    }

    fn service_names<'r>(&self, repository: &'r Repository) -> Vec<&'r str> {
        let mut names: Vec<&str> = Vec::new();
        for &id in &self.services {
            let name = repository.service(id).name.value.as_str();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// Where an earlier stage than the last is asked for, with words for it.
    pub fn asked_for(&self) -> Option<(Span, String)> {
        let name =
            self.stage.name.as_ref().map_or_else(|| self.stage.index.to_string(), |it| it.value.clone());
        self.asked.map(|span| (span, format!("`{name}` is asked for here")))
    }

    /// The place that brings the base.
    pub fn base_span(&self) -> Span {
        self.bottom.from.span
    }
}

/// An image that a stage stands on, as the facts ask for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseImage {
    /// The whole reference, variables replaced.
    pub reference: String,
    /// Registry and repository, as written.
    pub repository: String,
    /// Its tag; empty where there is none.
    pub tag: String,
    /// Whether a digest pins it.
    pub pinned: bool,
}

impl BaseImage {
    /// Takes a reference apart; `None` where it is none.
    pub fn parse(reference: &str) -> Option<Self> {
        let parsed = image_reference::parse(reference).ok()?;
        let (name, digest) =
            reference.split_once('@').map_or((reference, None), |(name, digest)| (name, Some(digest)));
        let tag = parsed.tag.unwrap_or_default();
        let repository = if tag.is_empty() { name } else { name.strip_suffix(&format!(":{tag}"))? };
        Some(Self {
            reference: reference.to_owned(),
            repository: repository.to_owned(),
            tag,
            pinned: digest.is_some(),
        })
    }

    /// What it weighs, where the facts know.
    pub fn size(&self) -> Option<facts::Size> {
        facts::size(&self.repository, &self.tag)
    }

    /// Its C library, where the facts know.
    pub fn libc(&self) -> Option<Libc> {
        facts::libc(&self.repository, &self.tag)
    }

    /// The slimmer image that is published beside it.
    pub fn slimmer(&self) -> Option<facts::Slimmer> {
        facts::slimmer(&self.repository, &self.tag)
    }

    /// Whether it already holds Debian's compilers, headers and version control: the full images of languages stand
    /// on `buildpack-deps`.
    pub fn holds_toolchain(&self) -> bool {
        let full = self.slimmer().is_some_and(|slimmer| slimmer.relation == facts::Relation::Slim);
        full && facts::language(&self.repository, &self.tag).is_some()
            || facts::canonical(&self.repository) == "buildpack-deps"
    }
}
