//! `careen inspect`.

use super::args::{InspectArguments, InspectFormat};
use super::config::Config;
use super::suggest::did_you_mean;
use super::target::Target;
use super::{Trouble, Verdict, output};
use crate::analysis::Analysis;
use crate::lint::Rule;
use crate::report::inspect::{self, Explanation, Inspection};
use crate::report::printable;
use crate::repository::{Repository, load};

pub(super) fn run(arguments: &InspectArguments, rules: &'static [Rule]) -> Result<Verdict, Trouble> {
    if arguments.path.is_file() {
        return Err(Trouble::Usage("inspect looks at a folder, not at a file".to_owned()));
    }
    let is_graph = matches!(arguments.format, InspectFormat::Mermaid | InspectFormat::Dot);
    if is_graph && arguments.explain_size.is_some() {
        return Err(Trouble::Usage("--explain-size is a table: `full` or `json`, not a graph".to_owned()));
    }
    let target = Target::of(std::slice::from_ref(&arguments.path))?;
    let config = Config::load(&target.root, &arguments.reading, rules)?;
    let repository = load(&target.root, &config.settings)?;
    let analysis = Analysis::new(&repository, &config.settings);
    if let Some(image) = &arguments.explain_size {
        return explain(arguments, image, &repository, &analysis);
    }
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

fn explain(
    arguments: &InspectArguments,
    image: &str,
    repository: &Repository,
    analysis: &Analysis<'_>,
) -> Result<Verdict, Trouble> {
    let explanations = Explanation::of(repository, analysis, image);
    if explanations.is_empty() {
        let names = inspect::image_names(repository, analysis);
        let hint = match names.is_empty() {
            true => "; the repository builds none".to_owned(),
            false => did_you_mean(image, names.into_iter()),
        };
        let message = format!("--explain-size: there is no image `{image}`{hint}");
        return Err(Trouble::Usage(printable(&message).into_owned()));
    }
    let file = arguments.output_file.as_deref();
    output::deliver(file, |out| match arguments.format {
        InspectFormat::Json => inspect::write_explanations_json(&explanations, out),
        _ => inspect::write_explanations(&explanations, out, output::look(file)),
    })?;
    Ok(Verdict::Clean)
}
