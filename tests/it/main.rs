//! The integration tests, as one binary.

mod oracle_image_references;
