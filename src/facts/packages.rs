//! What installing a package adds: Debian's and Alpine's by closure, Python's and Node's by name.

mod alpine;
mod debian;
mod graph;
mod npm;
mod pypi;
mod spread;

pub use alpine::{APK_INDEXES, alpine_alone, alpine_closure};
pub use debian::{
    APT_LISTS, Debian, Release, SLIM_SHARE, debian, debian_alone, debian_closure, debian_together,
};
pub use graph::Closure;
pub use npm::{Npm, npm};
pub use pypi::{Installed, Pypi, normalized, pypi, pypi_extra, pypi_has_fallback};
pub use spread::{Ratio, Sample, scaled, unlisted};
