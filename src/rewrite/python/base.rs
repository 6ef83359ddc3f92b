//! What the stage stands on, and what its successor will.

use super::Refusal;
use crate::analysis::contents::BaseImage;
use crate::facts;
use crate::repository::Base;
use crate::rewrite::Subject;

/// The base of the original, and of the new final stage.
pub(super) struct BaseChoice {
    /// The original's, which the builder keeps.
    pub(super) original: BaseImage,
    /// The slim sibling, where the original is full.
    pub(super) slim: Option<BaseImage>,
}

impl BaseChoice {
    /// What the final stage stands on.
    pub(super) fn last(&self) -> &BaseImage {
        self.slim.as_ref().unwrap_or(&self.original)
    }
}

/// Whether this room is for images on `base`.
pub(super) fn is_python(base: &BaseImage) -> bool {
    facts::canonical(&base.repository) == "python"
}

pub(super) fn read(subject: &Subject<'_>) -> Result<BaseChoice, Refusal> {
    let Base::Image(reference) = &subject.stage.base else {
        return Err("its base depends on a variable".to_owned());
    };
    let original = BaseImage::parse(reference).ok_or_else(|| format!("`{reference}` names no image"))?;
    if !is_python(&original) {
        return Err(format!("`{reference}` is not an official Python image"));
    }
    if original.libc() != Some(facts::Libc::Glibc) {
        return Err(format!("`{reference}` is not one of Debian's images"));
    }
    let version = facts::language(&original.repository, &original.tag).and_then(|language| language.version);
    if version.is_none() {
        return Err(format!("`{reference}` doesn't say which Python: the two stages could differ"));
    }
    let slim = original.slimmer().and_then(|slimmer| slimmer.sibling);
    let is_slim = original.tag.split('-').any(|word| word == "slim");
    let Some(slim) = slim else {
        return if is_slim {
            Ok(BaseChoice { original, slim: None })
        } else {
            Err(format!("no slim sibling of `{reference}` is known"))
        };
    };
    if subject.stage.from.value.contains('$') {
        return Err("its base is put together from build arguments".to_owned());
    }
    if original.pinned {
        return Err(format!("`{reference}` is pinned by a digest, and that of its slim sibling isn't known"));
    }
    let slim = BaseImage::parse(&format!("{}:{}", slim.repository, slim.tag));
    Ok(BaseChoice { original, slim })
}
