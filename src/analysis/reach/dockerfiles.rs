//! Which Dockerfiles are still built.

use std::collections::BTreeSet;

use globset::{Glob, GlobSetBuilder};

use super::marks;
use super::siblings::{Siblings, is_default_name};
use super::{DockerfileRole, DockerfileStanding, Role, Standing};
use crate::analysis::{Confidence, Evidence};
use crate::repository::path::file_name;
use crate::repository::references::{Origin, Reference, Strength, Target, Use};
use crate::repository::{ComposeId, Dockerfile, Repository};
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
    let siblings = Siblings::of(repository, uses.iter().map(|it| it.by_command));
    repository
        .dockerfiles
        .iter()
        .zip(&uses)
        .map(|(dockerfile, uses)| {
            let is_entry = entries.is_match(&dockerfile.path);
            standing(dockerfile, uses, is_entry, others_are_built, siblings.around(dockerfile))
        })
        .collect()
}

/// Who builds or names a Dockerfile.
#[derive(Default)]
struct Uses<'a> {
    /// By something that is alive.
    alive: Vec<Evidence>,
    /// Whether something alive builds it, and no document only tells to.
    by_command: bool,
    /// By a Compose file whose role is unknown, or by something that is executed and only names it.
    perhaps: Vec<Evidence>,
    /// In a document that doesn't tell to build it: of a Dockerfile that the dead build it proves nothing.
    named: Vec<Evidence>,
    /// By orphans.
    dead: BTreeSet<ComposeId>,
    dead_evidence: Vec<Evidence>,
    retired: Option<&'a Reference>,
}

impl<'a> Uses<'a> {
    /// Of every Dockerfile, in the repository's order, in one walk over all that may use one.
    fn of_all(repository: &'a Repository, compose: &[Standing]) -> Vec<Self> {
        let mut all: Vec<Self> = repository.dockerfiles.iter().map(|_| Self::default()).collect();
        for (file, service) in repository.services() {
            let Some(build) = &service.build else { continue };
            let Some(id) = build.dockerfile_id() else { continue };
            let uses = &mut all[id.0 as usize];
            let text = format!("service `{}` of `{}` builds it", service.name.value, file.path);
            let evidence = Evidence::new("built-by-service", build.key, text);
            match compose[file.id.0 as usize].role {
                Role::Orphan => {
                    uses.dead.insert(file.id);
                    uses.dead_evidence.push(evidence);
                }
                Role::Unknown => uses.perhaps.push(evidence),
                _ => {
                    uses.alive.push(evidence);
                    uses.by_command = true;
                }
            }
        }
        for reference in &repository.references {
            if let Target::Dockerfile(id) = reference.target {
                all[id.0 as usize].take(repository, repository.dockerfile(id), reference);
            }
        }
        all
    }

    fn take(&mut self, repository: &Repository, dockerfile: &Dockerfile, reference: &'a Reference) {
        let origin = repository.sources.path(reference.span);
        if reference.span.file == dockerfile.file
            || reference.origin == Origin::Compose
            || marks::read(origin).age_word.is_some()
        {
            return;
        }
        let evidence =
            |kind, verb: &str| Evidence::new(kind, reference.span, format!("`{origin}` {verb} it"));
        match (reference.usage, reference.strength) {
            (Use::Retires, _) => self.retired = Some(reference),
            // a linter's or a clean-up script's pattern means every file and none
            (_, Strength::Maintenance) | (Use::Names | Use::Handles, Strength::Parametrised) => {}
            (Use::Names | Use::Handles, Strength::Documented) => {
                once(&mut self.named, evidence("named", "names"));
            }
            (Use::Names | Use::Handles, _) => once(&mut self.perhaps, evidence("named", "names")),
            (_, Strength::Documented) => {
                once(&mut self.alive, evidence("documented-build", "tells to build"))
            }
            _ => {
                once(&mut self.alive, evidence("built", "builds"));
                self.by_command = true;
            }
        }
    }
}

/// A file that says the same thirty times proves no more than by saying it once.
fn once(all: &mut Vec<Evidence>, evidence: Evidence) {
    if !all.iter().any(|it| it.text == evidence.text) {
        all.push(evidence);
    }
}

fn standing(
    dockerfile: &Dockerfile,
    uses: &Uses<'_>,
    is_entry: bool,
    others_are_built: bool,
    built_siblings: Option<usize>,
) -> DockerfileStanding {
    let at = dockerfile.stages.first().map_or(Span::file_start(dockerfile.file), |stage| stage.from.span);
    let marks = marks::read(&dockerfile.path);
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
    let unbuilt = uses.dead.is_empty() && perhaps.is_empty();
    if unbuilt && others_are_built {
        against.push(Evidence::new(
            "unbuilt",
            at,
            "nothing in use builds it, and other Dockerfiles are built",
        ));
    }
    let built_siblings = built_siblings.filter(|_| unbuilt);
    if let Some(count) = built_siblings {
        let text = format!("the Dockerfiles of the {count} folders beside its own are all built");
        against.push(Evidence::new("siblings-built", at, text));
    }
    let has_plain_name = is_default_name(file_name(&dockerfile.path));
    let dead = match () {
        () if !uses.dead.is_empty() && perhaps.is_empty() => Some(Confidence::High),
        () if past.is_some() && perhaps.is_empty() => Some(Confidence::High),
        () if uses.retired.is_some() => Some(Confidence::High),
        () if unbuilt && others_are_built && !has_plain_name => Some(Confidence::Medium),
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
