//! What `careen check` takes: reading, linking, analysing, linting and the report, over files on disk.
//!
//! The large repository is generated: a thousand Dockerfiles of four languages, in systems of ten services with a Compose
//! file, a makefile and a README each. The small one is a fixture.
#![allow(clippy::expect_used, reason = "a benchmark that cannot go on fails")]
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use careen::analysis::Analysis;
use careen::edit::Applicability;
use careen::lint::{self, Context, Rewrites};
use careen::report::{self, Checked, Report};
use careen::settings::Settings;
use careen::{repository, rules};

/// Systems of the large repository.
const SYSTEMS: usize = 100;
/// Services of each, with a Dockerfile of its own.
const SERVICES: usize = 10;

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 20)]
fn small_repository(bencher: divan::Bencher<'_, '_>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/well-kept/repo");
    bencher.bench_local(|| check(&root));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn thousand_dockerfiles(bencher: divan::Bencher<'_, '_>) {
    let root = generate();
    bencher.bench_local(|| check(&root));
    // the folder lies among temporary ones: one that stays is no harm
    _ = std::fs::remove_dir_all(root);
}

/// How many bytes the report has.
fn check(root: &Path) -> usize {
    let settings = Settings::default();
    let repository = repository::load(root, &settings).expect("the folder can be read");
    let analysis = Analysis::new(&repository, &settings);
    let rewrites = Rewrites::left_out(&repository, &analysis);
    let context =
        Context { repository: &repository, analysis: &analysis, settings: &settings, rewrites: &rewrites };
    let outcome = lint::run(context, rules::ALL);
    let report = Report {
        sources: &repository.sources,
        outcome: &outcome,
        rules: rules::ALL,
        root: ".",
        prefix: "",
        version: "0",
        errors: &[],
        checked: Checked::default(),
        footprint: None,
        include_suppressed: false,
        applies: Applicability::Safe,
        fixed: None,
        next: &[],
    };
    let mut written = Vec::new();
    report::concise::write(&report, &mut written).expect("memory takes every byte");
    written.len()
}

fn generate() -> PathBuf {
    let root = std::env::temp_dir().join(format!("careen-bench-check-{}", std::process::id()));
    for system in 0..SYSTEMS {
        let folder = root.join(format!("system-{system}"));
        let mut compose = String::from("services:\n");
        for number in 0..SERVICES {
            let name = format!("part-{number}");
            let port = 8000 + number;
            _ = write!(
                compose,
                "  {name}:\n    build: ./{name}\n    restart: unless-stopped\n    environment:\n      \
                 PORT: \"{port}\"\n      LEVEL: ${{LEVEL:-info}}\n    ports:\n      - \"{port}:{port}\"\n"
            );
            put(&folder.join(&name).join("Dockerfile"), &dockerfile(system + number, port));
        }
        put(&folder.join("compose.yaml"), &compose);
        put(
            &folder.join("Makefile"),
            "up:\n\tdocker compose up -d --build\n\ndown:\n\tdocker compose down\n",
        );
        let readme = format!("# System {system}\n\nStart it:\n\n```sh\ndocker compose up -d\n```\n");
        put(&folder.join("README.md"), &readme);
    }
    root
}

/// One of four languages, in turn.
fn dockerfile(kind: usize, port: usize) -> String {
    match kind % 4 {
        0 => format!(
            "FROM python:3.12\nWORKDIR /app\nRUN apt-get update && apt-get install -y gcc libpq-dev \\\n    \
             && rm -rf /var/lib/apt/lists/*\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n\
             COPY . .\nEXPOSE {port}\nCMD [\"python\", \"-m\", \"app\"]\n"
        ),
        1 => format!(
            "FROM node:22 AS build\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n\n\
             FROM node:22-slim\nWORKDIR /app\nCOPY --from=build /app/dist dist\nEXPOSE {port}\n\
             CMD [\"node\", \"dist/main.js\"]\n"
        ),
        2 => format!(
            "# syntax=docker/dockerfile:1\nFROM golang:1.24 AS build\nWORKDIR /src\nCOPY . .\n\
             RUN --mount=type=cache,target=/root/.cache/go-build go build -o /out/app ./cmd/app\n\n\
             FROM debian:12-slim\nCOPY --from=build /out/app /app\nEXPOSE {port}\nENTRYPOINT [\"/app\"]\n"
        ),
        _ => format!(
            "FROM maven:3.9-eclipse-temurin-21\nWORKDIR /app\nCOPY . .\nRUN mvn -q package\nEXPOSE {port}\n\
             CMD [\"java\", \"-jar\", \"target/app.jar\"]\n"
        ),
    }
}

fn put(path: &Path, text: &str) {
    let folder = path.parent().expect("a file lies in a folder");
    std::fs::create_dir_all(folder).expect("folders can be made");
    std::fs::write(path, text).expect("files can be written");
}
