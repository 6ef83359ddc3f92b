//! What careen says of a repository's images without building them, and what building them takes.

use std::path::Path;

use careen::analysis::Analysis;
use careen::facts::Estimate;
use careen::repository::{Base, Repository, load};
use careen::settings::Settings;

use crate::Result;
use crate::build::Build;

/// An image as careen estimates it.
pub(crate) struct Estimated {
    /// Its name.
    pub(crate) name: String,
    /// What it stands on.
    pub(crate) base: String,
    /// What the tables say of the base.
    pub(crate) base_size: Estimate,
    /// What all layers above the base are thought to weigh.
    pub(crate) added: Estimate,
    /// Above the base, from the bottom up.
    pub(crate) layers: Vec<EstimatedLayer>,
    /// How it is built.
    pub(crate) build: Build,
}

/// A layer as careen estimates it.
pub(crate) struct EstimatedLayer {
    /// Equal for layers that it takes for one on disk.
    pub(crate) key: u64,
    /// The instruction.
    pub(crate) instruction: String,
    /// What it is thought to weigh.
    pub(crate) size: Estimate,
    /// Whether it says that it doesn't know all of it.
    pub(crate) partial: bool,
}

impl Estimated {
    /// Whether it may weigh more by something unknown.
    pub(crate) fn is_partial(&self) -> bool {
        self.layers.iter().any(|layer| layer.partial)
    }
}

/// Several estimates together.
pub(crate) fn sum(sizes: impl Iterator<Item = Estimate>) -> Estimate {
    sizes.fold(Estimate::ZERO, Estimate::plus)
}

/// Every image that the repository at `root` builds.
pub(crate) fn images(root: &Path) -> Result<Vec<Estimated>> {
    let settings = Settings::default();
    let repository = load(root, &settings).map_err(|error| error.to_string())?;
    let analysis = Analysis::new(&repository, &settings);
    analysis.sizes().images.iter().map(|image| estimated(&repository, root, image)).collect()
}

fn estimated(repository: &Repository, root: &Path, image: &careen::analysis::Image) -> Result<Estimated> {
    let dockerfile = repository.dockerfile(image.dockerfile);
    let service = image.services.first().map(|&id| repository.service(id));
    let asked = service.and_then(|service| service.build.as_ref());
    let known = |name: &str| asked.and_then(|build| build.arg(name)).map(str::to_owned);
    let stage = dockerfile.stages.get(image.stage).ok_or("an image of a stage that isn't there")?;
    let Base::Image(base) = dockerfile.final_base(stage, &known) else {
        return Err(format!("the base of `{}` isn't known", image.name));
    };
    let context = match asked {
        Some(build) => build.context_path.as_deref().ok_or("a context that isn't known")?,
        None => dockerfile.directory(),
    };
    let text = |span: careen::source::Span| {
        let text = &repository.sources[span.file].text;
        text[span.start as usize..span.end as usize].to_owned()
    };
    let layers = image.layers.iter().skip(1).map(|layer| EstimatedLayer {
        key: layer.key,
        instruction: text(layer.span),
        size: layer.size,
        partial: layer.partial,
    });
    let build = Build {
        dockerfile: root.join(&dockerfile.path),
        context: root.join(context),
        target: asked.and_then(|build| Some(build.target.as_ref()?.known()?.to_owned())),
        arguments: asked.map(arguments).unwrap_or_default(),
    };
    let added = image.added();
    let base_size = image.layers.first().map_or(Estimate::ZERO, |layer| layer.size);
    Ok(Estimated { name: image.name.clone(), base, base_size, added, layers: layers.collect(), build })
}

/// The build arguments that have a value.
fn arguments(build: &careen::repository::Build) -> Vec<(String, String)> {
    let names = build.args.iter().map(|(name, _)| &name.value);
    names.filter_map(|name| Some((name.clone(), build.arg(name)?.to_owned()))).collect()
}
