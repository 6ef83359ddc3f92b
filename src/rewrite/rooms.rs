//! Which language's room a Dockerfile belongs to, and its rewrite there.

use super::{Rewritten, Subject, go, node, proof, python};
use crate::analysis::contents::BaseImage;
use crate::facts;
use crate::repository::{Base, Stage};

/// A language: which bases are its own, and how it rewrites.
struct Room {
    takes: fn(&BaseImage) -> bool,
    rewrite: fn(&Subject<'_>) -> Result<Option<Rewritten>, String>,
}

/// The languages, each in its own folder.
const ROOMS: [Room; 3] = [
    Room { takes: python::takes, rewrite: python::rewrite },
    Room { takes: node::takes, rewrite: node::rewrite },
    Room { takes: go::takes, rewrite: go::rewrite },
];

/// Rewrites one Dockerfile in the room it belongs to; `None` where nothing would be won.
pub(super) fn rewrite(subject: &Subject<'_>) -> Result<Option<Rewritten>, String> {
    let stage = subject.stage;
    if stage.index + 1 < subject.dockerfile.stages.len() {
        return Err("the stage that is built isn't its last".to_owned());
    }
    if !subject.dockerfile.syntax.problems.is_empty() {
        return Err("it has errors".to_owned());
    }
    if subject.dockerfile.syntax.escape != '\\' {
        return Err("it is written for Windows".to_owned());
    }
    let base = match &stage.base {
        Base::Image(reference) => BaseImage::parse(reference),
        Base::Stage(_) => {
            return Err("it has several stages already, and the last stands on another".to_owned());
        }
        _ => return Err("its base isn't known".to_owned()),
    };
    let room = base.as_ref().and_then(|base| ROOMS.iter().find(|room| (room.takes)(base)));
    let Some(room) = room else {
        return Err(not_taken(stage, base.as_ref()));
    };
    let rewritten = (room.rewrite)(subject)?;
    if let Some(rewritten) = &rewritten {
        proof::dockerfile(subject, rewritten).map_err(|broken| format!("its rewrite would lose {broken}"))?;
    }
    Ok(rewritten)
}

/// Why no room takes a stage.
fn not_taken(stage: &Stage, base: Option<&BaseImage>) -> String {
    let is = |known: fn(&BaseImage) -> bool| base.is_some_and(known);
    if stage.index > 0 {
        "it has several stages already".to_owned()
    } else if is(|base| facts::language(&base.repository, &base.tag).is_some()) {
        "rewrites of its language aren't proved by builds yet".to_owned()
    } else if is(|base| facts::distribution(&base.repository, &base.tag).is_some()) {
        "it stands on no language's official image, and rewrites of others aren't proved by builds yet"
            .to_owned()
    } else {
        format!("what `{}` holds isn't known", stage.from.value)
    }
}
