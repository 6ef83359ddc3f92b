//! Pipelines of other systems, and any other YAML: the texts in it that are commands, and those that name files.

use super::{patches, settings};
use crate::repository::path;
use crate::repository::references::commands::Field;
use crate::repository::references::directory::Directory;
use crate::repository::references::found::{Found, Kind, Named, Output};
use crate::repository::references::shell::{Setting, Variables, walk};
use crate::repository::references::site::Site;
use crate::repository::references::{Origin, Strength, Use};
use crate::source::Mapped;
use crate::syntax::yaml::{self, Node};

/// Keys whose texts are commands. Source: the references of GitLab CI, CircleCI, Azure Pipelines, Drone, Woodpecker,
/// Travis, Bitbucket, Buildkite, AWS CodeBuild, Google Cloud Build, Ansible and Task.
const COMMAND_KEYS: [&str; 36] = [
    "script",
    "before_script",
    "after_script",
    "run",
    "command",
    "commands",
    "cmd",
    "cmds",
    "shell",
    "bash",
    "args",
    "pwsh",
    "powershell",
    "install",
    "before_install",
    "after_success",
    "after_failure",
    "before_deploy",
    "deploy",
    "inlineScript",
    "steps",
    "build",
    "pre_build",
    "post_build",
    "test",
    "entry",
    "raw",
    "ansible.builtin.shell",
    "ansible.builtin.command",
    "prepare",
    "post",
    "pre",
    "up",
    "down",
    "preBuild",
    "inline",
];

/// What a YAML file is, by its name and place.
pub(super) fn origin(path: &str) -> Origin {
    let name = path::file_name(path).to_ascii_lowercase();
    let is_pipeline = name.starts_with(".gitlab-ci")
        || name.contains("pipeline")
        || name.contains("cloudbuild")
        || matches!(
            name.as_str(),
            ".travis.yml"
                | ".drone.yml"
                | ".drone.yaml"
                | ".woodpecker.yml"
                | ".woodpecker.yaml"
                | "appveyor.yml"
                | ".appveyor.yml"
                | "buildspec.yml"
                | "buildspec.yaml"
                | ".semaphore.yml"
                | "bitrise.yml"
                | ".cirrus.yml"
        )
        || [
            ".circleci/",
            ".gitlab/",
            ".woodpecker/",
            ".buildkite/",
            ".semaphore/",
            ".azure",
            ".ci/",
            ".github/",
        ]
        .iter()
        .any(|folder| path.starts_with(folder) || path.contains(&format!("/{folder}")));
    match is_pipeline {
        true => Origin::Ci,
        false if settings::is_deployment(path) || is_ansible(path) => Origin::Deployment,
        false => Origin::Other,
    }
}

/// The folders of Ansible's recommended layout, and what its documentation calls playbooks.
fn is_ansible(path: &str) -> bool {
    let folder = |name: &str| path.starts_with(&format!("{name}/")) || path.contains(&format!("/{name}/"));
    ["playbooks", "ansible", "tasks", "handlers"].into_iter().any(folder)
        || path::file_name(path).contains("playbook")
}

/// Reads any YAML file.
pub(super) fn yaml(site: &Site<'_>, output: &mut Output) {
    let name = path::file_name(site.path).to_ascii_lowercase();
    let maintains = [
        "dependabot",
        "renovate",
        ".pre-commit-config",
        "codecov",
        "labeler",
        ".hadolint",
        "stale",
        "mkdocs",
    ];
    if maintains.iter().any(|word| name.contains(word)) {
        let tree = yaml::parse(site.file, site.text);
        tree.documents().for_each(|root| mentions(site, root, Strength::Maintenance, output));
        return;
    }
    let tree = yaml::parse(site.file, site.text);
    let strength = if site.origin == Origin::Other { Strength::Documented } else { Strength::Executed };
    let directory = if site.origin == Origin::Ci { Directory::root() } else { Directory::start() };
    for root in tree.documents() {
        visit(site, root, "", &directory, strength, output);
        patches::read(site, root, &directory, strength, output);
    }
}

/// Walks mappings and lists; the parser limits their depth.
pub(super) fn visit(
    site: &Site<'_>,
    node: Node<'_>,
    key: &str,
    directory: &Directory,
    strength: Strength,
    output: &mut Output,
) {
    let is_command = COMMAND_KEYS.contains(&key);
    if node.is_mapping() {
        // a step's own folder holds for its commands
        let own = ["working_directory", "working-directory", "workingDirectory", "dir", "chdir"];
        let folder = own.iter().find_map(|key| node.get(key)).and_then(Node::as_str);
        let inner = folder.map_or_else(|| directory.clone(), |folder| site.entered(directory, folder));
        if let (Some(before), Some(script)) = (node.get("before_script"), node.get("script")) {
            let mut text = Mapped::new(site.file);
            [before, script].into_iter().for_each(|list| append(list, &mut text));
            commands(site, &text, &inner, output);
        }
        settings::ansible(site, node, output);
        let is_artifact = settings::artifact(site, node, &inner, strength, output);
        for entry in node.own_entries() {
            let key = entry.key.as_str().unwrap_or_default();
            if is_artifact && key == "docker" {
                continue;
            }
            if let Some(kind) = settings::key_kind(key).filter(|_| !entry.value.is_mapping()) {
                let context = settings::context(node);
                for text in entry.value.items().chain(std::iter::once(entry.value)).filter_map(Node::text) {
                    let field = Field { span: text.span(0..text.text.len()), text: text.text };
                    settings::value(site, kind, &field, context, &inner, strength, output);
                }
                continue;
            }
            if !(matches!(key, "before_script" | "script") && node.get("before_script").is_some()) {
                visit(site, entry.value, key, &inner, strength, output);
            }
        }
    } else if node.is_sequence() {
        if is_command && node.items().all(|item| item.is_scalar()) {
            let mut text = Mapped::new(site.file);
            append(node, &mut text);
            return commands(site, &text, directory, output);
        }
        node.items().for_each(|item| visit(site, item, key, directory, strength, output));
    } else if let Some(text) = node.text() {
        if is_command {
            commands(site, &text, directory, output);
        } else {
            mention(site, &text, directory, strength, output);
        }
    }
}

fn append(list: Node<'_>, text: &mut Mapped) {
    let items = list.items().chain(std::iter::once(list).filter(|list| list.is_scalar()));
    for item in items.filter_map(Node::text) {
        text.append(&item);
        text.push_as("\n", item.offset(item.text.len()), 0);
    }
}

fn commands(site: &Site<'_>, text: &Mapped, directory: &Directory, output: &mut Output) {
    let mut setting = Setting::executed(directory.clone());
    setting.variables = Variables::default();
    walk(site, text, &setting, output);
}

fn mention(site: &Site<'_>, text: &Mapped, directory: &Directory, strength: Strength, output: &mut Output) {
    for piece in text.text.split(['\n', ',', ' ']).filter(|piece| !piece.is_empty()) {
        if let Some(kind) = site.kind_of(piece).filter(|_| !piece.contains(['(', ':', '"'])) {
            // both are parts of the text
            let at = piece.as_ptr() as usize - text.text.as_ptr() as usize;
            let span = text.span(at..at + piece.len());
            let mut named = Named::path(span, kind, directory, piece);
            if strength < Strength::Executed {
                named = Named::mention(span, kind, piece);
            }
            output.found.push(Found::one(Use::Names, strength, site.origin, named));
        }
    }
}

/// Files that the scalars below a node name, without being commands.
pub(super) fn mentions(site: &Site<'_>, node: Node<'_>, strength: Strength, output: &mut Output) {
    if let Some(text) = node.text() {
        mention(site, &text, &Directory::root(), strength, output);
    }
    node.items().for_each(|item| mentions(site, item, strength, output));
    node.own_entries().for_each(|entry| mentions(site, entry.value, strength, output));
}

/// Groovy: the texts given to `sh`, `bat` and `powershell`, and the Dockerfiles of `agent { dockerfile { … } }`.
pub(super) fn jenkinsfile(site: &Site<'_>, output: &mut Output) {
    for literal in super::literals::literals(site.text) {
        let text = &site.text[literal.clone()];
        let before = site.text[..literal.start].trim_end_matches(['"', '\'', '(', ' ', ':']);
        let runs = ["sh", "bat", "powershell", "script"].iter().any(|word| before.ends_with(word));
        if runs && (text.contains("docker") || text.contains("podman")) {
            commands(site, &site.mapped(literal.clone()), &Directory::root(), output);
            continue;
        }
        // `docker.build("image", "-f x .")`
        let statement = before.rsplit(['\n', '{', ';']).next().unwrap_or_default();
        if statement.contains("docker.build") && statement.contains(',') {
            let mut command = Mapped::new(site.file);
            command.push_as("docker build ", literal.start, 0);
            command.append(&site.mapped(literal.clone()));
            commands(site, &command, &Directory::root(), output);
            continue;
        }
        if let Some(kind) = site.kind_of(text).filter(|_| !text.contains(' ')) {
            let field = Field { text: text.to_owned(), span: site.span(literal.start, literal.end) };
            let usage = if kind == Kind::Dockerfile { Use::Builds } else { Use::Names };
            let named = Named::path(field.span, kind, &Directory::root(), &field.text);
            output.found.push(Found::one(usage, Strength::Executed, site.origin, named));
        }
    }
}
