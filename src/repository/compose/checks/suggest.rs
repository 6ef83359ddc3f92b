//! Which known key an unknown one was meant to be.

use crate::syntax::suggest::distance;

/// The known key that `word` is a slip of: the same but for case, or one or two letters off; in short words one.
pub(super) fn nearest<'n>(word: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let allowed = if word.len() < 6 { 1 } else { 2 };
    names
        .filter(|name| name.len() > 2)
        .map(|name| (distance(word, name), name))
        .filter(|(far, _)| *far <= allowed)
        .min()
        .map(|(_, name)| name)
}
