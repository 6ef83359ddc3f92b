//! Reading one simple command.

use super::characters::name_length;
use super::heredoc::Pending;
use super::parts::push;
use super::reader::Reader;
use super::word::{Part, Word};
use super::{Assignment, Command, Joined, Redirect};
use crate::source::Spanned;

/// The builtins whose arguments are assignments.
const DECLARATIONS: [&str; 5] = ["export", "declare", "local", "readonly", "typeset"];

/// Each before those that it begins with.
const REDIRECTIONS: [&str; 12] = ["&>>", "<<<", "<<-", "&>", "<<", "<&", "<>", ">>", ">|", ">&", "<", ">"];

impl Command {
    /// Whether its assignments outlive it, as those of `X=1` and `export X=1` do and those of `X=1 make` don't.
    pub fn assigns_for_good(&self) -> bool {
        self.words.first().is_none_or(is_declaration)
    }
}

fn is_declaration(word: &Word) -> bool {
    DECLARATIONS.iter().any(|name| word.is(name))
}

/// A command while it is being read.
struct Draft {
    slot: usize,
    assignments: Vec<Assignment>,
    words: Vec<Word>,
    redirects: Vec<Redirect>,
    has_heredoc: bool,
    end: usize,
}

impl Reader<'_> {
    /// Reads a command; `false` where there turned out to be none. Always moves on.
    pub(super) fn simple_command(&mut self, joined: Joined) -> bool {
        let (start, scope, function) = (self.at, self.scope, self.function.clone());
        let slot = self.commands.len();
        self.commands.push(None);
        let mut draft = Draft {
            slot,
            assignments: Vec::new(),
            words: Vec::new(),
            redirects: Vec::new(),
            has_heredoc: false,
            end: start,
        };
        loop {
            let before = self.at;
            if self.test_goes_on(&draft) {
                self.at += 1;
            } else if !self.redirection(&mut draft) && !self.argument(&mut draft) {
                break;
            }
            draft.end = self.at;
            self.skip_blanks();
            if self.at == before || (self.peek(0) == Some(b'#') && self.at > draft.end) {
                break;
            }
        }
        self.at = self.at.max(start + usize::from(draft.end == start));
        let Draft { assignments, words, redirects, has_heredoc, end, .. } = draft;
        if assignments.is_empty() && words.is_empty() && redirects.is_empty() && !has_heredoc {
            return false;
        }
        self.commands[slot] = Some(Command {
            assignments,
            words,
            redirects,
            heredocs: Vec::new(),
            joined,
            scope,
            function,
            span: self.text.span(start..end),
        });
        true
    }

    /// Whether an operator stands here within `[[ … ]]`, where it joins no commands.
    fn test_goes_on(&self, draft: &Draft) -> bool {
        let open = draft.words.first().is_some_and(|word| word.is("[["))
            && !draft.words.last().is_some_and(|word| word.is("]]"));
        open && self.peek(0).is_some_and(|byte| b"&|<>()".contains(&byte))
    }

    fn redirection(&mut self, draft: &mut Draft) -> bool {
        let digits = self.bytes[self.at..self.limit].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let operator = match self.peek(digits) {
            Some(b'<' | b'>') if digits == 0 && self.begins_process_substitution() => return false,
            Some(b'<' | b'>') => digits,
            Some(b'&') if digits == 0 && self.peek(1) == Some(b'>') => 0,
            _ => return false,
        };
        self.at += operator;
        let Some(operator) = REDIRECTIONS.into_iter().find(|operator| self.looking_at(operator)) else {
            return false;
        };
        self.at += operator.len();
        self.skip_blanks();
        let target = self.word();
        match operator {
            "<<" | "<<-" => {
                if !target.parts.is_empty() {
                    draft.has_heredoc = true;
                    self.pending.push(Pending::new(draft.slot, &target, operator == "<<-"));
                }
            }
            _ => draft.redirects.push(Redirect { operator: operator.to_owned(), target }),
        }
        true
    }

    /// An assignment or a word.
    fn argument(&mut self, draft: &mut Draft) -> bool {
        let declares = draft.words.first().is_some_and(is_declaration);
        if (draft.words.is_empty() || declares)
            && let Some((assignment, word)) = self.assignment()
        {
            draft.assignments.push(assignment);
            if declares {
                draft.words.push(word);
            }
            return true;
        }
        let word = self.word();
        let found = !word.parts.is_empty();
        if found {
            draft.words.push(word);
        }
        found
    }

    /// `NAME=value`, `NAME+=value`, `NAME[i]=value`, `NAME=(a b)`; also as the word that it is.
    fn assignment(&mut self) -> Option<(Assignment, Word)> {
        let start = self.at;
        let rest = &self.bytes[start..self.limit];
        let name = name_length(rest);
        if name == 0 {
            return None;
        }
        let subscript = match rest.get(name) {
            Some(b'[') => {
                let inside = &rest[name..];
                let end =
                    inside.iter().position(|&byte| byte == b']' || super::characters::ends_word(byte))?;
                if inside[end] != b']' {
                    return None;
                }
                end + 1
            }
            _ => 0,
        };
        let append = rest.get(name + subscript) == Some(&b'+');
        let equals = name + subscript + usize::from(append);
        if rest.get(equals) != Some(&b'=') {
            return None;
        }
        self.at = start + equals + 1;
        let (value, array) = if self.peek(0) == Some(b'(') {
            let value = Word { parts: Vec::new(), span: self.text.span(self.at..self.at) };
            (value, Some(self.array()))
        } else {
            (self.word(), None)
        };
        let mut parts = Vec::new();
        push(&mut parts, &self.text.text[start..start + equals + 1], false);
        for part in &value.parts {
            match part {
                Part::Literal { text, quoted } => push(&mut parts, text, *quoted),
                other => parts.push(other.clone()),
            }
        }
        let name =
            Spanned::new(self.text.text[start..start + name].to_owned(), self.text.span(start..start + name));
        let word = Word { parts, span: self.text.span(start..self.at) };
        Some((Assignment { name, value, array, append }, word))
    }

    /// The elements between parentheses, over any number of lines.
    fn array(&mut self) -> Vec<Word> {
        self.at += 1;
        let mut words = Vec::new();
        loop {
            self.skip_lines();
            let word = self.word();
            if word.parts.is_empty() {
                self.at += usize::from(self.peek(0) == Some(b')'));
                return words;
            }
            words.push(word);
        }
    }
}
