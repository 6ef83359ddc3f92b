//! The images of some Compose files, each once: by what it is called and what it is built from, since several files may
//! build one name from different Dockerfiles.

use rustc_hash::FxHashMap;

use super::{Total, Weighed};
use crate::analysis::contents::BaseImage;
use crate::analysis::{Footprint, Image, Sizes, size};
use crate::facts::Estimate;
use crate::repository::{ComposeFile, Repository, Service, ServiceId};
use crate::syntax::image_reference::{self, ImageReference};

/// The images that services run: those that are built first, each in the order of the services.
pub(super) struct Images<'a> {
    repository: &'a Repository,
    sizes: &'a Sizes,
    rows: Vec<Row<'a>>,
    /// The places of the rows of a name.
    named: FxHashMap<String, Vec<usize>>,
    /// The place of what a service runs.
    places: FxHashMap<ServiceId, usize>,
}

/// One of them.
struct Row<'a> {
    /// As the first of its services calls it.
    name: String,
    /// The services that run it.
    of: Vec<&'a Service>,
    /// One that builds it; `None` where it is pulled.
    builder: Option<&'a Service>,
    /// What is known of the build.
    built: Option<&'a Image>,
    size: Option<Estimate>,
}

impl<'a> Images<'a> {
    /// Those of the services in the files that are wanted.
    pub(super) fn of(
        repository: &'a Repository,
        sizes: &'a Sizes,
        is_wanted: &dyn Fn(&ComposeFile) -> bool,
    ) -> Self {
        let (named, places) = (FxHashMap::default(), FxHashMap::default());
        let mut images = Self { repository, sizes, rows: Vec::new(), named, places };
        let services: Vec<&Service> =
            repository.services().filter(|(file, _)| is_wanted(file)).map(|(_, service)| service).collect();
        for service in services.iter().filter(|service| service.build.is_some()) {
            images.add(service, Some(service));
        }
        let builders = builders(repository);
        for service in services.iter().filter(|service| service.build.is_none() && service.image.is_some()) {
            let by_name = builders.get(&full(&name(repository, service)));
            let own = by_name.and_then(|all| all.iter().find(|it| it.id.compose == service.id.compose));
            images.add(service, own.or(by_name.and_then(|all| all.first())).copied());
        }
        images
    }

    fn add(&mut self, service: &'a Service, builder: Option<&'a Service>) {
        let built = builder.and_then(|builder| self.sizes.of_service(builder.id));
        let name = name(self.repository, builder.unwrap_or(service));
        let is_same =
            |row: &Row<'_>| row.builder.is_some() == builder.is_some() && layers(row.built).eq(layers(built));
        let named = self.named.entry(full(&name)).or_default();
        if let Some(at) = named.iter().copied().find(|at| is_same(&self.rows[*at])) {
            self.rows[at].of.push(service);
            self.places.insert(service.id, at);
            return;
        }
        let size = match builder {
            Some(_) => built.map(Image::size),
            None => BaseImage::parse(&name).and_then(|image| Some(image.size()?.on_disk)),
        };
        named.push(self.rows.len());
        self.places.insert(service.id, self.rows.len());
        self.rows.push(Row { name, of: vec![service], builder, built, size });
    }

    /// The place of the image that a service runs.
    pub(super) fn place(&self, service: ServiceId) -> Option<usize> {
        self.places.get(&service).copied()
    }

    /// Each of them.
    pub(super) fn weighed(&self) -> Vec<Weighed> {
        let weighed = |row: &Row<'_>| Weighed {
            name: row.name.clone(),
            services: row.of.iter().map(|service| service.name.value.clone()).collect(),
            size: row.size,
            is_partial: row.built.is_some_and(Image::is_partial),
            is_pulled: row.builder.is_none(),
            becomes: Vec::new(),
        };
        self.rows.iter().map(weighed).collect()
    }

    /// All of them together.
    pub(super) fn total(&self) -> Total {
        let footprint = Footprint::of(self.rows.iter().filter_map(|row| row.built));
        let pulled = self.rows.iter().filter(|row| row.builder.is_none()).filter_map(|row| row.size);
        let pulled = pulled.fold(Estimate::ZERO, Estimate::plus);
        Total {
            sum: Some(footprint.sum_of_images.plus(pulled)),
            unique: Some(footprint.unique_on_disk.plus(pulled)),
            is_partial: footprint.is_partial || self.rows.iter().any(|row| row.size.is_none()),
        }
    }
}

/// Who builds the images of a name: what is only called by name may be what another service builds.
fn builders(repository: &Repository) -> FxHashMap<String, Vec<&Service>> {
    let mut by_name: FxHashMap<String, Vec<&Service>> = FxHashMap::default();
    for (_, service) in repository.services().filter(|(_, service)| service.build.is_some()) {
        by_name.entry(full(&name(repository, service))).or_default().push(service);
    }
    by_name
}

/// What an image is made of, as far as it is known: two Dockerfiles may say the same.
fn layers(image: Option<&Image>) -> impl Iterator<Item = u64> {
    image.into_iter().flat_map(|image| &image.layers).map(|layer| layer.key)
}

/// What an image is called; a name with a variable in it as written.
fn name(repository: &Repository, service: &Service) -> String {
    match &service.image {
        Some(image) => image.known().unwrap_or(&image.raw).to_owned(),
        None => size::image_name(repository, service),
    }
}

/// The name with all that docker adds to it, by which it is found.
fn full(name: &str) -> String {
    let Ok(ImageReference { domain, path, tag, digest }) = image_reference::parse(name) else {
        return name.to_owned();
    };
    match (tag, digest) {
        (_, Some(digest)) => format!("{domain}/{path}@{digest}"),
        (tag, None) => format!("{domain}/{path}:{}", tag.as_deref().unwrap_or("latest")),
    }
}
