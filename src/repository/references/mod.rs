//! Every place that names a Compose file or a Dockerfile: who runs it, builds it, layers it, writes about it.
//!
//! Reading goes in two steps. [`scan`] reads every file that could name one and notes what it says, with working
//! directories and variables followed as far as the text shows them. [`resolve`] then says which files are meant,
//! once all Compose files and Dockerfiles are known.

mod commands;
mod compose;
mod directory;
mod files;
mod find;
mod found;
mod names;
mod pattern;
mod reference;
mod resolve;
mod scan;
mod shell;
mod site;
mod starts;
#[cfg(test)]
mod tests;

pub use reference::{Layering, Origin, Reference, Strength, Target, Use};
pub(super) use resolve::{resolve, unread, with_builds};
pub(super) use scan::{Known, scan};
