//! What a file may be, by its name alone. Its content has the last word.

use super::path::file_name;

/// How a file is read first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Named as a Dockerfile.
    Dockerfile,
    /// Named as a Compose file.
    Compose,
    /// YAML under some other name: a Compose file if it has the shape of one.
    Yaml,
    /// A template of either: left alone, with a note.
    Template,
}

/// Endings that mark a text to be filled in before it is a Dockerfile or a Compose file.
const TEMPLATE_ENDINGS: [&str; 10] =
    [".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".template", ".erb", ".mustache", ".hbs", ".gotmpl"];

/// Endings of files *about* Dockerfiles, or of code that handles them.
const OTHER_ENDINGS: [&str; 22] = [
    ".dockerignore",
    ".md",
    ".txt",
    ".rst",
    ".adoc",
    ".html",
    ".py",
    ".sh",
    ".go",
    ".js",
    ".ts",
    ".json",
    ".yml",
    ".yaml",
    ".toml",
    ".lock",
    ".rb",
    ".java",
    ".php",
    ".snap",
    ".svg",
    ".png",
];

/// Says how the file at `path` is read; `None` for all that is neither.
pub(super) fn reading(path: &str) -> Option<Reading> {
    let name = file_name(path).to_ascii_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if is_dockerfile_name(&name) && !ends(&OTHER_ENDINGS) {
        return Some(if ends(&TEMPLATE_ENDINGS) { Reading::Template } else { Reading::Dockerfile });
    }
    if is_compose_name(&name) {
        return Some(if ends(&TEMPLATE_ENDINGS) { Reading::Template } else { Reading::Compose });
    }
    (name.ends_with(".yml") || name.ends_with(".yaml")).then_some(Reading::Yaml)
}

/// `Dockerfile`, `Dockerfile.x`, `Dockerfile-x`, `Dockerfile_x`, `DockerfileX`, `x.Dockerfile`, and `Containerfile`
/// likewise. `Dockerfile:Zone.Identifier` is what NTFS keeps beside a downloaded file, written out where a file system has
/// no such streams.
fn is_dockerfile_name(name: &str) -> bool {
    if name.contains(':') {
        return false;
    }
    let stem = TEMPLATE_ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
    ["dockerfile", "containerfile"]
        .iter()
        .any(|word| stem.starts_with(word) || stem.ends_with(&format!(".{word}")))
}

/// Endings of what is *about* a Compose file, or a difference between two.
const ABOUT: [&str; 4] = [".md", ".patch", ".diff", ".rej"];

/// `compose` or `docker-compose` and its relatives, YAML or YAML with one more ending (`.yml.disabled`,
/// `.yaml.example`).
fn is_compose_name(name: &str) -> bool {
    let Some(at) = [".yml", ".yaml"].iter().filter_map(|ending| name.find(ending)).min() else {
        return false;
    };
    let rest = name[at..].trim_start_matches(".yaml").trim_start_matches(".yml");
    let ends_there = rest.is_empty()
        || (rest.starts_with(['.', '-', '_', '~']) && !ABOUT.iter().any(|ending| rest.ends_with(ending)));
    let words = name[..at].split(['-', '_', '.']);
    ends_there && words.into_iter().any(|word| word == "compose" || word == "dockercompose")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_to_try() {
        let cases = [
            ("api/Dockerfile", Some(Reading::Dockerfile)),
            ("Dockerfile.dev", Some(Reading::Dockerfile)),
            ("worker.Dockerfile", Some(Reading::Dockerfile)),
            ("Containerfile", Some(Reading::Dockerfile)),
            ("Dockerfile.md", None),
            ("Dockerfile:Zone.Identifier", None),
            ("Dockerfile.dockerignore", None),
            ("Dockerfile.j2", Some(Reading::Template)),
            ("docker-compose.prod.yml", Some(Reading::Compose)),
            ("compose.override.yaml.example", Some(Reading::Compose)),
            ("docker-compose.override.yml.disabled", Some(Reading::Compose)),
            ("metricbeat-compose.yml", Some(Reading::Compose)),
            ("docker-compose.yml.j2", Some(Reading::Template)),
            ("compose.md", None),
            ("docker-compose.yml.patch", None),
            ("stack.yml", Some(Reading::Yaml)),
            ("src/composer.lock", None),
        ];
        for (path, expected) in cases {
            assert_eq!(reading(path), expected, "{path}");
        }
    }
}
