//! From paths to files.

use super::super::{ComposeFile, Dockerfile, Tree};
use super::Reference;
use super::scan::{Found, Known};

pub(crate) fn unread(_found: &[Found], _known: &Known, _tree: &Tree) -> (Vec<String>, Vec<String>) {
    (Vec::new(), Vec::new())
}

pub(crate) fn resolve(
    _found: &mut Vec<Found>,
    _compose: &[ComposeFile],
    _dockerfiles: &[Dockerfile],
    _tree: &Tree,
) -> Vec<Reference> {
    Vec::new()
}
