//! Files that a Compose file reads: `env_file`, `extends`, `include`.

use super::excuse::is_excused;
use crate::lint::{Context, Findings};
use crate::repository::compose::Text;
use crate::repository::{ComposeFile, path};

pub(super) fn check(context: &Context<'_>, file: &ComposeFile, findings: &mut Findings) {
    for service in &file.services {
        for env_file in service.env_files.iter().filter(|it| it.required) {
            report(context, &file.project_directory, &env_file.path, "env file", findings);
        }
        if let Some(base) = service.extends.as_ref().and_then(|extends| extends.file.as_ref()) {
            report(context, file.directory(), base, "extended file", findings);
        }
    }
    for included in file.includes.iter().flat_map(|include| &include.paths) {
        report(context, file.directory(), included, "included file", findings);
    }
}

fn report(context: &Context<'_>, directory: &str, text: &Text, what: &str, findings: &mut Findings) {
    // a default may be there to be replaced
    let Some(written) = text.known().filter(|_| !text.is_assumed()) else { return };
    if written.contains("://") || written.starts_with("oci:") {
        return;
    }
    let Some(path) = path::join(directory, written) else { return };
    let tree = &context.repository.tree;
    if tree.kind(&path).is_some()
        || has_example(context, &path)
        || is_personal(&path)
        || is_excused(context, &path)
    {
        return;
    }
    findings.report(text.span, format!("the {what} `{path}` isn't there"));
}

/// `.env` and its variants are each person's own: their makers advise to keep them out of version control. Source: the
/// documentation of dotenv, The Twelve-Factor App (III, config).
fn is_personal(path: &str) -> bool {
    let name = path::file_name(path);
    name == ".env" || name.starts_with(".env.")
}

/// `.env.example` beside a missing `.env`: it is meant to be copied.
fn has_example(context: &Context<'_>, path: &str) -> bool {
    let directory = path::parent(path);
    let stem = path::file_name(path);
    let is_example = |file: &&String| {
        let name = path::file_name(file);
        let words = ["example", "sample", "template", "dist", "default"];
        path::parent(file) == directory
            && name.contains(stem.trim_start_matches('.').split('.').next().unwrap_or(stem))
            && words.iter().any(|word| name.contains(word))
    };
    context.repository.tree.below(directory).iter().any(|file| is_example(&file))
}
