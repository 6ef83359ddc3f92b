//! What of a build context no image needs.

use std::sync::LazyLock;

use super::table;

const CONTEXT_LITTER: &str = include_str!("../../rules/facts/context-litter.tsv");

/// Why an image doesn't need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Litter {
    /// Version control's own.
    History,
    /// Installed packages, made for another machine.
    Packages,
    /// What tools write beside the sources.
    Cache,
    /// A private key.
    Key,
}

static TABLE: LazyLock<Vec<(&'static str, Litter)>> = LazyLock::new(|| {
    let class = |cell| {
        Some(match cell {
            "history" => Litter::History,
            "packages" => Litter::Packages,
            "cache" => Litter::Cache,
            "key" => Litter::Key,
            _ => return None,
        })
    };
    table::rows::<2>(CONTEXT_LITTER).filter_map(|[pattern, cell]| Some((pattern, class(cell)?))).collect()
});

/// The first part of a file's path that is litter: the folder or the file itself, and of which class.
pub fn litter(path: &str) -> Option<(&str, Litter)> {
    let mut end = 0;
    for part in path.split('/') {
        end += part.len();
        let is_folder = end < path.len();
        let found = TABLE.iter().find(|(pattern, _)| match pattern.strip_suffix('/') {
            Some(name) => is_folder && name == part,
            None => {
                !is_folder && pattern.strip_prefix('*').map_or(*pattern == part, |rest| part.ends_with(rest))
            }
        });
        if let Some((_, class)) = found {
            return Some((&path[..end], *class));
        }
        end += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_files() {
        assert_eq!(
            litter("api/node_modules/x/node_modules/y.js"),
            Some(("api/node_modules", Litter::Packages))
        );
        assert_eq!(litter(".git/HEAD"), Some((".git", Litter::History)));
        assert_eq!(litter("deploy/id_rsa"), Some(("deploy/id_rsa", Litter::Key)));
        assert_eq!(litter("certs/site.p12"), Some(("certs/site.p12", Litter::Key)));
        assert_eq!(litter("venv"), None);
        assert_eq!(litter("src/main.py"), None);
        table::assert_width::<2>(CONTEXT_LITTER);
        assert_eq!(TABLE.len(), table::rows::<2>(CONTEXT_LITTER).count());
    }
}
