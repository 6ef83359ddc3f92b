//! Files of settings, whatever reads them: keys whose names say that their value is a Dockerfile or a Compose file.
//! railway, render, fly, heroku, skaffold, garden, Ansible, VS Code, Azure, pyproject, tox.

use super::ci;
use super::literals::literals;
use crate::repository::path::file_name;
use crate::repository::references::commands::{Field, split_compose_file};
use crate::repository::references::directory::{Directory, UNKNOWN};
use crate::repository::references::found::{Found, Kind, Named, Output, Place};
use crate::repository::references::shell::{Setting, walk};
use crate::repository::references::site::Site;
use crate::repository::references::{Strength, Use};
use crate::syntax::ini;
use crate::syntax::yaml::{self, Node};

/// What a key says about its value.
pub(super) fn key_kind(key: &str) -> Option<Kind> {
    let key: String = key.to_ascii_lowercase().chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    match key.as_str() {
        "dockerfile" | "dockerfilepath" | "dockerfilename" | "containerfile" => Some(Kind::Dockerfile),
        "composefile"
        | "dockercomposefile"
        | "composefiles"
        | "dockercomposefiles"
        | "composepath"
        | "composepaths"
        | "dockercomposepath"
        | "composefilename"
        | "springdockercomposefile" => Some(Kind::Compose),
        _ => None,
    }
}

/// A value under such a key, with the folder that may stand beside it.
pub(super) fn value(
    site: &Site<'_>,
    kind: Kind,
    value: &Field,
    context: Option<&str>,
    directory: &Directory,
    strength: Strength,
    output: &mut Output,
) {
    let usage = if kind == Kind::Compose { Use::Runs } else { Use::Builds };
    let fields = if kind == Kind::Compose { split_compose_file(value) } else { vec![value.clone()] };
    let names: Vec<Named> = fields
        .iter()
        .filter(|field| !field.text.contains([' ', '\n']) && !field.text.contains("://"))
        .map(|field| {
            let text = without_variables(&field.text);
            let mut readings = vec![(directory.clone(), text.clone())];
            readings.extend(context.map(|context| (directory.enter(context), text)));
            Named { span: field.span, kind, place: Place::Path { readings, by_path: true } }
        })
        .collect();
    if let Some(first) = names.first().cloned() {
        output.found.push(Found { names, ..Found::one(usage, strength, site.origin, first) });
    }
}

/// `$(x)`, `${x}` and `{{ x }}` as unknown pieces.
fn without_variables(text: &str) -> String {
    let mut filled = String::new();
    let mut rest = text;
    let marks = [("${{", "}}"), ("{{", "}}"), ("${", "}"), ("$(", ")")];
    while let Some((at, open, close)) = marks
        .iter()
        .filter_map(|(open, close)| Some((rest.find(open)?, *open, *close)))
        .min_by_key(|found| found.0)
    {
        let Some(end) = rest[at..].find(close) else { break };
        filled.push_str(&rest[..at]);
        match rest[at + open.len()..at + end].trim() {
            "workspaceFolder" | "Build.SourcesDirectory" | "System.DefaultWorkingDirectory" => {
                filled.push('.')
            }
            _ => filled.push(UNKNOWN),
        }
        rest = &rest[at + end + close.len()..];
    }
    filled.push_str(rest);
    filled
}

/// JSON settings: railway, VS Code's tasks.
pub(super) fn json(site: &Site<'_>, output: &mut Output) {
    let tree = yaml::parse_json_with_comments(site.file, site.text);
    for root in tree.documents() {
        ci::visit(site, root, "", &Directory::start(), Strength::Executed, output);
    }
}

/// TOML and ini settings: railway, fly, pyproject and other places for tasks, tox, supervisor.
pub(super) fn sections(site: &Site<'_>, output: &mut Output) {
    for section in ini::parse(site.file, site.text) {
        let holds_tasks = ["script", "task", "alias"].iter().any(|word| section.name.value.contains(word));
        let folder = section
            .all("directory")
            .chain(section.all("cwd"))
            .next()
            .map(|entry| unquoted(&entry.value.text));
        let directory =
            folder.map_or_else(|| site.directory(), |folder| site.entered(&site.directory(), folder));
        for entry in &section.entries {
            if let Some(kind) = key_kind(&entry.key.value) {
                let text = unquoted(&entry.value.text);
                // both are parts of the text
                let at = text.as_ptr() as usize - entry.value.text.as_ptr() as usize;
                let field = Field { text: text.to_owned(), span: entry.value.span(at..at + text.len()) };
                value(site, kind, &field, None, &directory, Strength::Executed, output);
            } else if holds_tasks
                || matches!(entry.key.value.as_str(), "run" | "cmd" | "command" | "shell" | "script")
            {
                let quoted = literals(&entry.value.text);
                let whole = std::iter::once(0..entry.value.text.len()).filter(|_| quoted.is_empty());
                for range in quoted.iter().cloned().chain(whole) {
                    walk(site, &entry.value.slice(range), &Setting::executed(directory.clone()), output);
                }
            } else if entry.key.value.starts_with("commands") {
                walk(site, &entry.value, &Setting::executed(directory.clone()), output);
            }
        }
    }
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_matches(['"', '\''])
}

/// The folder beside a Dockerfile's name that the name counts from. Source: the references of render, railway,
/// skaffold, garden, VS Code's Docker tasks and Azure's Docker task.
pub(super) fn context(node: Node<'_>) -> Option<&str> {
    let keys = ["context", "dockerContext", "buildContext", "rootDir", "rootDirectory", "workspace"];
    keys.into_iter().find_map(|key| node.get(key)).and_then(Node::as_str)
}

/// skaffold's artifacts: the Dockerfile is named below, its context here, and either may be left out. Whether it is one.
pub(super) fn artifact(
    site: &Site<'_>,
    node: Node<'_>,
    directory: &Directory,
    strength: Strength,
    output: &mut Output,
) -> bool {
    if !file_name(site.path).starts_with("skaffold") || node.get("image").is_none() {
        return false;
    }
    let context = node.get("context").and_then(Node::as_str).unwrap_or(".");
    let docker = node.get("docker");
    if let Some(file) = docker.and_then(|docker| docker.get("dockerfile")).and_then(Node::string) {
        let field = Field { text: file.value, span: file.span };
        value(site, Kind::Dockerfile, &field, Some(context), directory, strength, output);
    } else if docker.is_some() || node.get("context").is_some() {
        let span = node.get("context").or_else(|| node.get("image")).map_or(node.span(), Node::span);
        let named = Named::dockerfile_in(span, directory, context);
        output.found.push(Found::one(Use::Builds, strength, site.origin, named));
    }
    true
}

/// The Compose project of Ansible's modules: a folder, and perhaps files in it.
pub(super) fn ansible(site: &Site<'_>, module: Node<'_>, output: &mut Output) {
    let Some(project) = module.get("project_src").and_then(Node::string) else { return };
    let directory = Directory::start().enter(&without_variables(&project.value));
    let files = module.get("files").into_iter().flat_map(|files| files.items().collect::<Vec<_>>());
    let mut names: Vec<Named> = files
        .filter_map(Node::string)
        .map(|file| Named::path(file.span, Kind::Compose, &directory, &without_variables(&file.value)))
        .collect();
    if names.is_empty() {
        names.push(Named::default(project.span, &directory));
    }
    let usage = match module.get("state").and_then(Node::as_str) {
        Some("absent" | "stopped") => Use::Handles,
        _ => Use::Runs,
    };
    if let Some(first) = names.first().cloned() {
        output.found.push(Found { names, ..Found::one(usage, Strength::Executed, site.origin, first) });
    }
}

/// Whether a file holds the settings of a platform or a build tool that acts on them.
pub(super) fn is_deployment(path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    [
        "railway",
        "render.",
        "fly.",
        "heroku.",
        "app.yaml",
        "app.yml",
        "skaffold",
        "garden.",
        "werf",
        "captain-definition",
        "zeabur",
        "koyeb",
        "apprunner",
        "copilot",
        "project.garden",
        ".platform.app",
    ]
    .iter()
    .any(|start| name.starts_with(start))
}
