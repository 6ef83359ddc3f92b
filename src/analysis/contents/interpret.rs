//! A `RUN` read as what its commands do to the image.

use super::action::{Action, Done, System};
use super::words::{Arguments, Variables, span_of};
use super::{build, language, system};
use crate::repository::compose::CommandLine;
use crate::source::{Mapped, Span, Spanned};
use crate::syntax::dockerfile::Instruction;
use crate::syntax::shell;

/// How deep `sh -c` may nest before it is no longer read.
const DEEPEST: usize = 3;

/// What an instruction's commands are.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// What they do, in their order.
    pub(super) done: Vec<Done>,
    /// The programs they call.
    pub(super) programs: Vec<Spanned<String>>,
}

/// Reads an instruction's commands. Variables that they set are forgotten behind it.
pub(super) fn run(instruction: &Instruction, variables: &Variables) -> Run {
    let mut reader = Reader { variables: variables.clone(), run: Run::default() };
    if let Some(script) = instruction.shell_script() {
        reader.script(&script, 0);
    } else if let Some(words) = instruction.exec_words() {
        reader.words(words.to_vec(), 0);
    }
    reader.run
}

/// Reads the command line of a Compose service.
pub(super) fn line(line: &CommandLine) -> Run {
    let mut reader = Reader { variables: Variables::default(), run: Run::default() };
    match line.words.as_slice() {
        [text] if !line.is_list => {
            reader.script(&Mapped::whole(text.span.file, &text.raw, text.span.start as usize), 0);
        }
        words => {
            reader.words(words.iter().map(|word| Spanned::new(word.raw.clone(), word.span)).collect(), 0)
        }
    }
    reader.run
}

struct Reader {
    variables: Variables,
    run: Run,
}

impl Reader {
    fn script(&mut self, text: &Mapped, depth: usize) {
        let script = shell::parse(text);
        for command in &script.commands {
            self.variables.assign(command);
            let words = self.variables.expand(command);
            let mut own = self.variables.clone();
            // `NODE_ENV=production npm ci`, also behind `env`
            for assignment in &command.assignments {
                own.set(&assignment.name.value, assignment.value.literal());
            }
            let outer = std::mem::replace(&mut self.variables, own);
            self.words(words, depth);
            self.variables = outer;
        }
    }

    fn words(&mut self, words: Vec<Spanned<String>>, depth: usize) {
        let (Some(program), Some(span)) = (words.first(), span_of(&words)) else { return };
        let program = program.value.rsplit('/').next().unwrap_or_default().to_owned();
        let rest = &words[1..];
        self.run.programs.push(Spanned::new(program.clone(), words[0].span));
        if matches!(program.as_str(), "sh" | "bash" | "ash" | "dash" | "zsh") {
            return self.nested(rest, depth);
        }
        for action in self.actions(&program, rest) {
            self.run.done.push(Done { action, span });
        }
    }

    /// `sh -c TEXT`
    fn nested(&mut self, words: &[Spanned<String>], depth: usize) {
        let flag = words.iter().position(|word| is_command_flag(&word.value));
        let Some(text) = flag.and_then(|at| words.get(at + 1)) else { return };
        if depth < DEEPEST {
            let mut mapped = Mapped::new(text.span.file);
            mapped.push_as(&text.value, text.span.start as usize, text.span.len());
            self.script(&mapped, depth + 1);
        }
    }

    fn actions(&self, program: &str, words: &[Spanned<String>]) -> Vec<Action> {
        system::read(program, words)
            .or_else(|| language::read(program, words, &self.variables))
            .or_else(|| build::read(program, words).map(|action| vec![action]))
            .or_else(|| match program {
                "rm" => Some(removed(words)),
                "find" => Some(found_and_deleted(words)),
                "chown" | "chmod" | "chgrp" => Some(reowned(words)),
                "curl" | "wget" => downloaded(words).map(|toolchain| vec![Action::Toolchain(toolchain)]),
                _ => None,
            })
            .unwrap_or_default()
    }
}

/// `-c`, `-lc`, `-euxc`
fn is_command_flag(word: &str) -> bool {
    word.len() > 1 && word.starts_with('-') && !word.starts_with("--") && word.ends_with('c')
}

fn removed(words: &[Spanned<String>]) -> Vec<Action> {
    let arguments = Arguments::read(words, &[]);
    let paths: Vec<String> = arguments.rest.iter().map(|word| word.value.clone()).collect();
    deleted(paths)
}

/// `find /var/lib/apt/lists -delete`
fn found_and_deleted(words: &[Spanned<String>]) -> Vec<Action> {
    let deletes = words.iter().any(|word| word.value == "-delete");
    let paths = words.iter().take_while(|word| !word.value.starts_with('-'));
    if deletes { deleted(paths.map(|word| word.value.clone()).collect()) } else { Vec::new() }
}

/// `chown -R app:app /app /data`: the first operand is the owner or mode.
fn reowned(words: &[Spanned<String>]) -> Vec<Action> {
    // `chmod -R -x DIR`: a mode may start with a hyphen, so flags are told by their letters
    let recursive = words.iter().any(|word| {
        word.value == "--recursive"
            || word.value.strip_prefix('-').is_some_and(|flags| {
                flags.contains('R') && flags.chars().all(|flag| flag.is_ascii_alphabetic())
            })
    });
    let operands = words.iter().filter(|word| !word.value.starts_with('-')).skip(1);
    let paths: Vec<String> = operands.map(|word| word.value.clone()).collect();
    if recursive && !paths.is_empty() { vec![Action::Reown(paths)] } else { Vec::new() }
}

fn deleted(paths: Vec<String>) -> Vec<Action> {
    let lists = [
        (System::Apt, "/var/lib/apt"),
        (System::Dnf, "/var/cache/dnf"),
        (System::Dnf, "/var/cache/yum"),
        (System::Zypper, "/var/cache/zypp"),
    ];
    let gone =
        |directory: &str| paths.iter().any(|path| path.starts_with(directory) || path == "/var/cache/*");
    let mut actions: Vec<Action> = Vec::new();
    for (system, directory) in lists {
        if gone(directory) && !actions.contains(&Action::DeleteLists(system)) {
            actions.push(Action::DeleteLists(system));
        }
    }
    actions.push(Action::Delete(paths));
    actions
}

/// Toolchains that come from their publisher's own site.
fn downloaded(words: &[Spanned<String>]) -> Option<&'static str> {
    let has = |text: &str| words.iter().any(|word| word.value.contains(text));
    if has("sh.rustup.rs") || has("static.rust-lang.org/rustup") {
        Some("rustup")
    } else if has("go.dev/dl/") || has("golang.org/dl/") || has("dl.google.com/go/") {
        Some("the Go toolchain")
    } else {
        None
    }
}

/// The text of a command for people: its words as written, shortened.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 40;
    let joined = text.split_whitespace().filter(|word| *word != "\\").collect::<Vec<_>>().join(" ");
    match joined.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", joined[..at].trim_end()),
        None => joined,
    }
}

/// A span that ends where its first line does: review tools drop longer ones.
pub(super) fn first_line(span: Span, text: &str) -> Span {
    let length = text.find(['\n', '\r']).unwrap_or(text.len());
    let kept = text[..length].trim_end_matches([' ', '\t', '\\']).len();
    Span { end: span.start + kept as u32, ..span }
}
