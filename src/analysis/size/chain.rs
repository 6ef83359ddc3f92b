//! What a chain of stages holds so far: it decides what the next instruction adds.

use rustc_hash::FxHashSet;

use super::layer::{Held, Layer, Reason};
use super::present::Installed;
use super::{Estimate, packages, places};
use crate::analysis::contents::{BaseImage, Ecosystem};
use crate::facts;
use crate::repository::Base;
use crate::source::Span;

/// What the layers of a chain have put where, so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Chain {
    /// The layers, the base's first.
    pub(super) layers: Vec<Layer>,
    /// What can be seen: deletions of later layers taken into account, and without what is stored twice.
    pub(super) visible: Vec<Held>,
    /// The image at the bottom.
    pub(super) base: Option<BaseImage>,
    /// Packages of the distribution that are there.
    pub(super) present: FxHashSet<&'static str>,
    /// The Python environment that packages are installed into.
    pub(super) environment: Option<String>,
    /// Packages of Python that are there, as they came.
    pub(super) installed: Vec<Installed>,
    /// Whether pip has run before, and left its own byte code.
    pub(super) warm: bool,
    /// Builds that ran.
    pub(super) builds: Vec<Built>,
}

/// A build that ran.
#[derive(Debug, Clone)]
pub(super) struct Built {
    pub(super) ecosystem: Ecosystem,
    pub(super) directory: String,
    /// What it leaves, where that is known of its kind.
    pub(super) program: Option<Estimate>,
}

/// What `/usr/local` of the official Python images holds. Measured on a stand-in of `python:3.11`; the official ones
/// are somewhat larger.
const PYTHON_ITSELF: Estimate = Estimate::kilobytes(25_000, 31_000, 45_000);
/// pip with setuptools or without, as the official images bring it.
const PIP_ITSELF: Estimate = Estimate::kilobytes(6_000, 9_500, 14_000);

/// More than any image has. Copies of copies of everything could double it in each stage.
const MOST_VISIBLE: usize = 1_000;

impl Chain {
    /// Nothing but the base.
    pub(super) fn on(base: &Base, span: Span) -> Self {
        let image = match base {
            Base::Image(reference) => BaseImage::parse(reference),
            _ => None,
        };
        let mut layer = Layer::new(0, span);
        match (base, image.as_ref().and_then(BaseImage::size)) {
            (Base::Scratch, _) => {}
            (Base::Image(name), Some(size)) => {
                layer.pull = size.compressed;
                layer.add(Held::new("/", Reason::Base, size.on_disk).called(name.as_str()));
            }
            _ => layer.unknown(),
        }
        let present = packages::present(image.as_ref());
        let mut chain = Self { base: image, present, ..Self::default() };
        if chain.is_python() {
            let held = |path: &str, size| Held::new(path, Reason::Base, size);
            chain.visible.push(held("/usr/local/lib/python", PYTHON_ITSELF));
            chain.visible.push(held(&format!("{}/pip", places::SITE_PACKAGES), PIP_ITSELF));
        }
        chain.layers.push(layer.sealed(chain.repository()));
        chain
    }

    /// Puts a layer on top.
    pub(super) fn push(&mut self, layer: Layer) {
        let mut layer = layer.sealed(self.repository());
        for held in layer.held.iter().filter(|held| held.reason != Reason::Again) {
            let is_same =
                |other: &Held| (&other.path, &other.what, other.size) == (&held.path, &held.what, held.size);
            // a copy onto an equal one
            if held.reason == Reason::Copied && self.visible.iter().any(is_same) {
                continue;
            }
            if self.visible.len() >= MOST_VISIBLE {
                layer.partial = true;
                break;
            }
            self.visible.push(held.clone());
        }
        self.layers.push(layer);
    }

    /// The repository of the base, as facts name it; empty where it isn't known.
    fn repository(&self) -> &str {
        self.base.as_ref().map_or("", |base| facts::canonical(&base.repository))
    }

    /// Whether it stands on an image of Python's own.
    pub(super) fn is_python(&self) -> bool {
        self.base.as_ref().is_some_and(|base| facts::canonical(&base.repository) == "python")
    }

    /// What lies at or below a path.
    pub(super) fn below<'c>(&'c self, path: &'c str) -> impl Iterator<Item = &'c Held> {
        self.visible.iter().filter(move |held| places::within(&held.path, path))
    }

    /// Files of the context whose folder holds `path`: where it lies in the context.
    pub(super) fn in_context(&self, path: &str) -> Option<String> {
        self.visible.iter().rev().filter(|held| places::within(path, &held.path)).find_map(|held| {
            let rest = path.strip_prefix(held.path.trim_end_matches('/'))?;
            Some(format!("{}/{}", held.source.as_deref()?, rest.trim_start_matches('/')))
        })
    }
}
