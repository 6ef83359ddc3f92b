//! A `RUN`'s script, for fixes: where a word or a command can be put in, and how it is laid out there.

use crate::edit::Edit;
use crate::lint::Context;
use crate::repository::Dockerfile;
use crate::source::{Source, Span};
use crate::syntax::dockerfile::{Instruction, Keyword};
use crate::syntax::shell::{self, Command, Joined, Script, Word};

/// Words that make a script more than a list of commands: those of the shell's reserved words that open something or turn
/// it round. <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_04>
const CONTROL: [&str; 13] =
    ["if", "then", "else", "elif", "fi", "case", "esac", "while", "until", "for", "do", "!", "{"];

/// The script of a `RUN` in shell form, with its place.
pub(super) struct RunScript<'a> {
    source: &'a Source,
    pub(super) instruction: &'a Instruction,
    script: Script,
}

impl<'a> RunScript<'a> {
    /// The script in which `span` lies; `None` where it lies in no `RUN`, or in one in exec form.
    pub(super) fn at(context: &Context<'a>, dockerfile: &'a Dockerfile, span: Span) -> Option<Self> {
        let instructions = &dockerfile.syntax.instructions;
        let instruction = instructions.iter().find(|instruction| instruction.span.contains(span))?;
        Self::of(context, instruction)
    }

    /// An instruction's script, where it is a `RUN` in shell form.
    pub(super) fn of(context: &Context<'a>, instruction: &'a Instruction) -> Option<Self> {
        let is_run = instruction.keyword == Keyword::Run;
        let script = shell::parse(&instruction.shell_script().filter(|_| is_run)?);
        Some(Self { source: context.source(instruction.span), instruction, script })
    }

    /// Its commands, wherever they stand.
    pub(super) fn commands(&self) -> &[Command] {
        &self.script.commands
    }

    /// The innermost command that `span` is a part of.
    pub(super) fn command(&self, span: Span) -> Option<&Command> {
        self.script.commands.iter().rfind(|command| command.span.contains(span))
    }

    /// Whether it is a list of commands that run one after the other, however they are joined.
    pub(super) fn is_list(&self) -> bool {
        let ends_word = |c: char| c.is_whitespace() || matches!(c, ';' | '&' | '|' | '(' | ')');
        let mut words = self.instruction.rest.text.split(ends_word);
        self.instruction.heredocs.is_empty()
            && self.script.scopes.len() == 1
            && self.script.loops.is_empty()
            && !words.any(|word| CONTROL.contains(&word))
            && self.script.commands.iter().all(|command| {
                command.function.is_none()
                    && command.joined != Joined::Background
                    && !command.words.is_empty()
            })
    }

    /// Puts `text` behind a word, a blank between them; `None` where the word isn't written as it is meant.
    pub(super) fn behind(&self, word: &Word, text: &str) -> Option<Edit> {
        let is_plain = word.literal().as_deref() == Some(self.source.slice(word.span));
        let at = Span { start: word.span.end, ..word.span };
        is_plain.then(|| Edit::Replace { span: at, text: format!(" {text}") })
    }

    /// Gives a command a flag, behind the first of its words that is one of `subcommands`.
    pub(super) fn flag(&self, words: &[Word], subcommands: &[&str], flag: &str) -> Option<Edit> {
        let is_one = |word: &&Word| word.literal().is_some_and(|word| subcommands.contains(&word.as_str()));
        self.behind(words.iter().find(is_one)?, flag)
    }

    /// Puts a command behind all others, to run where they succeed; `None` where that isn't what it would mean there.
    pub(super) fn then(&self, command: &str) -> Option<Edit> {
        let last = self.commands().last().filter(|_| self.is_list() && !self.ends_early())?;
        let at = Span { start: last.span.end, ..last.span };
        let rest = self.source.text.get(at.start as usize..).unwrap_or_default();
        // nobody waits for what runs in the background
        if rest.trim_start().starts_with('&') {
            return None;
        }
        Some(Edit::Replace { span: at, text: format!("{}{command}", self.joint()) })
    }

    /// Puts `text` behind one of the commands, to run where that succeeds and before the next one does: what comes later
    /// may take away what it needs. `None` where that isn't what it would mean there.
    pub(super) fn right_behind(&self, command: &Command, text: &str) -> Option<Edit> {
        let Some(next) = self.commands().iter().find(|next| next.span.start >= command.span.end) else {
            return self.then(text);
        };
        // as they are joined: `set -e` doesn't stop at what fails in front of an `&&`
        let on_one_line = match next.joined {
            Joined::And => " && ",
            Joined::Then => "; ",
            _ => return None,
        };
        let gap = Span { start: command.span.end, end: next.span.start, ..command.span };
        let is_joint = |c: char| c.is_whitespace() || matches!(c, '&' | ';') || c == self.instruction.escape;
        let joint = Some(self.source.slice(gap)).filter(|text| text.chars().all(is_joint));
        let joint = joint.unwrap_or(on_one_line);
        let at = Span { end: gap.start, ..gap };
        self.is_list().then(|| Edit::Replace { span: at, text: format!("{joint}{text}") })
    }

    /// Whether nothing behind some command of it ever runs.
    fn ends_early(&self) -> bool {
        let ends = |command: &Command| {
            let name = command.words.first().and_then(Word::literal);
            name.is_some_and(|name| matches!(name.as_str(), "exec" | "exit" | "return"))
        };
        self.commands().iter().any(ends)
    }

    /// `&&` as the script writes it: on the line, or at the start or the end of one.
    pub(super) fn joint(&self) -> String {
        let Some(last) = self.commands().last() else { return String::new() };
        let lines = &self.source.lines;
        let on_one_line = lines.line(self.instruction.span.start) == lines.line(last.span.end);
        let line_of = |offset: u32| self.source.text.get(lines.line_range(offset)).unwrap_or_default();
        let (first, end) = (line_of(last.span.start), line_of(last.span.end));
        let indent = |line: &str| -> String { line.chars().take_while(|c| c.is_whitespace()).collect() };
        let (escape, newline) = (self.instruction.escape, self.source.newline());
        let before = self.source.text.get(..last.span.start as usize).unwrap_or_default();
        let trails = before.trim_end_matches([' ', '\t', '\n', '\r', escape]).ends_with("&&");
        let starts_line = before.trim_end_matches([' ', '\t']).ends_with('\n');
        match () {
            () if on_one_line => " && ".to_owned(),
            () if first.trim_start().starts_with("&&") => {
                format!(" {escape}{newline}{}&& ", indent(first))
            }
            () if trails && starts_line => format!(" && {escape}{newline}{}", indent(first)),
            () => format!(" {escape}{newline}{}&& ", indent(end)),
        }
    }
}

/// The words of a command behind its program, and the program; `None` where another program than `sudo` calls it, or a
/// variable decides which it is.
pub(super) fn called(command: &Command) -> Option<(String, &[Word])> {
    let at = command.program()?;
    let by_sudo =
        at == 1 && command.words.first().is_some_and(|word| word.literal().as_deref() == Some("sudo"));
    let name = command.program_name().filter(|_| at == 0 || by_sudo)?;
    Some((name, command.words.get(at + 1..).unwrap_or_default()))
}

/// `sudo `, where a command is called so.
pub(super) fn sudo(command: &Command) -> &'static str {
    if command.program() == Some(0) { "" } else { "sudo " }
}
