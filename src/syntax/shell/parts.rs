//! Reading a word: quotes, escapes, variables, substitutions.

use super::ScopeKind;
use super::characters::{ends_word, name_length};
use super::reader::{Closer, Reader};
use super::word::{Operator, Part, Word};

/// Where parts are read, which says what ends them and what is special.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// A word of a command.
    Bare,
    /// The operand in `${NAME:-operand}`, up to `}`; the flag says whether it stands in double quotes.
    Braced(bool),
    /// Between double quotes.
    Quoted,
    /// The body of a here-document.
    Body,
}

impl Context {
    fn is_quoted(self) -> bool {
        matches!(self, Self::Quoted | Self::Body | Self::Braced(true))
    }

    fn ends_at(self, byte: u8) -> bool {
        match self {
            Self::Bare => ends_word(byte),
            Self::Braced(_) => byte == b'}',
            Self::Quoted => byte == b'"',
            Self::Body => false,
        }
    }
}

impl Reader<'_> {
    /// The word that begins here; empty where none does.
    pub(super) fn word(&mut self) -> Word {
        let start = self.at;
        let mut parts = Vec::new();
        if self.begins_process_substitution() {
            self.at += 2;
            parts.push(self.substitution(Closer::Parenthesis, false));
        }
        parts.extend(self.parts(Context::Bare));
        Word { parts, span: self.text.span(start..self.at) }
    }

    /// Whether `<(` or `>(` stands here.
    pub(super) fn begins_process_substitution(&self) -> bool {
        matches!(self.peek(0), Some(b'<' | b'>')) && self.peek(1) == Some(b'(') && self.may_nest()
    }

    /// Parts up to what ends the context (not included) or the limit.
    pub(super) fn parts(&mut self, context: Context) -> Vec<Part> {
        let mut parts = Vec::new();
        while let Some(byte) = self.peek(0).filter(|&byte| !context.ends_at(byte)) {
            match byte {
                b'\\' => self.escape(context, &mut parts),
                b'\'' if !context.is_quoted() => self.single_quotes(&mut parts),
                b'"' if context != Context::Body => self.double_quotes(&mut parts),
                b'$' => self.dollar(context, &mut parts),
                b'`' if self.may_nest() => {
                    let substitution = self.backticks(context.is_quoted());
                    parts.push(substitution);
                }
                _ => self.plain(context, &mut parts),
            }
        }
        parts
    }

    /// At least one byte, then all up to the next that could be special.
    fn plain(&mut self, context: Context, parts: &mut Vec<Part>) {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.peek(0) {
            if context.ends_at(byte) || matches!(byte, b'\\' | b'\'' | b'"' | b'$' | b'`') {
                break;
            }
            self.at += 1;
        }
        push(parts, &self.text.text[start..self.at], context.is_quoted());
    }

    fn escape(&mut self, context: Context, parts: &mut Vec<Part>) {
        if let Some(length) = self.joined_line() {
            self.at += length;
            return;
        }
        self.at += 1;
        let Some(next) = self.text.text[self.at..self.limit].chars().next() else {
            return push(parts, "\\", context.is_quoted());
        };
        if context.is_quoted() && !matches!(next, '$' | '`' | '"' | '\\') {
            return push(parts, "\\", true);
        }
        push(parts, next.encode_utf8(&mut [0; 4]), true);
        self.at += next.len_utf8();
    }

    /// A quotation that nothing ends is read up to the end of its line.
    fn single_quotes(&mut self, parts: &mut Vec<Part>) {
        self.at += 1;
        let rest = &self.bytes[self.at..self.limit];
        let (length, closing) = match memchr::memchr(b'\'', rest) {
            Some(length) => (length, 1),
            None => (memchr::memchr(b'\n', rest).unwrap_or(rest.len()), 0),
        };
        push(parts, &self.text.text[self.at..self.at + length], true);
        self.at += length + closing;
    }

    fn double_quotes(&mut self, parts: &mut Vec<Part>) {
        self.at += 1;
        push(parts, "", true);
        let rest = &self.bytes[self.at..self.limit];
        let limit = self.limit;
        if memchr::memchr(b'"', rest).is_none() {
            self.limit = memchr::memchr(b'\n', rest).map_or(limit, |length| self.at + length);
        }
        // nested only through `${…}`, which counts its depth
        for part in self.parts(Context::Quoted) {
            match part {
                Part::Literal { text, .. } => push(parts, &text, true),
                other => parts.push(other),
            }
        }
        self.limit = limit;
        if self.peek(0) == Some(b'"') {
            self.at += 1;
        }
    }

    fn dollar(&mut self, context: Context, parts: &mut Vec<Part>) {
        let quoted = context.is_quoted();
        match self.peek(1) {
            Some(b'(') if self.skip_arithmetic(1) => parts.push(Part::Arithmetic),
            Some(b'(') if self.may_nest() => {
                self.at += 2;
                let substitution = self.substitution(Closer::Parenthesis, quoted);
                parts.push(substitution);
            }
            Some(b'{') if self.may_nest() => {
                if self.peek(2) == Some(b'{') && self.workflow_expression(quoted, parts) {
                    return;
                }
                self.at += 2;
                let variable = self.braced_variable(quoted);
                parts.push(variable);
            }
            Some(b'\'') if !quoted => {
                self.at += 1;
                self.ansi_quotes(parts);
            }
            Some(b'"') if !quoted => self.at += 1,
            Some(b'@' | b'*' | b'#' | b'?' | b'$' | b'!' | b'-' | b'0'..=b'9') => {
                self.variable(1, quoted, parts)
            }
            _ => match name_length(&self.bytes[self.at + 1..self.limit]) {
                0 => self.plain(context, parts),
                length => self.variable(length, quoted, parts),
            },
        }
    }

    fn variable(&mut self, length: usize, quoted: bool, parts: &mut Vec<Part>) {
        let start = self.at + 1;
        self.at = start + length;
        parts.push(Part::Variable {
            name: self.text.text[start..self.at].to_owned(),
            operator: None,
            quoted,
        });
    }

    /// `${{ … }}` of GitHub Actions, which the runner replaces before any shell sees it.
    fn workflow_expression(&mut self, quoted: bool, parts: &mut Vec<Part>) -> bool {
        let start = self.at + 2;
        let rest = &self.bytes[start..self.limit];
        let line = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
        let Some(length) = memchr::memmem::find(line, b"}}") else { return false };
        self.at = start + length + 2;
        let name = self.text.text[start..self.at - 1].to_owned();
        parts.push(Part::Variable { name, operator: None, quoted });
        true
    }

    /// `$'…'`, in which a backslash escapes; only the escapes that occur in paths and words are resolved.
    fn ansi_quotes(&mut self, parts: &mut Vec<Part>) {
        self.at += 1;
        let mut text = String::new();
        while let Some(next) = self.text.text[self.at..self.limit].chars().next() {
            self.at += next.len_utf8();
            match next {
                '\'' => break,
                '\\' => match self.text.text[self.at..self.limit].chars().next() {
                    Some(escaped) => {
                        self.at += escaped.len_utf8();
                        text.push(match escaped {
                            'n' => '\n',
                            't' => '\t',
                            'r' => '\r',
                            other => other,
                        });
                    }
                    None => text.push('\\'),
                },
                other => text.push(other),
            }
        }
        push(parts, &text, true);
    }

    /// Behind `${`.
    fn braced_variable(&mut self, quoted: bool) -> Part {
        let prefix = match (self.peek(0), self.peek(1)) {
            (Some(prefix @ (b'#' | b'!')), Some(next))
                if !matches!(next, b'}' | b':' | b'-' | b'+' | b'?') =>
            {
                self.at += 1;
                Some(if prefix == b'#' { "${#" } else { "${!" })
            }
            _ => None,
        };
        let name = self.braced_name();
        let symbol = prefix.map_or_else(|| self.operator_symbol(), str::to_owned);
        self.depth += 1;
        let operand = self.parts(Context::Braced(quoted));
        self.depth -= 1;
        self.at += usize::from(self.peek(0) == Some(b'}'));
        let operator = (!symbol.is_empty() || !operand.is_empty()).then_some(Operator { symbol, operand });
        Part::Variable { name, operator, quoted }
    }

    /// A name, a number or a special parameter, with a subscript.
    fn braced_name(&mut self) -> String {
        let start = self.at;
        let rest = &self.bytes[start..self.limit];
        let digits = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
        self.at += match name_length(rest).max(digits) {
            0 => usize::from(rest.first().is_some_and(|byte| b"@*#?$!-".contains(byte))),
            length => length,
        };
        if self.at > start && self.peek(0) == Some(b'[') {
            let rest = &self.bytes[self.at..self.limit];
            if let Some(length) = rest.iter().position(|&byte| matches!(byte, b']' | b'}' | b'\n')) {
                self.at += length + usize::from(rest[length] == b']');
            }
        }
        self.text.text[start..self.at].to_owned()
    }

    fn operator_symbol(&mut self) -> String {
        const SYMBOLS: [&str; 20] = [
            ":-", ":=", ":?", ":+", "%%", "##", "//", "/#", "/%", "^^", ",,", "%", "#", "/", "^", ",", "-",
            "=", "?", "+",
        ];
        let rest = &self.text.text.as_bytes()[self.at..self.limit];
        let symbol = SYMBOLS.into_iter().chain([":", "@"]).find(|symbol| rest.starts_with(symbol.as_bytes()));
        self.at += symbol.map_or(0, str::len);
        symbol.unwrap_or_default().to_owned()
    }

    /// Behind `$(` or `<(`.
    fn substitution(&mut self, closer: Closer, quoted: bool) -> Part {
        let scope =
            self.in_scope(ScopeKind::Substitution, |reader| reader.list(closer, super::Joined::First));
        Part::Substitution { scope, quoted }
    }

    /// Backticks don't nest unless escaped, so their end is known before their content is read.
    fn backticks(&mut self, quoted: bool) -> Part {
        self.at += 1;
        let mut end = self.at;
        while end < self.limit && self.bytes[end] != b'`' {
            end += 1 + usize::from(self.bytes[end] == b'\\');
        }
        let end = end.min(self.limit);
        let limit = std::mem::replace(&mut self.limit, end);
        let part = self.substitution(Closer::Limit, quoted);
        self.limit = limit;
        self.at = end + usize::from(end < limit);
        part
    }
}

/// Appends text to the last part where that is literal in the same way.
pub(super) fn push(parts: &mut Vec<Part>, text: &str, quoted: bool) {
    match parts.last_mut() {
        Some(Part::Literal { text: last, quoted: same }) if *same == quoted => last.push_str(text),
        _ => parts.push(Part::Literal { text: text.to_owned(), quoted }),
    }
}
