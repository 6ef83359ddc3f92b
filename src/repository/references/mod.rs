//! Every place that names a Compose file or a Dockerfile: who runs it, builds it, layers it, writes about it.

mod reference;
mod resolve;
mod scan;

pub use reference::{Layering, Origin, Reference, Strength, Target, Use};
pub(super) use resolve::{resolve, unread};
pub(super) use scan::{Known, scan};
