//! `yarn.lock`, in the form of Yarn 1 and in that of later ones, by its lines.

use std::collections::BTreeSet;

use super::{Package, Packages};

/// The packages that Yarn locked; the file doesn't say which of them only development needs.
pub fn yarn_lock(text: &str) -> Option<Packages> {
    let mut list: Vec<Package> = Vec::new();
    let mut needs = false;
    let (mut is_optional, mut optional) = (false, BTreeSet::new());
    for line in text.lines() {
        let inner = line.trim_start();
        match line.len() - inner.len() {
            0 if inner.ends_with(':') && inner.contains('@') => list.extend(entry(inner)),
            2 => {
                is_optional = inner == "optionalDependencies:";
                needs = is_optional || inner == "dependencies:";
                if let (Some(package), Some(conditions)) =
                    (list.last_mut(), inner.strip_prefix("conditions:"))
                {
                    (package.platform, package.elsewhere) = conditional(conditions);
                }
                if let (Some(package), Some(version)) = (list.last_mut(), inner.strip_prefix("version")) {
                    let version = version.trim_start_matches([':', ' ']).trim_matches('"');
                    package.version.get_or_insert_with(|| version.to_owned());
                }
            }
            4 if needs => {
                let quoted = inner.strip_prefix('"').and_then(|rest| rest.split('"').next());
                let name = quoted.unwrap_or_else(|| inner.split([' ', ':']).next().unwrap_or_default());
                if is_optional {
                    optional.insert(name.to_owned());
                }
                list.last_mut().into_iter().for_each(|package| package.needs.push(name.to_owned()));
            }
            _ => {}
        }
    }
    let is_lock = !list.is_empty() || text.contains("yarn lockfile") || text.contains("__metadata:");
    list.retain(|package| !package.name.is_empty());
    let is_berry = text.contains("__metadata:");
    for package in list.iter_mut().filter(|package| optional.contains(&package.name)) {
        (package.platform, package.elsewhere) = platform(&package.name);
    }
    is_lock.then(|| Packages { old_form: !is_berry, ..Packages::closed(list) })
}

/// `os=linux & cpu=x64 & libc=glibc`, which later forms write: whether it is for one platform, and whether for another.
fn conditional(conditions: &str) -> (bool, bool) {
    let own = [("os", "linux"), ("cpu", "x64"), ("libc", "glibc")];
    let pairs = conditions.split('&').filter_map(|pair| pair.trim().split_once('='));
    let elsewhere = pairs.clone().any(|(key, value)| own.iter().any(|(k, v)| *k == key && *v != value));
    (!elsewhere && pairs.clone().any(|(key, _)| key == "cpu"), elsewhere)
}

/// Whether a package's name says that it is for one platform, and whether for another than 64-bit Linux with glibc. The
/// file doesn't say; such packages are named for what Node.js calls its platforms (`process.platform`, `process.arch`).
fn platform(name: &str) -> (bool, bool) {
    const SYSTEMS: [&str; 9] =
        ["darwin", "win32", "windows", "android", "freebsd", "openbsd", "netbsd", "sunos", "aix"];
    const MACHINES: [&str; 10] =
        ["arm", "arm64", "armv7", "ia32", "ppc64", "ppc64le", "s390x", "riscv64", "loong64", "mips64el"];
    let words = || name.split(|other: char| !other.is_ascii_alphanumeric());
    let has = |known: &[&str]| words().any(|word| known.contains(&word));
    let system = has(&SYSTEMS) || has(&["linux"]);
    let machine = has(&MACHINES) || has(&["x64", "64"]);
    let elsewhere = has(&SYSTEMS) || has(&MACHINES) || has(&["musl", "linuxmusl", "musleabihf", "gnueabihf"]);
    let is_one = system && machine;
    (is_one && !elsewhere, is_one && elsewhere)
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

    #[test]
    fn packages_of_other_platforms_are_not_installed() {
        let lock = "# yarn lockfile v1\n\nesbuild@^1:\n  version \"1.0.0\"\n  optionalDependencies:\n\
                    \x20   \"@esbuild/linux-x64\" \"1\"\n    \"@esbuild/linux-arm64\" \"1\"\n    \"@esbuild/darwin-x64\" \"1\"\n\n\
                    \"@esbuild/linux-x64@1\":\n  version \"1.0.0\"\n\n\"@esbuild/linux-arm64@1\":\n  version \"1.0.0\"\n\n\
                    \"@esbuild/darwin-x64@1\":\n  version \"1.0.0\"\n\nis-linux-x64-arm@1:\n  version \"1.0.0\"\n";
        let lock = yarn_lock(lock).unwrap();
        let names: Vec<_> = named(&lock).into_iter().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            ["esbuild", "@esbuild/linux-x64", "is-linux-x64-arm"],
            "nothing has the last as an option"
        );
        assert!(lock.list[1].platform && lock.old_form);
        assert_eq!(platform("@rollup/rollup-linux-x64-musl"), (false, true));
        assert_eq!(platform("@swc/core-linux-x64-gnu"), (true, false));
        assert_eq!(platform("linux-names"), (false, false));
        let berry = "__metadata:\n  version: 8\n\n\"@e/a@npm:1\":\n  version: 1.0.0\n  conditions: os=linux & cpu=x64 & libc=glibc\n\n\
                     \"@e/b@npm:1\":\n  version: 1.0.0\n  conditions: os=linux & cpu=x64 & libc=musl\n";
        let berry = yarn_lock(berry).unwrap();
        assert_eq!(named(&berry), [("@e/a", Some("1.0.0"))]);
        assert!(berry.list[0].platform && !berry.old_form);
    }
}
