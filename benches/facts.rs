//! What the first look into each table costs: tables are read when they are first asked for, so each line is what
//! reading one table adds. `cargo bench --bench facts`
#![allow(clippy::print_stdout, reason = "a benchmark says what it measured")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use careen::facts::{self, packages};

/// One look into a table that nobody has looked into yet.
type Look = (&'static str, fn() -> bool);

const LOOKS: [Look; 13] = [
    ("libc of an image", || facts::libc("python", "3.11-slim-bookworm").is_some()),
    ("size of an image", || facts::size("python", "3.11-slim-bookworm").is_some()),
    ("size of an image, derived", || facts::size("debian", "bullseye-slim").is_some()),
    ("slimmer sibling", || facts::slimmer("python", "3.11").is_some()),
    ("end of life", || facts::support("python", "3.8-slim-buster").len() == 2),
    ("Debian, curl", || packages::debian("curl").is_some()),
    ("Debian, chromium with recommends", || packages::debian("chromium").is_some()),
    ("Alpine, build-base", || packages::alpine_closure(&["build-base"], &Default::default()).is_some()),
    ("PyPI", || packages::pypi("numpy").is_some()),
    ("npm", || packages::npm("express", None).is_some()),
    ("toolchain package", || facts::toolchain_class("gcc").is_some()),
    ("backing store", || facts::backing_store("redis").is_some()),
    ("word of a name", || facts::age("old").is_some()),
];

fn main() {
    let mut sum = Duration::ZERO;
    for (name, look) in LOOKS {
        let start = Instant::now();
        let found = black_box(look());
        let took = start.elapsed();
        sum += took;
        println!(
            "{name:<36} {:>9.1} µs{}",
            took.as_secs_f64() * 1e6,
            if found { "" } else { "  (not found)" }
        );
    }
    println!("{:<36} {:>9.1} µs", "all of them", sum.as_secs_f64() * 1e6);
}
