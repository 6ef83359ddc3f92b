//! What the stage stands on, and what its successor will.

use super::Refusal;
use crate::analysis::contents::BaseImage;
use crate::facts::{self, Estimate, Libc};
use crate::repository::Base;
use crate::rewrite::Subject;
use crate::source::Spanned;
use crate::syntax::yaml::Node;

/// The base of the original, and of the new final stage.
pub(in crate::rewrite) struct BaseChoice {
    /// The original's, which the builder keeps.
    pub(in crate::rewrite) original: BaseImage,
    /// The slim sibling, where the original is full.
    pub(in crate::rewrite) slim: Option<Slim>,
}

/// A slim sibling.
pub(in crate::rewrite) struct Slim {
    /// It, variables replaced.
    pub(in crate::rewrite) image: BaseImage,
    /// How the original's `FROM` names it: with the variables that stand there.
    pub(in crate::rewrite) written: String,
}

/// A language's official image.
pub(in crate::rewrite) struct Official {
    /// Its repository, by its shortest name.
    pub(in crate::rewrite) repository: &'static str,
    /// The language as people write it.
    pub(in crate::rewrite) language: &'static str,
    /// Whether those on Alpine are rewritten, too.
    pub(in crate::rewrite) on_alpine: bool,
}

impl BaseChoice {
    /// What the other base alone saves.
    pub(in crate::rewrite) fn saving(&self) -> Option<Estimate> {
        match &self.slim {
            Some(slim) => Some(self.original.size()?.on_disk.minus(slim.image.size()?.on_disk)),
            None => Some(Estimate::ZERO),
        }
    }
}

impl Official {
    /// Whether `base` is one of these images.
    pub(in crate::rewrite) fn takes(&self, base: &BaseImage) -> bool {
        facts::canonical(&base.repository) == self.repository
    }

    /// Reads the stage's base.
    pub(in crate::rewrite) fn read(&self, subject: &Subject<'_>) -> Result<BaseChoice, Refusal> {
        let Base::Image(reference) = &subject.stage.base else {
            return Err("its base depends on a variable".to_owned());
        };
        let original = BaseImage::parse(reference).ok_or_else(|| format!("`{reference}` names no image"))?;
        let language = self.language;
        if !self.takes(&original) {
            return Err(format!("`{reference}` is not an official {language} image"));
        }
        let is_debian = original.libc() == Some(Libc::Glibc);
        let is_alpine = self.on_alpine && original.libc() == Some(Libc::Musl);
        if !is_debian && !is_alpine {
            return Err(format!("`{reference}` is not one of Debian's images"));
        }
        let version =
            facts::language(&original.repository, &original.tag).and_then(|language| language.version);
        if version.is_none() {
            return Err(format!("`{reference}` doesn't say which {language}: the two stages could differ"));
        }
        if !is_debian {
            return Ok(BaseChoice { original, slim: None });
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
        if original.pinned {
            return Err(format!(
                "`{reference}` is pinned by a digest, and that of its slim sibling isn't known"
            ));
        }
        let image = BaseImage::parse(&format!("{}:{}", slim.repository, slim.tag));
        let image = image.ok_or_else(|| format!("no slim sibling of `{reference}` is known"))?;
        let written = written(subject, reference, &image.reference)
            .ok_or_else(|| "its base is put together from build arguments".to_owned())?;
        Ok(BaseChoice { original, slim: Some(Slim { image, written }) })
    }
}

/// `python:${VERSION}-bookworm` → `python:${VERSION}-slim-bookworm`, where all that changes stands behind the variables.
fn written(subject: &Subject<'_>, original: &str, slim: &str) -> Option<String> {
    let from = subject.stage.from.value.as_str();
    if !from.contains('$') {
        return Some(slim.to_owned());
    }
    if !is_fixed(subject) {
        return None;
    }
    let (variables, tail) = from.split_at(from.rfind('}')? + 1);
    let head = original.strip_suffix(tail)?;
    Some(format!("{variables}{}", slim.strip_prefix(head)?))
}

/// Whether no service gives an argument of the base another value: it could get another kind of base by it.
pub(in crate::rewrite) fn is_fixed(subject: &Subject<'_>) -> bool {
    let is_changed = |service: &Node<'_>| {
        let args = service.get("build").and_then(|build| build.get("args"));
        args.is_some_and(|args| subject.dockerfile.global_args.iter().any(|argument| changes(args, argument)))
    };
    !subject.services.iter().any(is_changed)
}

/// Whether a service's arguments give this one another value than its default.
fn changes(args: Node<'_>, (name, default): &(Spanned<String>, Option<Spanned<String>>)) -> bool {
    let default = default.as_ref().map(|default| default.value.trim_matches(['"', '\'']));
    let listed = args.items().filter_map(Node::as_str).find_map(|item| match item.split_once('=') {
        Some((key, value)) => (key == name.value).then_some(Some(value)),
        None => (item == name.value).then_some(None),
    });
    let given = match args.get(&name.value) {
        Some(node) => Some(node.as_str()),
        None => listed,
    };
    given.is_some_and(|given| given.is_none() || given != default)
}
