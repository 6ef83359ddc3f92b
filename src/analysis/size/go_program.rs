//! What a program of Go weighs whose sources lie in the context: those of the standard library that it is linked from.

use super::Estimate;
use super::inputs::Inputs;
use crate::repository::context::{Entry, Listing};
use crate::repository::path;

/// With the library's server of HTTP and all it stands on. Measured with Go 1.19: 6.1 MB; later versions add up to a third.
const WITH_HTTP: Estimate = Estimate::kilobytes(5_500, 6_300, 8_400);
/// Without it. A program that prints a line has 1.9 MB, one that speaks TLS has 5.
const WITHOUT: Estimate = Estimate::kilobytes(1_700, 2_800, 6_500);
/// What is left without symbols. Measured: 4.4 of 6.1 MB.
const STRIPPED: f64 = 0.70;

/// More sources than this are not read.
const MOST_SOURCES: usize = 200;

/// The program that `go build` links in the module's folder where it needs no other module.
pub(super) fn size(inputs: &Inputs<'_>, listing: &Listing, stripped: bool) -> Option<Estimate> {
    let manifest = inputs.place("go.mod")?;
    let folder = path::parent(&manifest);
    let context = inputs.context.unwrap_or_default();
    let is_source = |entry: &&Entry| entry.path.ends_with(".go") && !entry.path.ends_with("_test.go");
    let sources: Vec<String> = listing
        .files
        .iter()
        .filter(is_source)
        .filter_map(|entry| path::join(context, &entry.path))
        .filter(|at| folder.is_empty() || at.starts_with(&format!("{folder}/")))
        .collect();
    if sources.is_empty() || sources.len() > MOST_SOURCES {
        return None;
    }
    let text = |at: &String| inputs.once.text(&inputs.repository.tree, at);
    let serves = |at: &String| text(at).is_some_and(|text| imports_http(&text));
    // which packages of the module the program is linked from isn't read here
    let (beside, below): (Vec<&String>, Vec<&String>) =
        sources.iter().partition(|at| path::parent(at) == folder);
    let size = if beside.into_iter().any(serves) {
        WITH_HTTP
    } else if below.into_iter().any(serves) {
        return None;
    } else {
        WITHOUT
    };
    Some(size.times(if stripped { STRIPPED } else { 1.0 }))
}

/// Whether a file of Go imports `net/http`, or a package of the standard library that does.
fn imports_http(text: &str) -> bool {
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        let entry = match line.strip_prefix("import") {
            Some(rest) => {
                inside = rest.trim_start().starts_with('(');
                rest
            }
            None if inside => line,
            // imports come first
            None if ["func ", "type ", "var ", "const "].iter().any(|word| line.starts_with(word)) => break,
            None => continue,
        };
        let name = entry.split('"').nth(1).unwrap_or_default();
        if name == "net/http" || name.starts_with("net/http/") || matches!(name, "expvar" | "net/rpc") {
            return true;
        }
        inside &= !line.starts_with(')');
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_read() {
        assert!(imports_http("package main\n\nimport (\n\t\"fmt\"\n\tweb \"net/http\"\n)\nfunc main() {}\n"));
        assert!(imports_http("package main\nimport \"net/http/pprof\"\n"));
        assert!(!imports_http("package main\nimport \"fmt\"\nfunc main() { fmt.Println(\"net/http\") }\n"));
        assert!(!imports_http("package main\nimport (\n\"net\"\n)\nvar x = \"net/http\"\n"));
    }
}
