//! `yarn.lock`, in the form of Yarn 1 and in that of later ones, by its lines.

use super::{Package, Packages};

/// The packages that Yarn locked; the file doesn't say which of them only development needs.
pub fn yarn_lock(text: &str) -> Option<Packages> {
    let mut list: Vec<Package> = Vec::new();
    let mut needs = false;
    for line in text.lines() {
        let inner = line.trim_start();
        match line.len() - inner.len() {
            0 if inner.ends_with(':') && inner.contains('@') => list.extend(entry(inner)),
            2 => {
                needs = matches!(inner, "dependencies:" | "optionalDependencies:");
                if let (Some(package), Some(version)) = (list.last_mut(), inner.strip_prefix("version")) {
                    let version = version.trim_start_matches([':', ' ']).trim_matches('"');
                    package.version.get_or_insert_with(|| version.to_owned());
                }
            }
            4 if needs => {
                let quoted = inner.strip_prefix('"').and_then(|rest| rest.split('"').next());
                let name = quoted.unwrap_or_else(|| inner.split([' ', ':']).next().unwrap_or_default());
                list.last_mut().into_iter().for_each(|package| package.needs.push(name.to_owned()));
            }
            _ => {}
        }
    }
    let is_lock = !list.is_empty() || text.contains("yarn lockfile") || text.contains("__metadata:");
    list.retain(|package| !package.name.is_empty());
    is_lock.then(|| Packages::closed(list))
}

/// `"@a/b@^1.0.0", "@a/b@^1.1.0":`; what lies in the repository has no name here.
fn entry(line: &str) -> Option<Package> {
    let first = line.split(", ").next()?.trim_end_matches(':').trim_matches('"');
    let local = ["@workspace:", "@link:", "@portal:"].iter().any(|kind| first.contains(kind));
    let end = first.get(1..)?.find('@')? + 1;
    Some(Package::named(if local { "" } else { &first[..end] }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(packages: &Packages) -> Vec<(&str, Option<&str>)> {
        packages.installed(false).map(|it| (it.name.as_str(), it.version.as_deref())).collect()
    }

    #[test]
    fn both_forms() {
        let one = "# yarn lockfile v1\n\n\"@a/b@^1.0.0\", \"@a/b@^1.1.0\":\n  version \"1.2.0\"\n  dependencies:\n    c \"^2\"\n\n\
                   c@^2:\n  version \"2.0.0\"\n";
        let one = yarn_lock(one).unwrap();
        assert_eq!(named(&one), [("@a/b", Some("1.2.0")), ("c", Some("2.0.0"))]);
        assert_eq!(one.reached_from(["@a/b"].into_iter()).len(), 2);
        let berry = "__metadata:\n  version: 8\n\n\"a@npm:^1.0.0\":\n  version: 1.0.0\n  dependencies:\n    \"@x/y\": \"npm:^1\"\n\n\
                     \"own@workspace:.\":\n  version: 0.0.0\n";
        let berry = yarn_lock(berry).unwrap();
        assert_eq!(named(&berry), [("a", Some("1.0.0"))]);
        assert_eq!(berry.list[0].needs, ["@x/y"]);
        assert_eq!(yarn_lock("x"), None);
    }
}
