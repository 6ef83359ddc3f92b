//! `inspect` as it is typed: files, bases, images and what one weighs.

use super::*;

#[test]
fn inspect_shows_files_and_bases() {
    let output = careen(small().path(), &["inspect", "--format", "json"]);
    let document: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(document["version"], 1);
    assert_eq!(document["compose_files"][0]["path"], "compose.yaml");
    assert_eq!(document["compose_files"][0]["services"], json!(["api"]));
    let dockerfile = &document["dockerfiles"][0];
    assert_eq!((&dockerfile["final_base"], &dockerfile["stages"]), (&json!("scratch"), &json!(2)));
    assert_eq!(dockerfile["used_by"], json!([{"compose": "compose.yaml", "service": "api"}]));
}

#[test]
fn inspect_weighs_images_by_the_contract() {
    let folder = sized();
    let output = careen(folder.path(), &["inspect", "--format", "json"]);
    let document: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let images = document["images"].as_array().unwrap();
    let names: Vec<&Value> = images.iter().map(|image| &image["name"]).collect();
    assert_eq!(names, ["shop-api", "shop-worker"]);
    let image = &images[0];
    assert_eq!(image["built_by"], json!([{"compose": "compose.yaml", "service": "api"}]));
    assert_eq!((&image["dockerfile"], &image["base"]), (&json!("Dockerfile"), &json!("debian:12-slim")));
    let base = &image["layers"][0];
    assert_eq!(
        (&base["what"], &base["shared_with"]),
        (&json!("FROM debian:12-slim"), &json!(["shop-worker"]))
    );
    let bytes = |value: &Value| value["expected"].as_u64().unwrap();
    assert_eq!(bytes(&image["size"]), image["layers"].as_array().unwrap().iter().map(bytes).sum::<u64>());
    let footprint = &document["footprint"];
    assert_eq!(
        bytes(&footprint["sum_of_images"]),
        images.iter().map(|image| bytes(&image["size"])).sum::<u64>()
    );
    assert_eq!(bytes(&footprint["unique_on_disk"]), bytes(&image["size"]), "the two share every layer");
}

/// Two names of one build weigh once on disk; of stores that are pulled nothing is built.
#[test]
fn families_say_what_their_images_weigh() {
    let folder = sized();
    let output = careen(folder.path(), &["inspect", "--format", "json"]);
    let document: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let family = &document["families"][0];
    assert_eq!((&family["kind"], &family["advice"]), (&json!("same-build"), &json!("one-image")));
    let footprint = &family["footprint"];
    assert_eq!((&footprint["images"], &footprint["partial"]), (&json!(2), &json!(false)));
    for key in ["sum_of_images", "unique_on_disk"] {
        assert_eq!(footprint[key], document["footprint"][key], "there is nothing else");
    }
    assert_eq!(footprint["after"]["sum_of_images"], document["images"][0]["size"]);
    let text = stdout(&careen(folder.path(), &["inspect"]));
    let line = text.lines().find(|line| line.starts_with("      size   ")).unwrap();
    assert!(
        line.starts_with("      size   2 images, together ") && line.contains(" of it unique; as one "),
        "{line}"
    );

    let stores = "services:\n  orders: {image: 'redis:8'}\n  carts: {image: 'redis:8'}\n";
    let folder = repository(&[("compose.yaml", stores)]);
    let output = careen(folder.path(), &["inspect", "--format", "json"]);
    let document: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(document["families"][0]["footprint"], Value::Null, "nothing of it is built");
}

/// Of a family that only a dead file has, nothing stays.
#[test]
fn nothing_stays_of_what_is_dead() {
    let old = "services:\n  api:\n    build: old\n  jobs:\n    build: old\n    command: /jobs\n";
    let folder = repository(&[
        ("compose.yaml", "services:\n  api:\n    build: .\n  jobs:\n    build: .\n    image: shop/jobs\n"),
        ("Dockerfile", "FROM debian:12-slim\nCMD [\"/api\"]\n"),
        ("compose.old.yaml", old),
        ("old/Dockerfile", "FROM debian:11-slim\nCMD [\"/api\"]\n"),
        ("Makefile", "up:\n\tdocker compose -f compose.yaml up -d\n"),
    ]);
    let output = careen(folder.path(), &["inspect", "--format", "json"]);
    let document: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let families = document["families"].as_array().unwrap();
    let of_old =
        |it: &&Value| it["members"][0]["compose"] == "compose.old.yaml" && it["kind"] == "same-build";
    let family = families.iter().find(of_old).unwrap();
    assert_eq!(family["advice"], "drop-old");
    assert_eq!(family["footprint"]["after"]["sum_of_images"]["expected"], 0);
    let text = stdout(&careen(folder.path(), &["inspect"]));
    assert!(text.contains("      goes   api, jobs of compose.old.yaml\n"), "{text}");
    assert!(text.contains("; without the old nothing\n"), "{text}");
}

#[test]
fn the_size_of_an_image_is_explained() {
    let folder = sized();
    let explain =
        |arguments: &[&str]| careen(folder.path(), &[&["inspect", "--explain-size"], arguments].concat());
    let text = stdout(&explain(&["shop-api"]));
    for part in [
        "shop-api, built from Dockerfile for api",
        "RUN apt-get update && apt-get install -y curl",
        "shared with shop-worker",
        "      4       2.5       2.5       2.5  COPY data /data",
        "    sum",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert_eq!(stdout(&explain(&["api"])), text, "a service's name will do");
    assert_eq!(stdout(&explain(&["Dockerfile"])).matches("    sum").count(), 2, "a Dockerfile's names both");

    let document: Value = serde_json::from_str(&stdout(&explain(&["shop-api", "--format", "json"]))).unwrap();
    let sum = |values: &Value, key: &str| -> u64 {
        values.as_array().unwrap().iter().map(|value| value[key].as_u64().unwrap()).sum()
    };
    let adds_up = |whole: &Value, parts: &Value| {
        let of = |key: &str| whole[key].as_u64().unwrap();
        assert_eq!(of("expected"), sum(parts, "expected"), "{whole}");
        // one part makes up for another: the range of the whole is at most as wide
        assert!(sum(parts, "low") <= of("low") && of("low") <= of("expected"), "{whole}");
        assert!(of("expected") <= of("high") && of("high") <= sum(parts, "high"), "{whole}");
    };
    adds_up(&document["size"], &document["layers"]);
    for layer in document["layers"].as_array().unwrap() {
        adds_up(layer, &layer["terms"]);
    }
    let unknown = explain(&["shop-ap"]);
    assert_eq!(unknown.status.code(), Some(2));
    let expected = "careen: --explain-size: there is no image `shop-ap`; did you mean `shop-api`?\n";
    assert_eq!(stderr(&unknown), expected);
    assert_eq!(explain(&["shop-api", "--format", "dot"]).status.code(), Some(2));
}
