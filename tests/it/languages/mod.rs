//! The languages' rooms: whole rewrites of small projects, what they leave as it is and why, and what holds for every
//! one that is offered.

mod all;
mod go;
mod node;
mod python;

use std::path::Path;

use careen::repository::load;
use careen::rewrite::{Replacement, replacement};
use careen::settings::Settings;

/// Files of a project, the Dockerfile among them.
type Project<'a> = &'a [(&'a str, &'a str)];

fn rewrite(files: Project<'_>) -> Result<Option<Replacement>, String> {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    of_folder(folder.path())
}

fn of_folder(folder: &Path) -> Result<Option<Replacement>, String> {
    let repository = load(folder, &Settings::default()).unwrap();
    let dockerfile = repository.dockerfiles.iter().find(|it| it.path == "Dockerfile").unwrap();
    replacement(&repository, dockerfile)
}

fn offered(files: Project<'_>) -> Replacement {
    rewrite(files).unwrap_or_else(|reason| panic!("{reason}")).expect("something is won")
}

/// Two copies of a project differ by their Dockerfile only.
fn with<'a>(dockerfile: &'a str, rest: Project<'a>) -> Vec<(&'a str, &'a str)> {
    std::iter::once(("Dockerfile", dockerfile)).chain(rest.iter().copied()).collect()
}

const UV: Project<'_> = &[
    ("pyproject.toml", "[project]\nname = 'x'\nversion = '1'\ndependencies = ['flask']\n"),
    ("uv.lock", "[[package]]\nname = 'flask'\n[[package]]\nname = 'psycopg2'\n"),
    ("main.py", ""),
];

const NODE: Project<'_> = &[
    (
        "package.json",
        r#"{"scripts": {"build": "tsc", "start": "node dist/x.js", "dev": "nodemon x"}, "dependencies": {"express": "4"}, "devDependencies": {"typescript": "5", "nodemon": "3"}}"#,
    ),
    (
        "package-lock.json",
        r#"{"lockfileVersion": 3, "packages": {"": {}, "node_modules/typescript": {"dev": true, "bin": {"tsc": "x"}}, "node_modules/nodemon": {"dev": true, "bin": {"nodemon": "x"}}}}"#,
    ),
    (".dockerignore", "node_modules\n"),
    ("src/x.ts", "import express from 'express';\n"),
];

const GO: Project<'_> = &[
    ("go.mod", "module example.org/shop\n\ngo 1.26\n\nrequire example.org/greet v1.0.0\n"),
    ("go.sum", ""),
    ("cmd/shop/main.go", "package main\n\nfunc main() {}\n"),
    ("README.md", "# Shop\n"),
    ("templates/index.html", "<p>\n"),
];
