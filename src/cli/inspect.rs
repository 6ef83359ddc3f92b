//! `careen inspect`.

use super::args::{InspectArguments, InspectFormat};
use super::config::Config;
use super::target::Target;
use super::{Trouble, Verdict, output};
use crate::analysis::Analysis;
use crate::lint::Rule;
use crate::report::inspect::{self, Inspection};
use crate::repository::load;

pub(super) fn run(arguments: &InspectArguments, rules: &'static [Rule]) -> Result<Verdict, Trouble> {
    if arguments.path.is_file() {
        return Err(Trouble::Usage("inspect looks at a folder, not at a file".to_owned()));
    }
    let target = Target::of(std::slice::from_ref(&arguments.path))?;
    let config = Config::load(&target.root, &arguments.reading, rules)?;
    let repository = load(&target.root, &config.settings)?;
    let analysis = Analysis::new(&repository, &config.settings);
    let inspection = Inspection::of(&repository, &analysis);
    let file = arguments.output_file.as_deref();
    output::deliver(file, |out| match arguments.format {
        InspectFormat::Full => inspect::write_full(&inspection, out, output::look(file)),
        InspectFormat::Json => inspect::write_json(&inspection, out),
        InspectFormat::Mermaid => inspect::write_mermaid(&inspection, out),
        InspectFormat::Dot => inspect::write_dot(&inspection, out),
    })?;
    Ok(Verdict::Clean)
}
