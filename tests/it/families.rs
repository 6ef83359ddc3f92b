//! Families of the fixtures: what a reader should find, and nothing in what is well kept.

use std::path::Path;

use careen::analysis::{Advice, Analysis, FamilyKind, Member};
use careen::repository::{Repository, load};
use careen::settings::Settings;

/// Families of a kind as lists of names, with their advice.
fn families(fixture: &str, kind: FamilyKind) -> Vec<(Advice, Vec<String>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(fixture).join("repo");
    let settings = Settings { no_history: true, ..Settings::default() };
    let repository = load(&root, &settings).unwrap();
    let analysis = Analysis::new(&repository, &settings);
    let families = analysis.families().all().iter().filter(|family| family.kind == kind);
    families
        .map(|it| (it.advice, it.members.iter().map(|&member| name(&repository, member)).collect()))
        .collect()
}

fn name(repository: &Repository, member: Member) -> String {
    match member {
        Member::Service(id) => repository.service(id).name.value.clone(),
        Member::Dockerfile(id) => repository.dockerfile(id).path.clone(),
    }
}

#[test]
fn one_service_is_found_under_its_names_in_other_generations() {
    let found = families("three-generations", FamilyKind::GenerationCopy);
    for (pair, advice) in [
        (["oi-detector", "oi-monitor"], Advice::DropOld),
        (["alert-dispatcher", "enhanced-alerts"], Advice::DropOld),
        (["liquidation-monitor", "liquidation-collector"], Advice::DropOld),
        // both run
        (["telegram-bot", "v2-telegram-bot"], Advice::OneService),
        (["crypto-v2-orchestrator", "orchestrator"], Advice::DropOld),
    ] {
        let family =
            found.iter().find(|(_, members)| pair.iter().all(|name| members.iter().any(|it| it == name)));
        assert_eq!(family.map(|it| it.0), Some(advice), "{pair:?} in {found:?}");
    }
    let strangers = ["redis", "market-data", "cascade-detector", "scheduler"];
    assert!(
        !found.iter().any(|(_, members)| members.iter().any(|it| strangers.contains(&it.as_str()))),
        "{found:?}"
    );
}

#[test]
fn services_of_one_build_are_one_image() {
    let found = families("three-generations", FamilyKind::SameBuild);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].0, found[0].1.len()), (Advice::OneImage, 6));
}

#[test]
fn near_equal_dockerfiles_are_found() {
    let found = families("three-generations", FamilyKind::NearDuplicateDockerfile);
    let beside = |name: &str| format!("crypto-intelligence-v2/services/{name}/Dockerfile");
    let family = found.iter().find(|(_, members)| members.contains(&beside("oi-monitor"))).unwrap();
    for name in ["cascade-detector", "enhanced-alerts", "orchestrator", "telegram-bot"] {
        assert!(family.1.contains(&beside(name)), "{name} in {found:?}");
    }
}

#[test]
fn nothing_is_alike_in_what_is_well_kept() {
    for kind in [FamilyKind::SameBuild, FamilyKind::NearDuplicateDockerfile, FamilyKind::GenerationCopy] {
        let found = families("well-kept", kind);
        assert!(found.iter().all(|(advice, _)| *advice == Advice::Keep), "{found:?}");
    }
}
