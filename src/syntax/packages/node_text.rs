//! `pnpm-lock.yaml` and `yarn.lock` (both of Yarn's forms), by their lines: the files are machine-written, and only the
//! names are wanted.

use super::{Need, Package, Packages};

/// The packages that pnpm locked. Which of them only development needs stands in the file up to lock file version 6.
pub fn pnpm_lock(text: &str) -> Option<Packages> {
    text.lines().find(|line| line.starts_with("lockfileVersion:"))?;
    let mut list: Vec<Package> = Vec::new();
    let mut section = "";
    for line in text.lines() {
        if !line.starts_with(' ') && !line.is_empty() {
            section = line.trim_end_matches(':');
            continue;
        }
        if section != "packages" {
            continue;
        }
        if let Some(key) = line.strip_prefix("  ").filter(|key| !key.starts_with(' ') && key.ends_with(':')) {
            list.extend(pnpm_key(key.trim_end_matches(':').trim_matches('\'')));
        } else if let Some(package) = list.last_mut() {
            match line.trim() {
                "dev: true" => package.need = Need::Development,
                rest if rest.starts_with("os: [") => {
                    package.elsewhere |= !rest.contains("linux") && !rest.contains('!')
                }
                rest if rest.starts_with("cpu: [") => {
                    package.elsewhere |= !rest.contains("x64") && !rest.contains('!')
                }
                rest if rest.starts_with("libc: [") => package.elsewhere |= !rest.contains("glibc"),
                _ => {}
            }
        }
    }
    Some(Packages::closed(list))
}

/// `/@scope/name@1.0.0(peer@2)`, `name@1.0.0`, `/name/1.0.0` (version 5)
fn pnpm_key(key: &str) -> Option<Package> {
    let key = key.trim_start_matches('/');
    let key = key.split('(').next()?;
    let (name, version) = match key.rsplit_once('@').filter(|(name, _)| !name.is_empty()) {
        Some(parts) => parts,
        None => key.rsplit_once('/')?,
    };
    (!version.starts_with("file:") && !version.starts_with("link:"))
        .then(|| Package::at(name, Some(version), Need::Program))
}

/// The packages that Yarn locked; the file doesn't say which of them only development needs.
pub fn yarn_lock(text: &str) -> Option<Packages> {
    let mut list: Vec<Package> = Vec::new();
    for line in text.lines() {
        let heads = !line.starts_with([' ', '#', '\t']) && line.ends_with(':') && line.contains('@');
        if heads {
            let first = line.split(", ").next().unwrap_or(line).trim_end_matches(':').trim_matches('"');
            // the project and its workspace lie in the repository
            let name = first.get(1..).and_then(|rest| rest.find('@')).map(|at| &first[..=at]);
            let local =
                first.contains("@workspace:") || first.contains("@link:") || first.contains("@portal:");
            list.extend(name.filter(|_| !local).map(|name| Package::new(name, Need::Program)));
        } else if let (Some(package), Some(version)) =
            (list.last_mut(), line.trim_start().strip_prefix("version"))
        {
            let version = version.trim_start_matches([':', ' ']).trim_matches('"');
            if package.version.is_none() {
                package.version = Some(version.to_owned());
            }
        }
    }
    (!list.is_empty() || text.contains("yarn lockfile") || text.contains("__metadata:"))
        .then(|| Packages::closed(list))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(packages: &Packages) -> Vec<(&str, Option<&str>)> {
        packages.installed(false).map(|package| (package.name.as_str(), package.version.as_deref())).collect()
    }

    #[test]
    fn pnpm_in_its_versions() {
        let nine = "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies: {}\n\npackages:\n\n  '@a/b@1.0.0':\n    resolution: {integrity: x}\n\n\
                    \x20 c@2.0.0(d@1.0.0):\n    os: [darwin]\n\nsnapshots:\n\n  c@2.0.0: {}\n";
        assert_eq!(named(&pnpm_lock(nine).unwrap()), [("@a/b", Some("1.0.0"))]);
        let six =
            "lockfileVersion: '6.0'\npackages:\n\n  /a@1.0.0:\n    dev: true\n  /b@1.0.0:\n    dev: false\n";
        assert_eq!(named(&pnpm_lock(six).unwrap()), [("b", Some("1.0.0"))]);
        assert_eq!(pnpm_lock("x: 1\n"), None);
    }

    #[test]
    fn both_forms_of_yarn() {
        let one = "# yarn lockfile v1\n\n\"@a/b@^1.0.0\", \"@a/b@^1.1.0\":\n  version \"1.2.0\"\n\nc@^2:\n  version \"2.0.0\"\n";
        assert_eq!(named(&yarn_lock(one).unwrap()), [("@a/b", Some("1.2.0")), ("c", Some("2.0.0"))]);
        let berry = "__metadata:\n  version: 8\n\n\"a@npm:^1.0.0\":\n  version: 1.0.0\n\n\"own@workspace:.\":\n  version: 0.0.0\n";
        assert_eq!(named(&yarn_lock(berry).unwrap()), [("a", Some("1.0.0"))]);
        assert_eq!(yarn_lock("x"), None);
    }
}
