//! How the time of a check grows with the number of services: generated repositories of many systems, each with a
//! living file, an override, an older generation that documents retire, a Makefile and a README. Two services of three
//! have a Dockerfile and a build context of their own: 100,000 services are 152,500 files.
//!
//! `load` reads and links, `likeness` compares services and Dockerfiles, `check` is all of it with every rule.
//! `check_stacks` is the same for services that pull their images: 100,000 of them are 5,000 files.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use careen::analysis::{Analysis, Likeness};
use careen::lint::{self, Context, Rewrites};
use careen::repository::{Repository, load as read};
use careen::rules;
use careen::settings::Settings;

/// Services of one Compose file.
const SERVICES: usize = 20;
/// So many systems lie in one folder.
const AREA: usize = 40;

fn main() {
    divan::main();
}

#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 3, sample_size = 1)]
fn load(bencher: divan::Bencher<'_, '_>, services: usize) {
    let root = generate(services);
    bencher.bench_local(|| repository(&root));
    remove(&root);
}

#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 3, sample_size = 1)]
fn likeness(bencher: divan::Bencher<'_, '_>, services: usize) {
    let root = generate(services);
    let repository = repository(&root);
    bencher.bench_local(|| Likeness::of(divan::black_box(&repository)));
    remove(&root);
}

#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 3, sample_size = 1)]
fn check(bencher: divan::Bencher<'_, '_>, services: usize) {
    let root = generate(services);
    bencher.bench_local(|| findings(&root));
    remove(&root);
}

#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 3, sample_size = 1)]
fn check_stacks(bencher: divan::Bencher<'_, '_>, services: usize) {
    let root = generate_stacks(services);
    bencher.bench_local(|| findings(&root));
    remove(&root);
}

/// All there is to a check but its output.
fn findings(root: &Path) -> usize {
    let (repository, settings) = (repository(root), settings());
    let analysis = Analysis::new(&repository, &settings);
    let rewrites = Rewrites::left_out(&repository, &analysis);
    let context =
        Context { repository: &repository, analysis: &analysis, settings: &settings, rewrites: &rewrites };
    lint::run(context, rules::ALL).findings.len()
}

fn settings() -> Settings {
    Settings { no_history: true, ..Settings::default() }
}

fn repository(root: &Path) -> Repository {
    #[allow(clippy::expect_used, reason = "a benchmark without its repository measures nothing")]
    read(root, &settings()).expect("the generated repository can be read")
}

/// A folder for one repository.
fn root(what: &str, services: usize) -> PathBuf {
    std::env::temp_dir().join(format!("careen-bench-{what}-{}-{services}", std::process::id()))
}

/// A repository of so many services that pull their images, in stacks that share names, variables and images.
fn generate_stacks(services: usize) -> PathBuf {
    let root = root("stacks", services);
    for stack in 0..services / SERVICES {
        let mut text = String::from("services:\n");
        for number in 0..SERVICES {
            let (name, image) = match number % 2 {
                0 => (format!("part-{number}"), format!("redis:{}", 6 + stack % 3)),
                _ => (format!("part-{stack}-{number}"), format!("example/part-{number}:1.{}", stack % 7)),
            };
            _ = write!(
                text,
                "  {name}:\n    image: {image}\n    restart: always\n    environment:\n      KEY_{}: a\n      \
                 PART_{stack}_{number}: b\n",
                number * 7 % 50
            );
        }
        write(&root.join(format!("area-{}/stack-{stack}", stack / AREA)), "compose.yaml", &text);
    }
    root
}

/// A repository of so many services.
fn generate(services: usize) -> PathBuf {
    let root = root("families", services);
    for system in 0..services / SERVICES / 2 {
        let folder = root.join(format!("area-{}/system-{system}", system / AREA));
        generation(&folder, system, "");
        generation(&folder.join("first"), system, "-old");
        let more = format!("services:\n  part-{system}-1:\n    environment:\n      LOG_LEVEL: debug\n");
        write(&folder, "compose.override.yaml", &more);
        write(&folder, "Makefile", "up:\n\tdocker compose up -d\n\ndown:\n\tdocker compose down\n");
        let said = "Start it with `docker compose up -d`.\n\n`first/compose.yaml` is no longer used.\n";
        write(&folder, "README.md", &format!("# System {system}\n\n{said}"));
    }
    root
}

/// A Compose file with its Dockerfiles: every fourth service shares one, every third has another name in the older
/// generation.
fn generation(folder: &Path, system: usize, age: &str) {
    let (mut services, mut volumes) = (String::from("services:\n"), String::from("volumes:\n  db:\n"));
    for number in 0..SERVICES - 2 {
        let name = if number % 3 == 0 {
            format!("part-{system}-{number}{age}")
        } else {
            format!("part-{system}-{number}")
        };
        let build = if number % 4 == 0 { "shared".to_owned() } else { format!("part-{number}") };
        let (key, port) = (format!("PART_{system}_{number}"), 8000 + number);
        _ = write!(
            services,
            "  {name}:\n    build: ./{build}\n    restart: unless-stopped\n    environment:\n      REDIS_URL: redis://redis\n      \
             {key}_KEY: a\n      {key}_LIMIT: b\n    ports:\n      - \"{port}:80\"\n    volumes:\n      - data-{number}:/data\n    \
             depends_on: [redis]\n"
        );
        if number % 4 == 0 {
            _ = writeln!(services, "    command: python worker_{system}_{number}.py");
        }
        _ = writeln!(volumes, "  data-{number}:");
        let text = format!(
            "FROM python:3.{}-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\n\
             RUN make part-{number}\nCMD [\"python\", \"part_{system}_{number}.py\"]\n",
            10 + number % 3
        );
        write(&folder.join(&build), "Dockerfile", &text);
        write(&folder.join(&build), "requirements.txt", "flask\nredis\n");
    }
    services.push_str("  redis:\n    image: redis:8-alpine\n  db:\n    image: postgres:17\n    volumes: [\"db:/var/lib/data\"]\n");
    write(folder, "compose.yaml", &(services + &volumes));
}

fn write(folder: &Path, name: &str, text: &str) {
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(folder.join(name), text));
    #[allow(clippy::expect_used, reason = "a benchmark without its repository measures nothing")]
    written.expect("the folder for temporary files can be written");
}

fn remove(root: &Path) {
    // the folder lies among temporary ones: one that stays is no harm
    _ = std::fs::remove_dir_all(root);
}
