//! Budgets and baselines as they are used: a file beside the repository, and an exit code.

use std::path::Path;

use crate::cli::{careen, repository, sized, stderr, stdout};

/// The exit code, and what is found.
fn check(folder: &Path, more: &[&str]) -> (Option<i32>, String) {
    let asked = ["check", "--select", "footprint-budget", "--format", "concise"];
    let output = careen(folder, &[&asked, more].concat());
    (output.status.code(), stdout(&output) + &stderr(&output))
}

fn with_budget(budget: &str) -> (Option<i32>, String) {
    let folder = sized();
    std::fs::write(folder.path().join("careen.toml"), format!("[budget]\n{budget}")).unwrap();
    check(folder.path(), &[])
}

#[test]
fn an_image_over_its_budget_fails_the_run() {
    // each of the two is estimated at somewhat more than 100 MB, of which almost all is shared
    for (budget, code, found) in [
        ("image = '1GB'", 0, 0),
        ("image = '50MB'", 1, 2),
        ("image = '50MB'\n[budget.images]\nshop-api = '1GB'", 1, 1),
        ("image = '1GB'\n[budget.images]\nshop-api = '50MB'", 1, 1),
        ("total = '160MB'", 1, 1),
        ("total = '160MB'\nof = 'unique'", 0, 0),
        ("total = '160MB'\nof = 'pull'", 0, 0),
        ("total = '50MB'\nof = 'unique'", 1, 1),
        ("total = '1GB'", 0, 0),
    ] {
        let (actual, said) = with_budget(budget);
        assert_eq!(actual, Some(code), "{budget}: {said}");
        assert_eq!(said.matches("footprint-budget").count(), found, "{budget}: {said}");
    }
    let (_, said) = with_budget("image = '1GB'\n[budget.images]\nshop-api = '50MB'");
    assert!(
        said.contains("the image `shop-api` is estimated at ") && said.contains("budget of 50 MB"),
        "{said}"
    );
}

#[test]
fn a_budget_with_an_unknown_key_exits_with_two_and_its_place() {
    let (code, said) = with_budget("totals = '1GB'");
    assert_eq!(code, Some(2));
    assert!(said.contains("careen.toml:2:1: unknown key `totals`; did you mean `total`?"), "{said}");
    let (code, said) = with_budget("image = '1'");
    assert_eq!(code, Some(2));
    assert!(said.contains("careen.toml:2:9: expected a size"), "{said}");
}

#[test]
fn growth_since_the_baseline_fails_the_run() {
    let folder = sized();
    let path = folder.path();
    let data = |bytes: usize| std::fs::write(path.join("data"), "x".repeat(bytes)).unwrap();
    assert_eq!(check(path, &["--write-baseline", "sizes.json"]).0, Some(0), "nothing to compare with yet");
    let against = || check(path, &["--baseline", "sizes.json"]);

    assert_eq!(against().0, Some(0));
    data(3_000_000);
    assert_eq!(against().0, Some(0), "half a megabyte is rounding");
    data(100_000);
    assert_eq!(against().0, Some(0), "smaller is fine");
    data(7_500_000);
    let (code, said) = against();
    assert_eq!(code, Some(1));
    for name in ["shop-api", "shop-worker"] {
        let message = format!("the image `{name}` has grown by 5.0 MB since the baseline");
        assert!(said.contains(&message), "{said}");
    }

    assert_eq!(check(path, &["--write-baseline", "sizes.json", "--exit-zero"]).0, Some(0));
    assert_eq!(against().0, Some(0), "accepted");
    let compose =
        "name: shop\nservices:\n  api:\n    build: .\n  worker:\n    build: .\n  extra:\n    build: .\n";
    std::fs::write(path.join("compose.yaml"), compose).unwrap();
    let (code, said) = against();
    assert_eq!(code, Some(1));
    assert!(
        said.contains("the image `shop-extra`, estimated at ") && said.contains("is new since"),
        "{said}"
    );
    assert_eq!(said.matches("footprint-budget").count(), 1, "{said}");
}

#[test]
fn images_of_one_name_are_compared_as_one() {
    let service = |folder: &str| format!("services:\n  api:\n    build: {folder}\n    image: shop/api\n");
    let dockerfile = "FROM debian:12-slim\nCOPY data /data\nCMD [\"cat\", \"/data\"]\n";
    let folder = repository(&[
        ("compose.yaml", &service("a")),
        ("compose.gpu.yaml", &service("b")),
        ("a/Dockerfile", dockerfile),
        ("a/data", &"x".repeat(9_000_000)),
        ("b/Dockerfile", dockerfile),
        ("b/data", "x"),
    ]);
    assert_eq!(check(folder.path(), &["--write-baseline", "sizes.json"]).0, Some(0));
    let (code, said) = check(folder.path(), &["--baseline", "sizes.json"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn a_baseline_that_cannot_be_read_exits_with_two() {
    let folder = sized();
    for (text, reason) in [
        (None, "sizes.json"),
        (Some("{"), "sizes.json"),
        (Some(r#"{"version": 2, "images": {}}"#), "version 2 of the file is unknown"),
    ] {
        if let Some(text) = text {
            std::fs::write(folder.path().join("sizes.json"), text).unwrap();
        }
        let (code, said) = check(folder.path(), &["--baseline", "sizes.json"]);
        assert_eq!(code, Some(2), "{text:?}: {said}");
        assert!(said.contains(reason), "{text:?}: {said}");
    }
}
