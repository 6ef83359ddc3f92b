//! The day on which careen runs, read once: what it says of a repository changes with the day and with nothing else.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::settings::Day;

/// Fixes the day for builds that are to be repeatable; seconds since 1970.
/// <https://reproducible-builds.org/specs/source-date-epoch/>
const EPOCH: &str = "SOURCE_DATE_EPOCH";

/// Today in UTC: as the environment fixes it, or by the clock. None where the environment says something that is no
/// number, or the clock stands before 1970.
pub(super) fn today() -> Option<Day> {
    let seconds = match std::env::var_os(EPOCH).filter(|fixed| !fixed.is_empty()) {
        Some(fixed) => fixed.to_str()?.trim().parse().ok()?,
        None => i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()?,
    };
    Some(Day::of_unix_time(seconds))
}
