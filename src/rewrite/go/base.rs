//! What a Dockerfile on Go's official image stands on, and what its successor will: the slim Debian of the same release, or
//! the same Alpine, so that a program that links the C library runs as before.

use super::Refusal;
use crate::analysis::contents::BaseImage;
use crate::facts;
use crate::repository;
use crate::rewrite::Subject;
use crate::rewrite::stage::base::{self, BaseChoice, Slim};

/// The base of the original, of the builder, and of the stage that ships.
pub(super) struct Base {
    /// The original's, and what the image will stand on.
    pub(super) choice: BaseChoice,
    /// How the builder's `FROM` names its image, where the original's doesn't name the release.
    pub(super) builder: Option<String>,
    /// Whether it is Alpine's.
    pub(super) is_alpine: bool,
}

/// The releases of Debian for which rewrites were built for real. What is linked on Alpine is linked without a compiler of
/// C there, so no release of it differs.
const PROVED: [&str; 2] = ["bookworm", "trixie"];

pub(super) fn read(subject: &Subject<'_>) -> Result<Base, Refusal> {
    let repository::Base::Image(reference) = &subject.stage.base else {
        return Err("its base depends on a variable".to_owned());
    };
    let original = BaseImage::parse(reference).ok_or_else(|| format!("`{reference}` names no image"))?;
    if original.libc().is_none() {
        return Err(format!("`{reference}` is not one of Debian's or Alpine's images"));
    }
    let version = facts::language(&original.repository, &original.tag).and_then(|language| language.version);
    if version.is_none() {
        return Err(format!(
            "`{reference}` doesn't say which Go: the release of its system could change with it"
        ));
    }
    let suite = facts::suite(&original.repository, &original.tag)
        .ok_or_else(|| format!("which release of its system `{reference}` stands on isn't known"))?;
    let alpine = suite.strip_prefix("alpine");
    if alpine.is_none() && !PROVED.contains(&suite.as_str()) {
        return Err(format!(
            "`{reference}` is of Debian's `{suite}`, where rewrites of Go aren't proved by builds yet"
        ));
    }
    let names_it = original.tag.split('-').any(|word| word == suite);
    if original.pinned && !names_it {
        return Err(format!(
            "`{reference}` is pinned by a digest, and which release of its system that stands on isn't known"
        ));
    }
    let from = &subject.stage.from.value;
    if from.contains('$') && !base::is_fixed(subject) {
        return Err("its base is put together from build arguments".to_owned());
    }
    let registry = original.repository.strip_suffix("golang").unwrap_or_default();
    let written = match alpine {
        Some(release) => format!("{registry}alpine:{release}"),
        None => format!("{registry}debian:{suite}-slim"),
    };
    let image = BaseImage::parse(&written).ok_or_else(|| format!("`{written}` names no image"))?;
    let builder = match alpine {
        _ if names_it => None,
        // a word that stands behind a variable can't be made longer
        Some(release) if from.ends_with("alpine") => Some(format!("{from}{release}")),
        Some(_) => return Err("its base is put together from build arguments".to_owned()),
        None => Some(format!("{from}-{suite}")),
    };
    let choice = BaseChoice { original, slim: Some(Slim { image, written }) };
    Ok(Base { choice, builder, is_alpine: alpine.is_some() })
}
