//! Planned twice, the plan is the same; done once, nothing is left to do.

use super::*;

/// In the place of the originals, the new files leave nothing to rewrite.
#[test]
fn a_second_plan_changes_nothing() {
    for (dockerfile, requirements) in
        [(DOCKERFILE, "flask\n"), ("FROM python:3.11\nRUN pip install flask\n", "")]
    {
        let repository = Repository::shop(dockerfile, requirements);
        let first = repository.plan();
        let compose = file(&first, "compose.yaml")
            .replace("context: ..", "context: .")
            .replace("new/shop.Dockerfile", "Dockerfile");
        write(
            &repository.root,
            &[("compose.yaml", &compose), ("Dockerfile", file(&first, "shop.Dockerfile"))],
        );
        let second = repository.plan();
        assert!(second.is_empty(), "{second:#?}");
    }
}

/// Who fits no image of the first may well fit each other's: else a second plan would join them.
#[test]
fn those_that_do_not_fit_the_first_are_one_by_themselves() {
    let dockerfile = |base: &str, name: &str| {
        format!(
            "FROM {base}\nWORKDIR /app\nRUN pip install --no-cache-dir flask==3.0.0\nCOPY {name}/ ./{name}/\n\
             CMD [\"python\", \"-m\", \"{name}.main\"]\n"
        )
    };
    let [a, b, c] = [("python:3.11", "a"), ("python:3.11-slim", "b"), ("python:3.11-slim", "c")]
        .map(|(base, name)| dockerfile(base, name));
    let service = |name: &str| {
        format!("  {name}:\n    build:\n      context: .\n      dockerfile: Dockerfile.{name}\n")
    };
    let compose = format!("services:\n{}{}{}", service("a"), service("b"), service("c"));
    let plan = Repository::new(&[
        ("compose.yaml", &compose),
        ("Dockerfile.a", &a),
        ("Dockerfile.b", &b),
        ("Dockerfile.c", &c),
        ("a/main.py", ""),
        ("b/main.py", ""),
        ("c/main.py", ""),
    ])
    .plan();
    let joins = |step: &&careen::rewrite::Step| {
        step.of.contains(&"Dockerfile.b".to_owned()) && step.does.contains("2 services")
    };
    let step = plan.steps.iter().find(joins).unwrap_or_else(|| panic!("{plan:#?}"));
    assert!(step.of.contains(&"Dockerfile.c".to_owned()) && !step.of.contains(&"Dockerfile.a".to_owned()));
    assert!(!plan.declined.iter().any(|it| it.what.starts_with("Dockerfile.c")), "{:#?}", plan.declined);
}

#[test]
fn whatever_is_offered_is_well_formed_and_the_same_twice() {
    use careen::source::FileId;
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut roots: Vec<PathBuf> =
        std::fs::read_dir(&fixtures).unwrap().map(|entry| entry.unwrap().path().join("repo")).collect();
    roots.sort();
    let mut offered = 0;
    for root in roots {
        let settings = Settings::default();
        let planned = || {
            let repository = load(&root, &settings).unwrap();
            let analysis = Analysis::new(&repository, &settings);
            plan(
                &repository,
                &analysis,
                &Request { place: Place::within("new"), family: None, merge_containers: false },
            )
        };
        let plan = planned();
        assert_eq!(plan, planned());
        for file in &plan.files {
            let problems = match Path::new(&file.path).extension().and_then(|end| end.to_str()) {
                Some("yaml") => careen::syntax::yaml::parse(FileId(0), &file.text).problems,
                Some("Dockerfile") => careen::syntax::dockerfile::parse(FileId(0), &file.text).problems,
                _ => continue,
            };
            assert!(problems.is_empty(), "{}: {problems:?}", file.path);
            offered += 1;
        }
    }
    assert!(offered >= 7, "{offered}");
}
