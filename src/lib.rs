//! careen reads a repository's Compose files, Dockerfiles and whatever refers to them as one system, and says
//! what is bloated, duplicated or dead in it.
//!
//! The library is built in floors; a module names only modules on lower floors (`tests/it/floors.rs` checks it):
//!
//! ```text
//! 7  main → cli                 arguments, printing, the list of rules
//! 6  rules  report  apply       neighbours that never see each other
//! 5  lint                       what a rule and a finding are; running rules
//! 4  rewrite                    a family → plan → new files
//! 3  analysis                   questions asked of a repository
//! 2  repository                 the whole repository, linked once
//! 1  syntax  facts              text → trees with spans; the data the rules know
//! 0  source  edit  settings     bytes, spans, edits, configuration values
//! ```

pub mod analysis;
pub mod apply;
pub mod cli;
pub mod edit;
pub mod facts;
pub mod lint;
pub mod report;
pub mod repository;
pub mod rewrite;
#[path = "../rules/mod.rs"]
pub mod rules;
pub mod settings;
pub mod source;
pub mod syntax;
