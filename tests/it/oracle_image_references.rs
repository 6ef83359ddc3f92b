//! Image names against what `distribution/reference` says of them (`tests/oracle/image-references.jsonl`).

use careen::syntax::image_reference::parse;
use serde_json::{Value, json};

#[test]
fn every_name_reads_as_docker_reads_it() {
    let rows = include_str!("../oracle/image-references.jsonl");
    let mut differing = Vec::new();
    for row in rows.lines() {
        let expected: Value = serde_json::from_str(row).unwrap();
        let name = expected["s"].as_str().unwrap();
        let actual = match parse(name) {
            Ok(reference) => {
                let mut actual = json!({"domain": reference.domain, "path": reference.path, "s": name});
                if let Some(tag) = reference.tag {
                    actual["tag"] = tag.into();
                }
                if let Some(digest) = reference.digest {
                    actual["digest"] = digest.into();
                }
                actual
            }
            Err(error) => json!({"err": error.to_string(), "s": name}),
        };
        if actual != expected {
            differing.push(format!("{expected}\n  {actual}"));
        }
    }
    assert_eq!(rows.lines().count(), 1_170);
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
}
