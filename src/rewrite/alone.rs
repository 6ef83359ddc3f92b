//! One Dockerfile by itself, whoever builds it: what its rewrite is, or why there is none.

use super::{Rewritten, Subject};
use crate::facts::Estimate;
use crate::repository::{Dockerfile, Repository, path};
use crate::source::Encoding;
use crate::syntax::yaml::Node;

/// What a Dockerfile would become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// The whole text.
    pub text: String,
    /// The language, as people write it.
    pub language: &'static str,
    /// What is different on purpose.
    pub differs: Vec<String>,
    /// What cannot be proved without running something.
    pub assumes: Vec<String>,
    /// What the image gets smaller by, where that is known.
    pub saving: Option<Estimate>,
}

/// The rewrite of a Dockerfile's last stage, for the services that build it and the context they give it (its own folder
/// where none does). `None` where nothing would be won; an error is the reason why it stays as it is, as a sentence
/// fragment.
pub fn replacement(repository: &Repository, dockerfile: &Dockerfile) -> Result<Option<Replacement>, String> {
    if repository.sources[dockerfile.file].encoding != Encoding::Utf8 {
        return Err("it is not UTF-8".to_owned());
    }
    let stage = dockerfile.stages.last().ok_or("it has no stage")?;
    let mut contexts: Vec<&str> = Vec::new();
    let mut services: Vec<Node<'_>> = Vec::new();
    for (file, service) in repository.built_from(dockerfile.id) {
        contexts.extend(service.build.as_ref().and_then(|build| build.context_path.as_deref()));
        let bodies = file.yaml.root().and_then(|root| root.get("services"));
        services.extend(bodies.and_then(|bodies| bodies.get(&service.name.value)));
    }
    contexts.dedup();
    let context = match contexts.as_slice() {
        [] => path::parent(&dockerfile.path),
        [only] => only,
        _ => return Err("it is built from several folders".to_owned()),
    };
    let rewritten = super::rewrite(&Subject { repository, dockerfile, stage, context, services })?;
    Ok(rewritten.map(|it| {
        let Rewritten { text, room, differs, assumes, saving, .. } = it;
        Replacement { text, language: room, differs, assumes, saving }
    }))
}
