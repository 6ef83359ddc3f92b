//! Which aliases can be followed without drowning in what they expand to.
//!
//! Nothing is expanded while reading, but whoever walks the tree walks the expansion. So the size and the depth
//! that each anchor stands for are summed up as nodes close, and an alias beyond go-yaml's limits is cut.

use rustc_hash::FxHashMap;

use super::MAX_DEPTH;
use super::tree::NodeId;

/// How large the document is with all aliases expanded, and what its anchors stand for.
#[derive(Default)]
pub(super) struct Aliases {
    anchors: FxHashMap<usize, Anchored>,
    /// Nodes that go-yaml would construct so far.
    constructed: u64,
    /// Those of them that come from expanding aliases.
    expanded: u64,
    /// Whether [`Refusal::TooMany`] was given.
    drowned: bool,
}

struct Anchored {
    node: NodeId,
    /// Size and depth when expanded; unknown as long as the collection is open.
    extent: Option<Extent>,
}

/// How much there is to walk below a node, itself included.
#[derive(Clone, Copy)]
pub(super) struct Extent {
    pub(super) nodes: u64,
    pub(super) depth: usize,
}

impl Extent {
    pub(super) const SCALAR: Extent = Extent { nodes: 1, depth: 1 };
}

/// Why an alias can't be followed.
pub(super) enum Refusal {
    /// It stands within what it refers to.
    Cycle,
    /// The document would grow too large. Told once a document.
    TooMany,
    /// As before, and already told.
    Told,
    /// What it stands for is nested too deeply.
    TooDeep,
}

impl Aliases {
    /// Counts one node and returns the count before it.
    pub(super) fn count(&mut self) -> u64 {
        self.constructed += 1;
        self.constructed - 1
    }

    /// How many nodes there have been since the count `before`.
    pub(super) fn since(&self, before: u64) -> u64 {
        self.constructed - before
    }

    /// An anchor on a node that may still be open.
    pub(super) fn anchor(&mut self, id: usize, node: NodeId, extent: Option<Extent>) {
        if id != 0 {
            self.anchors.insert(id, Anchored { node, extent });
        }
    }

    /// The collection that an anchor was set on is complete.
    pub(super) fn close(&mut self, id: usize, extent: Extent) {
        if let Some(anchored) = self.anchors.get_mut(&id) {
            anchored.extent = Some(extent);
        }
    }

    /// Follows an alias that stands `depth` collections deep.
    pub(super) fn follow(&mut self, id: usize, depth: usize) -> Result<(NodeId, Extent), Refusal> {
        self.constructed += 1;
        let Some(anchored) = self.anchors.get(&id) else { return Err(Refusal::Cycle) };
        let Some(extent) = anchored.extent else { return Err(Refusal::Cycle) };
        if depth + extent.depth > 2 * MAX_DEPTH {
            return Err(Refusal::TooDeep);
        }
        let (constructed, expanded) = (self.constructed + extent.nodes, self.expanded + extent.nodes);
        if is_excessive(expanded, constructed) {
            let first = !std::mem::replace(&mut self.drowned, true);
            return Err(if first { Refusal::TooMany } else { Refusal::Told });
        }
        (self.constructed, self.expanded) = (constructed, expanded);
        Ok((anchored.node, extent))
    }
}

/// go-yaml's guard: 99 % may come from aliases in a document of up to 400,000 nodes, 10 % in one of 4,000,000 or
/// more, and in between the share falls evenly (`allowedAliasRatio` of `internal/libyaml/constructor.go`).
fn is_excessive(expanded: u64, constructed: u64) -> bool {
    const LOW: f64 = 400_000.0;
    const HIGH: f64 = 4_000_000.0;
    let nodes = constructed as f64;
    let allowed = 0.99 - 0.89 * ((nodes - LOW) / (HIGH - LOW)).clamp(0.0, 1.0);
    expanded > 100 && constructed > 1000 && expanded as f64 / nodes > allowed
}
