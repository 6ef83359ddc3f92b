//! `pyproject.toml` (PEP 621, PEP 735, Poetry), `poetry.lock`, `uv.lock`, `Pipfile.lock`.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::requirements::requirement;
use super::{Download, Need, Package, Packages};

/// The packages that a project asks for: `[project]`, `[dependency-groups]`, `[tool.poetry]`. `None` where it isn't
/// TOML.
pub fn pyproject(text: &str) -> Option<Packages> {
    let root: Table = text.parse().ok()?;
    let mut list = Vec::new();
    if let Some(project) = table(&root, "project") {
        list.extend(written(project.get("dependencies"), Need::Program));
        for (_, extra) in table(project, "optional-dependencies").into_iter().flatten() {
            list.extend(written(Some(extra), Need::Extra));
        }
    }
    for (group, packages) in table(&root, "dependency-groups").into_iter().flatten() {
        // uv installs the group `dev` unless told not to, and no other
        let need = if group == "dev" { Need::Development } else { Need::Extra };
        list.extend(written(Some(packages), need));
    }
    if let Some(poetry) = table(&root, "tool").and_then(|tool| table(tool, "poetry")) {
        list.extend(keyed(table(poetry, "dependencies"), Need::Program));
        list.extend(keyed(table(poetry, "dev-dependencies"), Need::Development));
        for (_, group) in table(poetry, "group").into_iter().flatten() {
            let Some(group) = group.as_table() else { continue };
            let optional = group.get("optional").and_then(Value::as_bool) == Some(true);
            let need = if optional { Need::Extra } else { Need::Development };
            list.extend(keyed(table(group, "dependencies"), need));
        }
    }
    Some(Packages::open(list))
}

fn table<'a>(table: &'a Table, key: &str) -> Option<&'a Table> {
    table.get(key)?.as_table()
}

fn written(value: Option<&Value>, need: Need) -> Vec<Package> {
    let entries = value.and_then(Value::as_array).into_iter().flatten();
    let packages = entries.filter_map(|entry| requirement(entry.as_str()?));
    packages.map(|package| Package { need, ..package }).collect()
}

/// Poetry's own form: names as keys.
fn keyed(packages: Option<&Table>, need: Need) -> Vec<Package> {
    let packages = packages.into_iter().flatten().filter(|(name, _)| *name != "python");
    packages
        .map(|(name, value)| {
            let optional = value.get("optional").and_then(Value::as_bool) == Some(true);
            let extras = value.get("extras").and_then(Value::as_array).into_iter().flatten();
            let extras = extras.filter_map(|extra| extra.as_str().map(str::to_owned)).collect();
            Package { extras, ..Package::new(name, if optional { Need::Extra } else { need }) }
        })
        .collect()
}

/// Poetry's lock file. Which packages only development needs stands in it by `category` (Poetry 1.0 to 1.4) or `groups`
/// (2.0 and later); between them it doesn't, and all count as the program's.
pub fn poetry_lock(text: &str) -> Option<Packages> {
    let root: Table = text.parse().ok()?;
    let packages = root.get("package")?.as_array()?.iter().filter_map(Value::as_table);
    let package = |entry: &Table| {
        let groups: Vec<&str> = entry
            .get("groups")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let category = entry.get("category").and_then(Value::as_str);
        let optional = entry.get("optional").and_then(Value::as_bool) == Some(true);
        let need = match category {
            _ if optional => Need::Extra,
            Some("dev") => Need::Development,
            _ if groups.is_empty() || groups.contains(&"main") => Need::Program,
            _ => Need::Development,
        };
        let mut package = Package::at(entry.get("name")?.as_str()?, string(entry, "version"), need);
        package.elsewhere = entry.get("markers").and_then(Value::as_str).is_some_and(is_for_windows);
        Some(package)
    };
    Some(Packages::closed(packages.filter_map(package).collect()))
}

fn is_for_windows(marker: &str) -> bool {
    let plain: String = marker.chars().filter(|c| !c.is_whitespace()).collect();
    !marker.split_whitespace().any(|word| word == "or")
        && (plain.contains("==\"win32\"") || plain.contains("==\"Windows\""))
}

fn string<'a>(table: &'a Table, key: &str) -> Option<&'a str> {
    table.get(key)?.as_str()
}

/// uv's lock file: which packages the project needs follows from the entries of its own members.
pub fn uv_lock(text: &str) -> Option<Packages> {
    let root: Table = text.parse().ok()?;
    let entries: Vec<&Table> = root.get("package")?.as_array()?.iter().filter_map(Value::as_table).collect();
    let mut needs: Vec<Option<Need>> = vec![None; entries.len()];
    let members = entries.iter().filter(|entry| is_member(entry));
    for member in members {
        reach(&entries, &mut needs, member.get("dependencies"), Need::Program);
        let groups = table(member, "dev-dependencies").and_then(|groups| groups.get("dev"));
        reach(&entries, &mut needs, groups, Need::Development);
    }
    let package = |(entry, need): (&&Table, &Option<Need>)| {
        if is_member(entry) {
            return None;
        }
        let mut package =
            Package::at(string(entry, "name")?, string(entry, "version"), need.unwrap_or(Need::Extra));
        package.download = wheel(entry);
        Some(package)
    };
    Some(Packages::closed(entries.iter().zip(&needs).filter_map(package).collect()))
}

/// A project of the workspace, which lies in the repository.
fn is_member(entry: &Table) -> bool {
    let source = table(entry, "source");
    source.is_some_and(|source| {
        ["virtual", "editable", "directory"].iter().any(|key| source.contains_key(*key))
    })
}

/// Marks what `dependencies` lead to, step by step.
fn reach(entries: &[&Table], needs: &mut [Option<Need>], dependencies: Option<&Value>, need: Need) {
    let mut queue: Vec<&Value> = dependencies.and_then(Value::as_array).into_iter().flatten().collect();
    let mut seen: BTreeSet<(usize, &str)> = BTreeSet::new();
    while let Some(dependency) = queue.pop() {
        let Some(name) = dependency.get("name").and_then(Value::as_str) else { continue };
        if dependency.get("marker").and_then(Value::as_str).is_some_and(is_elsewhere) {
            continue;
        }
        let found = entries.iter().position(|entry| string(entry, "name") == Some(name) && !is_member(entry));
        let Some(at) = found else { continue };
        if needs[at].is_none_or(|known| need < known) {
            needs[at] = Some(need);
            queue.extend(entries[at].get("dependencies").and_then(Value::as_array).into_iter().flatten());
        }
        let extras = dependency.get("extra").and_then(Value::as_array).into_iter().flatten();
        for extra in extras.filter_map(Value::as_str).filter(|extra| seen.insert((at, extra))) {
            let more = table(entries[at], "optional-dependencies").and_then(|all| all.get(extra));
            queue.extend(more.and_then(Value::as_array).into_iter().flatten());
        }
    }
}

fn is_elsewhere(marker: &str) -> bool {
    let plain: String = marker.chars().filter(|c| !c.is_whitespace()).collect();
    !marker.split_whitespace().any(|word| word == "or")
        && ["=='win32'", "=='darwin'", "=='Windows'", "=='emscripten'"].iter().any(|it| plain.contains(it))
}

/// The wheel that 64-bit Linux with glibc takes.
fn wheel(entry: &Table) -> Option<Download> {
    let wheels = entry.get("wheels")?.as_array()?.iter().filter_map(Value::as_table);
    let fitting = wheels.filter_map(|wheel| {
        let url = string(wheel, "url")?;
        let bytes = u64::try_from(wheel.get("size")?.as_integer()?).ok()?;
        let native = url.contains("manylinux") && url.contains("x86_64");
        (native || url.ends_with("-none-any.whl")).then_some(Download { bytes, native })
    });
    // one wheel a version of Python: they differ little
    let mut fitting: Vec<Download> = fitting.collect();
    fitting.sort_by_key(|download| (download.native, download.bytes));
    fitting.get(fitting.len() / 2).copied()
}

/// Pipenv's lock file.
pub fn pipfile_lock(text: &str) -> Option<Packages> {
    let root: serde_json::Value = serde_json::from_str(text).ok()?;
    let mut list = Vec::new();
    for (section, need) in [("default", Need::Program), ("develop", Need::Development)] {
        for (name, entry) in root.get(section).and_then(|section| section.as_object()).into_iter().flatten() {
            let version = entry.get("version").and_then(|version| version.as_str());
            let marker = entry.get("markers").and_then(|marker| marker.as_str()).unwrap_or_default();
            let mut package = Package::at(name, version.map(|version| version.trim_start_matches('=')), need);
            package.elsewhere = is_elsewhere(marker);
            list.push(package);
        }
    }
    Some(Packages::closed(list))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(packages: &Packages, development: bool) -> Vec<&str> {
        packages.installed(development).map(|package| package.name.as_str()).collect()
    }

    #[test]
    fn projects_of_both_forms() {
        let standard = pyproject(
            "[project]\ndependencies = ['httpx>=0.27', 'rich']\n[project.optional-dependencies]\nx = ['torch']\n\
             [dependency-groups]\ndev = ['pytest', {include-group = 'x'}]\ndocs = ['mkdocs']\n",
        )
        .unwrap();
        assert_eq!(names(&standard, false), ["httpx", "rich"]);
        assert_eq!(names(&standard, true), ["httpx", "rich", "pytest"]);
        let poetry = pyproject(
            "[tool.poetry.dependencies]\npython = '^3.11'\nflask = '^3'\nextra = {version = '1', optional = true}\n\
             [tool.poetry.group.dev.dependencies]\npytest = '*'\n",
        )
        .unwrap();
        assert_eq!(names(&poetry, false), ["flask"]);
        assert_eq!(names(&poetry, true), ["flask", "pytest"]);
        assert_eq!(pyproject("["), None);
    }

    #[test]
    fn locks_tell_what_only_development_needs() {
        let poetry = "[[package]]\nname = 'a'\nversion = '1'\noptional = false\ngroups = ['main']\n\
                      [[package]]\nname = 'b'\nversion = '2'\noptional = false\ngroups = ['dev']\n";
        let poetry = poetry_lock(poetry).unwrap();
        assert_eq!((names(&poetry, false), names(&poetry, true)), (vec!["a"], vec!["a", "b"]));
        let pipenv = r#"{"default": {"a": {"version": "==1"}}, "develop": {"b": {"version": "==2", "markers": "sys_platform == 'win32'"}}}"#;
        let pipenv = pipfile_lock(pipenv).unwrap();
        assert_eq!((names(&pipenv, true), pipenv.list[0].version.as_deref()), (vec!["a"], Some("1")));
    }

    #[test]
    fn uv_locks_are_followed_from_the_project() {
        let text = "[[package]]\nname = 'own'\nversion = '0'\nsource = { virtual = '.' }\n\
                    dependencies = [{ name = 'a' }, { name = 'w', marker = \"sys_platform == 'win32'\" }]\n\
                    [package.dev-dependencies]\ndev = [{ name = 'd' }]\n\
                    [[package]]\nname = 'a'\nversion = '1'\nsource = { registry = 'r' }\ndependencies = [{ name = 'b' }]\n\
                    [[package]]\nname = 'b'\nversion = '1'\nsource = { registry = 'r' }\n\
                    wheels = [{ url = 'x/b-1-cp311-manylinux_2_17_x86_64.whl', size = 500 }, { url = 'x/b-1-win.whl', size = 9 }]\n\
                    [[package]]\nname = 'd'\nversion = '1'\nsource = { registry = 'r' }\n\
                    [[package]]\nname = 'w'\nversion = '1'\nsource = { registry = 'r' }\n";
        let uv = uv_lock(text).unwrap();
        assert_eq!((names(&uv, false), names(&uv, true)), (vec!["a", "b"], vec!["a", "b", "d"]));
        assert_eq!(uv.list[1].download, Some(Download { bytes: 500, native: true }));
    }

    #[test]
    fn extras_bring_more() {
        let text = "[[package]]\nname = 'own'\nversion = '0'\nsource = { virtual = '.' }\n\
                    dependencies = [{ name = 'a' }, { name = 'a', extra = ['x'] }]\n\
                    [[package]]\nname = 'a'\nversion = '1'\n[package.optional-dependencies]\n\
                    x = [{ name = 'b' }, { name = 'a', extra = ['x'] }]\ny = [{ name = 'c' }]\n\
                    [[package]]\nname = 'b'\nversion = '1'\n[[package]]\nname = 'c'\nversion = '1'\n";
        assert_eq!(names(&uv_lock(text).unwrap(), false), ["a", "b"]);
        let poetry = "[tool.poetry.dependencies]\nuvicorn = {version = '*', extras = ['standard']}\n";
        assert_eq!(pyproject(poetry).unwrap().list[0].extras, ["standard"]);
    }
}
