//! Paths inside a repository: relative to its root, with `/`, no `.` or `..` in them; the root itself is empty.

/// The names of the file that Compose looks for by itself, in its order: the first that is there wins.
/// Source: the Compose reference, "-f".
pub const DEFAULT_COMPOSE_NAMES: [&str; 4] =
    ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/// Whether Compose finds a file of this name by itself.
pub fn is_default_compose_name(name: &str) -> bool {
    DEFAULT_COMPOSE_NAMES.contains(&name)
}

/// `path` as seen from the folder `directory`, normalised; `None` where it leaves the root or is absolute.
pub fn join(directory: &str, path: &str) -> Option<String> {
    if path.starts_with('/') || path.starts_with('~') {
        return None;
    }
    let mut parts: Vec<&str> = directory.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The folder a file lies in; empty for the root.
pub fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// The last part of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// Whether `path` is `directory` or lies below it.
pub fn is_within(path: &str, directory: &str) -> bool {
    directory.is_empty()
        || path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Folders into which package managers unpack other projects, whether or not somebody committed them. Sources: npm's
/// folders(5), Bower's `directory`, Python's `site` module.
const UNPACKED: [&str; 4] = ["node_modules", "bower_components", "site-packages", "dist-packages"];

/// Whether a package manager put the file there: what it says is about another project.
pub fn is_unpacked(path: &str) -> bool {
    parent(path).split('/').any(|folder| UNPACKED.contains(&folder))
}

/// `path` as one writes it from the folder `directory`: `../api/Dockerfile`.
pub fn relative(directory: &str, path: &str) -> String {
    let from: Vec<&str> = directory.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut parts = vec![".."; from.len() - shared];
    parts.extend(&to[shared..]);
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_package_manager_unpacks_is_somebody_elses() {
        assert!(is_unpacked("web/node_modules/x/Dockerfile"));
        assert!(!is_unpacked("web/node_modules") && !is_unpacked("vendor/x/Dockerfile"));
    }

    #[test]
    fn joins_without_leaving_the_root() {
        assert_eq!(join("deploy", "../api/./x").as_deref(), Some("api/x"));
        assert_eq!(join("", ".").as_deref(), Some(""));
        assert_eq!(join("deploy", "../../x"), None);
        assert_eq!(join("deploy", "/srv/x"), None);
    }

    #[test]
    fn relates_two_places() {
        assert_eq!(relative("deploy", "api/Dockerfile"), "../api/Dockerfile");
        assert_eq!(relative("", "api"), "api");
        assert_eq!(relative("api", "api"), ".");
        assert!(is_within("api/src/x", "api") && !is_within("apis/x", "api"));
    }
}
