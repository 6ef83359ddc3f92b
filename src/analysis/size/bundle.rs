//! What a build of JavaScript or TypeScript leaves, by what goes into it: compilers turn each source into as much again,
//! bundlers also take what they need of the packages that the program depends on.

use super::inputs::Inputs;
use super::{Estimate, node};
use crate::repository::context::{Entry, Listing};
use crate::repository::path;
use crate::syntax::packages;

/// How many scripts may call each other.
const DEEPEST: usize = 5;

/// What a byte of source becomes: itself, its types, and maps of both, at most. Of 8 projects that commit what they
/// build: 0.1 to 3.2.
const COMPILED: [f64; 3] = [0.0, 1.0, 4.0];
/// What of the packages that the program needs a bundle holds: packages bring the same code in several forms, and types. Of
/// two projects that commit what they build, maps included: 0.02 and 0.08.
const BUNDLED: [f64; 3] = [0.0, 0.05, 0.25];
/// What packages add to a bundle at most.
const MOST: u64 = 12_000_000;

/// What a build's program makes of sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Each source for itself.
    Compiler,
    /// With the packages that sources import.
    Bundler,
}

/// What `command` leaves, where its script calls compilers and bundlers only; `context` is the build context's folder.
pub(super) fn output(inputs: &Inputs<'_>, listing: &Listing, command: &str) -> Option<Estimate> {
    let file = inputs.place("package.json")?;
    let manifest = inputs.once.text(&inputs.repository.tree, &file)?;
    let kind = kind(&packages::scripts(&manifest), command, DEEPEST)?;
    let folder = inputs.context.unwrap_or_default();
    let is_own = |entry: &&Entry| {
        let at = path::join(folder, &entry.path).unwrap_or_default();
        let parent = path::parent(&file);
        entry.tracked && (parent.is_empty() || at.starts_with(&format!("{parent}/")))
    };
    let bytes = |which: fn(&str) -> bool| -> u64 {
        let own = listing.files.iter().filter(is_own).filter(|entry| which(&entry.path));
        own.map(|entry| entry.bytes).sum()
    };
    let compiled = share(bytes(is_source), COMPILED);
    if kind == Kind::Compiler {
        return Some(compiled);
    }
    let copied = Estimate { low: 0, ..Estimate::exactly(bytes(is_asset)) };
    let size = node::weigh(&inputs.node_program()).size;
    let [low, expected, high] = BUNDLED;
    let of = |bytes: u64, share: f64| ((bytes as f64 * share) as u64).min(MOST);
    let bundled =
        Estimate { low: of(size.low, low), expected: of(size.expected, expected), high: of(size.high, high) };
    Some(Estimate::independent([compiled, copied, bundled]))
}

fn share(bytes: u64, shares: [f64; 3]) -> Estimate {
    let [low, expected, high] = shares.map(|share| (bytes as f64 * share) as u64);
    Estimate { low, expected, high }
}

/// The strongest kind of program that a command leads to; `None` where one of them is of neither.
fn kind(scripts: &[(String, String)], command: &str, deepest: usize) -> Option<Kind> {
    let mut found = None;
    for part in command.split("&&").map(str::trim) {
        let mut words = part.split_whitespace().filter(|word| !word.contains('=')).peekable();
        let kind = match words.next()? {
            "rm" | "rimraf" | "mkdir" => continue,
            "npx" => of_program(words.next()?)?,
            manager @ ("npm" | "yarn" | "pnpm") => {
                let is_run = words.next_if(|word| matches!(*word, "run" | "run-script")).is_some();
                let name = words.find(|word| !word.starts_with('-'))?;
                let script =
                    scripts.iter().find(|(own, _)| own == name).filter(|_| is_run || manager != "npm");
                match script {
                    Some((_, script)) if deepest > 0 => self::kind(scripts, script, deepest - 1)?,
                    _ => return None,
                }
            }
            program => of_program(program)?,
        };
        found = found.max(Some(kind));
    }
    found
}

/// By the programs' own manuals.
fn of_program(name: &str) -> Option<Kind> {
    match name {
        "tsc" | "vue-tsc" | "babel" | "swc" => Some(Kind::Compiler),
        "vite" | "webpack" | "rollup" | "esbuild" | "parcel" | "tsup" | "react-scripts" => {
            Some(Kind::Bundler)
        }
        _ => None,
    }
}

fn is_source(path: &str) -> bool {
    const ENDS: [&str; 15] = [
        ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte", ".css", ".scss",
        ".less", ".html", ".json",
    ];
    let name = path::file_name(path);
    ENDS.iter().any(|end| name.ends_with(end)) && !matches!(name, "package-lock.json" | "npm-shrinkwrap.json")
}

/// What may be copied as it is.
fn is_asset(path: &str) -> bool {
    !is_source(path) && path.split('/').any(|part| matches!(part, "public" | "static" | "assets" | "src"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(scripts: &[(&str, &str)], command: &str) -> Option<Kind> {
        let scripts: Vec<_> = scripts.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        kind(&scripts, command, DEEPEST)
    }

    #[test]
    fn scripts_are_followed_to_their_programs() {
        let scripts = [
            ("build", "rimraf dist && npm run types && NODE_ENV=production vite build"),
            ("types", "tsc --noEmit"),
            ("compile", "tsc -p ."),
            ("next", "next build"),
            ("round", "npm run round"),
        ];
        assert_eq!(of(&scripts, "npm run build"), Some(Kind::Bundler));
        assert_eq!(of(&scripts, "yarn compile"), Some(Kind::Compiler));
        assert_eq!(of(&scripts, "pnpm --silent run compile"), None, "an option before the word is not read");
        assert_eq!(of(&scripts, "npx tsc"), Some(Kind::Compiler));
        for open in ["npm run next", "npm run nothing", "npm run round", "npm build", "make", ""] {
            assert_eq!(of(&scripts, open), None, "{open}");
        }
    }

    #[test]
    fn sources_and_what_is_copied() {
        assert!(is_source("src/a.tsx") && !is_source("package-lock.json") && !is_source("public/a.png"));
        assert!(is_asset("public/a.png") && !is_asset("docs/a.png") && !is_asset("src/a.ts"));
    }
}
