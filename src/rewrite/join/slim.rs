//! The one Dockerfile in its language's room, and whether what comes out of it holds what each one's own would.

use std::collections::BTreeMap;

use super::Joined;
use crate::repository::{Base, ComposeFile, Dockerfile, DockerfileId, Repository, changed, path};
use crate::rewrite::family::Family;
use crate::rewrite::{Rewritten, Subject, rewrite};
use crate::source::FileId;
use crate::syntax::dockerfile::{Keyword, parse};

/// A name that nobody gives a Dockerfile.
const NAME: &str = "careen-joined.Dockerfile";

/// What the language's room makes of the one Dockerfile: nothing, or why not. `Err` where an image of its own would have
/// more than the one has.
pub(super) fn slim(
    repository: &Repository,
    file: &ComposeFile,
    joined: &Joined,
    families: &[Family<'_>],
) -> Result<Result<Option<Rewritten>, String>, String> {
    let at = path::join(&joined.context, NAME).unwrap_or_default();
    let mut put = BTreeMap::from([(at.clone(), joined.text.clone())]);
    if !joined.ignore.is_empty() {
        put.insert(format!("{at}.dockerignore"), joined.ignore.clone());
    }
    let with = changed(repository, crate::repository::Changes { put, ..Default::default() });
    let dockerfile = with.dockerfiles.iter().find(|it| it.path == at).ok_or("it can't be read anew")?;
    let [stage] = dockerfile.stages.as_slice() else { return Err("it can't be read anew".to_owned()) };
    let bodies = file.yaml.root().and_then(|root| root.get("services"));
    let services = |family: &Family<'_>| -> Vec<_> {
        family.members.iter().filter_map(|member| bodies?.get(&member.name.value)).collect()
    };
    let all = families.iter().flat_map(services).collect();
    let context = &joined.context;
    let together = rewrite(&Subject { repository: &with, dockerfile, stage, context, services: all });
    let Ok(Some(slimmed)) = &together else { return Ok(together) };
    let runs = last_runs(&slimmed.text);
    for family in families {
        let dockerfile = repository.dockerfile(family.dockerfile());
        let [stage] = dockerfile.stages.as_slice() else { continue };
        let (context, services) = (&family.context, services(family));
        let own = rewrite(&Subject { repository, dockerfile, stage, context, services })?;
        let own = own.ok_or("it would stay as it is")?;
        if let Some(run) = last_runs(&own.text).into_iter().find(|run| !runs.contains(run)) {
            return Err(format!("its image alone needs `{run}`"));
        }
    }
    Ok(together)
}

/// The runs of the stages that make the image, and what these stand on.
fn last_runs(text: &str) -> Vec<String> {
    let dockerfile = Dockerfile::new(DockerfileId(0), String::new(), FileId(0), parse(FileId(0), text));
    let Some(last) = dockerfile.stages.last() else { return Vec::new() };
    let mut runs = Vec::new();
    for stage in dockerfile.chain(last) {
        if let Base::Image(image) = &stage.base {
            runs.push(format!("FROM {image}"));
        }
        let all = dockerfile.instructions(stage).iter().filter(|it| it.keyword == Keyword::Run);
        runs.extend(all.map(super::parts::said));
    }
    runs
}
