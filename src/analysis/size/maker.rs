//! Chains of one Dockerfile, instruction by instruction.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::chain::Chain;
use super::context::BuildContext;
use super::layer::Layer;
use super::{actions, copied, present};
use crate::analysis::Contents;
use crate::analysis::contents::{Origin, StageContents, Step};
use crate::repository::Dockerfile;

/// A build argument, with its value where that is known.
pub(super) type Argument<'a> = (&'a str, Option<&'a str>);

/// Makes the layers of one Dockerfile's images with one context and one set of build arguments.
pub(super) struct Maker<'a> {
    pub(super) context: BuildContext<'a>,
    pub(super) contents: &'a Contents,
    pub(super) dockerfile: &'a Dockerfile,
    pub(super) arguments: &'a [Argument<'a>],
    stages: RefCell<BTreeMap<usize, Rc<Chain>>>,
}

/// How many stages deep copies from stages are followed.
pub(super) const DEEPEST: usize = 16;

impl<'a> Maker<'a> {
    pub(super) fn new(
        context: BuildContext<'a>,
        contents: &'a Contents,
        dockerfile: &'a Dockerfile,
        arguments: &'a [Argument<'a>],
    ) -> Self {
        Self { context, contents, dockerfile, arguments, stages: RefCell::default() }
    }

    /// The chain that ends in a stage; `None` where stages lie deeper than is followed.
    pub(super) fn stage(&self, index: usize, depth: usize) -> Option<Rc<Chain>> {
        if let Some(known) = self.stages.borrow().get(&index) {
            return Some(Rc::clone(known));
        }
        let stage = self.dockerfile.stages.get(index).filter(|_| depth < DEEPEST)?;
        let argument = |name: &str| {
            let (_, value) = self.arguments.iter().find(|(key, _)| *key == name)?;
            value.map(str::to_owned)
        };
        let base = self.dockerfile.final_base(stage, &argument);
        let stages = self.dockerfile.chain(stage);
        let span = stages.last().map_or(stage.from.span, |bottom| bottom.from.span);
        let mut chain = Chain::on(&base, span);
        for stage in stages.into_iter().rev() {
            let Some(contents) = self.contents.stage(self.dockerfile.id, stage.index) else { continue };
            for step in &contents.steps {
                self.step(&mut chain, contents, step, depth);
            }
        }
        let chain = Rc::new(chain);
        self.stages.borrow_mut().insert(index, Rc::clone(&chain));
        Some(chain)
    }

    fn step(&self, chain: &mut Chain, stage: &StageContents, step: &Step, depth: usize) {
        let mut layer = Layer::new(0, step.span);
        match &step.copied {
            Some(copied) => {
                let from = match copied.origin {
                    Origin::Stage(index) => self.stage(index, depth + 1),
                    _ => None,
                };
                copied::copy(self.context, &mut layer, step, copied, from.as_deref());
                for installed in copied::installed(copied, from.as_deref(), !layer.partial) {
                    present::put(&mut chain.installed, installed);
                }
            }
            None => actions::run(self.context, chain, &mut layer, stage, step),
        }
        chain.push(layer);
    }
}
