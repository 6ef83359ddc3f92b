//! What would be written, as a unified diff against what it replaces.

use std::io::{self, Write};

use crate::report::patch::{unified, write_unified};
use crate::rewrite::Plan;

/// Writes the diff of every file; `folder` is where they would lie.
pub fn write(plan: &Plan, folder: &str, out: &mut dyn Write) -> io::Result<()> {
    for file in &plan.files {
        let new_name = format!("{folder}/{}", file.path);
        let (old, old_name) = match &file.replaces {
            Some((path, text)) => (text.as_str(), path.as_str()),
            None => ("", "/dev/null"),
        };
        let diff = unified(old, &file.text, old_name, &new_name);
        write_unified(&diff, out)?;
    }
    Ok(())
}
