//! What official images start before a command.

use super::canonical;
use super::table::{self, Sorted};

static TABLE: Sorted<Vec<&'static str>, 2> =
    Sorted::new(include_str!("../../rules/facts/base-entrypoints.tsv"), |[_, words]| {
        Some(table::known(words).map(|words| words.split(' ').collect()).unwrap_or_default())
    });

/// The words of the entry point that the images of a repository have; `None` where that isn't known.
pub fn base_entrypoint(repository: &str) -> Option<&'static [&'static str]> {
    TABLE.find(canonical(repository)).map(Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn official_images_only() {
        assert_eq!(base_entrypoint("python"), Some(&[][..]));
        assert_eq!(base_entrypoint("docker.io/library/node"), Some(&["docker-entrypoint.sh"][..]));
        assert_eq!(base_entrypoint("example.com/python"), None);
        table::assert_sorted(&TABLE);
    }
}
