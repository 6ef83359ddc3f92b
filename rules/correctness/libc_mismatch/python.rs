//! Python packages that cross from one C library to another.

use super::{Broken, Source};
use crate::analysis::contents::{self, Action, Ecosystem};
use crate::facts::packages;
use crate::lint::{Confidence, Context};
use crate::repository::{Dockerfile, context as disk};

/// Python packages with compiled modules: a folder of packages, or an environment that the source stage makes.
pub(super) fn compiled(
    context: &Context<'_>,
    dockerfile: &Dockerfile,
    source: &Source<'_>,
    path: &str,
) -> Option<Broken> {
    let path = path.trim_end_matches(['/', '.']);
    let of_packages =
        path.contains("site-packages") || path.contains("dist-packages") || path.contains("/lib/python3");
    let inside = |folder: &str, directory: Option<&str>| {
        let folder = folder.trim_end_matches('/');
        let absolute = if folder.starts_with('/') {
            folder.to_owned()
        } else {
            format!("{}/{folder}", directory.unwrap_or("").trim_end_matches('/'))
        };
        absolute.len() > 1 && (path == absolute || path.starts_with(&format!("{absolute}/")))
    };
    let of_environment = source.actions().any(|(action, directory)| match action {
        Action::Environment(folder) => inside(folder, directory),
        Action::Depend(found) if found.ecosystem == Ecosystem::Python => {
            found.into.as_deref().is_some_and(|folder| inside(folder, directory))
        }
        _ => false,
    });
    if !of_packages && !of_environment {
        return None;
    }
    match native_python(context, dockerfile, source) {
        Native::Known(package) => Some(Broken {
            what: format!("Python packages (`{package}` among them)"),
            confidence: Confidence::High,
        }),
        Native::Unknown => {
            Some(Broken { what: "Python packages".to_owned(), confidence: Confidence::Medium })
        }
        Native::None => None,
    }
}

/// Whether any package has compiled modules.
enum Native {
    Known(String),
    Unknown,
    None,
}

fn native_python(context: &Context<'_>, dockerfile: &Dockerfile, source: &Source<'_>) -> Native {
    let Some((_, chain)) = &source.stage else { return Native::Unknown };
    let folder = contents::context_of(context.repository, dockerfile);
    let mut unknown = false;
    let mut any = false;
    for found in source.dependencies(Ecosystem::Python) {
        any = true;
        let mut names = found.names.clone();
        for manifest in &found.manifests {
            let file = folder.as_deref().and_then(|folder| {
                chain
                    .iter()
                    .find_map(|stage| contents::file_in_context(context.repository, folder, stage, manifest))
            });
            match file.and_then(|file| disk::read_text(&context.repository.tree, &file)) {
                Some(text) => names.extend(contents::requirements(&text)),
                None => unknown = true,
            }
        }
        // a lock file lists what isn't read here
        unknown |= found.names.is_empty() && found.manifests.is_empty();
        for name in names {
            match native(&name, 0) {
                Some(Some(package)) => return Native::Known(package),
                Some(None) => {}
                None => unknown = true,
            }
        }
    }
    if unknown || !any { Native::Unknown } else { Native::None }
}

/// A package with compiled modules among `name` and what it depends on; `None` where the table doesn't know.
fn native(name: &str, depth: usize) -> Option<Option<String>> {
    const DEEPEST: usize = 8;
    // what was measured was looked at for what it does without its modules, too
    let package = packages::pypi(name).filter(|package| package.measured.is_some())?;
    if package.native && !packages::pypi_has_fallback(name) {
        return Some(Some(name.to_owned()));
    }
    if depth == DEEPEST {
        return None;
    }
    let found = package.dependencies.iter().find_map(|dependency| native(dependency, depth + 1).flatten());
    Some(found)
}
