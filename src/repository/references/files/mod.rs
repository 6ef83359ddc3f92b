//! One reader for each kind of file that runs, builds or names things.

mod bake;
mod ci;
mod code;
mod comments;
mod devcontainer;
mod documents;
mod dotenv;
mod earthfile;
mod expressions;
mod github_actions;
mod ignored;
mod literals;
mod make;
mod owners;
mod patches;
mod retire;
mod scripts;
mod settings;
mod task_runners;
mod tokens;
mod units;

use super::Origin;
use super::found::Output;
use super::site::Site;
use crate::repository::path::{file_name, is_unpacked};

/// How a file is read for references.
#[derive(Clone, Copy)]
pub(super) struct Reader {
    /// What kind of file it is.
    pub(super) origin: Origin,
    /// Reads it.
    pub(super) read: fn(&Site<'_>, &mut Output),
}

/// The reader for a Compose file or a Dockerfile, which `repository` reads for everything else.
pub(super) fn of_known(origin: Origin) -> Reader {
    Reader { origin, read: comments::read }
}

/// Endings of files that never run or explain anything.
const NEVER: [&str; 30] = [
    "png", "jpg", "jpeg", "gif", "svg", "ico", "webp", "woff", "woff2", "ttf", "eot", "pdf", "zip", "gz",
    "tar", "jar", "lock", "css", "scss", "sass", "less", "map", "snap", "csv", "tsv", "parquet", "mp4",
    "mp3", "so", "wasm",
];

/// Whether it is worth opening a file, by its name alone.
pub(super) fn is_readable(path: &str) -> bool {
    if is_unpacked(path) {
        return false;
    }
    let name = file_name(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let generated =
        name.ends_with(".min.js") || matches!(name, "package-lock.json" | "pnpm-lock.yaml" | "go.sum");
    !NEVER.contains(&ending.as_str()) && !generated
}

/// The reader for a file; `None` for what careen doesn't read.
pub(super) fn reader(path: &str, text: &str) -> Option<Reader> {
    let name = file_name(path);
    let lower = name.to_ascii_lowercase();
    let ending = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
    let reader = |origin, read| Some(Reader { origin, read });
    match lower.as_str() {
        "makefile" | "gnumakefile" | "bsdmakefile" => return reader(Origin::Make, make::read),
        "package.json" | "composer.json" | "deno.json" | "deno.jsonc" => {
            return reader(Origin::TaskRunner, task_runners::package_json);
        }
        "taskfile.yml" | "taskfile.yaml" | "taskfile.dist.yml" | "taskfile.dist.yaml" => {
            return reader(Origin::TaskRunner, task_runners::yaml);
        }
        "justfile" | ".justfile" => return reader(Origin::TaskRunner, task_runners::justfile),
        "procfile" => return reader(Origin::TaskRunner, task_runners::procfile),
        "jenkinsfile" => return reader(Origin::Ci, ci::jenkinsfile),
        "action.yml" | "action.yaml" => return reader(Origin::Ci, github_actions::action),
        "devcontainer.json" | ".devcontainer.json" => {
            return reader(Origin::DevContainer, devcontainer::read);
        }
        "earthfile" => return reader(Origin::BuildTool, earthfile::read),
        "tiltfile" => return reader(Origin::BuildTool, code::read),
        "vagrantfile" => return reader(Origin::Deployment, code::read),
        "rakefile" | "fastfile" | "fabfile.py" | "noxfile.py" | "tasks.py" | "dodo.py" => {
            return reader(Origin::TaskRunner, code::read);
        }
        "pyproject.toml" | "tox.ini" | "setup.cfg" | "mise.toml" | ".mise.toml" | "makefile.toml"
        | "pixi.toml" => {
            return reader(Origin::TaskRunner, settings::sections);
        }
        "codeowners" => return reader(Origin::Document, owners::read),
        "crontab" => return reader(Origin::Unit, units::crontab),
        "supervisord.conf" | "supervisor.conf" => return reader(Origin::Unit, units::supervisor),
        _ => {}
    }
    if bake::is_bake_name(&lower) && matches!(ending, "hcl" | "json") {
        return reader(Origin::BuildTool, if ending == "hcl" { bake::hcl } else { bake::json });
    }
    if settings::is_deployment(path) {
        match ending {
            "json" => return reader(Origin::Deployment, settings::json),
            "toml" => return reader(Origin::Deployment, settings::sections),
            _ => {}
        }
    }
    if lower == ".env" || lower.starts_with(".env.") || lower.ends_with(".env") {
        return reader(Origin::DotEnv, dotenv::read);
    }
    if path.contains(".github/workflows/") && matches!(ending, "yml" | "yaml") {
        return reader(Origin::Ci, github_actions::workflow);
    }
    match ending {
        "mk" | "mak" | "make" => reader(Origin::Make, make::read),
        "sh" | "bash" | "zsh" | "ksh" | "command" | "bats" | "bat" | "cmd" | "ps1" => {
            reader(Origin::Script, scripts::read)
        }
        "md" | "markdown" | "mdx" | "rst" | "adoc" | "asciidoc" | "txt" => {
            reader(Origin::Document, documents::read)
        }
        "yml" | "yaml" => reader(ci::origin(path), ci::yaml),
        "service" | "timer" | "container" | "kube" | "build" => reader(Origin::Unit, units::systemd),
        "cron" => reader(Origin::Unit, units::crontab),
        "conf" if text.contains("[program:") => reader(Origin::Unit, units::supervisor),
        "tf" | "hcl" => reader(Origin::Deployment, bake::terraform),
        "json" | "jsonc" if path.contains(".vscode/") => reader(Origin::TaskRunner, settings::json),
        "properties" => reader(Origin::Code, settings::sections),
        "py" | "go" | "js" | "mjs" | "cjs" | "ts" | "mts" | "jsx" | "tsx" | "java" | "kt" | "kts"
        | "scala" | "groovy" | "gradle" | "rb" | "cs" | "fs" | "rs" | "php" | "ex" | "exs" | "dart"
        | "swift" | "lua" | "pl" | "bzl" | "star" | "xml" => reader(Origin::Code, code::read),
        _ if lower.ends_with("ignore") => reader(Origin::Other, ignored::read),
        _ if path.contains("cron.d/") => reader(Origin::Unit, units::crontab),
        _ if lower.starts_with("makefile.") || lower.starts_with("makefile-") => {
            reader(Origin::Make, make::read)
        }
        _ if lower.starts_with("jenkinsfile") => reader(Origin::Ci, ci::jenkinsfile),
        _ if has_shell_line(text) => reader(Origin::Script, scripts::read),
        _ => None,
    }
}

/// `#!/bin/sh` and its like.
fn has_shell_line(text: &str) -> bool {
    let Some(line) = text.strip_prefix("#!").and_then(|text| text.lines().next()) else { return false };
    line.split(['/', ' ']).any(|word| matches!(word, "sh" | "bash" | "zsh" | "dash" | "ash" | "ksh"))
}
