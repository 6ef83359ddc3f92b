//! `careen rewrite`.

use super::args::{RewriteArguments, RewriteFormat};
use super::config::Config;
use super::target::Target;
use super::{Trouble, Verdict, output};
use crate::analysis::Analysis;
use crate::apply;
use crate::lint::Rule;
use crate::report::{count, plan as view, printable};
use crate::repository::load;
use crate::rewrite::{self, PROPOSED, Place, Request};

pub(super) fn run(arguments: &RewriteArguments, rules: &'static [Rule]) -> Result<Verdict, Trouble> {
    if arguments.path.is_file() {
        return Err(Trouble::Usage("rewrite looks at a folder, not at a file".to_owned()));
    }
    let target = Target::of(std::slice::from_ref(&arguments.path))?;
    let place = match &arguments.write {
        Some(directory) => {
            apply::check(directory)?;
            let refused = |source| Trouble::Output { what: format!("`{}`", directory.display()), source };
            Place::of(&target.root, directory).map_err(refused)?
        }
        None => Place::within(PROPOSED),
    };
    let config = Config::load(&target.root, &arguments.reading, rules)?;
    let repository = load(&target.root, &config.settings)?;
    let analysis = Analysis::new(&repository, &config.settings);
    let request =
        Request { place, family: arguments.family.clone(), merge_containers: arguments.merge_containers };
    let plan = rewrite::plan(&repository, &analysis, &request);
    let shown = printable(&request.place.shown).into_owned();
    match &arguments.write {
        Some(directory) if !plan.is_empty() => {
            apply::write_new(
                directory,
                plan.files.iter().map(|file| (file.path.as_str(), file.text.as_str())),
            )?;
            let files = count(plan.files.len(), "file");
            output::deliver(None, |out| {
                writeln!(out, "Wrote {files} into `{shown}`. Read `{shown}/README.md` next.")
            })?;
        }
        _ if arguments.diff => output::deliver(None, |out| view::write_diff(&plan, &shown, out))?,
        _ => output::deliver(None, |out| match arguments.format {
            RewriteFormat::Full => view::write_full(&plan, &shown, out),
            RewriteFormat::Json => view::write_json(&plan, &shown, out),
        })?,
    }
    Ok(Verdict::Clean)
}
