//! What an image is for, as far as its start command shows it.

use crate::source::Mapped;
use crate::syntax::dockerfile::Instruction;
use crate::syntax::shell;

/// What an image starts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Start {
    entrypoint: Option<Vec<Vec<String>>>,
    command: Option<Vec<Vec<String>>>,
}

/// What an image is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It starts a development server, a file watcher or a test run: its tools may be what it is there for.
    Development,
    /// It starts something else.
    Service,
    /// It says nothing about what it starts.
    Unknown,
}

impl Start {
    pub(super) fn set_command(&mut self, instruction: &Instruction) {
        self.command = Some(commands(instruction));
    }

    pub(super) fn set_entrypoint(&mut self, instruction: &Instruction) {
        self.entrypoint = Some(commands(instruction));
        // as in BuildKit, an entry point resets the command of the stage below
        self.command = None;
    }

    /// What this stage starts, where it says nothing about a part as the stage below does.
    pub(super) fn over(&self, below: Start) -> Start {
        Start {
            entrypoint: self.entrypoint.clone().or(below.entrypoint),
            command: self.command.clone().or(if self.entrypoint.is_some() { None } else { below.command }),
        }
    }

    /// Every command it starts, as words.
    pub fn commands(&self) -> impl Iterator<Item = &[String]> {
        self.entrypoint.iter().chain(&self.command).flatten().map(Vec::as_slice)
    }

    /// Whether it starts nothing but a shell for somebody to type into, if anything.
    pub(super) fn leaves_it_to_others(&self) -> bool {
        self.commands().all(is_bare_shell)
    }

    /// What the commands show.
    pub fn purpose(&self) -> Purpose {
        if self.commands().next().is_none() {
            Purpose::Unknown
        } else if self.commands().any(is_development) {
            Purpose::Development
        } else {
            Purpose::Service
        }
    }
}

/// The commands of a `CMD` or `ENTRYPOINT`; a script behind `sh -c` is read, too.
fn commands(instruction: &Instruction) -> Vec<Vec<String>> {
    if let Some(script) = instruction.shell_script() {
        return script_commands(&script);
    }
    let words: Vec<String> =
        instruction.exec_words().unwrap_or_default().iter().map(|word| word.value.clone()).collect();
    match words.as_slice() {
        [shell, flag, text, ..] if shell.ends_with("sh") && flag.starts_with('-') && flag.ends_with('c') => {
            script_commands(&Mapped::whole(instruction.span.file, text, instruction.span.start as usize))
        }
        [] => Vec::new(),
        _ => vec![words],
    }
}

fn script_commands(script: &Mapped) -> Vec<Vec<String>> {
    let commands = shell::parse(script).commands;
    let words = |command: &shell::Command| {
        let from = command.program().unwrap_or(command.words.len());
        command.words[from..].iter().map(shell::Word::text).collect::<Vec<_>>()
    };
    commands.iter().map(words).filter(|words| !words.is_empty()).collect()
}

/// Whether a shell's text starts a development server, a watcher or a test run.
pub(super) fn develops(script: &Mapped) -> bool {
    script_commands(script).iter().any(|words| is_development(words))
}

/// Development servers, watchers and test runners by the names their documentation gives them.
fn is_development(words: &[String]) -> bool {
    let [program, rest @ ..] = words else { return false };
    let program = program.rsplit('/').next().unwrap_or(program);
    let has = |text: &str| rest.iter().any(|word| word == text);
    let first = rest.iter().find(|word| !word.starts_with('-')).map(String::as_str);
    match program {
        "nodemon" | "air" | "reflex" | "pytest" | "jest" | "vitest" | "mocha" | "tox" | "playwright"
        | "cypress" | "ts-node-dev" | "webpack-dev-server" | "watchmedo" | "CompileDaemon"
        | "live-server" => true,
        "npm" | "yarn" | "pnpm" | "bun" => rest.iter().any(|word| is_development_script(word)),
        "npx" | "bunx" => rest.split_first().is_some_and(|_| is_development(rest)),
        "vite" => !has("build") && !has("preview"),
        "next" | "nuxt" | "nuxi" | "astro" => first == Some("dev"),
        "ng" | "webpack" | "vue-cli-service" => first == Some("serve"),
        "react-scripts" => first == Some("start"),
        "go" => matches!(first, Some("run" | "test")),
        "cargo" => matches!(first, Some("run" | "watch" | "test")),
        "mvn" | "mvnw" => rest.iter().any(|word| word.contains(":run") || word == "test"),
        "gradle" | "gradlew" => has("bootRun") || has("run") || has("test"),
        "dotnet" => matches!(first, Some("watch" | "run" | "test")),
        "uvicorn" | "gunicorn" | "hypercorn" => has("--reload"),
        "fastapi" => first == Some("dev"),
        "flask" => has("--debug"),
        "tail" | "sleep" => has("/dev/null") || has("infinity"),
        _ => is_bare_shell(words),
    }
}

/// A shell without a script: `bash`, `/bin/sh -l`, `bash --login`.
fn is_bare_shell(words: &[String]) -> bool {
    let [program, rest @ ..] = words else { return false };
    let program = program.rsplit('/').next().unwrap_or(program);
    let is_script = |option: &String| !option.starts_with("--") && option.ends_with('c');
    matches!(program, "sh" | "bash" | "ash" | "dash" | "zsh" | "fish")
        && rest.iter().all(|option| option.starts_with('-') && !is_script(option))
}

/// `dev`, `start:dev`, `watch`, `test`, `serve:local`: what projects call such scripts.
fn is_development_script(script: &str) -> bool {
    script
        .split([':', '-', '_'])
        .any(|word| matches!(word, "dev" | "develop" | "watch" | "test" | "tests" | "e2e"))
}
