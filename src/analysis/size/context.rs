//! The build context of an image: where its `COPY` and its package managers find their files.

use std::sync::Arc;

use super::once::Once;
use crate::repository::Repository;
use crate::repository::context::{Listing, Listings};

/// One folder, as one Dockerfile is built in it.
#[derive(Clone, Copy)]
pub(super) struct BuildContext<'a> {
    pub(super) repository: &'a Repository,
    /// `None` where it isn't a folder of the repository.
    pub(super) folder: Option<&'a str>,
    /// The Dockerfile's path: an ignore file may be its own.
    pub(super) dockerfile: &'a str,
    pub(super) listings: &'a Listings,
    pub(super) once: &'a Once,
}

impl BuildContext<'_> {
    /// What it sends.
    pub(super) fn listing(&self) -> Option<Arc<Listing>> {
        Some(self.listings.of(&self.repository.tree, self.folder?, self.dockerfile))
    }
}
