//! What a plan takes for a system of fifty services, beside what reading it takes: forty in near-equal Dockerfiles of
//! their own, which become one, and ten that share a build.
#![allow(clippy::expect_used, reason = "a benchmark that cannot go on fails")]
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use careen::analysis::Analysis;
use careen::repository::{self, Repository};
use careen::rewrite::{Place, Request, plan};
use careen::settings::Settings;

/// Services with a Dockerfile of their own.
const ALONE: usize = 40;
/// Services of one build.
const TOGETHER: usize = 10;

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 20)]
fn reading(bencher: divan::Bencher<'_, '_>) {
    let root = generate("reading");
    bencher.bench_local(|| load(&root).compose_files.len());
    _ = std::fs::remove_dir_all(root);
}

#[divan::bench(sample_count = 20)]
fn planning(bencher: divan::Bencher<'_, '_>) {
    let root = generate("planning");
    let repository = load(&root);
    let settings = Settings::default();
    let request = Request { place: Place::within("careen-rewrite"), family: None, merge_containers: false };
    bencher.bench_local(|| {
        let analysis = Analysis::new(&repository, &settings);
        let plan = plan(&repository, &analysis, &request);
        let built = plan.ledger.after.iter().filter(|image| !image.is_pulled);
        assert!(built.count() == 1, "one image serves all");
        plan.files.len()
    });
    _ = std::fs::remove_dir_all(root);
}

fn load(root: &Path) -> Repository {
    repository::load(root, &Settings::default()).expect("the folder can be read")
}

fn generate(name: &str) -> PathBuf {
    let root = std::env::temp_dir().join(format!("careen-bench-{name}-{}", std::process::id()));
    let mut compose = String::from("services:\n");
    for number in 0..ALONE + TOGETHER {
        let folder = if number < ALONE { format!("./parts/part_{number}") } else { ".".to_owned() };
        _ = write!(
            compose,
            "  part-{number}:\n    build: {folder}\n    restart: unless-stopped\n    environment:\n      \
             NUMBER: \"{number}\"\n    depends_on:\n      - store\n"
        );
    }
    compose.push_str("  store:\n    image: redis:7-alpine\n");
    let dockerfile = |script: &str| {
        format!(
            "FROM python:3.11\n\nWORKDIR /app\n\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n\n\
             COPY . .\n\nCMD [\"python\", \"{script}.py\"]\n"
        )
    };
    for number in 0..ALONE {
        let folder = root.join(format!("parts/part_{number}"));
        put(&folder.join("Dockerfile"), &dockerfile(&format!("part_{number}")));
        put(&folder.join("requirements.txt"), "redis==5.0.1\nnumpy==1.26.2\n");
        put(&folder.join(format!("part_{number}.py")), "import os\nimport redis\n");
    }
    put(&root.join("Dockerfile"), &dockerfile("main"));
    put(&root.join("requirements.txt"), "redis==5.0.1\nnumpy==1.26.2\n");
    put(&root.join("main.py"), "import redis\n");
    put(&root.join("docker-compose.yml"), &compose);
    put(&root.join("Makefile"), "up:\n\tdocker compose up -d --build\n");
    root
}

fn put(path: &Path, text: &str) {
    let folder = path.parent().expect("a file lies in a folder");
    std::fs::create_dir_all(folder).expect("folders can be made");
    std::fs::write(path, text).expect("files can be written");
}
