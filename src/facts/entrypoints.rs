//! What official images start before a command.

use super::canonical;
use super::table::{self, Sorted};

static TABLE: Sorted = Sorted::new(include_str!("../../rules/facts/base-entrypoints.tsv"));

/// The words of the entry point that the images of a repository have; `None` where that isn't known.
pub fn base_entrypoint(repository: &str) -> Option<Vec<&'static str>> {
    let [_, words] = TABLE.find::<2>(canonical(repository))?;
    Some(table::known(words).map(|words| words.split(' ').collect()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn official_images_only() {
        assert_eq!(base_entrypoint("python"), Some(Vec::new()));
        assert_eq!(base_entrypoint("docker.io/library/node"), Some(vec!["docker-entrypoint.sh"]));
        assert_eq!(base_entrypoint("example.com/python"), None);
        table::assert_sorted::<2>(&TABLE);
    }
}
