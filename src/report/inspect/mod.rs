//! `careen inspect`: the repository as careen understands it.

mod explain;
mod families;
mod full;
mod graph;
mod images;
mod shell;
mod view;

use std::io::{self, Write};

pub use explain::{Explanation, image_names, write_explanations, write_explanations_json};
pub use full::write as write_full;
pub use graph::{write_dot, write_mermaid};
pub use view::Inspection;

/// Writes the view as one JSON object, indented: version 1 of a contract; fields are only ever added.
pub fn write_json(inspection: &Inspection<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, inspection)?;
    writeln!(out)
}
