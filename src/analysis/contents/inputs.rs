//! Which files of the repository a stage's commands read: what a `COPY` before them brought.

use super::copies::{Copied, Origin};
use super::stage::StageContents;
use crate::repository::{Build, Dockerfile, Repository, path};

/// The folder that a Dockerfile's images are built from: that of the services that build it where they agree, or else
/// the folder it lies in.
pub fn context_of(repository: &Repository, dockerfile: &Dockerfile) -> Option<String> {
    let builds = repository.built_from(dockerfile.id).filter_map(|(_, service)| service.build.as_ref());
    let mut contexts: Vec<Option<&String>> =
        builds.map(|build: &Build| build.context_path.as_ref()).collect();
    contexts.dedup();
    match contexts.as_slice() {
        [] => Some(dockerfile.directory().to_owned()),
        [only] => only.cloned(),
        _ => None,
    }
}

/// The file of the repository that `name` means to a command of the stage, by the file's name: `requirements.txt` after
/// `COPY requirements.txt .`, `COPY . .` or `COPY api/ /app/`.
pub fn file_in_context(
    repository: &Repository,
    context: &str,
    stage: &StageContents,
    name: &str,
) -> Option<String> {
    let file = path::file_name(name);
    let copies = stage.steps.iter().rev().filter_map(|step| step.copied.as_ref());
    copies
        .filter(|copied| copied.origin == Origin::Context)
        .find_map(|copied| brought(repository, context, copied, file, name))
}

fn brought(
    repository: &Repository,
    context: &str,
    copied: &Copied,
    file: &str,
    name: &str,
) -> Option<String> {
    let exists = |path: String| repository.tree.files().binary_search(&path).is_ok().then_some(path);
    copied.sources.iter().find_map(|source| {
        // the context's root is `/` to a COPY
        let source = source.value.trim_start_matches('/');
        let at = path::join(context, source)?;
        if path::file_name(&at) == file {
            return exists(at);
        }
        let below = name.trim_start_matches("./").trim_start_matches('/');
        exists(path::join(&at, below)?).or_else(|| exists(path::join(&at, file)?)).or_else(|| {
            // `COPY requirements*.txt .`
            let (start, end) = path::file_name(source).split_once('*')?;
            let fits = file.starts_with(start) && file.ends_with(end);
            fits.then(|| exists(path::join(path::parent(&at), file)?)).flatten()
        })
    })
}

/// The packages that a `requirements.txt` names, versions and extras left out; those by URL, path or further file are
/// left out.
pub fn requirements(text: &str) -> Vec<String> {
    let name = |line: &str| {
        let line = line.split('#').next().unwrap_or_default().trim();
        let starts =
            line.starts_with(|first: char| first.is_ascii_alphanumeric()) && !line.starts_with("git+");
        let end = line.find(|other: char| !other.is_ascii_alphanumeric() && !"-_.".contains(other));
        let name = &line[..end.unwrap_or(line.len())];
        (starts && !line[name.len()..].trim_start().starts_with([':', '/'])).then(|| name.to_owned())
    };
    text.lines().filter_map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_are_names() {
        let text = "numpy==1.26  # fast\nuvicorn[standard]>=0.2\n-r other.txt\n\n# x\ngit+https://example.com/a\nhttps://example.com/b.whl\nFlask ; python_version > '3'\npkg @ file:///x";
        assert_eq!(requirements(text), ["numpy", "uvicorn", "Flask", "pkg"]);
    }
}
