//! Command lines and what they mean.

use super::*;
use crate::source::{FileId, Span};

fn read(line: &str) -> Invocation {
    let mut at = 0;
    let fields: Vec<Field> = line
        .split(' ')
        .map(|word| {
            let span = Span::new(FileId(0), at, at + word.len());
            at += word.len() + 1;
            Field { text: word.to_owned(), span }
        })
        .collect();
    interpret(&fields)
}

fn texts(fields: &[Field]) -> Vec<&str> {
    fields.iter().map(|field| field.text.as_str()).collect()
}

#[test]
fn compose_in_its_many_spellings() {
    let cases: [(&str, &[&str], Use, &[&str]); 8] = [
        ("docker compose -f a.yml --file b.yml up -d web", &["a.yml", "b.yml"], Use::Runs, &["web"]),
        ("docker-compose --file=a.yml -p x down -v", &["a.yml"], Use::Handles, &[]),
        ("docker --context prod compose -fa.yml build api", &["a.yml"], Use::Builds, &["api"]),
        ("podman-compose -f a.yml run --rm -e X=1 web sh -c up", &["a.yml"], Use::Runs, &["web"]),
        ("docker compose up --build -t 5 a b", &[], Use::Runs, &["a", "b"]),
        (
            "docker stack deploy --with-registry-auth -c a.yml -c b.yml name",
            &["a.yml", "b.yml"],
            Use::Runs,
            &[],
        ),
        ("docker compose --profile gpu -f a.yml config --services", &["a.yml"], Use::Handles, &[]),
        ("docker.exe compose -f a.yml logs -f web", &["a.yml"], Use::Handles, &["web"]),
    ];
    for (line, files, usage, services) in cases {
        let Invocation::Compose(compose) = read(line) else { panic!("{line}") };
        assert_eq!((texts(&compose.files).as_slice(), compose.usage), (files, usage), "{line}");
        assert_eq!(compose.services, services, "{line}");
    }
    for line in ["docker compose version", "docker-compose --version", "docker ps", "compose up"] {
        assert_eq!(read(line), Invocation::Other, "{line}");
    }
}

#[test]
fn builds_in_their_many_spellings() {
    let cases = [
        ("docker build -t x -f a/Dockerfile.b ctx", Some("a/Dockerfile.b"), Some("ctx")),
        ("docker buildx build --platform linux/amd64 --file=D --push .", Some("D"), Some(".")),
        ("docker image build ctx", None, Some("ctx")),
        ("podman build -f D", Some("D"), None),
        ("buildah bud -f D .", Some("D"), Some(".")),
        ("/kaniko/executor --context dir:///workspace/api --dockerfile D", Some("D"), Some("/workspace/api")),
        ("docker build --build-arg A=b --secret id=x,src=y .", None, Some(".")),
    ];
    for (line, file, context) in cases {
        let Invocation::Build(build) = read(line) else { panic!("{line}") };
        assert_eq!(build.file.as_ref().map(|field| field.text.as_str()), file, "{line}");
        assert_eq!(build.context.as_ref().map(|field| field.text.as_str()), context, "{line}");
    }
    let Invocation::Bake(bake) = read("docker buildx bake -f a.yml --file b.hcl all") else { panic!("bake") };
    assert_eq!(texts(&bake.files), ["a.yml", "b.hcl"]);
}

#[test]
fn an_options_value_knows_its_place() {
    let Invocation::Compose(compose) = read("docker-compose --file=a.yml up") else { panic!("compose") };
    assert_eq!(compose.files[0].span.range(), 22..27);
}

#[test]
fn what_starts_something_else() {
    assert!(
        matches!(read("make -C deploy up"), Invocation::Make { directory: Some(it), .. } if it.text == "deploy")
    );
    assert!(
        matches!(read("bash -x scripts/up.sh now"), Invocation::Script(it) if it.text == "scripts/up.sh")
    );
    assert!(matches!(read("./up.sh"), Invocation::Script(it) if it.text == "./up.sh"));
    assert!(
        matches!(read("ssh -i key host docker compose up"), Invocation::Text(it) if it.text == "docker compose up")
    );
    assert!(matches!(read("echo docker compose up"), Invocation::Shown(_)));
}
