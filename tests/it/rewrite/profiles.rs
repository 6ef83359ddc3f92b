//! Who builds for the others where profiles decide what is started: nobody may be left without an image.

use super::*;

/// A web server and a worker of one Dockerfile, with what else each says.
fn compose(web: &str, worker: &str) -> String {
    format!(
        "services:\n  web:\n    build: .\n{web}  worker:\n    build: .\n    command: python -m worker\n{worker}"
    )
}

fn plan(compose: &str) -> Plan {
    let repository = Repository::shop("FROM python:3.11-slim\nRUN pip install flask\nCMD [\"python\"]\n", "");
    write(&repository.root, &[("compose.yaml", compose)]);
    repository.plan()
}

#[test]
fn the_builder_is_started_with_everybody_who_takes_its_image() {
    const ONE: &str = "    profiles: [one]\n";
    const TWO: &str = "    profiles: [one, two]\n";
    for (web, worker, holder) in
        [("", "", "web"), (ONE, "", "worker"), ("", ONE, "web"), (ONE, ONE, "web"), (ONE, TWO, "worker")]
    {
        let plan = plan(&compose(web, worker));
        let said = format!("`{holder}` builds, the others take `shop`");
        let mut differs = plan.steps.iter().flat_map(|step| &step.differs);
        assert!(differs.any(|line| line.starts_with(&said)), "{web} {worker}: {plan:#?}");
        let text = file(&plan, "compose.yaml");
        let own = text.split(&format!("  {holder}:\n")).nth(1).unwrap();
        assert!(own.starts_with("    build: ..\n    image: shop\n"), "{text}");
        assert_eq!(text.matches("build:").count(), 1, "{text}");
    }
}

#[test]
fn where_profiles_start_one_without_the_other_each_builds() {
    let apart = compose("    profiles: [one]\n", "    profiles: [two]\n");
    let declined = |plan: &Plan| {
        plan.declined
            .iter()
            .any(|it| it.reason == "profiles can start one of them without any that could build for it")
    };
    let plan_of = plan(&apart);
    assert!(plan_of.is_empty() && declined(&plan_of), "{plan_of:#?}");
    // by a name that they all have, each finds what it built itself
    let named = plan(&apart.replace("build: .", "image: shop:1\n    build: ."));
    assert!(!declined(&named), "{named:#?}");
}

/// Two Dockerfiles become one only where somebody can build for both.
#[test]
fn dockerfiles_are_joined_only_where_one_service_can_build_for_both() {
    let dockerfile = |name: &str| {
        format!(
            "FROM python:3.11-slim\nWORKDIR /app\nRUN pip install --no-cache-dir flask==3.0.0\n\
             COPY {name}/ ./{name}/\nCMD [\"python\", \"-m\", \"{name}.main\"]\n"
        )
    };
    let joins = |a: &str, b: &str| {
        let service = |name: &str, rest: &str| {
            format!("  {name}:\n    build:\n      context: .\n      dockerfile: Dockerfile.{name}\n{rest}")
        };
        let compose = format!("services:\n{}{}", service("a", a), service("b", b));
        let plan = Repository::new(&[
            ("compose.yaml", &compose),
            ("Dockerfile.a", &dockerfile("a")),
            ("Dockerfile.b", &dockerfile("b")),
            ("a/main.py", ""),
            ("b/main.py", ""),
        ])
        .plan();
        plan.steps.iter().any(|step| step.does.contains("from 2 Dockerfiles made one"))
    };
    assert!(joins("", "") && joins("", "    profiles: [late]\n"));
    assert!(!joins("    profiles: [early]\n", "    profiles: [late]\n"));
}
