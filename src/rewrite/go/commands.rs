//! The `go` command: what a call of it does to the image.

use super::Refusal;
use crate::rewrite::stage::script::arguments;
use crate::syntax::shell::{Command, Word};

/// What a command does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Job {
    /// It fetches modules.
    Modules,
    /// It checks, tests or shows something.
    Aside,
    /// It writes files that nobody knows here: generated sources, what a program of the project makes.
    Generates,
    /// It links programs of the project.
    Links(Linked),
    /// It installs a program of somebody else's: its name.
    Tool(String),
}

/// A call that links programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Linked {
    /// `-o`, as written.
    pub(super) output: Option<String>,
    /// Whether they go to `/go/bin`.
    pub(super) installs: bool,
    /// Packages, or source files; variables as `${NAME}`.
    pub(super) packages: Vec<String>,
    /// `-C`: the folder it works in.
    pub(super) folder: Option<String>,
}

/// Flags that take a value, of `go help build` and `go help install`.
const VALUED: [&str; 19] = [
    "o",
    "C",
    "p",
    "asmflags",
    "buildmode",
    "compiler",
    "covermode",
    "coverpkg",
    "gccgoflags",
    "gcflags",
    "installsuffix",
    "ldflags",
    "mod",
    "modfile",
    "overlay",
    "pgo",
    "pkgdir",
    "tags",
    "toolexec",
];

/// What a command does; `None` where it isn't Go's.
pub(super) fn job(command: &Command) -> Option<Result<Job, Refusal>> {
    if command.program_name()? != "go" {
        return None;
    }
    let all = arguments(command);
    let (first, rest) = all.split_first()?;
    let sub = first.text();
    let second = || rest.iter().map(Word::text).find(|word| !word.starts_with('-'));
    Some(Ok(match sub.as_str() {
        "build" => return Some(links(rest, false).map(Job::Links)),
        "install" => match second() {
            Some(package) if package.contains('@') => Job::Tool(tool(&package)),
            _ => return Some(links(rest, true).map(Job::Links)),
        },
        "mod" if second().as_deref() == Some("init") => Job::Generates,
        "mod" | "get" | "work" => Job::Modules,
        "generate" | "run" | "tool" => Job::Generates,
        "clean" | "env" | "fmt" | "list" | "test" | "version" | "vet" => Job::Aside,
        _ => return Some(Err(format!("what `go {sub}` does isn't known"))),
    }))
}

fn links(words: &[Word], installs: bool) -> Result<Linked, Refusal> {
    let mut linked = Linked { output: None, installs, packages: Vec::new(), folder: None };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let text = word.text();
        let Some(flag) = text.strip_prefix("--").or(text.strip_prefix('-')) else {
            linked.packages.push(text);
            continue;
        };
        let (name, joined) = flag.split_once('=').map_or((flag, None), |(name, value)| (name, Some(value)));
        if !VALUED.contains(&name) {
            continue;
        }
        let (value, is_known) = match joined {
            Some(value) => (value.to_owned(), word.literal().is_some()),
            None => {
                words.next().map_or((String::new(), false), |word| (word.text(), word.literal().is_some()))
            }
        };
        match name {
            "o" | "C" if !is_known => return Err(format!("where `go build` works depends on `{value}`")),
            "o" => linked.output = Some(value),
            "C" => linked.folder = Some(value),
            "buildmode" if !matches!(value.as_str(), "exe" | "pie" | "default") => {
                return Err(format!("`-buildmode={value}` builds no program"));
            }
            _ => {}
        }
    }
    if linked.packages.is_empty() {
        linked.packages.push(".".to_owned());
    }
    Ok(linked)
}

/// The program that `go install PACKAGE@VERSION` makes.
fn tool(package: &str) -> String {
    let path = package.split('@').next().unwrap_or(package);
    program(path).to_owned()
}

/// The name of the program that a package of this import path becomes: a version at its end isn't part of it.
pub(super) fn program(import: &str) -> &str {
    let is_version = |part: &str| {
        part.strip_prefix('v')
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    match import.rsplit_once('/') {
        Some((before, last)) if is_version(last) => before.rsplit_once('/').map_or(before, |(_, name)| name),
        Some((_, last)) => last,
        None => import,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Mapped};
    use crate::syntax::shell;

    fn jobs(text: &str) -> Vec<Option<Result<Job, Refusal>>> {
        shell::parse(&Mapped::whole(FileId(0), text, 0)).commands.iter().map(job).collect()
    }

    #[test]
    fn commands_do_things() {
        let linked = |output: Option<&str>, package: &str, folder: Option<&str>| {
            Some(Ok(Job::Links(Linked {
                output: output.map(str::to_owned),
                installs: false,
                packages: vec![package.to_owned()],
                folder: folder.map(str::to_owned),
            })))
        };
        assert_eq!(
            jobs(
                "CGO_ENABLED=0 go build -v -ldflags '-s -w' -o /bin/x ./cmd/x && go build; go build --o=y -C sub z.go"
            ),
            [
                linked(Some("/bin/x"), "./cmd/x", None),
                linked(None, ".", None),
                linked(Some("y"), "z.go", Some("sub")),
            ]
        );
        assert_eq!(
            jobs(
                "go mod download; go test ./...; go generate ./...; mkdir x; go install example.org/a/tool/v2@latest"
            ),
            [
                Some(Ok(Job::Modules)),
                Some(Ok(Job::Aside)),
                Some(Ok(Job::Generates)),
                None,
                Some(Ok(Job::Tool("tool".to_owned())))
            ]
        );
        for text in ["go build -o $OUT", "go build -buildmode=plugin .", "go bug"] {
            assert!(matches!(jobs(text).as_slice(), [Some(Err(_))]), "{text}");
        }
    }

    #[test]
    fn programs_are_named_after_their_package() {
        for (import, name) in [("a.org/x", "x"), ("a.org/x/v3", "x"), ("x", "x"), ("a.org/v", "v")] {
            assert_eq!(program(import), name);
        }
    }
}
