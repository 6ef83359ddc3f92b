//! The proof by real builds: what careen says of sizes and rewrites, beside what an engine builds and measures.
//!
//! ```text
//! sizes/NAME      a repository each: its images are built and their layers weighed      → SIZES.md
//! rewrites/NAME   a repository and its smoke commands each: it and its rewrite are built → REWRITES.md
//! merged/NAME     as rewrites/, with `--merge-containers`: what were services answer, restart and stop → MERGED.md
//! measured/       what was measured, by the content of what was built: comparing again needs no engine
//! engine/         scripts that find or bring up an engine
//! ```
//!
//! `cargo test` builds nothing: it compares today's estimates with what was measured, and says what it skips.
//! `CAREEN_PROOF=1` builds what has changed since it was measured, `CAREEN_PROOF=all` everything; `CAREEN_BLESS=1` writes
//! the tables. Names of projects may follow: `CAREEN_PROOF=1 cargo test --test proof -- py-web-slim`.
#![allow(clippy::print_stdout, reason = "a test without a harness says itself what it skips and finds")]

mod build;
mod compose;
mod digest;
mod engine;
mod estimate;
mod image;
mod merged;
mod records;
mod rewrites;
mod rewrites_table;
mod rewriting;
mod sizes;
mod sizes_table;
mod smoke;
mod table;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use engine::Engine;

/// What anything here can fail with: words for a person.
type Result<T> = std::result::Result<T, String>;

/// Builds at a time, unless `CAREEN_PROOF_JOBS` says otherwise.
const AT_A_TIME: usize = 2;

/// What is asked for.
struct Request {
    /// Build what was measured already, too.
    again: bool,
    /// Write the tables.
    bless: bool,
    /// Only these projects; empty for all.
    only: Vec<String>,
}

fn main() -> ExitCode {
    let wanted = std::env::var("CAREEN_PROOF").unwrap_or_default();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--list") {
        return ExitCode::SUCCESS;
    }
    let request = Request {
        again: wanted == "all",
        bless: std::env::var_os("CAREEN_BLESS").is_some(),
        only: arguments.into_iter().filter(|argument| !argument.starts_with('-')).collect(),
    };
    let engine = match wanted.as_str() {
        "" | "0" => {
            println!(
                "proof: building is skipped: no engine was asked for; set CAREEN_PROOF=1 to build what has changed \
                 (CAREEN_PROOF=all: everything)"
            );
            None
        }
        _ => match Engine::start() {
            Ok(engine) => {
                println!("proof: engine {}", engine.version);
                Some(engine)
            }
            Err(why) => {
                println!(
                    "proof: building is SKIPPED: no engine; CAREEN_PROOF={wanted} could not start one: {why}"
                );
                None
            }
        },
    };
    let engine = engine.as_ref();
    let outcomes =
        [sizes::run(engine, &request), rewrites::run(engine, &request), merged::run(engine, &request)];
    let mut code = ExitCode::SUCCESS;
    for outcome in outcomes {
        if let Err(why) = outcome {
            println!("proof: FAILED: {why}");
            code = ExitCode::FAILURE;
        }
    }
    code
}

/// The folder of the proof, or something in it.
fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/proof").join(name)
}

/// The projects of a folder, by name.
fn projects(folder: &Path) -> Result<Vec<String>> {
    let listed = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let is_folder = |entry: &std::fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let mut names: Vec<String> =
        listed.flatten().filter(is_folder).filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    Ok(names)
}

/// What a mutex holds, also where a thread that held it has failed.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Does `work` for each item, a few at a time; the answers in the items' order.
fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let asked = std::env::var("CAREEN_PROOF_JOBS").ok().and_then(|jobs| jobs.parse().ok());
    let jobs: usize = asked.unwrap_or(AT_A_TIME).max(1);
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::SeqCst);
                    let Some(item) = items.get(at) else { return };
                    let answer = work(item);
                    locked(&done).push((at, answer));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, answer)| answer).collect()
}

/// Compares a table with the file that holds it, or writes it.
fn table(name: &str, text: &str, bless: bool) -> Result<()> {
    let path = folder(name);
    if std::fs::read_to_string(&path).unwrap_or_default() == text {
        return Ok(());
    }
    if !bless {
        return Err(format!("tests/proof/{name} is not up to date: CAREEN_BLESS=1 cargo test --test proof"));
    }
    std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
}
