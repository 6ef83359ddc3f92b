//! What would speak for a dead file, were it not of the past itself: a reader who searches for the file finds it.

use crate::analysis::Reach;
use crate::lint::{Context, Finding};
use crate::repository::Reference;
use crate::repository::references::{Origin, Strength, Target, Use};

/// A script that runs or builds a dead file: it proves nothing, or the file wouldn't be dead.
pub(super) fn user<'a>(context: &Context<'a>, target: &Target) -> Option<&'a Reference> {
    context.repository.references_to(target).find(|it| {
        matches!(it.usage, Use::Runs | Use::Builds)
            && it.strength > Strength::Documented
            && it.origin != Origin::Compose
            && Reach::is_of_the_past(context.repository.sources.path(it.span))
    })
}

/// `runs` or `builds`, said of nothing in the repository, or of nothing in use where [`user`] is there.
pub(super) fn nothing(does: &str, user: Option<&Reference>) -> String {
    let place = if user.is_some() { "in use" } else { "in this repository" };
    format!("nothing {place} {does}")
}

/// Shows who does it.
pub(super) fn show(finding: &mut Finding, does: &str, user: Option<&Reference>) {
    if let Some(user) = user {
        finding.related(user.span, format!("{does} it, but its own path says that it is of the past"));
    }
}
