//! npm, yarn, pnpm and npx: what a command does to the image.

use crate::rewrite::stage::script::arguments;
use crate::syntax::shell::{Command, Word};

/// A package manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Manager {
    /// npm
    Npm,
    /// yarn
    Yarn,
    /// pnpm
    Pnpm,
}

/// What a command does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Job {
    /// Installs the project's packages.
    Install {
        /// By which program.
        manager: Manager,
        /// Whether development dependencies are left out.
        without_dev: bool,
        /// Whether the lock file stays as it is: else versions that it lacks are written into it.
        keeps_lock: bool,
    },
    /// Installs programs for the whole image: these packages.
    Global(Vec<String>),
    /// Takes development dependencies out again.
    Prune,
    /// Cleans up, or only sets something.
    Aside,
    /// Anything else: a script, a program of the project's.
    Build,
}

/// Options of an installation that leaves the lock file alone, as the managers' references list them.
const KEEPING: [&str; 5] =
    ["--frozen-lockfile", "--immutable", "--pure-lockfile", "--no-lockfile", "--no-package-lock"];

/// The manager of this name.
pub(super) fn manager(program: &str) -> Option<Manager> {
    match program {
        "npm" => Some(Manager::Npm),
        "yarn" | "yarnpkg" => Some(Manager::Yarn),
        "pnpm" => Some(Manager::Pnpm),
        _ => None,
    }
}

/// Whether a program is Node.js's.
pub(super) fn is_node(program: &str) -> bool {
    manager(program).is_some()
        || matches!(program, "node" | "nodejs" | "npx" | "corepack" | "tsc" | "bun" | "bunx")
}

/// What a command does; `None` where it isn't Node.js's.
pub(super) fn job(command: &Command) -> Option<Job> {
    let program = command.program_name().filter(|name| is_node(name))?;
    let rest: Vec<String> = arguments(command).iter().map(Word::text).collect();
    let words: Vec<&str> = rest.iter().map(String::as_str).filter(|word| !word.starts_with('-')).collect();
    let has = |flags: &[&str]| rest.iter().any(|word| flags.contains(&word.as_str()));
    if program == "corepack" {
        let names = words.iter().skip(1).map(|name| name.split('@').next().unwrap_or(name).to_owned());
        return Some(Job::Global(names.chain(["corepack".to_owned()]).collect()));
    }
    let Some(manager) = manager(&program) else { return Some(Job::Build) };
    let is_global = has(&["-g", "--global", "--location=global"]) || words.first() == Some(&"global");
    let in_production = command
        .assignments
        .iter()
        .any(|it| it.name.value == "NODE_ENV" && it.value.literal().as_deref() == Some("production"));
    let without_dev = in_production
        || has(&[
            "--omit=dev",
            "--production",
            "--only=production",
            "--only=prod",
            "--prod",
            "-P",
            "--production=true",
        ])
        || rest.windows(2).any(|pair| matches!(pair, [flag, value] if flag == "--omit" && value == "dev"));
    let sub = words.first().copied();
    Some(match sub {
        _ if is_global => {
            let behind = words.iter().filter(|word| !matches!(**word, "install" | "i" | "add" | "global"));
            Job::Global(behind.map(|word| bare(word).to_owned()).collect())
        }
        Some("install" | "i" | "ci" | "clean-install" | "add") | None
            if sub.is_some() || manager == Manager::Yarn =>
        {
            let is_clean = matches!(sub, Some("ci" | "clean-install"));
            Job::Install { manager, without_dev, keeps_lock: is_clean || has(&KEEPING) }
        }
        Some("prune") => Job::Prune,
        Some("cache" | "config" | "set" | "store" | "audit" | "fetch" | "--version") | None => Job::Aside,
        _ => Job::Build,
    })
}

/// `@scope/name@1` → `@scope/name`
pub(super) fn bare(package: &str) -> &str {
    match package.char_indices().skip(1).find(|(_, c)| *c == '@') {
        Some((at, _)) => &package[..at],
        None => package,
    }
}

impl Manager {
    /// Where it keeps what it downloads, for the user root.
    pub(super) fn cache(self) -> &'static str {
        match self {
            Self::Npm => "/root/.npm",
            Self::Yarn => "/usr/local/share/.cache/yarn",
            Self::Pnpm => "/root/.local/share/pnpm/store",
        }
    }

    /// An installation that may write its lock file, and that file.
    pub(super) fn locking(self) -> (&'static str, &'static str) {
        match self {
            Self::Npm => ("npm install", "package-lock.json"),
            Self::Yarn => ("yarn install", "yarn.lock"),
            Self::Pnpm => ("pnpm install", "pnpm-lock.yaml"),
        }
    }

    /// The command that takes development dependencies out.
    pub(super) fn prune(self) -> &'static str {
        match self {
            Self::Npm => "npm prune --omit=dev --ignore-scripts",
            // yarn has no other word for it; what stays isn't fetched again
            Self::Yarn => "yarn install --production --frozen-lockfile --ignore-scripts --prefer-offline",
            Self::Pnpm => "CI=true pnpm prune --prod --ignore-scripts",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Mapped};
    use crate::syntax::shell;

    fn jobs(text: &str) -> Vec<Option<Job>> {
        shell::parse(&Mapped::whole(FileId(0), text, 0)).commands.iter().map(job).collect()
    }

    #[test]
    fn commands_do_things() {
        let install =
            |manager, without_dev, keeps_lock| Some(Job::Install { manager, without_dev, keeps_lock });
        assert_eq!(
            jobs(
                "npm ci && npm i --omit=dev; yarn; yarn install --production; pnpm i --prod --frozen-lockfile; NODE_ENV=production npm ci"
            ),
            [
                install(Manager::Npm, false, true),
                install(Manager::Npm, true, false),
                install(Manager::Yarn, false, false),
                install(Manager::Yarn, true, false),
                install(Manager::Pnpm, true, true),
                install(Manager::Npm, true, true),
            ]
        );
        assert_eq!(
            jobs("npm i -g pnpm@9 @x/y@1; yarn global add serve; corepack enable"),
            [
                Some(Job::Global(vec!["pnpm".into(), "@x/y".into()])),
                Some(Job::Global(vec!["serve".into()])),
                Some(Job::Global(vec!["corepack".into()])),
            ]
        );
        assert_eq!(
            jobs("npm prune --production; npm cache clean --force; npm run build; npx tsc; mkdir x"),
            [Some(Job::Prune), Some(Job::Aside), Some(Job::Build), Some(Job::Build), None]
        );
    }
}
