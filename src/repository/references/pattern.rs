//! Names with unknown pieces: `docker-compose.$ENV.yml`, `services/*/Dockerfile`.

use globset::{GlobBuilder, GlobMatcher};

use super::directory::UNKNOWN;
use crate::repository::path::file_name;

/// How many letters of a file's name must be known for it to mean any file at all.
const FEWEST_LETTERS: usize = 4;

/// Whether a path has a piece that may be anything.
pub(super) fn is_pattern(path: &str) -> bool {
    path.contains([UNKNOWN, '*', '?', '[', '{'])
}

/// Whether a variable is all that tells which of the usual names is meant: `docker-compose.$X.yml`. A glob says
/// itself that it means all that match.
pub(super) fn is_open(path: &str) -> bool {
    let name = file_name(path);
    let known = |word: &str| {
        let is_usual = ["docker", "compose", "dockerfile", "containerfile", "yml", "yaml"].contains(&word);
        is_usual || word.is_empty()
    };
    name.contains(UNKNOWN)
        && !name.contains(['*', '?', '[', '{'])
        && name.to_ascii_lowercase().split(|c: char| !c.is_ascii_alphanumeric()).all(known)
}

/// A matcher for paths relative to the root; `None` where the pattern is none, or would match nearly everything.
pub(super) fn matcher(path: &str) -> Option<GlobMatcher> {
    if !is_telling(file_name(path)) {
        return None;
    }
    let mut glob = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            UNKNOWN if glob.ends_with('*') => {}
            UNKNOWN => glob.push('*'),
            c => glob.push(c),
        }
    }
    GlobBuilder::new(&glob).literal_separator(true).build().ok().map(|glob| glob.compile_matcher())
}

fn is_telling(name: &str) -> bool {
    let stem = [".yml", ".yaml"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
    stem.chars().filter(char::is_ascii_alphanumeric).count() >= FEWEST_LETTERS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_open_where_a_variable_is_all_that_tells_it_from_others() {
        assert!(is_open(&format!("deploy/docker-compose.{UNKNOWN}.yml")));
        assert!(is_open(&format!("{UNKNOWN}.yml")));
        assert!(!is_open(&format!("docker-compose.{UNKNOWN}-gpu.yml")));
        assert!(!is_open(&format!("{UNKNOWN}/docker-compose.prod.yml")));
        assert!(!is_open("docker-compose.*.yml"));
    }

    #[test]
    fn patterns_match_only_what_they_tell() {
        let unknown = format!("docker-compose.{UNKNOWN}.yml");
        assert!(matcher(&unknown).unwrap().is_match("docker-compose.prod.yml"));
        assert!(!matcher(&unknown).unwrap().is_match("docker-compose.yml"));
        assert!(matcher("services/*/Dockerfile").unwrap().is_match("services/api/Dockerfile"));
        assert!(!matcher("services/*/Dockerfile").unwrap().is_match("services/api/x/Dockerfile"));
        assert!(matcher("docker-compose.{dev,prod}.yml").unwrap().is_match("docker-compose.dev.yml"));
        assert!(matcher("*.yml").is_none() && matcher(&UNKNOWN.to_string()).is_none());
    }
}
