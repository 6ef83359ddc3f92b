//! Two other readers of Dockerfiles as second opinions, on the part of the language that they share with BuildKit.

use careen::source::{FileId, Spanned};
use careen::syntax::dockerfile::{Dockerfile, Form, Instruction, Keyword, parse};
use dockerfile_parser as pest;
use parse_dockerfile as plain;

/// Small files without what the peers read differently: here-documents (not known to the first), quoted flags.
const FILES: [&str; 6] = [
    "FROM alpine:3.20\nRUN echo hello\nCMD [\"sh\", \"-c\", \"true\"]\n",
    "# a comment\nARG VERSION=1.2\nFROM --platform=linux/amd64 debian:${VERSION} AS base\n\nRUN apt-get update \\\n  && apt-get install -y curl\n",
    "FROM golang:1.22 as build\nWORKDIR /src\nCOPY go.mod go.sum ./\nRUN go build -o /bin/app .\nFROM scratch\nCOPY --from=build /bin/app /app\nENTRYPOINT [\"/app\"]\n",
    "FROM a\nRUN one \\\n  # between\n  && two \\\n  && three\nUSER nobody\n",
    "from node:20\ncopy package.json package-lock.json /app/\nrun npm ci\nexpose 3000\ncmd npm start\n",
    "FROM a\nENV A=1 B=\"two words\"\nLABEL x=y\nARG Z\nENTRYPOINT run me\nRUN [\"a\", \"b\\\"c\"]\n",
];

fn values(words: &[Spanned<String>]) -> Vec<&str> {
    words.iter().map(|word| word.value.as_str()).collect()
}

fn of(dockerfile: &Dockerfile, keyword: Keyword) -> Vec<&Instruction> {
    dockerfile.instructions.iter().filter(|instruction| instruction.keyword == keyword).collect()
}

#[test]
fn parse_dockerfile_agrees() {
    for text in FILES {
        let ours = parse(FileId(0), text);
        assert_eq!(ours.problems, []);
        let theirs = plain::parse(text).unwrap();
        assert_eq!(ours.instructions.len(), theirs.instructions.len(), "{text}");
        for (ours, theirs) in ours.instructions.iter().zip(&theirs.instructions) {
            agrees_with_plain(text, ours, theirs);
        }
    }
}

fn agrees_with_plain(text: &str, ours: &Instruction, theirs: &plain::Instruction<'_>) {
    let keyword = ours.keyword_span.range();
    match theirs {
        plain::Instruction::From(theirs) => {
            let from = ours.from().unwrap();
            assert_eq!(
                (keyword, from.image.span.range()),
                (theirs.from.span.clone(), theirs.image.span.clone())
            );
            assert_eq!(from.image.value, theirs.image.value);
            let alias = theirs.as_.as_ref().map(|(_, name)| name.span.clone());
            assert_eq!(from.alias.map(|alias| alias.span.range()), alias);
            let flags: Vec<_> = theirs.options.iter().map(plain::Flag::span).collect();
            assert_eq!(ours.flags.iter().map(|flag| flag.span.range()).collect::<Vec<_>>(), flags);
        }
        plain::Instruction::Copy(theirs) => {
            let copy = ours.copy().unwrap();
            assert_eq!(
                (keyword, copy.destination.span.range()),
                (theirs.copy.span.clone(), theirs.dest.span.clone())
            );
            let sources = theirs.src.iter().map(|source| match source {
                plain::Source::Path(path) => path.span.clone(),
                other => panic!("{other:?}"),
            });
            let ours: Vec<_> = copy.sources.iter().map(|source| source.span.range()).collect();
            assert_eq!(ours, sources.collect::<Vec<_>>());
        }
        plain::Instruction::Run(theirs) => agrees_on_command(text, ours, &theirs.arguments),
        plain::Instruction::Cmd(theirs) => agrees_on_command(text, ours, &theirs.arguments),
        plain::Instruction::Entrypoint(theirs) => agrees_on_command(text, ours, &theirs.arguments),
        plain::Instruction::User(theirs) => assert_eq!(ours.args[0].span.range(), theirs.arguments.span),
        plain::Instruction::Workdir(theirs) => assert_eq!(ours.args[0].span.range(), theirs.arguments.span),
        plain::Instruction::Arg(theirs) => assert_eq!(keyword, theirs.arg.span),
        plain::Instruction::Env(theirs) => assert_eq!(keyword, theirs.env.span),
        plain::Instruction::Label(theirs) => assert_eq!(keyword, theirs.label.span),
        plain::Instruction::Expose(theirs) => assert_eq!(ours.args[0].span.range(), theirs.arguments[0].span),
        other => panic!("not among the small files: {other:?}"),
    }
}

fn agrees_on_command(text: &str, ours: &Instruction, theirs: &plain::Command<'_>) {
    match theirs {
        plain::Command::Exec(words) => {
            let theirs: Vec<_> = words.value.iter().map(|word| &*word.value).collect();
            assert_eq!(values(ours.exec_words().unwrap()), theirs);
        }
        plain::Command::Shell(script) => {
            let script_span = ours.rest.span(0..ours.rest.text.len());
            assert_eq!(&text[script_span.range()], script.value.trim());
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn dockerfile_parser_agrees() {
    for text in FILES {
        let ours = parse(FileId(0), text);
        let theirs = pest::Dockerfile::parse(text).unwrap().instructions;
        assert_eq!(ours.instructions.len(), theirs.len(), "{text}");
        for (ours, theirs) in ours.instructions.iter().zip(&theirs) {
            agrees_with_pest(ours, theirs);
        }
    }
}

fn agrees_with_pest(ours: &Instruction, theirs: &pest::Instruction) {
    match theirs {
        pest::Instruction::From(theirs) => {
            let from = ours.from().unwrap();
            assert_eq!(from.image.value, theirs.image.content);
            let alias = theirs.alias.as_ref().map(|alias| alias.content.as_str());
            assert_eq!(from.alias.as_ref().map(|alias| alias.value.as_str()), alias);
        }
        pest::Instruction::Copy(theirs) => {
            let copy = ours.copy().unwrap();
            let sources: Vec<_> = theirs.sources.iter().map(|source| source.content.as_str()).collect();
            assert_eq!(
                (values(&copy.sources), copy.destination.value),
                (sources, theirs.destination.content.clone())
            );
        }
        pest::Instruction::Run(theirs) => agrees_on_expression(ours, &theirs.expr),
        pest::Instruction::Cmd(theirs) => agrees_on_expression(ours, &theirs.expr),
        pest::Instruction::Entrypoint(theirs) => agrees_on_expression(ours, &theirs.expr),
        pest::Instruction::Env(theirs) => {
            let theirs = theirs.vars.iter().map(|var| (var.key.content.clone(), var.value.to_string()));
            let ours = ours.pairs().into_iter().map(|(key, value)| (key.value, value.unwrap().value));
            assert_eq!(ours.collect::<Vec<_>>(), theirs.collect::<Vec<_>>());
        }
        pest::Instruction::Arg(theirs) => {
            let (key, value) = ours.pairs().swap_remove(0);
            let their_value = theirs.value.as_ref().map(|value| value.content.clone());
            assert_eq!(
                (key.value, value.map(|value| value.value)),
                (theirs.name.content.clone(), their_value)
            );
        }
        pest::Instruction::Label(theirs) => {
            assert_eq!(ours.pairs()[0].0.value, theirs.labels[0].name.content)
        }
        pest::Instruction::Misc(theirs) => {
            assert_eq!(Keyword::of(&theirs.instruction.content), ours.keyword);
        }
    }
}

fn agrees_on_expression(ours: &Instruction, theirs: &pest::ShellOrExecExpr) {
    match theirs {
        pest::ShellOrExecExpr::Shell(script) => {
            assert_eq!(ours.form, Form::Shell);
            assert_eq!(ours.shell_script().unwrap().text, script.to_string());
        }
        pest::ShellOrExecExpr::Exec(words) => {
            assert_eq!(values(ours.exec_words().unwrap()), words.as_str_vec())
        }
    }
}

/// Where the peers are known to be wrong, so that they stay out of the comparison: BuildKit reads all of these.
#[test]
fn what_the_peers_cannot_read() {
    let heredoc = "FROM a\nRUN <<EOF\nFROM b\nEOF\n";
    let ours = parse(FileId(0), heredoc);
    assert_eq!((of(&ours, Keyword::From).len(), ours.problems.len()), (1, 0));
    assert!(
        pest::Dockerfile::parse(heredoc).is_err()
            || pest::Dockerfile::parse(heredoc).unwrap().instructions.len() > 2
    );
}
