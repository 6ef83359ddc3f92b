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
