//! Which images the plan weighs, before and after.

use super::*;
use careen::rewrite::Weighed;

const LESS: &str = "FROM python:3.11\nRUN pip install flask\nCMD [\"python\"]\n";
const MORE: &str = "FROM python:3.11\nRUN pip install flask pandas\nCMD [\"python\"]\n";
const BOTH: &str = "up:\n\tdocker compose up -d\nprod:\n\tdocker compose -f prod.yaml up -d\n";

/// Two files that are both in use.
fn both(compose: &str, prod: &str) -> Plan {
    Repository::new(&[
        ("Makefile", BOTH),
        ("compose.yaml", compose),
        ("prod.yaml", prod),
        ("Dockerfile", LESS),
        ("Dockerfile.prod", MORE),
    ])
    .plan()
}

fn names(images: &[Weighed]) -> Vec<&str> {
    images.iter().map(|image| image.name.as_str()).collect()
}

/// Who only names it runs the one that its own file builds.
#[test]
fn one_name_of_two_builds_is_two_images() {
    let compose = "name: shop\nservices:\n  web:\n    build: .\n    image: shop:1\n  worker:\n    build: .\n    image: shop:1\n    command: python -m worker\n  jobs:\n    image: docker.io/library/shop:1\n";
    let prod = compose
        .replace("build: .", "build: {context: ., dockerfile: Dockerfile.prod}")
        .replace("name: shop", "name: prod");
    let plan = both(compose, &prod);
    let ledger = &plan.ledger;
    assert_eq!(names(&ledger.before), ["shop:1", "shop:1"], "{plan:#?}");
    let [less, more] = ledger.before.as_slice() else { panic!() };
    for image in [less, more] {
        assert_eq!(image.services, ["web", "worker", "jobs"]);
        assert!(!image.is_pulled);
    }
    assert!(more.size.unwrap().expected > less.size.unwrap().expected, "{ledger:#?}");
    let new = |image: &Weighed| {
        let [at] = image.becomes.as_slice() else { panic!("{ledger:#?}") };
        ledger.after[*at].size.unwrap().expected
    };
    assert!(new(more) > new(less), "{ledger:#?}");
    let lines = ledger.lines();
    assert!(lines.iter().take(2).all(|line| !line.after_size.is_empty()), "{lines:#?}");
}

/// Where its own file doesn't build it, another's; what nobody builds is pulled, whichever way it is written.
#[test]
fn a_name_that_another_file_builds_is_not_pulled() {
    let compose = "name: shop\nservices:\n  web:\n    build: .\n    image: shop\n  db: {image: redis}\n";
    let prod = "name: prod\nservices:\n  a:\n    build: {context: ., dockerfile: Dockerfile.prod}\n  b:\n    build: {context: ., dockerfile: Dockerfile.prod}\n  web: {image: \"shop:latest\"}\n  db: {image: \"redis:latest\"}\n";
    let plan = both(compose, prod);
    let pulled = |images: &[Weighed]| images.iter().filter(|it| it.is_pulled).cloned().collect::<Vec<_>>();
    assert_eq!(names(&pulled(&plan.ledger.before)), ["redis"], "{plan:#?}");
    assert_eq!(names(&pulled(&plan.ledger.after)), ["redis:latest"], "as the first file calls it");
    let shop = plan.ledger.before.iter().find(|image| image.name == "shop").unwrap();
    assert_eq!(shop.services, ["web", "web"]);
}

/// What two files of one project build differently has two names: else one would run the other's image.
#[test]
fn images_of_two_environments_have_names_of_their_own() {
    let service = |name: &str, build: &str| format!("  {name}:\n    build: {build}\n");
    let compose =
        |build: &str| format!("name: shop\nservices:\n{}{}", service("web", build), service("worker", build));
    let after = |other: &str| {
        let plan = both(&compose("."), &compose(other));
        names(&plan.ledger.after).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(after("{context: ., dockerfile: Dockerfile.prod}"), ["shop-2", "shop"]);
    assert_eq!(after("{context: .}"), ["shop"], "one build, one image");
}

/// Nor does a new image get the name that another service of the project has, in whatever file that is.
#[test]
fn a_shared_image_takes_no_service_s_name() {
    let twice = |build: &str| {
        format!("name: shop\nservices:\n  web:\n    build: {build}\n  worker:\n    build: {build}\n")
    };
    let one = "{context: ., dockerfile: Dockerfile.prod}";
    let after = |compose: &str, prod: &str| {
        let plan = both(compose, prod);
        names(&plan.ledger.after).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let with = |name: &str| format!("{}  {name}:\n    image: shop\n    build: {one}\n", twice("."));
    assert!(after(&with("x"), &twice(one)).contains(&"shop-shared".to_owned()));
    let numbered = format!("{}  x:\n    build: {one}\n    image: shop-2\n", twice("."));
    let names = after(&numbered, &twice(one));
    assert!(names.contains(&"shop-3".to_owned()) && names.contains(&"shop".to_owned()), "{names:?}");
}
