//! What a shell, or no shell, is told to run.

use super::super::{Form, Heredoc, Instruction, Keyword, heredoc};
use crate::source::{Mapped, Spanned};

/// Shells by the names POSIX systems give them; a script for any other interpreter isn't shell.
const SHELLS: [&str; 6] = ["sh", "ash", "bash", "dash", "ksh", "zsh"];

impl Instruction {
    /// The script of a `RUN`, `CMD`, `ENTRYPOINT` or `HEALTHCHECK CMD` in shell form, mapped to the file.
    ///
    /// As in BuildKit, `RUN <<EOF` gives the here-document's text (without leading tabs for `<<-`), unless its first
    /// line names an interpreter that is no shell; any other `RUN` with here-documents gives its line and behind it
    /// the here-documents, as a shell reads them. `None` in exec form and where there is nothing to run.
    pub fn shell_script(&self) -> Option<Mapped> {
        if self.form == Form::Exec {
            return None;
        }
        match self.keyword {
            Keyword::Run if !self.heredocs.is_empty() => self.heredoc_script(),
            Keyword::Run | Keyword::Cmd | Keyword::Entrypoint if !self.args.is_empty() => {
                Some(self.rest.clone())
            }
            Keyword::Healthcheck => {
                let command = self.args.get(1)?;
                let length = self.rest.text.len();
                Some(self.rest.slice(length - command.value.len()..length))
            }
            _ => None,
        }
    }

    /// The words of an instruction in exec form; of a `HEALTHCHECK`, those after `CMD`.
    pub fn exec_words(&self) -> Option<&[Spanned<String>]> {
        match (self.form, self.keyword) {
            (Form::Shell, _) => None,
            (Form::Exec, Keyword::Healthcheck) => self.args.get(1..),
            (Form::Exec, _) => Some(&self.args),
        }
    }

    fn heredoc_script(&self) -> Option<Mapped> {
        let is_marker = matches!(heredoc::word(&self.rest.text), Ok(Some(_)));
        if let (true, Some(only)) = (is_marker, self.heredocs.first()) {
            return is_shell(&only.text.text).then(|| only.content());
        }
        let mut script = self.rest.clone();
        for heredoc in &self.heredocs {
            let body = heredoc.body.start as usize;
            let length = script.text.len();
            // at the end of the file no line end may stand in between
            let end = (script.span(length.saturating_sub(1)..length).end as usize).min(body);
            script.push_as("\n", end, body - end);
            script.push(&heredoc.text.text, body);
            script.push_as(&heredoc.name, heredoc.end.start as usize, heredoc.end.len());
        }
        Some(script)
    }
}

impl Heredoc {
    /// The text as it is used: without leading tabs where the marker is `<<-`.
    pub fn content(&self) -> Mapped {
        if !self.chomp {
            return self.text.clone();
        }
        let mut content = Mapped::new(self.text.file);
        let mut end = self.body.start as usize;
        for line in self.text.text.split_inclusive('\n') {
            end += line.len();
            let kept = line.trim_start_matches('\t');
            content.push(kept, end - kept.len());
        }
        content
    }
}

/// Whether a script has no `#!`, or one that names a shell.
fn is_shell(script: &str) -> bool {
    let Some(line) = script.strip_prefix("#!").and_then(|rest| rest.lines().next()) else { return true };
    let mut words = line.split_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
    let interpreter = match words.next() {
        Some("env") => words.find(|word| !word.starts_with('-') && !word.contains('=')),
        other => other,
    };
    interpreter.is_some_and(|name| SHELLS.contains(&name))
}
