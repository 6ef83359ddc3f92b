//! All integration tests, in one binary.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

mod any_input;
mod blessed;
#[path = "../../fuzz/bodies/mod.rs"]
mod bodies;
mod budget;
mod cli;
mod compose_tool;
mod dockerfile_peers;
mod dockerfile_views;
mod families;
mod fixes;
mod fixtures;
mod floors;
mod graph;
mod history;
mod languages;
mod oracle_compose;
mod oracle_dockerfile;
mod oracle_image_references;
mod oracle_yaml;
mod origin;
mod pages;
mod readme;
mod rewrite;
mod rewrite_properties;
mod rulebook;
mod sarif;
mod yaml_peer;
