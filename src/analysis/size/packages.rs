//! What packages of the distribution weigh, from the table of Debian 12.

use super::Estimate;
use crate::analysis::contents::{BaseImage, System};
use crate::facts::{self, packages};

/// What comes with a package by its dependencies, as Debian's and Alpine's package lists have it: such names add
/// nothing beside the one that brings them.
const BRINGS: [(&str, &[&str]); 4] = [
    ("build-essential", &["gcc", "g++", "make", "libc6-dev", "dpkg-dev", "cpp"]),
    ("g++", &["gcc", "libc6-dev", "cpp"]),
    ("gcc", &["cpp"]),
    ("python3-pip", &["python3"]),
];

/// What these packages add together to an image on `base`; `None` where the table knows none of them, or they aren't
/// Debian's.
pub fn debian(
    system: System,
    names: &[&str],
    recommends: bool,
    base: Option<&BaseImage>,
) -> Option<Estimate> {
    let base = base?;
    let distribution = facts::distribution(&base.repository, &base.tag)?;
    if system != System::Apt || !matches!(distribution.name, "debian" | "ubuntu") {
        return None;
    }
    let brought = |name: &&str| BRINGS.iter().any(|(by, list)| names.contains(by) && list.contains(name));
    let mut own: Vec<&str> = names.iter().filter(|name| !brought(name)).copied().collect();
    own.sort_unstable();
    own.dedup();
    let bytes =
        |package: packages::Debian| if recommends { package.with_recommends } else { package.installed };
    let known: Vec<u64> = own.iter().filter_map(|name| packages::debian(name)).map(bytes).collect();
    let most = known.iter().max().copied()?;
    let sum: u64 = known.iter().sum();
    let together = packages::debian_together(&own).map(bytes);
    // closures overlap: together they are at least the largest and at most the sum
    let whole = match together {
        Some(bytes) => Estimate::exactly(bytes),
        None => Estimate { low: most, expected: most + (sum - most) / 2, high: sum },
    };
    // measured against real installs; other releases than Debian 12 differ more
    let error = if distribution.version.as_deref() == Some("12") { 0.05 } else { 0.20 };
    let share = if is_slim(base) { packages::SLIM_SHARE } else { 1.0 };
    let mut estimate = whole.times(share);
    estimate.low = (estimate.low as f64 * (1.0 - error)) as u64;
    estimate.high = (estimate.high as f64 * (1.0 + error)) as u64;
    if base.holds_toolchain() {
        // some or all of it is there already
        estimate.low = 0;
    }
    if known.len() < own.len() {
        // each unknown one may be anything up to the largest of the table
        estimate.high = estimate.high.saturating_add(most.saturating_mul((own.len() - known.len()) as u64));
    }
    Some(estimate)
}

/// Slim images leave out documentation and locales of whatever is installed into them.
fn is_slim(base: &BaseImage) -> bool {
    base.tag.split('-').any(|word| word == "slim")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn megabytes(names: &[&str], image: &str) -> Option<(u64, u64, u64)> {
        let base = BaseImage::parse(image)?;
        let estimate = debian(System::Apt, names, false, Some(&base))?;
        Some((estimate.low / 1_000_000, estimate.expected / 1_000_000, estimate.high / 1_000_000))
    }

    #[test]
    fn closures_on_a_slim_base_as_measured() {
        // measured: gcc 163.4, gcc and g++ 239.5, build-essential 290.2
        assert_eq!(megabytes(&["gcc"], "python:3.11-slim-bookworm"), Some((154, 162, 170)));
        assert_eq!(megabytes(&["gcc", "g++"], "python:3.11-slim-bookworm").map(|m| m.1), Some(240));
        let essential = megabytes(&["build-essential", "gcc", "g++", "make"], "python:3.11-slim-bookworm");
        assert_eq!(essential.map(|m| m.1), Some(290));
    }

    #[test]
    fn what_is_not_known_is_not_said() {
        assert_eq!(megabytes(&["gcc"], "alpine:3.20"), None);
        assert_eq!(megabytes(&["no-such-package"], "debian:12"), None);
        assert_eq!(megabytes(&["gcc"], "example.com/own:1"), None);
        assert_eq!(megabytes(&["gcc"], "python:3.11").map(|m| m.0), Some(0));
    }
}
