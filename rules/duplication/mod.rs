//! One thing under several names. One family, one finding.

pub mod duplicate_infrastructure;
pub mod duplicate_service_family;
mod members;
pub mod near_duplicate_dockerfile;
pub mod rebuilt_image;
