//! The consolidated Compose file: the original's text with its builds shared and its paths leading back into the
//! repository, byte for byte the same elsewhere.
//!
//! ```text
//! paths     every scalar of a Compose file that is a path
//! value     a Compose file as plain values, to compare
//! builds    `build:` and `image:` of the services that change
//! anchors   what services of one image say alike, said once
//! merge     several files that run together → one
//! names     which names stay where files become one
//! moved     what the new ones change in a text
//! sections  a text cut at its top-level keys
//! beside    the override to try it beside the running system
//! ```

pub(super) mod anchors;
pub(super) mod beside;
mod builds;
pub(super) mod merge;
mod moved;
mod names;
pub(super) mod paths;
mod sections;
pub(super) mod value;

use super::place::Place;
use crate::edit::splice;
use crate::repository::ComposeFile;

/// What becomes of a service's build.
#[derive(Debug, Clone)]
pub(super) struct Change {
    /// The service.
    pub(super) service: String,
    /// The new Dockerfile as the build names it, if it gets one.
    pub(super) dockerfile: Option<String>,
    /// The target that the build names, if it gets one.
    pub(super) target: Option<String>,
    /// The build context's folder, relative to the root, if it gets another.
    pub(super) context: Option<String>,
    /// Keys that it gets, with their values in one line.
    pub(super) keys: Vec<(&'static str, String)>,
    /// The image it is to have, if it hasn't.
    pub(super) image: Option<String>,
    /// Whether it takes the image of another service instead of building.
    pub(super) takes: bool,
}

/// The new text; or why there is none.
pub(super) fn consolidate(
    file: &ComposeFile,
    text: &str,
    place: &Place,
    project: &str,
    changes: &[Change],
) -> Result<String, String> {
    let root = file.yaml.root().ok_or("it is empty")?;
    let mut edits = Vec::new();
    for path in paths::find(file)? {
        let new = place.path(&file.project_directory, &path.text);
        if !new.bytes().all(is_safe) && !path.text.contains('$') {
            return Err(format!("the path `{new}` would need quotes"));
        }
        edits.push((path.span.range(), new));
    }
    if root.entry("name").is_none() {
        let first = root.own_entries().next().ok_or("it is empty")?.key.span().start as usize;
        edits.push((first..first, format!("name: {project}\n\n")));
    }
    for change in changes {
        builds::change(file, text, place, change, &mut edits)?;
    }
    splice(text, edits).ok_or_else(|| "its builds are woven together by anchors".to_owned())
}

fn is_safe(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/' | b'-' | b'_' | b'~' | b'+' | b'@')
}
