//! All integration tests, in one binary.

mod oracle_yaml;
mod yaml_properties;
