//! What Go's sources say, read token by token: texts, what is embedded, which programs are started.

use std::collections::BTreeSet;

use crate::source::{FileId, Mapped};
use crate::syntax::shell;

/// What the sources of a project say.
#[derive(Debug, Default)]
pub(super) struct Sources {
    /// Every text in quotes.
    pub(super) texts: BTreeSet<String>,
    /// The programs that are started by name.
    pub(super) programs: BTreeSet<String>,
    /// Whether a program is started whose name is worked out.
    pub(super) computes: bool,
    /// Whether they ask where Go itself lies.
    pub(super) asks_for_go: bool,
    /// What is embedded: a folder, and a pattern in it.
    pub(super) embedded: Vec<(String, String)>,
}

/// A piece of source text that means something here.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token<'a> {
    Name(&'a str),
    Text(String),
    Sign(u8),
}

/// Packages of Go's own, and of its tools, that call the toolchain or look for it.
const OF_TOOLCHAIN: [&str; 3] = ["go/build", "go/importer", "golang.org/x/tools/go/packages"];
/// Variables that only Go's image sets.
const OF_IMAGE: [&str; 3] = ["GOPATH", "GOROOT", "GOLANG_VERSION"];

impl Sources {
    /// Adds a file of the folder `folder`.
    pub(super) fn add(&mut self, folder: &str, text: &str) {
        let mut patterns = Vec::new();
        let tokens = tokens(text, &mut patterns);
        self.embedded.extend(patterns.into_iter().map(|pattern| (folder.to_owned(), pattern)));
        for (at, token) in tokens.iter().enumerate() {
            match token {
                Token::Text(text) => {
                    self.asks_for_go |=
                        OF_TOOLCHAIN.contains(&text.as_str()) || OF_IMAGE.contains(&text.as_str());
                    self.texts.insert(text.clone());
                }
                Token::Name("GOROOT") => self.asks_for_go = true,
                Token::Name(name @ ("Command" | "LookPath" | "CommandContext" | "StartProcess"))
                    if at > 0 && tokens.get(at - 1) == Some(&Token::Sign(b'.')) =>
                {
                    let given = tokens.get(at + 1..).unwrap_or_default();
                    self.start(given, *name == "CommandContext");
                }
                _ => {}
            }
        }
    }

    /// A call that starts a program, from its opening bracket on.
    fn start(&mut self, given: &[Token<'_>], has_context: bool) {
        if given.first() != Some(&Token::Sign(b'(')) {
            return;
        }
        let mut given = given.get(1..).unwrap_or_default();
        if has_context {
            let mut depth = 0_usize;
            let comma = given.iter().position(|token| {
                match token {
                    Token::Sign(b'(') => depth += 1,
                    Token::Sign(b')') => depth = depth.saturating_sub(1),
                    _ => {}
                }
                depth == 0 && *token == Token::Sign(b',')
            });
            given = comma.and_then(|comma| given.get(comma + 1..)).unwrap_or_default();
        }
        let Some(Token::Text(program)) = given.first() else {
            self.computes = true;
            return;
        };
        let name = program.rsplit('/').next().unwrap_or(program).to_owned();
        if let (true, [_, _, Token::Text(flag), _, script, ..]) =
            (matches!(name.as_str(), "sh" | "bash"), given)
            && flag.ends_with('c')
        {
            match script {
                Token::Text(script) => {
                    let script = shell::parse(&Mapped::whole(FileId(0), script, 0));
                    self.programs.extend(script.commands.iter().filter_map(shell::Command::program_name));
                }
                _ => self.computes = true,
            }
        }
        self.programs.insert(name);
    }
}

fn tokens<'a>(text: &'a str, embedded: &mut Vec<String>) -> Vec<Token<'a>> {
    let bytes = text.as_bytes();
    let find =
        |from: usize, what: &str| text.get(from..).and_then(|rest| rest.find(what)).map(|at| from + at);
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied();
        match (byte, next) {
            (b'/', Some(b'/')) => {
                let end = find(at, "\n").unwrap_or(bytes.len());
                if let Some(patterns) = text.get(at..end).and_then(|line| line.strip_prefix("//go:embed ")) {
                    let bare = patterns.split_whitespace().map(|it| it.trim_matches(['"', '`']));
                    embedded.extend(bare.map(|it| it.trim_start_matches("all:").to_owned()));
                }
                at = end;
            }
            (b'/', Some(b'*')) => at = find(at + 2, "*/").map_or(bytes.len(), |end| end + 2),
            (b'`', _) => {
                let end = find(at + 1, "`").unwrap_or(bytes.len());
                tokens.push(Token::Text(text.get(at + 1..end).unwrap_or_default().to_owned()));
                at = end + 1;
            }
            (b'"' | b'\'', _) => {
                let mut end = at + 1;
                while let Some(&inside) = bytes.get(end) {
                    match inside {
                        b'\\' => end += 1,
                        b'\n' => break,
                        inside if inside == byte => break,
                        _ => {}
                    }
                    end += 1;
                }
                if byte == b'"' {
                    tokens.push(Token::Text(text.get(at + 1..end).unwrap_or_default().to_owned()));
                }
                at = end + 1;
            }
            (byte, _) if byte.is_ascii_alphabetic() || byte == b'_' || !byte.is_ascii() => {
                let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || !byte.is_ascii();
                let end = at + bytes[at..].iter().take_while(|byte| is_part(byte)).count();
                tokens.extend(text.get(at..end).map(Token::Name));
                at = end;
            }
            (byte, _) => {
                if byte.is_ascii_punctuation() {
                    tokens.push(Token::Sign(byte));
                }
                at += 1;
            }
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Sources {
        let mut sources = Sources::default();
        sources.add("web", text);
        sources
    }

    #[test]
    fn programs_are_those_that_calls_name() {
        let said = read(
            r#"package x // exec.Command("no")
            /* exec.Command("neither") */
            var a = exec.Command("git", "log")
            var b = exec.CommandContext(context.WithoutCancel(f(1, 2)), "/usr/bin/curl")
            var c = exec.Command("sh", "-c", "wget x | tar x")
            var d = Command("own")
            var e = `exec.Command("in a text")`
            var f = '"'
            "#,
        );
        let programs: Vec<&str> = said.programs.iter().map(String::as_str).collect();
        assert_eq!(programs, ["curl", "git", "sh", "tar", "wget"]);
        assert!(!said.computes && !said.asks_for_go);
        assert!(read("var a = exec.Command(name)").computes);
        assert!(read("var a = exec.Command(\"sh\", \"-c\", script)").computes);
    }

    #[test]
    fn texts_and_what_is_embedded() {
        let said = read("//go:embed all:static \"a b\"\nvar files embed.FS\nvar x = \"a\\\"b\" + `c\nd`");
        assert_eq!(said.texts.iter().collect::<Vec<_>>(), ["a\\\"b", "c\nd"]);
        assert_eq!(said.embedded[0], ("web".to_owned(), "static".to_owned()));
        assert!(read("import \"go/build\"").asks_for_go);
        assert!(read("os.Getenv(\"GOPATH\")").asks_for_go && read("runtime.GOROOT()").asks_for_go);
    }

    #[test]
    fn broken_text_ends() {
        for text in ["\"", "'\\", "`", "/*", "//", "ä\"ö", "exec.Command(", "x.CommandContext(("] {
            read(text);
        }
    }
}
