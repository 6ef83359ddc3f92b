//! `go.mod`, `Cargo.lock`, `pom.xml`: which modules a program is linked from.

use super::{Need, Package, Packages};

/// The modules that a `go.mod` requires, indirect ones included (Go 1.17 and later list them all).
pub fn go_mod(text: &str) -> Option<Packages> {
    let mut list = Vec::new();
    let mut inside = false;
    let mut is_module = false;
    for line in text.lines() {
        let line = line.split("//").next().unwrap_or_default().trim();
        is_module |= line.starts_with("module ");
        if inside {
            inside = line != ")";
        }
        let entry = if inside {
            line
        } else {
            let Some(rest) = line.strip_prefix("require ") else { continue };
            inside = rest.trim() == "(";
            if inside {
                continue;
            }
            rest
        };
        let mut words = entry.split_whitespace();
        if let (Some(name), Some(version)) = (words.next(), words.next()) {
            list.push(Package::at(name, Some(version), Need::Program));
        }
    }
    is_module.then(|| Packages::closed(list))
}

/// The crates that Cargo locked, the workspace's own left out.
pub fn cargo_lock(text: &str) -> Option<Packages> {
    let root: toml::Table = text.parse().ok()?;
    let entries = root.get("package")?.as_array()?.iter().filter_map(|entry| entry.as_table());
    let package = |entry: &toml::Table| {
        entry.get("source")?;
        let version = entry.get("version").and_then(|version| version.as_str());
        Some(Package::at(entry.get("name")?.as_str()?, version, Need::Program))
    };
    Some(Packages::closed(entries.filter_map(package).collect()))
}

/// The dependencies that a `pom.xml` writes itself (`group:artifact`); what its parent brings isn't there.
pub fn pom(text: &str) -> Option<Packages> {
    if !text.contains("<project") {
        return None;
    }
    let mut list = Vec::new();
    for block in text.split("<dependency>").skip(1) {
        let block = block.split("</dependency>").next().unwrap_or_default();
        let value = |tag: &str| {
            let (_, rest) = block.split_once(&format!("<{tag}>"))?;
            Some(rest.split_once("</")?.0.trim())
        };
        let (Some(group), Some(artifact)) = (value("groupId"), value("artifactId")) else { continue };
        let need = match value("scope") {
            Some("test" | "provided" | "system" | "import") => Need::Development,
            _ => Need::Program,
        };
        list.push(Package::at(format!("{group}:{artifact}"), value("version"), need));
    }
    Some(Packages::open(list))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_of_three_languages() {
        let go = go_mod(
            "module x\n\ngo 1.22\n\nrequire a.com/b v1.0.0 // note\nrequire (\n\tc.com/d v2.0.0\n\te.com/f v0.1.0 // indirect\n)\nreplace a => b\n",
        );
        let names: Vec<_> = go.unwrap().list.into_iter().map(|package| package.name).collect();
        assert_eq!(names, ["a.com/b", "c.com/d", "e.com/f"]);
        let cargo = cargo_lock(
            "[[package]]\nname = 'own'\nversion = '0.1.0'\n[[package]]\nname = 'serde'\nversion = '1.0.0'\nsource = 'registry'\n",
        );
        assert_eq!(cargo.unwrap().list.len(), 1);
        let pom = pom(
            "<project><dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId></dependency><dependency><groupId>g</groupId><artifactId>t</artifactId><scope>test</scope></dependency></dependencies></project>",
        );
        assert_eq!(pom.unwrap().installed(false).count(), 1);
        assert_eq!(go_mod("x"), None);
    }
}
