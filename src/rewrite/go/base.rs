//! What a Dockerfile on Go's official image stands on, and what its successor will: the slim Debian of the same release,
//! so that a program that links the C library runs as before.

use super::Refusal;
use crate::analysis::contents::BaseImage;
use crate::facts::{self, Libc};
use crate::repository;
use crate::rewrite::Subject;
use crate::rewrite::stage::base::{self, BaseChoice, Slim};

/// The base of the original, of the builder, and of the stage that ships.
pub(super) struct Base {
    /// The original's, and what the image will stand on.
    pub(super) choice: BaseChoice,
    /// How the builder's `FROM` names its image, where the original's doesn't name the release.
    pub(super) builder: Option<String>,
}

/// The releases of Debian for which rewrites were built for real.
const PROVED: [&str; 2] = ["bookworm", "trixie"];

pub(super) fn read(subject: &Subject<'_>) -> Result<Base, Refusal> {
    let repository::Base::Image(reference) = &subject.stage.base else {
        return Err("its base depends on a variable".to_owned());
    };
    let original = BaseImage::parse(reference).ok_or_else(|| format!("`{reference}` names no image"))?;
    match original.libc() {
        Some(Libc::Glibc) => {}
        Some(Libc::Musl) => {
            return Err(format!(
                "`{reference}` is Alpine's, and rewrites of Go on Alpine aren't proved by builds yet"
            ));
        }
        None => return Err(format!("`{reference}` is not one of Debian's images")),
    }
    let version = facts::language(&original.repository, &original.tag).and_then(|language| language.version);
    if version.is_none() {
        return Err(format!(
            "`{reference}` doesn't say which Go: the release of Debian could change with it"
        ));
    }
    let suite = facts::suite(&original.repository, &original.tag)
        .ok_or_else(|| format!("which release of Debian `{reference}` stands on isn't known"))?;
    if !PROVED.contains(&suite.as_str()) {
        return Err(format!(
            "`{reference}` is of Debian's `{suite}`, where rewrites of Go aren't proved by builds yet"
        ));
    }
    let names_it = original.tag.split('-').any(|word| word == suite);
    if original.pinned && !names_it {
        return Err(format!(
            "`{reference}` is pinned by a digest, and which release of Debian that stands on isn't known"
        ));
    }
    let from = &subject.stage.from.value;
    if from.contains('$') && !base::is_fixed(subject) {
        return Err("its base is put together from build arguments".to_owned());
    }
    let registry = original.repository.strip_suffix("golang").unwrap_or_default();
    let written = format!("{registry}debian:{suite}-slim");
    let image = BaseImage::parse(&written).ok_or_else(|| format!("`{written}` names no image"))?;
    let builder = (!names_it).then(|| format!("{from}-{suite}"));
    Ok(Base { choice: BaseChoice { original, slim: Some(Slim { image, written }) }, builder })
}
