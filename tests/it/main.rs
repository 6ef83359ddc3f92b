//! All integration tests, in one binary.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod oracle_yaml;
mod yaml_properties;
