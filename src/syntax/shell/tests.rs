//! What a shell text is read as.

use super::*;
use crate::source::FileId;
use proptest::prelude::*;

fn read(text: &str) -> Script {
    parse(&Mapped::whole(FileId(0), text, 0))
}

/// Each command as its words, joined by blanks, behind a sign for how it is joined.
fn shown(text: &str) -> Vec<String> {
    read(text).commands.iter().map(|command| format!("{}{}", sign(command.joined), line(command))).collect()
}

fn sign(joined: Joined) -> &'static str {
    match joined {
        Joined::First => "",
        Joined::And => "&& ",
        Joined::Or => "|| ",
        Joined::Then => "; ",
        Joined::Pipe => "| ",
        Joined::Background => "& ",
    }
}

fn line(command: &Command) -> String {
    let assignments = command.assignments.iter().map(|a| format!("{}={}", a.name.value, a.value.text()));
    let words = command.words.iter().map(Word::text);
    let redirects = command.redirects.iter().map(|r| format!("{}{}", r.operator, r.target.text()));
    assignments.chain(words).chain(redirects).collect::<Vec<_>>().join(" ")
}

#[test]
fn lists_and_pipelines() {
    assert_eq!(
        shown("cd deploy && docker compose up -d || exit 1; ls | wc -l & true\nlast"),
        ["cd deploy", "&& docker compose up -d", "|| exit 1", "; ls", "| wc -l", "& true", "; last"]
    );
    assert_eq!(shown("a &&\n\n  b |\n# note\n c"), ["a", "&& b", "| c"]);
}

#[test]
fn quotes_escapes_and_continuations() {
    assert_eq!(
        shown(r#"docker compose -f "a b.yml" -f 'c d'.yml e\ f"#),
        ["docker compose -f a b.yml -f c d.yml e f"]
    );
    assert_eq!(shown("docker build \\\n  -f x \\\r\n  . # why\nnext"), ["docker build -f x .", "; next"]);
    assert_eq!(shown("echo 'it''s' \"a\\\"b\\n\" $'x\\ty' a#b"), ["echo its a\"b\\n x\ty a#b"]);
    assert_eq!(read("echo ''").commands[0].words.len(), 2);
}

#[test]
fn control_structures_are_flattened() {
    assert_eq!(
        shown("if [ -f a ]; then up; elif ! test b; then down; else none; fi > log"),
        ["[ -f a ]", "; up", "; test b", "; down", "; none", "; >log"]
    );
    let script = read("for f in a.yml docker-compose.*.yml; do docker compose -f $f up; done");
    assert_eq!(line(&script.commands[0]), "docker compose -f ${f} up");
    assert_eq!(script.loops[0].name.value, "f");
    assert_eq!(script.loops[0].words[1].text(), "docker-compose.*.yml");
    assert_eq!(shown("while read -r x; do a; done < <(find .); for ((i=0;i<3;i++)); do b; done").len(), 5);
}

#[test]
fn patterns_are_no_commands() {
    let text = "case \"$1\" in\n  up|start) docker compose up ;;\n  (down) docker compose down;;\n  *) usage\nesac\nend";
    assert_eq!(shown(text), ["; docker compose up", "; docker compose down", "; usage", "; end"]);
    assert_eq!(shown("x=$(case $a in b) c;; esac)"), ["x=$(…)", "; c"]);
}

#[test]
fn scopes_keep_cd_inside() {
    let script = read("(cd a && make) && b; f() { cd c; }; function g\n{ d; }; e");
    let scopes: Vec<_> = script.commands.iter().map(|c| (line(c), c.scope, c.function.as_deref())).collect();
    let expected = [
        ("cd a", 1, None),
        ("make", 1, None),
        ("b", 0, None),
        ("cd c", 2, Some("f")),
        ("d", 3, Some("g")),
        ("e", 0, None),
    ];
    assert_eq!(scopes, expected.map(|(line, scope, function)| (line.to_owned(), scope, function)));
    assert_eq!(script.scopes[2], Scope { parent: 0, kind: ScopeKind::Function });
}

#[test]
fn substitutions_hold_commands() {
    let script = read("DIR=\"$(cd \"$(dirname \"$0\")\" && pwd)\"\ndocker compose -f `ls *.yml` ps");
    let lines: Vec<_> = script.commands.iter().map(|c| (line(c), c.scope)).collect();
    let expected = [
        ("DIR=$(…)", 0),
        ("cd $(…)", 1),
        ("dirname ${0}", 2),
        ("pwd", 1),
        ("docker compose -f $(…) ps", 0),
        ("ls *.yml", 3),
    ];
    assert_eq!(lines, expected.map(|(line, scope)| (line.to_owned(), scope)));
    assert_eq!(script.scopes[2].parent, 1);
}

#[test]
fn here_documents_are_bodies_not_commands() {
    let text = "cat > docker-compose.yml <<EOF && up\nservices: {}\n$(make x)\nEOF\nssh host <<-'END'\n\tdocker compose up\n\tEND\nend";
    let script = read(text);
    let lines: Vec<_> = script.commands.iter().map(line).collect();
    assert_eq!(lines, ["cat >docker-compose.yml", "up", "make x", "ssh host", "end"]);
    assert_eq!(script.commands[0].heredocs[0].text, "services: {}\n$(make x)\n");
    let body = &script.commands[3].heredocs[0];
    assert_eq!(body.text, "docker compose up\n");
    assert_eq!(&text[body.span(0..6).range()], "docker");
    assert_eq!(shown("cat <<MISSING\na\nb"), ["cat", "; a", "; b"]);
}

#[test]
fn assignments_and_arrays() {
    let script =
        read("A=1 B+=\"x $A\" run c=2\nFILES=(-f a.yml # one\n -f b.yml)\nexport COMPOSE_FILE=a:b X\nA[0]=z");
    let [run, files, export, element] = &script.commands[..] else { panic!("four commands") };
    assert_eq!(line(run), "A=1 B=x ${A} run c=2");
    assert!(run.assignments[1].append && !run.assigns_for_good());
    let elements = files.assignments[0].array.as_ref().unwrap();
    assert_eq!(elements.iter().map(Word::text).collect::<Vec<_>>(), ["-f", "a.yml", "-f", "b.yml"]);
    assert_eq!(export.assignments[0].value.text(), "a:b");
    assert_eq!(export.words[1].text(), "COMPOSE_FILE=a:b");
    assert!(export.assigns_for_good());
    assert_eq!(element.assignments[0].name.value, "A");
}

#[test]
fn redirections_and_tests() {
    assert_eq!(shown("a 2>&1 >out <in &>all 3 <<< word"), ["a 3 >&1 >out <in &>all <<<word"]);
    assert_eq!(shown("[[ -f a && ( $x < b || -z c ) ]] && d"), ["[[ -f a ${x} b -z c ]]", "&& d"]);
    assert_eq!(shown("(( i++ )); diff <(a) b"), ["; diff $(…) b", "a"]);
}

fn first_word(text: &str) -> Word {
    read(text).commands[0].words[0].clone()
}

#[test]
fn words_expand_with_known_variables() {
    let lookup = |name: &str| match name {
        "ENV" => Some("prod".to_owned()),
        "DC" => Some("docker compose -f a.yml".to_owned()),
        "P" => Some("dir/sub/file.yml".to_owned()),
        _ => None,
    };
    let expand = |text: &str| first_word(text).expand(&lookup);
    assert_eq!(expand("docker-compose.$ENV.yml").as_deref(), Some("docker-compose.prod.yml"));
    assert_eq!(expand("\"${NONE:-${ENV}}.yml\"").as_deref(), Some("prod.yml"));
    assert_eq!(expand("${ENV:+x}").as_deref(), Some("x"));
    assert_eq!(
        expand("${P%/*}:${P##*/}:${P%.yml}:${P%%/*}").as_deref(),
        Some("dir/sub:file.yml:dir/sub/file:dir")
    );
    assert_eq!(expand("a$NONE"), None);
    assert_eq!(expand("a$(b)"), None);
    assert_eq!(first_word("a$(b)").expand_with(&lookup, &|_| Some("c".into())).as_deref(), Some("ac"));
    let fields = |text: &str| first_word(text).fields(&lookup, &|_| None);
    assert_eq!(fields("$DC").unwrap(), ["docker", "compose", "-f", "a.yml"]);
    assert_eq!(fields("x$DC\"$DC\"").unwrap(), ["xdocker", "compose", "-f", "a.ymldocker compose -f a.yml"]);
    assert_eq!(first_word("a${X}b").literal(), None);
    assert_eq!(first_word("a'b'\"c\"").literal().as_deref(), Some("abc"));
}

#[test]
fn workflow_expressions_are_variables() {
    let script = read("docker compose -f ${{ matrix.file }} up");
    assert_eq!(line(&script.commands[0]), "docker compose -f ${{ matrix.file }} up");
}

#[test]
fn wrappers_are_no_programs() {
    let program = |text: &str| {
        let script = read(text);
        script.commands[0].program().map(|at| script.commands[0].words[at].text())
    };
    let cases = [
        ("sudo -u root -E docker build .", Some("docker")),
        ("env -i A=b C=d /usr/bin/docker ps", Some("/usr/bin/docker")),
        ("exec -a name time -p nohup nice -n 5 docker-compose up", Some("docker-compose")),
        ("timeout -k 5 60 docker compose up", Some("docker")),
        ("sudo -- docker", Some("docker")),
        ("command -v docker", Some("command")),
        ("sudo -s", None),
    ];
    for (text, expected) in cases {
        assert_eq!(program(text).as_deref(), expected, "{text}");
    }
}

#[test]
fn spans_are_places_in_the_file() {
    let mut text = Mapped::new(FileId(0));
    text.push("docker build ", 10);
    text.push("-f \"x y\" .", 30);
    let command = &parse(&text).commands[0];
    assert_eq!(command.span.range(), 10..40);
    assert_eq!(command.words[3].span.range(), 33..38);
}

#[test]
fn broken_text_is_read_on() {
    assert_eq!(shown("echo don't\ndocker compose up"), ["echo dont", "; docker compose up"]);
    assert_eq!(shown(") } fi ;; a \"b\nc"), ["; a b", "; c"]);
    let deep = "$(".repeat(10_000) + &"(".repeat(10_000) + &"${a:-".repeat(10_000) + &"\"${".repeat(10_000);
    read(&deep);
}

/// Sizes at which anything quadratic would take minutes.
#[test]
fn large_texts_are_read() {
    let pieces = [
        "cat <<A\n",
        "cat <<A$((",
        "((",
        "$((",
        "'",
        "\"$(",
        "${a[",
        "${{",
        "`",
        "\\`",
        "f() {",
        "case x in ",
        "a() ",
        "( ",
        "[[ ",
        "x=(",
        "$'",
        "{ ",
        "| ",
        "<(",
    ];
    for piece in pieces {
        let text = piece.repeat(200_000 / piece.len());
        read(&text);
    }
    let distinct: String = (0..60_000).map(|n| format!("cat <<D{n}\n")).collect();
    read(&distinct);
}

fn check_word(word: &Word, text: &str) {
    assert!(text.get(word.span.range()).is_some(), "{word:?}");
    word.literal();
    word.text();
    word.fields(&|_| Some("a b".into()), &|_| None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn any_text_is_read(text in "([a-z=é \\t\\n\\\\'\"`$(){}<>&|;#!\\[\\]:-]|<<E\n|\nE\n|case |in |esac|function |for |do |\\$\\(|\\$\\{a|\r\n){0,60}") {
        let script = read(&text);
        for command in &script.commands {
            prop_assert!(text.get(command.span.range()).is_some());
            prop_assert!((command.scope as usize) < script.scopes.len());
            command.program();
            for word in &command.words {
                check_word(word, &text);
            }
            for assignment in &command.assignments {
                prop_assert!(text.get(assignment.name.span.range()).is_some());
                check_word(&assignment.value, &text);
            }
            for redirect in &command.redirects {
                check_word(&redirect.target, &text);
            }
            for body in &command.heredocs {
                prop_assert!(text.get(body.span(0..body.text.len()).range()).is_some());
            }
        }
    }
}
