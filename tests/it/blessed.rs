//! Expected text that `CAREEN_BLESS=1 cargo test --test it` writes.

use std::path::Path;
use std::sync::Mutex;

/// Several tests write into the README, each its own part.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Whether what is expected is to be written instead of compared.
pub(crate) fn wanted() -> bool {
    std::env::var_os("CAREEN_BLESS").is_some()
}

/// Compares, or writes, the lines of the README between `<!-- NAME: begin -->` and `<!-- NAME: end -->`.
pub(crate) fn readme_part(name: &str, expected: &str) {
    let _guard = ONE_AT_A_TIME.lock();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let begin = format!("<!-- {name}: begin -->\n");
    let start = readme.find(&begin).expect("the part begins") + begin.len();
    let end = readme.find(&format!("<!-- {name}: end -->\n")).expect("the part ends");
    if readme[start..end] == *expected {
        return;
    }
    assert!(wanted(), "CAREEN_BLESS=1 would write, instead of\n{}\nthis:\n{expected}", &readme[start..end]);
    std::fs::write(path, format!("{}{expected}{}", &readme[..start], &readme[end..])).unwrap();
}
