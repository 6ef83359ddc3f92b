//! Any input: the bodies of the fuzz targets (`fuzz/bodies`), fed with random bytes, with text made of each format's own
//! signs, and with damaged files of the fixtures. `PROPTEST_CASES` says how many of each; few without it.

mod signs;

use std::path::Path;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use signs::{ANY, COMPOSE, DOCKERFILE, MAKE, MARKDOWN, NAMES, SHELL, YAML};

use crate::bodies;

pub(crate) fn cases(few: u32) -> ProptestConfig {
    let many = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: many.unwrap_or(few), failure_persistence: None, ..ProptestConfig::default() }
}

/// Text made of `signs`, of what every format knows, and now and then of anything.
fn made_of(signs: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        9 => select(signs).prop_map(|sign| sign.as_bytes().to_vec()),
        5 => select(ANY).prop_map(|sign| sign.as_bytes().to_vec()),
        1 => any::<String>().prop_map(String::into_bytes),
    ];
    let made = prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat());
    prop_oneof![9 => made, 1 => prop::collection::vec(any::<u8>(), 0..200)]
}

/// The files of a fixture with some of their bytes replaced.
fn damaged() -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
    let damage = (any::<Index>(), any::<Index>(), 0..40_usize, made_of(COMPOSE));
    let damages = prop::collection::vec(damage, 1..6);
    (select(vec!["three-generations", "well-kept", "monorepo"]), damages).prop_map(|(fixture, damages)| {
        let mut files = files_of(fixture);
        for (file, at, length, text) in damages {
            let file = file.index(files.len());
            let bytes = &mut files[file].1;
            let at = at.index(bytes.len() + 1);
            let end = bytes.len().min(at + length);
            bytes.splice(at..end, text);
        }
        files
    })
}

/// Every file of a fixture, by its path.
fn files_of(fixture: &str) -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(fixture).join("repo");
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().flatten() {
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            files.push((path, std::fs::read(entry.path()).unwrap()));
        }
    }
    files
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn dockerfiles(data in made_of(DOCKERFILE)) {
        bodies::dockerfile(&data);
    }

    #[test]
    fn yaml(data in made_of(YAML)) {
        bodies::yaml(&data);
    }

    #[test]
    fn shell(data in made_of(SHELL)) {
        bodies::shell(&data);
    }

    #[test]
    fn makefiles(data in made_of(MAKE)) {
        bodies::makefile(&data);
    }

    #[test]
    fn documents(data in made_of(MARKDOWN)) {
        bodies::markdown(&data);
    }

    #[test]
    fn names(data in made_of(NAMES)) {
        bodies::image_reference(&data);
        bodies::interpolation(&data);
    }
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn compose_files(data in made_of(COMPOSE)) {
        bodies::compose(&data);
    }

    #[test]
    fn repositories(
        compose in made_of(COMPOSE),
        dockerfile in made_of(DOCKERFILE),
        makefile in made_of(MAKE),
        readme in made_of(MARKDOWN),
    ) {
        bodies::repository(&[compose, dockerfile, makefile, readme].join(&0xFF));
    }
}

proptest! {
    #![proptest_config(cases(30))]

    #[test]
    fn damaged_repositories(files in damaged()) {
        let files: Vec<(&str, &[u8])> = files.iter().map(|(path, bytes)| (path.as_str(), &bytes[..])).collect();
        bodies::repository_of(&files);
    }
}

/// Sizes at which anything quadratic would take minutes, and nesting at which recursion would overflow.
#[test]
fn large_and_deep_dockerfiles() {
    let large = [
        "FROM a\n".to_owned() + &"RUN echo \\\n".repeat(100_000),
        "FROM a\nRUN echo \\\n".to_owned() + &"  # c\n".repeat(100_000) + "x\n",
        "FROM a\nENV".to_owned() + &" A=$B \\\n".repeat(100_000),
        "FROM a\nCOPY".to_owned() + &" --chown=a \\\n".repeat(100_000) + " a b",
        "FROM a\n".to_owned() + &"RUN <<A\nx\nA\n".repeat(30_000),
        "FROM a\nRUN <<A ".to_owned() + &"<<B \\\n".repeat(100_000),
        "FROM a\n".to_owned() + &"ONBUILD ".repeat(5_000) + "RUN x",
        "FROM a\nRUN <<A ".to_owned() + &"${a:-\\\n".repeat(50_000),
        "FROM a\nCMD [".to_owned() + &"[ \\\n".repeat(100_000),
    ];
    for text in large {
        let dockerfile = careen::syntax::dockerfile::parse(careen::source::FileId(0), &text);
        assert!(dockerfile.instructions.len() >= 2, "{}", &text[..30]);
    }
}

/// Inputs that once broke a body.
#[test]
fn old_offenders() {
    let installs = "FROM python:3.11\nRUN pip install 𑍗x é && npm install é@1 && gem install ü\n";
    bodies::repository_of(&[("Dockerfile", installs.as_bytes())]);
    bodies::dockerfile("RUN <<EOF[\"a\", \"b\"]\'\'𐤟".as_bytes());
    bodies::markdown("# `````````~~~\n\u{b}~~~\n\u{a0}".as_bytes());
    bodies::markdown("```~~~\n\u{a0}$ docker compose up\n".as_bytes());
    bodies::yaml(b"'a\n\n  b''a\n\n  b'");
}
