//! `check --show-files` and `check --show-settings`.

use std::io::{self, Write};

use super::args::FailOn;
use super::config::Config;
use super::target::Target;
use crate::report;
use crate::repository::Repository;
use crate::settings::{Level, Settings};

/// The files that would be checked, a line each.
pub(super) fn files(repository: &Repository, target: &Target, out: &mut dyn Write) -> io::Result<()> {
    let compose_files = repository.compose_files.iter().map(|file| file.path.as_str());
    let dockerfiles = repository.dockerfiles.iter().map(|file| file.path.as_str());
    let mut paths: Vec<&str> = compose_files.chain(dockerfiles).filter(|path| target.wants(path)).collect();
    paths.sort_unstable();
    paths.iter().try_for_each(|path| writeln!(out, "{}", report::printable(path)))
}

/// The settings in force, as a configuration would say them.
pub(super) fn settings(config: &Config, fail_on: FailOn, out: &mut dyn Write) -> io::Result<()> {
    let Settings { entry, exclude, levels, select, ignore, no_ignore, no_history, budget, .. } =
        &config.settings;
    match &config.file {
        Some(file) => writeln!(out, "# from {}", report::printable(&file.display().to_string()))?,
        None => writeln!(out, "# no configuration file")?,
    }
    writeln!(out, "entry = {entry:?}\nexclude = {exclude:?}\nfail-on = {:?}", fail_on.as_str())?;
    writeln!(out, "# select = {select:?}\n# ignore = {ignore:?}")?;
    writeln!(out, "# no-ignore = {no_ignore}\n# no-history = {no_history}\n\n[rules]")?;
    for (name, level) in levels {
        let level = match level {
            Level::Off => "off",
            Level::At(severity) => severity.as_str(),
        };
        writeln!(out, "{name} = {level:?}")?;
    }
    let megabytes = |bytes: u64| format!("{}MB", bytes as f64 / 1e6);
    let sizes = [("total", budget.total), ("image", budget.image)];
    if sizes.iter().any(|(_, size)| size.is_some()) || !budget.images.is_empty() {
        writeln!(out, "\n[budget]\nof = {:?}", budget.of.as_str())?;
        for (key, size) in sizes {
            size.map_or(Ok(()), |size| writeln!(out, "{key} = {:?}", megabytes(size)))?;
        }
        for (name, size) in &budget.images {
            writeln!(out, "images.{name:?} = {:?}", megabytes(*size))?;
        }
    }
    Ok(())
}
