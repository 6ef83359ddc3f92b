//! `package.json` and `package-lock.json` (lock file versions 1 to 3). Source: npm's documentation of both.

use serde_json::{Map, Value};

use super::{Need, Package, Packages};

/// The packages that a `package.json` asks for; `None` where it isn't JSON.
pub fn package_json(text: &str) -> Option<Packages> {
    let root: Value = serde_json::from_str(text).ok()?;
    let mut list = Vec::new();
    let sections = [
        ("dependencies", Need::Program),
        ("optionalDependencies", Need::Program),
        ("devDependencies", Need::Development),
    ];
    for (section, need) in sections {
        for (name, version) in object(&root, section) {
            // an exact version, without `^` or `~`
            let exact = version.as_str().filter(|text| text.starts_with(|c: char| c.is_ascii_digit()));
            let major = version.as_str().and_then(super::major);
            list.push(Package { major, ..Package::at(name, exact, need) });
        }
    }
    Some(Packages::open(list))
}

/// The scripts of a `package.json`, by name.
pub fn scripts(text: &str) -> Vec<(String, String)> {
    let root: Value = serde_json::from_str(text).unwrap_or_default();
    let scripts = object(&root, "scripts");
    scripts.filter_map(|(name, script)| Some((name.clone(), script.as_str()?.to_owned()))).collect()
}

/// The packages that npm locked.
pub fn package_lock(text: &str) -> Option<Packages> {
    let root: Value = serde_json::from_str(text).ok()?;
    let mut list = Vec::new();
    let old_form = root.get("packages").is_none();
    if !old_form {
        for (path, entry) in object(&root, "packages") {
            // the project itself and the members of its workspace lie in the repository
            let Some((_, name)) = path.rsplit_once("node_modules/") else { continue };
            if entry.get("link").and_then(Value::as_bool) != Some(true) {
                list.push(locked(name, entry));
            }
        }
    } else {
        for (name, entry) in object(&root, "dependencies") {
            list.push(locked(name, entry));
            list.extend(object(entry, "dependencies").map(|(name, entry)| locked(name, entry)));
        }
    }
    Some(Packages { old_form, ..Packages::closed(list) })
}

fn object<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value.get(key).and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

fn locked(name: &str, entry: &Value) -> Package {
    let is = |key: &str| entry.get(key).and_then(Value::as_bool) == Some(true);
    let need = if is("dev") || is("devOptional") { Need::Development } else { Need::Program };
    let mut package = Package::at(name, entry.get("version").and_then(Value::as_str), need);
    package.elsewhere =
        !allows(entry, "os", "linux") || !allows(entry, "cpu", "x64") || !allows(entry, "libc", "glibc");
    package.platform = !package.elsewhere && ["os", "cpu"].iter().all(|key| entry.get(key).is_some());
    package
}

/// Whether a list of platforms (`["darwin"]`, `["!win32"]`) lets this one in.
fn allows(entry: &Value, key: &str, own: &str) -> bool {
    let Some(list) = entry.get(key).and_then(Value::as_array) else { return true };
    let mut names = list.iter().filter_map(Value::as_str);
    names.any(|name| name == own || name.strip_prefix('!').is_some_and(|other| other != own))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(packages: &Packages, development: bool) -> Vec<&str> {
        packages.installed(development).map(|package| package.name.as_str()).collect()
    }

    #[test]
    fn manifests_and_locks() {
        let manifest = r#"{"dependencies": {"express": "^5"}, "devDependencies": {"jest": "1.0.0"}}"#;
        let manifest = package_json(manifest).unwrap();
        assert_eq!(
            (names(&manifest, false), names(&manifest, true)),
            (vec!["express"], vec!["express", "jest"])
        );
        assert_eq!(manifest.list.iter().map(|it| it.major).collect::<Vec<_>>(), [Some(5), Some(1)]);
        let lock = r#"{"lockfileVersion": 3, "packages": {"": {}, "node_modules/@a/b": {"version": "1.2.0"},
            "node_modules/x/node_modules/y": {"version": "2.0.0", "dev": true}, "node_modules/own": {"link": true},
            "node_modules/@esbuild/darwin": {"version": "1.0.0", "os": ["darwin"], "optional": true}}}"#;
        let lock = package_lock(lock).unwrap();
        assert_eq!((names(&lock, false), names(&lock, true)), (vec!["@a/b"], vec!["@a/b", "y"]));
        let old = r#"{"lockfileVersion": 1, "dependencies": {"a": {"version": "1", "dependencies": {"b": {"version": "2", "dev": true}}}}}"#;
        assert_eq!(names(&package_lock(old).unwrap(), true), ["a", "b"]);
        assert_eq!(package_lock("{"), None);
        assert!(package_lock(old).unwrap().old_form && !lock.old_form);
    }

    #[test]
    fn packages_of_one_platform() {
        let lock = r#"{"packages": {
            "node_modules/@esbuild/linux-x64": {"version": "1.0.0", "os": ["linux"], "cpu": ["x64"]},
            "node_modules/@esbuild/linux-arm64": {"version": "1.0.0", "os": ["linux"], "cpu": ["arm64"]},
            "node_modules/fsevents": {"version": "1.0.0", "os": ["darwin"]},
            "node_modules/a": {"version": "1.0.0"}}}"#;
        let lock = package_lock(lock).unwrap();
        let of = |package: &Package| (package.name.clone(), package.platform);
        let found: Vec<_> = lock.installed(true).map(of).collect();
        assert_eq!(found, [("@esbuild/linux-x64".to_owned(), true), ("a".to_owned(), false)]);
    }
}
