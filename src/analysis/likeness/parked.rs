//! Services that are kept in a living file and kept from being started.

use super::words;
use crate::facts::{self, Age};
use crate::repository::Service;

/// Whether a service starts only under profiles whose names say that it is of the past: `watch-old`,
/// `worker-disabled`. A profile that nobody names is no such sign.
pub(super) fn is_parked(service: &Service) -> bool {
    let is_past = |word: &String| matches!(facts::age(word), Some(Age::Past | Age::Copy | Age::Store));
    let says_so = |profile: &str| words::words(profile).iter().any(is_past);
    !service.profiles.is_empty()
        && service.profiles.iter().all(|profile| profile.known().is_some_and(says_so))
}
