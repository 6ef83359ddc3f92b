//! What documents are read as.

use super::*;
use proptest::prelude::*;

fn read(text: &str, markup: Markup) -> Document {
    parse(FileId(0), text, markup)
}

fn blocks<'a>(document: &'a Document) -> Vec<(Option<&'a str>, &'a str, Option<&'a str>)> {
    let show = |block: &'a Block| {
        (block.language.as_deref(), block.content.text.as_str(), document.heading(block.heading))
    };
    document.blocks.iter().map(show).collect()
}

#[test]
fn markdown_blocks_under_their_headings() {
    let text = "---\ntitle: x\n---\n# Run it #\n\n```bash title=x\ndocker compose up\n  -d\n```\n\nOld way\n-------\n\n    docker-compose up\n\n    more\n\n- item\n\n    not code\n  ~~~\n  inner ```\n  ~~~\n";
    let document = read(text, Markup::Markdown);
    assert_eq!(
        blocks(&document),
        [
            (Some("bash"), "docker compose up\n  -d\n", Some("Run it")),
            (None, "docker-compose up\n\nmore\n", Some("Old way")),
            (None, "inner ```\n", Some("Old way")),
        ]
    );
    assert_eq!(&text[document.headings[0].span.range()], "Run it");
    assert_eq!(&text[document.blocks[1].content.span(0..14).range()], "docker-compose");
}

#[test]
fn sentences_and_inline_code() {
    let text = "The file `docker-compose.old.yml` is no\nlonger used. Use ``a`b.yml`` e.g.x!\n\n1. First item\n2. Second `open\n| a | b. c |\n";
    let document = read(text, Markup::Markdown);
    let sentences: Vec<_> = document.sentences.iter().map(|sentence| sentence.text.text.as_str()).collect();
    assert_eq!(
        sentences,
        [
            "The file `docker-compose.old.yml` is no longer used.",
            "Use ``a`b.yml`` e.g.x!",
            "1. First item",
            "2. Second `open",
            "| a | b.",
            "c |"
        ]
    );
    let inline: Vec<_> =
        document.inline.iter().map(|code| (code.content.text.as_str(), code.sentence)).collect();
    assert_eq!(inline, [("docker-compose.old.yml", 0), ("a`b.yml", 1)]);
    let span = document.inline[0].content.span(0..document.inline[0].content.text.len());
    assert_eq!(&text[span.range()], "docker-compose.old.yml");
}

#[test]
fn restructured_text() {
    let text = "=====\nTitle\n=====\n\nRun this::\n\n   make up\n\n.. code-block:: console\n   :linenos:\n\n   $ docker ps\n\nSub\n~~~\n.. note:: x\n\n   See ``a.yml``.\n";
    let document = read(text, Markup::ReStructuredText);
    assert_eq!(
        blocks(&document),
        [(None, "make up\n", Some("Title")), (Some("console"), "$ docker ps\n", Some("Title"))]
    );
    assert_eq!(document.inline[0].content.text, "a.yml");
    assert_eq!(document.heading(document.inline[0].heading), Some("Sub"));
}

#[test]
fn asciidoc() {
    let text = "= Title\n\n[source,bash]\n----\nmake up\n----\n\n== Next\n....\nx\n....\ntext `a.yml`\n";
    let document = read(text, Markup::AsciiDoc);
    assert_eq!(blocks(&document), [(Some("bash"), "make up\n", Some("Title")), (None, "x\n", Some("Next"))]);
    assert_eq!(document.inline[0].content.text, "a.yml");
}

#[test]
fn prompts_tell_commands_from_output() {
    let shown = |text: &str| commands(&read(text, Markup::Markdown).blocks[0]).text;
    assert_eq!(
        shown("```\n$ docker compose \\\n>   up\nStarting\n$ ls\n```"),
        "docker compose \\\n  up\nls\n"
    );
    assert_eq!(shown("```console\n# docker ps\nout\n```"), "docker ps\n");
    assert_eq!(shown("```sh\n# comment\nls\n```"), "# comment\nls\n");
    assert_eq!(shown("```\n> docker ps\n```"), "docker ps\n");
}

/// Sizes at which anything quadratic would take minutes.
#[test]
fn large_texts_are_read() {
    for piece in [
        "`",
        "a `` ` ",
        "1. x. y\n",
        "    x\n\n",
        "> ```\n",
        "x::\n  y\n",
        "...",
        "---\n",
        "a\n---\n",
        "| \n",
    ] {
        for markup in [Markup::Markdown, Markup::ReStructuredText, Markup::AsciiDoc] {
            read(&piece.repeat(100_000 / piece.len()), markup);
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "([aé`~=#>.:| \\-*1\t]|\n|\r\n|```|~~~\n|\n----\n|::\n\n  |\n\\.\\. code-block:: |\\$ |\n---\n){0,60}") {
        for markup in [Markup::Markdown, Markup::ReStructuredText, Markup::AsciiDoc] {
            let document = read(&text, markup);
            let blocks = document.blocks.iter().map(|block| &block.content);
            let inline = document.inline.iter().map(|code| &code.content);
            let sentences = document.sentences.iter().map(|sentence| &sentence.text);
            for mapped in blocks.chain(inline).chain(sentences) {
                prop_assert!(text.get(mapped.span(0..mapped.text.len()).range()).is_some());
            }
            for heading in &document.headings {
                prop_assert!(text.get(heading.span.range()).is_some());
            }
            for block in &document.blocks {
                commands(block);
            }
        }
    }
}
