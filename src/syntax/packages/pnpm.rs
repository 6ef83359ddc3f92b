//! `pnpm-lock.yaml`, by its lines: the file is machine-written, and only names and what they need are wanted.

use super::{Need, Package, Packages};

/// The packages that pnpm locked. Which of them only development needs stands in the file up to lock file version 6.
pub fn pnpm_lock(text: &str) -> Option<Packages> {
    text.lines().find(|line| line.starts_with("lockfileVersion:"))?;
    let mut reader = Reader::default();
    for line in text.lines().filter(|line| !line.is_empty()) {
        reader.line(line);
    }
    Some(Packages::closed(reader.list))
}

#[derive(Default)]
struct Reader<'a> {
    list: Vec<Package>,
    section: &'a str,
    /// The package whose lines are read.
    at: Option<usize>,
    /// Whether they name what it needs.
    needs: bool,
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: &'a str) {
        let text = line.trim_start();
        match (line.len() - text.len(), self.section) {
            (0, _) => {
                self.section = text.trim_end_matches(':');
                self.at = None;
            }
            (2, "packages") => {
                self.at = package(text).map(|package| {
                    self.list.push(package);
                    self.list.len() - 1
                });
            }
            // version 9 keeps what a package needs apart from the package
            (2, "snapshots") => {
                let same =
                    |found: &Package, one: &Package| one.name == found.name && one.version == found.version;
                self.at = package(text).and_then(|found| self.list.iter().position(|one| same(&found, one)));
            }
            (4, "packages" | "snapshots") => {
                self.needs = matches!(text, "dependencies:" | "optionalDependencies:");
                self.property(text);
            }
            (6, "packages" | "snapshots") if self.needs => {
                let name = text.split(": ").next().unwrap_or_default().trim_matches('\'');
                if let Some(package) = self.at.and_then(|at| self.list.get_mut(at)) {
                    package.needs.push(name.to_owned());
                }
            }
            _ => {}
        }
    }

    fn property(&mut self, text: &str) {
        let Some(package) = self.at.and_then(|at| self.list.get_mut(at)) else { return };
        let lacks = |list: &str, own: &str| !list.contains(own) && !list.contains('!');
        match text.split_once(": ") {
            Some(("dev", "true")) => package.need = Need::Development,
            Some(("os", list)) => package.elsewhere |= lacks(list, "linux"),
            Some(("cpu", list)) => {
                package.elsewhere |= lacks(list, "x64");
                package.platform = true;
            }
            Some(("libc", list)) => package.elsewhere |= lacks(list, "glibc"),
            _ => {}
        }
    }
}

/// `/@scope/name@1.0.0(peer@2):`, `name@1.0.0: {}`, `/name/1.0.0:` (version 5)
fn package(text: &str) -> Option<Package> {
    let key = text.trim_end_matches(" {}").trim_end_matches(':').trim_matches('\'').trim_start_matches('/');
    let key = key.split('(').next()?;
    let (name, version) = match key.rsplit_once('@').filter(|(name, _)| !name.is_empty()) {
        Some(parts) => parts,
        None => key.rsplit_once('/')?,
    };
    (!version.starts_with("file:") && !version.starts_with("link:"))
        .then(|| Package::at(name, Some(version), Need::Program))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(packages: &Packages) -> Vec<(&str, Option<&str>)> {
        packages.installed(false).map(|it| (it.name.as_str(), it.version.as_deref())).collect()
    }

    #[test]
    fn version_nine() {
        let text = "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies: {}\n\npackages:\n\n\
                    \x20 '@a/b@1.0.0':\n    resolution: {integrity: x}\n\n  c@2.0.0:\n    os: [darwin]\n\n  d@1.0.0:\n\
                    \x20   engines: {node: '>=1'}\n\nsnapshots:\n\n  '@a/b@1.0.0(c@2.0.0)':\n    dependencies:\n\
                    \x20     d: 1.0.0\n\n  d@1.0.0: {}\n";
        let lock = pnpm_lock(text).unwrap();
        assert_eq!(named(&lock), [("@a/b", Some("1.0.0")), ("d", Some("1.0.0"))]);
        let reached = lock.reached_from(["@a/b"].into_iter());
        assert_eq!(reached.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["@a/b", "d"]);
        assert_eq!(lock.reached_from(["d"].into_iter()).len(), 1);
        let native = "lockfileVersion: '9.0'\npackages:\n\n  '@e/linux-x64@1.0.0':\n    cpu: [x64]\n    os: [linux]\n\n\
                      \x20 '@e/linux-arm64@1.0.0':\n    cpu: [arm64]\n    os: [linux]\n";
        let native = pnpm_lock(native).unwrap();
        assert_eq!(named(&native), [("@e/linux-x64", Some("1.0.0"))]);
        assert!(native.list[0].platform);
    }

    #[test]
    fn older_versions() {
        let six =
            "lockfileVersion: '6.0'\npackages:\n\n  /a@1.0.0:\n    dev: true\n  /b@1.0.0:\n    dev: false\n";
        assert_eq!(named(&pnpm_lock(six).unwrap()), [("b", Some("1.0.0"))]);
        let five = "lockfileVersion: 5.4\npackages:\n  /@a/b/1.0.0:\n    dev: false\n";
        assert_eq!(named(&pnpm_lock(five).unwrap()), [("@a/b", Some("1.0.0"))]);
        assert_eq!(pnpm_lock("x: 1\n"), None);
    }
}
