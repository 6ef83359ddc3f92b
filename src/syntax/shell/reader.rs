//! The state of reading: where we are, and in which scope and function.

use std::sync::Arc;

use super::heredoc::{LineTable, Pending};
use super::{Command, Loop, Scope, ScopeKind, Script};
use crate::source::Mapped;

/// How deep subshells, substitutions and `${…}` may be nested.
const DEPTH_LIMIT: u32 = 48;

/// What ends a list of commands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Closer {
    /// The end of the text, or of the part of it that is being read.
    Limit,
    /// `)`
    Parenthesis,
}

/// Reads a text from front to back; whatever it finds is appended to the script.
pub(super) struct Reader<'a> {
    pub(super) text: &'a Mapped,
    pub(super) bytes: &'a [u8],
    /// The next byte to read.
    pub(super) at: usize,
    /// Where the part being read ends; always on a character's boundary.
    pub(super) limit: usize,
    pub(super) depth: u32,
    pub(super) scope: u32,
    pub(super) function: Option<Arc<str>>,
    /// One slot a command, taken where the command begins, so that outer commands precede inner ones.
    pub(super) commands: Vec<Option<Command>>,
    pub(super) pending: Vec<Pending>,
    /// Bodies of here-documents with the slots of their commands.
    pub(super) heredocs: Vec<(usize, Mapped)>,
    pub(super) lines: Option<LineTable<'a>>,
    pub(super) scopes: Vec<Scope>,
    pub(super) loops: Vec<Loop>,
    /// No `((` before this offset is arithmetic: it has been looked for in vain.
    pub(super) no_arithmetic_before: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a Mapped) -> Self {
        Self {
            text,
            bytes: text.text.as_bytes(),
            at: 0,
            limit: text.text.len(),
            depth: 0,
            scope: 0,
            function: None,
            commands: Vec::new(),
            pending: Vec::new(),
            heredocs: Vec::new(),
            lines: None,
            scopes: vec![Scope { parent: 0, kind: ScopeKind::Script }],
            loops: Vec::new(),
            no_arithmetic_before: 0,
        }
    }

    pub(super) fn read(mut self) -> Script {
        self.list(Closer::Limit, super::Joined::First);
        for (slot, body) in self.heredocs {
            if let Some(command) = self.commands.get_mut(slot).and_then(Option::as_mut) {
                command.heredocs.push(body);
            }
        }
        let commands = self.commands.into_iter().flatten().collect();
        Script { commands, scopes: self.scopes, loops: self.loops }
    }

    /// The byte `ahead` of the next one, within what is being read.
    pub(super) fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes[..self.limit].get(self.at + ahead).copied()
    }

    /// Whether the text goes on with `token`.
    pub(super) fn looking_at(&self, token: &str) -> bool {
        self.bytes[self.at..self.limit].starts_with(token.as_bytes())
    }

    pub(super) fn may_nest(&self) -> bool {
        self.depth < DEPTH_LIMIT
    }

    pub(super) fn open_scope(&mut self, kind: ScopeKind) -> u32 {
        self.scopes.push(Scope { parent: self.scope, kind });
        self.scope = self.scopes.len() as u32 - 1;
        self.scope
    }

    /// Runs `read` one level deeper, in a new scope, whose id it returns.
    pub(super) fn in_scope(&mut self, kind: ScopeKind, read: impl FnOnce(&mut Self)) -> u32 {
        let outer = self.scope;
        let scope = self.open_scope(kind);
        self.depth += 1;
        read(self);
        self.depth -= 1;
        self.scope = outer;
        scope
    }

    /// Skips `((…))`, whose first parenthesis is `ahead` of here; `false` where there is none.
    pub(super) fn skip_arithmetic(&mut self, ahead: usize) -> bool {
        let start = self.at + ahead;
        if start < self.no_arithmetic_before || !self.bytes[start..self.limit].starts_with(b"((") {
            return false;
        }
        let mut open = 0usize;
        for at in start..self.limit {
            match self.bytes[at] {
                b'(' => open += 1,
                b')' if open == 2 => {
                    if self.bytes[..self.limit].get(at + 1) == Some(&b')') {
                        self.at = at + 2;
                        return true;
                    }
                    break;
                }
                b')' => open -= 1,
                _ => {}
            }
            self.no_arithmetic_before = at + 1;
        }
        false
    }
}
