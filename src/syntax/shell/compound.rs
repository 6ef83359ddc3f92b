//! Lists of commands and the control structures around them.

use std::sync::Arc;

use super::characters::{ends_word, is_blank};
use super::reader::{Closer, Reader};
use super::{Joined, Loop, ScopeKind};
use crate::source::Spanned;

/// The length of `function`.
const LONGEST_KEYWORD: usize = 8;

/// A structure that a keyword has opened and another must close.
enum Block {
    /// `case`, whose branches begin with patterns.
    Case,
    /// `{`, with what holds again behind its `}`.
    Brace { scope: u32, function: Option<Arc<str>> },
}

/// What reading a list keeps in mind.
struct List {
    blocks: Vec<Block>,
    joined: Joined,
    /// The function whose header has just been read.
    function: Option<Arc<str>>,
}

impl Reader<'_> {
    /// Reads commands up to the closer, which is consumed.
    pub(super) fn list(&mut self, closer: Closer, joined: Joined) {
        let outer = (self.scope, self.function.clone());
        let mut list = List { blocks: Vec::new(), joined, function: None };
        loop {
            self.skip_blanks();
            let Some(byte) = self.peek(0) else { break };
            match byte {
                b'\n' => {
                    self.at += 1;
                    self.heredoc_bodies();
                }
                b'#' => self.skip_comment(),
                b';' => self.semicolon(&mut list),
                b'&' if self.peek(1) != Some(b'>') => self.ampersand(&mut list),
                b'|' => self.pipe(&mut list),
                b'(' => self.parenthesis(&mut list),
                b')' => {
                    self.at += 1;
                    if closer == Closer::Parenthesis {
                        break;
                    }
                }
                _ => self.keyword_or_command(&mut list),
            }
        }
        (self.scope, self.function) = outer;
    }

    fn skip_comment(&mut self) {
        let rest = &self.bytes[self.at..self.limit];
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    }

    fn semicolon(&mut self, list: &mut List) {
        self.at += 1;
        if list.joined != Joined::First {
            list.joined = Joined::Then;
        }
        let ends_branch = matches!(self.peek(0), Some(b';' | b'&'));
        if ends_branch {
            while matches!(self.peek(0), Some(b';' | b'&')) {
                self.at += 1;
            }
            if matches!(list.blocks.last(), Some(Block::Case)) {
                self.case_pattern(list);
            }
        }
    }

    fn ampersand(&mut self, list: &mut List) {
        let and = self.peek(1) == Some(b'&');
        self.at += 1 + usize::from(and);
        list.joined = if and { Joined::And } else { Joined::Background };
    }

    fn pipe(&mut self, list: &mut List) {
        let or = self.peek(1) == Some(b'|');
        self.at += 1 + usize::from(or || self.peek(1) == Some(b'&'));
        list.joined = if or { Joined::Or } else { Joined::Pipe };
    }

    /// `((…))`, a subshell, or a function's body in parentheses.
    fn parenthesis(&mut self, list: &mut List) {
        if self.skip_arithmetic(0) {
            list.joined = Joined::Then;
            return;
        }
        self.at += 1;
        if !self.may_nest() {
            return;
        }
        let kind = if list.function.is_some() { ScopeKind::Function } else { ScopeKind::Subshell };
        let outer = self.function.clone();
        self.function = list.function.take().or_else(|| outer.clone());
        let joined = list.joined;
        self.in_scope(kind, |reader| reader.list(Closer::Parenthesis, joined));
        self.function = outer;
        list.joined = Joined::Then;
    }

    fn keyword_or_command(&mut self, list: &mut List) {
        let Some(keyword) = self.keyword() else {
            if let Some(name) = self.function_header() {
                list.function = Some(name);
                return;
            }
            list.function = None;
            if self.simple_command(list.joined) {
                list.joined = Joined::Then;
            }
            return;
        };
        let start = self.at;
        self.at += keyword.len();
        match keyword {
            "{" => self.open_brace(list),
            "}" => self.close_brace(list),
            "case" => self.case(list),
            "esac" => {
                if matches!(list.blocks.last(), Some(Block::Case)) {
                    list.blocks.pop();
                }
            }
            "for" | "select" => self.for_loop(),
            "function" => {
                self.skip_blanks();
                list.function = self.function_name();
                self.skip_empty_parentheses();
            }
            "[[" => {
                self.at = start;
                self.simple_command(list.joined);
                list.joined = Joined::Then;
            }
            // if, then, elif, else, fi, while, until, do, done, !: what follows is a command again
            _ => {}
        }
    }

    /// The keyword that stands here as a word of its own.
    fn keyword(&self) -> Option<&'static str> {
        const KEYWORDS: [&str; 19] = [
            "if", "then", "elif", "else", "fi", "for", "select", "while", "until", "do", "done", "case",
            "esac", "function", "{", "}", "!", "[[", "coproc",
        ];
        let rest = &self.bytes[self.at..self.limit];
        let rest = &rest[..rest.len().min(LONGEST_KEYWORD + 1)];
        let length = rest.iter().position(|&byte| ends_word(byte)).unwrap_or(rest.len());
        KEYWORDS.into_iter().find(|keyword| keyword.as_bytes() == &rest[..length])
    }

    fn open_brace(&mut self, list: &mut List) {
        list.blocks.push(Block::Brace { scope: self.scope, function: self.function.clone() });
        if let Some(function) = list.function.take() {
            self.function = Some(function);
            self.open_scope(ScopeKind::Function);
        }
    }

    /// Closes the innermost brace, and with it any `case` left open in it.
    fn close_brace(&mut self, list: &mut List) {
        while let Some(block) = list.blocks.pop() {
            if let Block::Brace { scope, function } = block {
                (self.scope, self.function) = (scope, function);
                break;
            }
        }
        list.joined = Joined::Then;
    }

    fn case(&mut self, list: &mut List) {
        self.skip_blanks();
        self.word();
        self.skip_lines();
        if self.keyword_in() {
            list.blocks.push(Block::Case);
            self.case_pattern(list);
        }
    }

    /// Skips the patterns of a branch up to their `)`; at `esac` there is none.
    fn case_pattern(&mut self, list: &mut List) {
        list.joined = Joined::Then;
        self.skip_lines();
        if self.keyword() == Some("esac") {
            return;
        }
        self.at += usize::from(self.peek(0) == Some(b'('));
        loop {
            let before = self.at;
            self.skip_blanks();
            self.word();
            match self.peek(0) {
                Some(b'|') => self.at += 1,
                Some(b')') => {
                    self.at += 1;
                    return;
                }
                _ if self.at == before => return,
                _ => {}
            }
        }
    }

    fn for_loop(&mut self) {
        self.skip_blanks();
        if self.skip_arithmetic(0) {
            return;
        }
        let name = self.word();
        self.skip_lines();
        let mut words = Vec::new();
        if self.keyword_in() {
            while self.skip_blanks() && self.peek(0) != Some(b'#') {
                let word = self.word();
                if !word.parts.is_empty() {
                    words.push(word);
                }
            }
        }
        if let Some(value) = name.literal().filter(|name| !name.is_empty()) {
            self.loops.push(Loop { name: Spanned::new(value, name.span), words, scope: self.scope });
        }
    }

    fn keyword_in(&mut self) -> bool {
        let found = self.looking_at("in") && self.peek(2).is_none_or(ends_word);
        self.at += if found { 2 } else { 0 };
        found
    }

    /// `NAME ()` in front of a function's body.
    fn function_header(&mut self) -> Option<Arc<str>> {
        let start = self.at;
        if let Some(name) = self.function_name()
            && self.skip_empty_parentheses()
        {
            return Some(name);
        }
        self.at = start;
        None
    }

    fn function_name(&mut self) -> Option<Arc<str>> {
        /// A longer name is none: every command of the body carries it.
        const LONGEST: usize = 128;
        let rest = &self.text.text[self.at..self.limit];
        let is_end = |byte: u8| ends_word(byte) || b"\"'$`\\=#".contains(&byte);
        let length = rest.bytes().take(LONGEST + 1).position(is_end)?;
        self.at += length;
        (length > 0).then(|| rest[..length].into())
    }

    fn skip_empty_parentheses(&mut self) -> bool {
        let start = self.at;
        let blanks =
            |from: usize| self.bytes[from..self.limit].iter().take_while(|&&byte| is_blank(byte)).count();
        let open = start + blanks(start);
        if self.bytes[..self.limit].get(open) != Some(&b'(') {
            return false;
        }
        let close = open + 1 + blanks(open + 1);
        if self.bytes[..self.limit].get(close) != Some(&b')') {
            return false;
        }
        self.at = close + 1;
        true
    }

    /// Skips blanks, line ends and comments.
    pub(super) fn skip_lines(&mut self) {
        loop {
            self.skip_blanks();
            match self.peek(0) {
                Some(b'\n') => {
                    self.at += 1;
                    self.heredoc_bodies();
                }
                Some(b'#') => self.skip_comment(),
                _ => return,
            }
        }
    }
}
