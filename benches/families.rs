//! How likeness grows with the number of services: a generated repository whose every service stands in two
//! generations, with a Dockerfile of its own.

use std::fmt::Write as _;

use careen::analysis::Likeness;
use careen::repository::{Repository, load};
use careen::settings::Settings;

/// Services of one Compose file.
const SERVICES: usize = 20;

fn main() {
    divan::main();
}

#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 3, sample_size = 1)]
fn likeness(bencher: divan::Bencher<'_, '_>, services: usize) {
    let repository = generate(services);
    bencher.bench_local(|| Likeness::of(divan::black_box(&repository)));
}

/// A repository of so many services; the folder is gone once it is read.
fn generate(services: usize) -> Repository {
    let root = std::env::temp_dir().join(format!("careen-bench-{}-{services}", std::process::id()));
    for pair in 0..services / SERVICES / 2 {
        for generation in ["first", "second"] {
            let folder = root.join(format!("system-{pair}/{generation}"));
            let mut compose = String::from("services:\n");
            for number in 0..SERVICES {
                let (name, key) = (format!("{generation}-part-{number}"), format!("PART_{pair}_{number}"));
                let _ = write!(
                    compose,
                    "  {name}:\n    build: ./{name}\n    environment:\n      REDIS_URL: redis://redis\n      {key}_KEY: a\n      \
                     {key}_LIMIT: b\n    ports:\n      - \"{number}:80\"\n    volumes:\n      - data-{pair}-{number}:/data\n"
                );
                let text = format!(
                    "FROM python:3.12-slim\nCOPY . /app\nRUN make {name}\nCMD [\"python\", \"{name}.py\"]\n"
                );
                write(&folder.join(&name), "Dockerfile", &text);
            }
            write(&folder, "compose.yaml", &compose);
        }
    }
    let repository = load(&root, &Settings { no_history: true, ..Settings::default() });
    let _ = std::fs::remove_dir_all(&root);
    #[allow(clippy::expect_used, reason = "a benchmark without its repository measures nothing")]
    repository.expect("the generated repository can be read")
}

fn write(folder: &std::path::Path, name: &str, text: &str) {
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(folder.join(name), text));
    #[allow(clippy::expect_used, reason = "a benchmark without its repository measures nothing")]
    written.expect("the folder for temporary files can be written");
}
