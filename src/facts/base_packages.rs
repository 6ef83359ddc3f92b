//! Which packages of the distribution an image brings already.

use super::{canonical, table};

const BASE_PACKAGES: &str = include_str!("../../rules/facts/base-packages.tsv");

/// Debian packages that an image of this repository and tag brings beyond the bare `debian` image; each stands for all
/// it depends on. Empty where nothing is known to be there.
pub fn base_packages(repository: &str, tag: &str) -> impl Iterator<Item = &'static str> {
    let repository = canonical(repository);
    let slim = tag.split('-').any(|word| word == "slim");
    let is_full = !slim
        && matches!(
            repository,
            "buildpack-deps" | "python" | "node" | "ruby" | "golang" | "rust" | "perl" | "gcc"
        );
    let own = if slim { format!("{repository}-slim") } else { repository.to_owned() };
    table::rows::<2>(BASE_PACKAGES)
        .filter(move |[kind, _]| *kind == own || is_full && *kind == "buildpack")
        .flat_map(|[_, packages]| packages.split(','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_images_bring_compilers() {
        assert!(base_packages("python", "3.11").any(|name| name == "gcc"));
        assert!(base_packages("docker.io/library/python", "3.11").any(|name| name == "tk-dev"));
        assert_eq!(
            base_packages("python", "3.11-slim").collect::<Vec<_>>(),
            ["ca-certificates", "netbase", "tzdata"]
        );
        assert_eq!(base_packages("debian", "12").count(), 0);
    }

    #[test]
    fn the_table_is_whole() {
        table::assert_width::<2>(BASE_PACKAGES);
    }
}
