//! GitHub workflows and composite actions.

use super::ci;
use super::expressions::Matrix;
use crate::repository::references::commands::Field;
use crate::repository::references::directory::{Directory, ROOT};
use crate::repository::references::found::{Call, Found, Kind, Named, Output, Place};
use crate::repository::references::shell::{Setting, Value, Variables, walk};
use crate::repository::references::site::Site;
use crate::repository::references::{Strength, Use};
use crate::syntax::yaml::{self, Node};

/// Reads the jobs of a workflow.
pub(super) fn workflow(site: &Site<'_>, output: &mut Output) {
    let tree = yaml::parse(site.file, site.text);
    let Some(root) = tree.root() else { return };
    let mut variables = Variables::default();
    environment(root, &mut variables);
    if let Some(on) = root.get("on") {
        // path filters
        ci::mentions(site, on, Strength::Maintenance, output);
    }
    let jobs = root.get("jobs").map(Node::entries).unwrap_or_default();
    for job in jobs.iter().map(|entry| entry.value) {
        let mut variables = variables.clone();
        environment(job, &mut variables);
        let matrix = Matrix::of(job);
        matrix.add_to(&mut variables);
        let directory = working_directory(job.get("defaults").and_then(|defaults| defaults.get("run")))
            .or_else(|| working_directory(root.get("defaults").and_then(|defaults| defaults.get("run"))));
        let steps = Steps { site, matrix, directory: directory.unwrap_or_default() };
        if job.get("uses").is_some() {
            steps.with(job, "", &variables, output);
        }
        steps.read(job, &variables, output);
    }
}

/// Reads the steps of a composite action, and what else an action's metadata names.
pub(super) fn action(site: &Site<'_>, output: &mut Output) {
    let tree = yaml::parse(site.file, site.text);
    let Some(root) = tree.root() else { return };
    let Some(runs) = root.get("runs") else { return };
    // `runs.image: Dockerfile` of an action in a container counts from the action's folder
    if let Some(image) =
        runs.get("image").filter(|image| image.as_str().is_some_and(|text| !text.contains("://")))
    {
        let named = Named::path(
            image.span(),
            Kind::Dockerfile,
            &site.directory(),
            image.as_str().unwrap_or_default(),
        );
        output.found.push(Found::one(Use::Builds, Strength::Executed, site.origin, named));
    }
    if let Some(inputs) = root.get("inputs") {
        ci::mentions(site, inputs, Strength::Executed, output);
    }
    let steps = Steps { site, matrix: Matrix::of(root), directory: String::new() };
    steps.read(runs, &Variables::default(), output);
}

/// `env:` of a workflow, a job or a step.
fn environment(node: Node<'_>, variables: &mut Variables) {
    for entry in node.get("env").map(Node::entries).unwrap_or_default() {
        if let (Some(name), Some(text)) = (entry.key.as_str(), entry.value.as_str())
            && !text.contains("${{")
        {
            variables.set(name, vec![Value::text(text, entry.value.span())]);
            variables.export(name);
        }
    }
}

fn working_directory(node: Option<Node<'_>>) -> Option<String> {
    node?.get("working-directory")?.as_str().map(str::to_owned)
}

struct Steps<'a> {
    site: &'a Site<'a>,
    matrix: Matrix,
    /// `defaults.run.working-directory`
    directory: String,
}

impl Steps<'_> {
    fn read(&self, node: Node<'_>, variables: &Variables, output: &mut Output) {
        for step in node.get("steps").into_iter().flat_map(|steps| steps.items().collect::<Vec<_>>()) {
            let mut variables = variables.clone();
            environment(step, &mut variables);
            if let Some(text) = step.get("run").and_then(Node::text) {
                let own = working_directory(Some(step)).unwrap_or_else(|| self.directory.clone());
                for (folder, _, _) in self.matrix.texts(&own, step.span(), &variables) {
                    let mut setting = Setting::executed(self.site.entered(&Directory::root(), &folder));
                    setting.variables = variables.clone();
                    walk(self.site, &text, &setting, output);
                }
            }
            if let Some(action) = step.get("uses").and_then(Node::as_str) {
                if let Some(local) = action.strip_prefix("./") {
                    output.calls.push(Call { path: local.to_owned(), directory: Directory::root() });
                }
                self.with(step, action, &variables, output);
            }
        }
    }

    /// The inputs of an action or a reusable workflow.
    fn with(&self, step: Node<'_>, action: &str, variables: &Variables, output: &mut Output) {
        let name = action.split('@').next().unwrap_or_default().to_ascii_lowercase();
        let Some(with) = step.get("with") else {
            if name == "docker/build-push-action" {
                self.dockerfile(step, None, variables, output);
            }
            return;
        };
        match name.as_str() {
            "docker/build-push-action"
            | "redhat-actions/buildah-build"
            | "depot/build-push-action"
            | "useblacksmith/build-push-action" => {
                return self.dockerfile(step, Some(with), variables, output);
            }
            _ => {}
        }
        let checks = ["lint", "trivy", "scan", "snyk", "hash"].iter().any(|word| name.contains(word));
        for entry in with.entries() {
            let Some(key) = entry.key.as_str().map(str::to_ascii_lowercase) else { continue };
            if matches!(
                key.as_str(),
                "script" | "command" | "cmd" | "run" | "commands" | "args" | "runcmd" | "push" | "post"
            ) {
                let mut setting = Setting::executed(Directory::Unknown(String::new()));
                setting.variables = variables.clone();
                if let Some(text) = entry.value.text() {
                    walk(self.site, &text, &setting, output);
                }
                continue;
            }
            let from = with.get("workdir").or_else(|| with.get("cwd")).and_then(Node::as_str).unwrap_or(".");
            let from = self.site.entered(&Directory::root(), from);
            for field in scalars(entry.value) {
                for (text, span, from_matrix) in self.matrix.texts(&field.text, field.span, variables) {
                    let Some(kind) = self.site.kind_of(&text) else { continue };
                    let usage = match kind {
                        _ if checks => Use::Names,
                        Kind::Compose
                            if is_compose_input(&key)
                                || name.contains("compose")
                                || name.contains("stack")
                                || name.contains("deploy") =>
                        {
                            Use::Runs
                        }
                        Kind::Compose if name.contains("bake") => Use::Builds,
                        Kind::Dockerfile if is_build(&name, &key) => Use::Builds,
                        _ => Use::Names,
                    };
                    let mut readings = vec![(from.clone(), text.clone())];
                    if let Some(context) = with.get("context").and_then(Node::as_str) {
                        readings.push((Directory::root(), format!("{context}/{text}")));
                    }
                    let named = Named { span, kind, place: Place::Path { readings, by_path: true } };
                    output.found.push(Found::one(usage, strength(from_matrix), self.site.origin, named));
                }
            }
        }
    }

    /// `file` and `context` of docker/build-push-action: without a context the repository itself is it.
    fn dockerfile(&self, step: Node<'_>, with: Option<Node<'_>>, variables: &Variables, output: &mut Output) {
        let input = |name: &str| with.and_then(|with| with.get(name)).filter(|node| node.as_str().is_some());
        let file = input("file").or_else(|| input("containerfiles")).or_else(|| input("dockerfiles"));
        let context = input("context").and_then(Node::as_str).unwrap_or(".");
        // `{{defaultContext}}:folder` is a folder of the repository
        let context = match context.split_once("{{defaultContext}}") {
            Some((_, folder)) => folder.trim_start_matches(':'),
            None => context,
        };
        let both = format!("{context}\n{}", file.and_then(Node::as_str).unwrap_or_default().trim());
        let place =
            file.or_else(|| input("context")).or_else(|| step.get("uses")).map_or(step.span(), Node::span);
        for (both, span, from_matrix) in self.matrix.texts(&both, place, variables) {
            let (context, file) = both.split_once('\n').unwrap_or((&both, ""));
            if context.contains("://") || context.contains(".git#") {
                continue;
            }
            let root = Directory::root();
            let context = context.trim_start_matches(ROOT).trim_start_matches('/');
            let named = if file.is_empty() {
                Named::dockerfile_in(span, &root, if context.is_empty() { "." } else { context })
            } else {
                let readings = vec![(root.clone(), file.to_owned()), (root, format!("{context}/{file}"))];
                Named { span, kind: Kind::Dockerfile, place: Place::Path { readings, by_path: true } }
            };
            output.found.push(Found::one(Use::Builds, strength(from_matrix), self.site.origin, named));
        }
    }
}

/// An input by which an action takes the Compose file it starts: `compose-file`, `compose_files`.
fn is_compose_input(key: &str) -> bool {
    let plain: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
    matches!(plain.trim_end_matches('s'), "composefile" | "dockercomposefile")
}

/// An input by which some build action or reusable workflow takes a Dockerfile.
fn is_build(name: &str, key: &str) -> bool {
    key.contains("dockerfile")
        || key.contains("containerfile")
        || (key == "file" && (name.contains("build") || name.is_empty()))
}

fn strength(from_matrix: bool) -> Strength {
    if from_matrix { Strength::Parametrised } else { Strength::Executed }
}

/// The words of an input: of a text, a list in lines or commas, or a list.
fn scalars(node: Node<'_>) -> Vec<Field> {
    let texts = node.text().into_iter().chain(node.items().filter_map(Node::text));
    texts
        .flat_map(|text| {
            let pieces = text.text.split(['\n', ',']).map(str::trim).filter(|piece| !piece.is_empty());
            pieces
                .map(|piece| {
                    // both are parts of the text
                    let at = piece.as_ptr() as usize - text.text.as_ptr() as usize;
                    Field { text: piece.to_owned(), span: text.span(at..at + piece.len()) }
                })
                .collect::<Vec<_>>()
        })
        .collect()
}
