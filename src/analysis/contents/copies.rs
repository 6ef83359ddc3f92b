//! What a stage takes from other stages and images.

use crate::repository::{Dockerfile, Stage};
use crate::source::{Span, Spanned};
use crate::syntax::dockerfile::Copy;

/// Where copied files come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The build's context; for `ADD` also a URL.
    Context,
    /// A stage of the same Dockerfile, by its index.
    Stage(usize),
    /// Another image, or a context of the build by that name.
    Image(String),
    /// A variable decides.
    Unknown,
}

/// A `COPY` or `ADD`, variables replaced where they are known.
#[derive(Debug, Clone)]
pub struct Copied {
    /// From where.
    pub origin: Origin,
    /// What; as written where a variable isn't known.
    pub sources: Vec<Spanned<String>>,
    /// Where to, absolute; `None` where the stage's folder isn't known.
    pub destination: Option<String>,
    /// The instruction.
    pub span: Span,
}

/// Reads a `COPY`; `expand` replaces variables.
pub(super) fn read(
    dockerfile: &Dockerfile,
    stage: &Stage,
    copy: &Copy,
    span: Span,
    directory: Option<&str>,
    expand: &dyn Fn(&str) -> Option<String>,
) -> Copied {
    let origin = match &copy.from {
        None => Origin::Context,
        Some(from) => match expand(&from.value) {
            Some(name) => origin(dockerfile, stage, &name),
            None => Origin::Unknown,
        },
    };
    let known = |word: &Spanned<String>| {
        Spanned::new(expand(&word.value).unwrap_or_else(|| word.value.clone()), word.span)
    };
    let destination = expand(&copy.destination.value).and_then(|path| absolute(directory, &path));
    Copied { origin, sources: copy.sources.iter().map(known).collect(), destination, span }
}

/// A stage before `stage` of this name or number, or else an image.
fn origin(dockerfile: &Dockerfile, stage: &Stage, name: &str) -> Origin {
    match dockerfile.stage_by_name(name) {
        Some(found) if found.index < stage.index => Origin::Stage(found.index),
        _ => Origin::Image(name.to_owned()),
    }
}

/// A path in an image, seen from the working directory.
pub(super) fn absolute(directory: Option<&str>, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return Some(path.to_owned());
    }
    let directory = directory?.trim_end_matches('/');
    let path = path.trim_start_matches("./");
    Some(if matches!(path, "" | ".") { format!("{directory}/") } else { format!("{directory}/{path}") })
}
