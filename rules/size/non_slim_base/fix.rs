//! The slimmer base in the place of the full one, with the programs that the Dockerfile calls and the slim one lacks.

use crate::analysis::contents::{BaseImage, Built, Kind, kind};
use crate::edit::{Applicability, Edit, Fix};
use crate::facts::Sibling;
use crate::lint::Context;
use crate::rules::size::ships;
use crate::source::{Span, Spanned};

/// Whether the program needs something that only the full image has can't be known from here, so the fix is never safe.
/// `None` where the base isn't written as an image with its tag, and where a compiler is called: that is no base to run on.
pub(super) fn fix(
    context: &Context<'_>,
    built: &Built<'_>,
    base: &BaseImage,
    sibling: &Sibling,
    lacks: &[(Spanned<String>, &'static str)],
) -> Option<Fix> {
    let is_run = |package: &str| kind(package) == Kind::Package;
    if base.pinned || !built.default_base || !lacks.iter().all(|(_, package)| is_run(package)) {
        return None;
    }
    let slim = format!("{}:{}", sibling.repository, sibling.tag);
    let text = tag(context.text(built.base_span()), base, &slim)?;
    let mut title = format!("Use `{slim}`");
    let mut edits = vec![Edit::Replace { span: built.base_span(), text }];
    let packages = packages(lacks);
    if !packages.is_empty() {
        let named: Vec<String> = packages.iter().map(|name| format!("`{name}`")).collect();
        title += &format!(" and install {}", ships::listed(&named));
        edits.push(installation(context, built, &packages));
    }
    Some(Fix { title, applicability: Applicability::Unsafe, edits })
}

/// The base's token with what the sibling's tag has more.
fn tag(written: &str, base: &BaseImage, slim: &str) -> Option<String> {
    if written == base.reference {
        return Some(slim.to_owned());
    }
    // `python:${VERSION}`: the variable is the tag, and what is added stands behind it
    let more = slim.strip_prefix(base.reference.as_str())?;
    (written.contains(':') && !base.tag.is_empty()).then(|| format!("{written}{more}"))
}

/// The packages of what is called. Full images hold the certificates that downloads are checked with, too.
fn packages(lacks: &[(Spanned<String>, &'static str)]) -> Vec<&'static str> {
    let mut packages: Vec<&str> = lacks.iter().map(|(_, package)| *package).collect();
    if packages.iter().any(|package| matches!(*package, "curl" | "wget" | "git" | "mercurial" | "subversion"))
    {
        packages.push("ca-certificates");
    }
    packages.sort_unstable();
    packages.dedup();
    packages
}

/// A `RUN` directly below the `FROM`: whatever comes then finds them.
fn installation(context: &Context<'_>, built: &Built<'_>, packages: &[&str]) -> Edit {
    let from = built.bottom.span;
    let newline = context.source(from).newline();
    let install =
        format!("apt-get update && apt-get install -y --no-install-recommends {}", packages.join(" "));
    Edit::Replace {
        span: Span { start: from.end, ..from },
        text: format!("{newline}RUN {install} && rm -rf /var/lib/apt/lists/*"),
    }
}
