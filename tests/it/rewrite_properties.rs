//! Whatever the system: what is offered parses, leaves nothing of what it answers, and done once leaves nothing to do.

use std::fmt::Write as _;
use std::path::Path;

use careen::analysis::Analysis;
use careen::repository::{Changes, Repository, changed, load};
use careen::rewrite::{Place, Plan, Request, plan};
use careen::settings::Settings;
use careen::source::FileId;
use proptest::prelude::*;

use crate::origin::{applied, findings};

/// One service of a made-up system.
#[derive(Debug, Clone)]
struct Part {
    base: usize,
    /// Compilers installed, and whether before the packages.
    compiler: bool,
    packages: Vec<usize>,
    /// The Dockerfile of another service, in its context.
    shares: Option<usize>,
    command: usize,
    port: Option<u16>,
    copies_all_first: bool,
    user: bool,
    /// Files of the same names with other texts.
    clashes: bool,
    ignores: bool,
}

const BASES: [&str; 4] = ["python:3.11", "python:3.11-slim", "python:3.12", "node:20"];
const PACKAGES: [&str; 5] =
    ["flask==3.0.0", "redis==5.0.1", "redis==5.0.2", "numpy==1.26.2", "psycopg2==2.9.9"];

fn part() -> impl Strategy<Value = Part> {
    let packages = proptest::collection::vec(0..PACKAGES.len(), 1..3);
    let first =
        (0..BASES.len(), any::<bool>(), packages, proptest::option::weighted(0.3, 0..6usize), 0..4usize);
    let second = (
        proptest::option::of(8000..8003u16),
        proptest::bool::weighted(0.2),
        proptest::bool::weighted(0.2),
        proptest::bool::weighted(0.2),
        proptest::bool::weighted(0.2),
    );
    (first, second).prop_map(
        |((base, compiler, packages, shares, command), (port, copies_all_first, user, clashes, ignores))| {
            Part {
                // most of a system's services are alike
                base: if base < 3 { 0 } else { base - 2 },
                compiler: compiler && base > 1,
                packages,
                shares,
                command,
                port,
                copies_all_first,
                user,
                clashes,
                ignores,
            }
        },
    )
}

fn dockerfile(part: &Part, number: usize) -> String {
    let mut text = format!("# service {number}\nFROM {}\n\nWORKDIR /app\n\n", BASES[part.base]);
    if part.compiler {
        text += "RUN apt-get update && apt-get install -y gcc && rm -rf /var/lib/apt/lists/*\n\n";
    }
    let install =
        if BASES[part.base].starts_with("node") { "npm ci" } else { "pip install -r requirements.txt" };
    text += &match part.copies_all_first {
        true => format!("COPY . .\nRUN {install}\n\n"),
        false => format!("COPY requirements.txt .\nRUN {install}\n\nCOPY . .\n\n"),
    };
    if let Some(port) = part.port {
        _ = writeln!(text, "EXPOSE {port}");
    }
    if part.user {
        text += "USER 1000\n";
    }
    text += match part.command {
        0 => "CMD [\"python\", \"main.py\"]\n",
        1 => "CMD python main.py --quiet\n",
        2 => "ENTRYPOINT [\"python\"]\nCMD [\"main.py\"]\n",
        _ => "CMD [\"python\", \"-c\", \"print('$HOME')\"]\n",
    };
    text
}

fn write(root: &Path, parts: &[Part]) {
    let put = |path: &str, text: &str| {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let mut compose = String::from("services:\n");
    for (number, part) in parts.iter().enumerate() {
        let of = part.shares.filter(|other| *other < parts.len()).unwrap_or(number);
        _ = write!(
            compose,
            "  part-{number}:\n    build: ./p{of}\n    environment:\n      NUMBER: \"{number}\"\n"
        );
        if part.command == 1 && of != number {
            compose += "    command: python other.py   # its own\n";
        }
        put(&format!("p{number}/Dockerfile"), &dockerfile(part, number));
        let packages: Vec<&str> = part.packages.iter().map(|&at| PACKAGES[at]).collect();
        put(&format!("p{number}/requirements.txt"), &format!("{}\n", packages.join("\n")));
        put(&format!("p{number}/module_{number}.py"), "import flask\n");
        if part.clashes {
            put(&format!("p{number}/settings.py"), &format!("NUMBER = {number}\n"));
        }
        if part.ignores {
            put(&format!("p{number}/.dockerignore"), "*.md\n**/__pycache__\n!README.md\n");
        }
        put(&format!("p{number}/README.md"), "# A part\n");
    }
    put("docker-compose.yml", &compose);
    put("Makefile", "up:\n\tdocker compose up -d --build\n");
}

fn planned(repository: &Repository, settings: &Settings) -> Plan {
    let analysis = Analysis::new(repository, settings);
    plan(
        repository,
        &analysis,
        &Request { place: Place::within("careen-rewrite"), family: None, merge_containers: false },
    )
}

/// The rules that a rewritten image answers.
const ANSWERED: [&str; 4] =
    ["non-slim-base", "single-stage-build", "build-tools-in-final-image", "rebuilt-image"];

fn check(parts: &[Part]) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("system");
    write(&root, parts);
    let settings = Settings::default();
    let repository = load(&root, &settings).unwrap();
    let first = planned(&repository, &settings);
    assert_eq!(first, planned(&repository, &settings));
    for file in &first.files {
        let problems = match file.path.rsplit_once('.').map(|(_, end)| end) {
            Some("yaml") => careen::syntax::yaml::parse(FileId(0), &file.text).problems,
            Some("Dockerfile") => careen::syntax::dockerfile::parse(FileId(0), &file.text).problems,
            _ => continue,
        };
        assert!(problems.is_empty(), "{}\n{}\n{problems:?}", file.path, file.text);
    }
    let after = applied(&repository, &first);
    let unsound: Vec<_> = after.compose_files.iter().flat_map(|file| &file.problems).collect();
    assert!(unsound.is_empty(), "{unsound:#?}");
    // what the plan rewrote, seen anew
    for finding in findings(&after, &settings) {
        let path = &after.sources[finding.primary.span.file].path;
        let is_new = path.starts_with("careen-rewrite/");
        assert!(!(is_new && ANSWERED.contains(&finding.rule)), "{path}: {}", finding.message);
        assert_ne!(finding.rule, "missing-build-input", "{path}: {}", finding.message);
        assert_ne!(finding.rule, "syntax-error", "{path}: {}", finding.message);
    }
    // applied, and the override taken away, which would keep it from being looked at
    let gone = ["careen-rewrite/compose.beside.yaml".to_owned()].into();
    let put = first.files.iter().map(|file| (format!("careen-rewrite/{}", file.path), file.text.clone()));
    if !first.is_empty() {
        let mut without: std::collections::BTreeSet<String> = gone;
        without.extend(first.unneeded.iter().cloned());
        let after = changed(&repository, Changes { put: put.collect(), gone: without });
        let second = planned(&after, &settings);
        assert!(second.is_empty(), "{:#?}", second.steps);
    }
}

/// Each writes, reads and plans a whole system: few, unless more are asked for.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn a_plan_is_sound_and_done_once(parts in proptest::collection::vec(part(), 1..7)) {
        check(&parts);
    }
}
