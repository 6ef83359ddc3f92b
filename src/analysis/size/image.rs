//! An image as a chain of layers, and what images share.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::Estimate;
use super::layer::Layer;
use super::maker::{DEEPEST, Maker};
use crate::analysis::contents::{Built, Copied, Origin, Step};
use crate::repository::{Base, DockerfileId, ServiceId, Stage, path};
use crate::syntax::dockerfile::Keyword;

/// An image that the repository builds.
#[derive(Debug, Clone)]
pub struct Image {
    /// What `docker images` calls it; the Dockerfile's path where no service builds it.
    pub name: String,
    /// What it is built from.
    pub dockerfile: DockerfileId,
    /// The stage it ends in.
    pub stage: usize,
    /// The services that have it built.
    pub services: Vec<ServiceId>,
    /// From the base up.
    pub layers: Vec<Layer>,
}

impl Image {
    /// What is known of it. With [`Image::is_partial`] it may weigh more.
    pub fn size(&self) -> Estimate {
        together(&self.layers)
    }

    /// The same without the base.
    pub fn added(&self) -> Estimate {
        together(self.layers.get(1..).unwrap_or_default())
    }

    /// What a pull moves of it, compressed.
    pub fn pull(&self) -> Estimate {
        self.layers.iter().fold(Estimate::ZERO, |sum, layer| sum.plus(layer.pull))
    }

    /// Bytes that only this machine's copies of ignored files add.
    pub fn local(&self) -> u64 {
        self.layers.iter().map(|layer| layer.local).sum()
    }

    /// Whether some layer holds something that nothing here can weigh.
    pub fn is_partial(&self) -> bool {
        self.layers.iter().any(|layer| layer.partial)
    }

    pub(super) fn named(self, name: String) -> Self {
        Self { name, ..self }
    }

    pub(super) fn estimate(maker: &Maker<'_>, built: &Built<'_>) -> Self {
        let chains = Chains { maker, stages: RefCell::default() };
        let mut key = chains.start(built.bottom, &built.base);
        let stage = built.stage.index;
        let mut layers = maker.stage(stage, 0).map(|chain| chain.layers.clone()).unwrap_or_default();
        let stages = maker.dockerfile.chain(built.stage).into_iter().rev();
        let contents = stages.filter_map(|stage| maker.contents.stage(maker.dockerfile.id, stage.index));
        let mut steps = contents.flat_map(|stage| &stage.steps);
        for (number, layer) in layers.iter_mut().enumerate() {
            if number > 0 {
                let Some(step) = steps.next() else { break };
                key = chains.next(key, step, 0);
            }
            layer.key = key;
        }
        Self { name: String::new(), dockerfile: maker.dockerfile.id, stage, services: Vec::new(), layers }
    }
}

/// Layers of one image: each errs by itself, but for those that store something once more.
fn together(layers: &[Layer]) -> Estimate {
    let (repeating, own): (Vec<&Layer>, Vec<&Layer>) = layers.iter().partition(|layer| layer.repeats());
    let own = Estimate::independent(own.into_iter().map(|layer| layer.size));
    repeating.into_iter().fold(own, |sum, layer| sum.plus(layer.size))
}

/// Keys of layers: two layers are one on disk where everything below and what makes them is the same.
struct Chains<'m, 'a> {
    maker: &'m Maker<'a>,
    /// Those of whole stages, each worked out once.
    stages: RefCell<BTreeMap<usize, u64>>,
}

impl Chains<'_, '_> {
    /// The base, with the build arguments that the Dockerfile uses.
    fn start(&self, bottom: &Stage, base: &Base) -> u64 {
        let mut hasher = FxHasher::default();
        match base {
            Base::Image(reference) => reference.hash(&mut hasher),
            _ => (bottom.from.value.as_str(), &self.maker.dockerfile.path).hash(&mut hasher),
        }
        let mut used: Vec<_> = self.maker.arguments.iter().filter(|(name, _)| self.declares(name)).collect();
        used.sort();
        used.hash(&mut hasher);
        hasher.finish()
    }

    fn declares(&self, name: &str) -> bool {
        let declared =
            self.maker.dockerfile.syntax.instructions.iter().filter(|one| one.keyword == Keyword::Arg);
        declared.flat_map(|instruction| instruction.pairs()).any(|(key, _)| key.value == name)
    }

    fn next(&self, below: u64, step: &Step, depth: usize) -> u64 {
        let mut hasher = FxHasher::default();
        (below, &step.key).hash(&mut hasher);
        if let Some(copied) = &step.copied {
            self.source(copied, depth).hash(&mut hasher);
        }
        hasher.finish()
    }

    /// What a copy's files are: their content where it is one file, else where they lie.
    fn source(&self, copied: &Copied, depth: usize) -> u64 {
        let mut hasher = FxHasher::default();
        match &copied.origin {
            Origin::Context => {
                let listing = self.maker.context.listing();
                for source in &copied.sources {
                    let files: Vec<_> =
                        listing.iter().flat_map(|listing| listing.matching(&source.value)).collect();
                    let at = |path: &str| path::join(self.maker.context.folder?, path);
                    let tree = &self.maker.context.repository.tree;
                    let text = match files.as_slice() {
                        [only] => at(&only.path).and_then(|at| self.maker.context.once.text(tree, &at)),
                        _ => None,
                    };
                    match text {
                        Some(text) => text.hash(&mut hasher),
                        None => (self.maker.context.folder, &source.value, files.len()).hash(&mut hasher),
                    }
                }
            }
            Origin::Stage(index) if depth < DEEPEST => self.stage(*index, depth + 1).hash(&mut hasher),
            Origin::Stage(_) | Origin::Unknown => {
                (&self.maker.dockerfile.path, copied.span.start).hash(&mut hasher)
            }
            Origin::Image(name) => name.hash(&mut hasher),
        }
        hasher.finish()
    }

    /// The key of a whole stage.
    fn stage(&self, index: usize, depth: usize) -> u64 {
        if let Some(key) = self.stages.borrow().get(&index) {
            return *key;
        }
        let Some(stage) = self.maker.dockerfile.stages.get(index) else { return 0 };
        let chain = self.maker.dockerfile.chain(stage);
        let bottom = chain.last().copied().unwrap_or(stage);
        let mut key = self.start(bottom, &bottom.base);
        for stage in chain.into_iter().rev() {
            let steps =
                self.maker.contents.stage(self.maker.dockerfile.id, stage.index).map(|stage| &stage.steps);
            for step in steps.into_iter().flatten() {
                key = self.next(key, step, depth);
            }
        }
        self.stages.borrow_mut().insert(index, key);
        key
    }
}

/// What several images weigh together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Footprint {
    /// What `docker images` adds up to: shared layers counted for each image.
    pub sum_of_images: Estimate,
    /// Bytes on disk: shared layers counted once.
    pub unique_on_disk: Estimate,
    /// Whether some layer holds something that nothing here can weigh.
    pub is_partial: bool,
}

impl Footprint {
    /// Of these images.
    pub fn of<'a>(images: impl IntoIterator<Item = &'a Image>) -> Self {
        let mut footprint =
            Self { sum_of_images: Estimate::ZERO, unique_on_disk: Estimate::ZERO, is_partial: false };
        let mut layers: BTreeMap<u64, Estimate> = BTreeMap::new();
        for image in images {
            footprint.sum_of_images = footprint.sum_of_images.plus(image.size());
            footprint.is_partial |= image.is_partial();
            layers.extend(image.layers.iter().map(|layer| (layer.key, layer.size)));
        }
        footprint.unique_on_disk = layers.into_values().fold(Estimate::ZERO, Estimate::plus);
        footprint
    }
}
