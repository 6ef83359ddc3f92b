//! Which Dockerfiles are still built.

use globset::{Glob, GlobSetBuilder};

use super::marks::{self, Marks};
use super::siblings::Siblings;
use super::uses::Uses;
use super::{DockerfileRole, DockerfileStanding, Standing};
use crate::analysis::{Confidence, Evidence};
use crate::facts;
use crate::repository::path::file_name;
use crate::repository::{Dockerfile, Repository};
use crate::settings::Settings;
use crate::source::Span;

/// Decides the role of every Dockerfile.
pub(super) fn decide(
    repository: &Repository,
    compose: &[Standing],
    settings: &Settings,
) -> Vec<DockerfileStanding> {
    let mut builder = GlobSetBuilder::new();
    settings.entry.iter().filter_map(|pattern| Glob::new(pattern).ok()).for_each(|glob| {
        builder.add(glob);
    });
    let entries = builder.build().unwrap_or_default();
    let uses = Uses::of_all(repository, compose);
    // where nothing is built by anything careen can see, silence proves nothing
    let others_are_built = uses.iter().any(|it| !it.alive.is_empty());
    let siblings = Siblings::of(repository, uses.iter().map(Uses::built_by));
    repository
        .dockerfiles
        .iter()
        .zip(&uses)
        .map(|(dockerfile, uses)| {
            let is_entry = entries.is_match(&dockerfile.path);
            let others = Others {
                are_built: others_are_built,
                built_siblings: siblings.around(dockerfile),
                are_by_hand: siblings.are_by_hand(dockerfile),
            };
            let marks = marks::of_file(&dockerfile.path, &repository.sources[dockerfile.file].text);
            standing(dockerfile, &marks, uses, is_entry, &others)
        })
        .collect()
}

/// What becomes of the other Dockerfiles.
struct Others {
    /// Whether any is built by what careen sees.
    are_built: bool,
    /// How many siblings there are, all of them built.
    built_siblings: Option<usize>,
    /// Whether those of its folder are built by hand.
    are_by_hand: bool,
}

fn standing(
    dockerfile: &Dockerfile,
    marks: &Marks,
    uses: &Uses<'_>,
    is_entry: bool,
    others: &Others,
) -> DockerfileStanding {
    let at = dockerfile.stages.first().map_or(Span::file_start(dockerfile.file), |stage| stage.from.span);
    let decided = |role, confidence, evidence: Vec<Evidence>| DockerfileStanding {
        role,
        confidence,
        evidence,
        // what something else builds, or may build, doesn't die with the dead
        dies_with: if role == DockerfileRole::Orphan {
            uses.dead.iter().copied().collect()
        } else {
            Vec::new()
        },
    };
    if is_entry {
        let evidence = Evidence::new("entry", at, "is an `entry` of the configuration");
        return decided(DockerfileRole::Live, Confidence::High, vec![evidence]);
    }
    if !uses.alive.is_empty() {
        return decided(DockerfileRole::Live, Confidence::High, uses.alive.clone());
    }
    let mut against = uses.dead_evidence.clone();
    if let Some(retired) = uses.retired {
        against.push(Evidence::new("retired-in-document", retired.span, "a document retires it"));
    }
    let mut perhaps = uses.perhaps.clone();
    if uses.dead.is_empty() {
        perhaps.extend(uses.named.iter().cloned());
    }
    let past = marks.age_word.as_ref().or(marks.parked.as_ref());
    if let Some(word) = past {
        against.push(Evidence::new("age-word", at, format!("its path says `{word}`")));
    }
    if let Some(platform) = platform(dockerfile) {
        let text = format!("`{platform}` builds what it is told to elsewhere");
        perhaps.push(Evidence::new("platform", at, text));
    }
    let unbuilt = uses.dead.is_empty() && perhaps.is_empty();
    if unbuilt && others.are_built {
        against.push(Evidence::new(
            "unbuilt",
            at,
            "nothing in use builds it, and other Dockerfiles are built",
        ));
    }
    let built_siblings = others.built_siblings.filter(|_| unbuilt);
    if let Some(count) = built_siblings {
        let text = format!("the Dockerfiles of the {count} folders beside its own are all built");
        against.push(Evidence::new("siblings-built", at, text));
    }
    let has_plain_name = dockerfile.has_default_name();
    let dead = match () {
        () if !uses.dead.is_empty() && perhaps.is_empty() => Some(Confidence::High),
        () if past.is_some() && perhaps.is_empty() => Some(Confidence::High),
        () if uses.retired.is_some() => Some(Confidence::High),
        () if unbuilt && others.are_built && !others.are_by_hand && !has_plain_name => {
            Some(Confidence::Medium)
        }
        () if built_siblings.is_some() => Some(Confidence::Medium),
        () => None,
    };
    match dead {
        Some(confidence) => decided(DockerfileRole::Orphan, confidence, against),
        None => {
            let evidence = if perhaps.is_empty() { against } else { perhaps };
            decided(DockerfileRole::Unknown, Confidence::Low, evidence)
        }
    }
}

/// The hosting platform that its name speaks of.
fn platform(dockerfile: &Dockerfile) -> Option<String> {
    let name = file_name(&dockerfile.path).to_ascii_lowercase();
    let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
    words.find(|word| facts::is_hosting_platform(word)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use crate::analysis::reach::testing::roles;

    const FROM: &str = "FROM alpine\n";

    #[test]
    fn a_plain_name_may_be_built_by_itself() {
        let compose = ("compose.yaml", "services:\n  app:\n    build: .\n");
        let files = [
            compose,
            ("Dockerfile", FROM),
            ("Dockerfile.x", FROM),
            ("a/Containerfile", FROM),
            ("b/Dockerfile", FROM),
        ];
        let expected =
            ["Dockerfile: live", "Dockerfile.x: orphan", "a/Containerfile: unknown", "b/Dockerfile: unknown"];
        assert_eq!(roles(&files)[1..], expected);
    }

    #[test]
    fn the_only_one_of_its_siblings_that_nothing_builds_is_dead() {
        let services = |names: &[&str]| {
            let builds = names.iter().map(|name| format!("  {name}:\n    build: services/{name}\n"));
            format!("services:\n{}", builds.collect::<String>())
        };
        let dockerfiles = ["a", "b", "c", "d"].map(|name| format!("services/{name}/Dockerfile"));
        let of = |names: &[&str]| {
            let compose = services(names);
            let mut files = vec![("compose.yaml", compose.as_str())];
            files.extend(dockerfiles.iter().map(|path| (path.as_str(), FROM)));
            roles(&files).pop().unwrap()
        };
        assert_eq!(of(&["a", "b", "c"]), "services/d/Dockerfile: orphan");
        assert_eq!(of(&["a", "b"]), "services/d/Dockerfile: unknown");
    }

    #[test]
    fn upper_and_lower_case_are_one_on_some_systems() {
        let of = |named: &str| {
            let compose = format!(
                "services:\n  app:\n    build: .\n  t:\n    build:\n      context: .\n      dockerfile: {named}\n"
            );
            let files = [("compose.yaml", compose.as_str()), ("Dockerfile", FROM), ("T/Dockerfile.x", FROM)];
            roles(&files).pop().unwrap()
        };
        assert_eq!(of("t/dockerfile.x"), "T/Dockerfile.x: unknown");
        assert_eq!(of("t/dockerfile.y"), "T/Dockerfile.x: orphan");
    }

    #[test]
    fn a_build_that_misses_its_folder_means_it() {
        let of = |further: &str| {
            let compose = "services:\n  app:\n    build: .\n  seeds:\n    build:\n      context: db\n      dockerfile: Dockerfile.seeds\n";
            let files = [
                ("compose.yaml", compose),
                ("Dockerfile", FROM),
                (further, FROM),
                ("db/docker/Dockerfile.seeds", FROM),
            ];
            roles(&files).into_iter().find(|role| role.starts_with("db/docker/")).unwrap()
        };
        assert_eq!(of("other/Dockerfile.seeds"), "db/docker/Dockerfile.seeds: unknown");
        assert_eq!(of("db/old/Dockerfile.seeds"), "db/docker/Dockerfile.seeds: orphan");
    }

    #[test]
    fn a_platform_is_told_elsewhere_what_to_build() {
        let of = |name| {
            let compose = ("compose.yaml", "services:\n  app:\n    build: .\n");
            roles(&[compose, ("Dockerfile", FROM), (name, FROM)]).pop().unwrap()
        };
        assert_eq!(of("api/Dockerfile.railway"), "api/Dockerfile.railway: unknown");
        assert_eq!(of("api/Dockerfile.rail"), "api/Dockerfile.rail: orphan");
    }

    #[test]
    fn what_a_script_copies_may_be_built_there() {
        let build = |copies: &str| format!("cd ../out\n{copies}\ndocker build -f Dockerfile_app .\n");
        let of = |copies: &str| {
            let script = build(copies);
            let files = [
                ("app/build.sh", script.as_str()),
                ("app/Dockerfile_app", FROM),
                ("paid/app/Dockerfile_b", FROM),
            ];
            roles(&files).pop().unwrap()
        };
        assert_eq!(of("cp -rf ../paid/app/* ./"), "paid/app/Dockerfile_b: unknown");
        assert_eq!(of("cp -r ../. ./"), "paid/app/Dockerfile_b: orphan");
        assert_eq!(of("cp ../paid/app/run.py ./"), "paid/app/Dockerfile_b: orphan");
    }

    #[test]
    fn a_documents_example_stands_for_its_siblings() {
        let of = |builder: (&str, &str)| {
            let compose = ("compose.yaml", "services:\n  app:\n    build: .\n");
            let files = [
                compose,
                builder,
                ("Dockerfile", FROM),
                ("to/Dockerfile_a", FROM),
                ("to/Dockerfile_b", FROM),
            ];
            roles(&files).pop().unwrap()
        };
        let text = "docker build -f to/Dockerfile_a .\n";
        let document = format!("# Build\n\n```sh\n{text}```\n");
        assert_eq!(of(("README.md", &document)), "to/Dockerfile_b: unknown");
        assert_eq!(of(("build.sh", text)), "to/Dockerfile_b: orphan");
    }

    #[test]
    fn what_the_dead_alone_build_dies_with_them() {
        let stack = |dockerfile: &str| {
            format!(
                "services:\n  app:\n    container_name: a\n    build: {{context: ., dockerfile: {dockerfile}}}\n"
            )
        };
        let (new, old) = (stack("Dockerfile"), stack("Dockerfile.old"));
        let files = [
            ("compose.yaml", new.as_str()),
            ("docker-compose.old.yml", old.as_str()),
            ("Dockerfile", FROM),
            ("Dockerfile.old", FROM),
        ];
        let expected = [
            "compose.yaml: live",
            "docker-compose.old.yml: orphan",
            "Dockerfile: live",
            "Dockerfile.old: orphan",
        ];
        assert_eq!(roles(&files), expected);
    }
}
