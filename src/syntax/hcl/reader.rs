//! Reading HCL from front to back.

use super::{Attribute, Block, Value};
use crate::source::{FileId, Span, Spanned};

/// How deep blocks and values may be nested.
const DEPTH_LIMIT: u32 = 32;

pub(super) fn read(file: FileId, text: &str) -> Vec<Block> {
    let mut reader = Reader { file, text, at: 0 };
    let kind = Spanned::new(String::new(), Span::file_start(file));
    let mut top = Block { kind, labels: Vec::new(), attributes: Vec::new(), blocks: Vec::new() };
    while reader.at < text.len() {
        reader.body(&mut top, 0);
        reader.at += usize::from(reader.peek().is_some());
    }
    let mut blocks = std::mem::take(&mut top.blocks);
    if !top.attributes.is_empty() {
        blocks.insert(0, top);
    }
    blocks
}

struct Reader<'a> {
    file: FileId,
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn spanned(&self, start: usize, end: usize) -> Spanned<String> {
        Spanned::new(self.text[start..end].to_owned(), Span::new(self.file, start, end))
    }

    /// Attributes and blocks up to a `}`, which is left.
    fn body(&mut self, into: &mut Block, depth: u32) {
        loop {
            self.skip(true);
            match self.peek() {
                None | Some(b'}') => return,
                Some(b'"') => self.statement(into, depth),
                Some(byte) if is_name(byte) => self.statement(into, depth),
                Some(_) => self.skip_character(),
            }
        }
    }

    fn statement(&mut self, into: &mut Block, depth: u32) {
        let Some(name) = self.name() else { return self.skip_character() };
        self.skip(false);
        if self.peek() == Some(b'=') {
            self.at += 1;
            let value = self.value(depth);
            into.attributes.push(Attribute { name, value });
            return;
        }
        let mut labels = Vec::new();
        while let Some(label) = self.name() {
            labels.push(label);
            self.skip(false);
        }
        if self.peek() != Some(b'{') || depth > DEPTH_LIMIT {
            return;
        }
        self.at += 1;
        let mut block = Block { kind: name, labels, attributes: Vec::new(), blocks: Vec::new() };
        self.body(&mut block, depth + 1);
        self.at += usize::from(self.peek().is_some());
        into.blocks.push(block);
    }

    /// A plain or quoted name.
    fn name(&mut self) -> Option<Spanned<String>> {
        if self.peek() == Some(b'"') {
            return Some(self.string());
        }
        let start = self.at;
        while self.peek().is_some_and(is_name) {
            self.at += 1;
        }
        (self.at > start).then(|| self.spanned(start, self.at))
    }

    fn value(&mut self, depth: u32) -> Value {
        self.skip(false);
        let start = self.at;
        let value = match self.peek() {
            Some(b'"') => Some(Value::String(self.string())),
            Some(b'[') if depth < DEPTH_LIMIT => self.list(depth + 1),
            Some(b'{') if depth < DEPTH_LIMIT => self.map(depth + 1),
            _ => None,
        };
        self.skip(false);
        match value {
            Some(value) if self.peek().is_none_or(|byte| b"\n,]}".contains(&byte)) => value,
            _ => {
                self.expression();
                Value::Expression(Span::new(self.file, start, self.at))
            }
        }
    }

    /// A string's content, escapes resolved where they are of one character.
    fn string(&mut self) -> Spanned<String> {
        self.at += 1;
        let start = self.at;
        let mut text = String::new();
        let mut open = 0usize;
        while let Some(next) = self.text[self.at..].chars().next() {
            let ahead = self.text.as_bytes().get(self.at + 1);
            match next {
                '\n' if open == 0 => break,
                '"' if open == 0 => {
                    let end = self.at;
                    self.at += 1;
                    return Spanned::new(text, Span::new(self.file, start, end));
                }
                '\\' if open == 0 && matches!(ahead, Some(b'"' | b'\\')) => {
                    self.at += 1;
                    text.push(if ahead == Some(&b'"') { '"' } else { '\\' });
                }
                _ => {
                    open += usize::from(next == '{' && (open > 0 || text.ends_with('$')));
                    open = open.saturating_sub(usize::from(next == '}'));
                    text.push(next);
                }
            }
            self.at += next.len_utf8();
        }
        Spanned::new(text, Span::new(self.file, start, self.at))
    }

    fn list(&mut self, depth: u32) -> Option<Value> {
        self.at += 1;
        let mut values = Vec::new();
        loop {
            self.skip(true);
            match self.peek()? {
                b']' => {
                    self.at += 1;
                    return Some(Value::List(values));
                }
                b',' => self.at += 1,
                b'}' => return None,
                _ => values.push(self.value(depth)),
            }
        }
    }

    fn map(&mut self, depth: u32) -> Option<Value> {
        self.at += 1;
        let mut entries = Vec::new();
        loop {
            self.skip(true);
            match self.peek()? {
                b'}' => {
                    self.at += 1;
                    return Some(Value::Map(entries));
                }
                b',' => self.at += 1,
                _ => {
                    let name = self.name()?;
                    self.skip(false);
                    if !matches!(self.peek(), Some(b'=' | b':')) {
                        return None;
                    }
                    self.at += 1;
                    entries.push((name, self.value(depth)));
                }
            }
        }
    }

    /// Skips to where an expression ends: a line end, `,`, `]` or `}` outside brackets.
    fn expression(&mut self) {
        let mut open = 0usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.string();
                    continue;
                }
                b'(' | b'[' | b'{' => open += 1,
                b'\n' | b',' | b']' | b'}' if open == 0 => return,
                b')' | b']' | b'}' => open = open.saturating_sub(1),
                _ => {}
            }
            self.skip_character();
        }
    }

    fn skip_character(&mut self) {
        self.at += self.text[self.at..].chars().next().map_or(0, char::len_utf8);
    }

    /// Skips blanks and comments, and line ends too where those mean nothing.
    fn skip(&mut self, lines: bool) {
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            let skipped = match rest {
                [b' ' | b'\t' | b'\r', ..] => Some(1),
                [b'\n', ..] if lines => Some(1),
                [b'#', ..] | [b'/', b'/', ..] => Some(memchr::memchr(b'\n', rest).unwrap_or(rest.len())),
                [b'/', b'*', ..] => Some(memchr::memmem::find(rest, b"*/").map_or(rest.len(), |end| end + 2)),
                _ => None,
            };
            match skipped {
                Some(length) => self.at += length,
                None => return,
            }
        }
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}
