//! Dockerfiles in, what their images carry out.

use super::*;
use crate::settings::Settings;
use crate::source::Sources;

/// The kept, purged and hidden packages and builds of the last stage's image, one text each.
fn carried(dockerfile: &str) -> Vec<String> {
    with_image(dockerfile, |sources, carried| {
        let shown = |item: &Item| {
            let name = if item.name.is_empty() { sources.slice(item.span) } else { item.name.as_str() };
            let fate = match item.fate {
                Fate::Kept => "kept",
                Fate::Purged => "purged",
                Fate::Hidden(_) => "hidden",
            };
            format!("{name} {fate}")
        };
        carried.items.iter().map(shown).collect()
    })
}

fn with_image<T>(dockerfile: &str, ask: impl Fn(&Sources, &Carried) -> T) -> T {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("Dockerfile"), dockerfile).unwrap();
    let repository = crate::repository::load(folder.path(), &Settings::default()).unwrap();
    let dockerfile = &repository.dockerfiles[0];
    let image = Contents::of(&repository).image(dockerfile, dockerfile.stages.last().unwrap());
    ask(&repository.sources, &image)
}

#[test]
fn what_one_layer_installs_and_removes_is_gone() {
    let text = "FROM debian\nRUN apt-get update && apt-get install -y gcc curl=7.88 && make x && apt-get purge -y gcc";
    assert_eq!(carried(text), ["gcc purged", "curl kept", "make x kept"]);
}

#[test]
fn a_later_layer_only_hides() {
    let text = "FROM debian\nRUN apt-get install -y gcc git\nRUN apt-get remove -y --auto-remove gcc";
    assert_eq!(carried(text), ["gcc hidden", "git kept"]);
}

#[test]
fn labels_of_apk_name_what_they_brought() {
    let text = "FROM alpine\nRUN apk add --no-cache --virtual .build-deps gcc musl-dev && apk add tini && apk del .build-deps";
    assert_eq!(carried(text), ["gcc purged", "musl-dev purged", "tini kept"]);
    let later = "FROM alpine\nRUN apk add -t build gcc\nRUN apk del build";
    assert_eq!(carried(later), ["gcc hidden"]);
}

#[test]
fn marks_of_apt_sweep_what_the_layer_brought() {
    let text = "FROM debian\nRUN apt-get install -y gcc libpq5 && apt-mark auto '.*' > /dev/null && apt-mark manual libpq5 && apt-get purge -y --auto-remove";
    assert_eq!(carried(text), ["gcc purged", "libpq5 kept"]);
}

#[test]
fn variables_are_replaced_where_they_are_known() {
    let text = "FROM debian\nARG TOOLS=\"gcc \\\n  # why\n  make\"\nENV MORE=git\nRUN X=curl; apt-get install -y ${TOOLS} $MORE $X $UNKNOWN && apt-get purge -y ${TOOLS}";
    assert_eq!(carried(text), ["gcc purged", "make purged", "git kept", "curl kept"]);
    assert!(with_image(text, |_, carried| carried.more));
}

#[test]
fn stages_below_and_their_triggers_count() {
    let text = "FROM debian AS base\nRUN apt-get install -y gcc\nONBUILD RUN apt-get install -y git\nFROM base\nRUN apt-get install -y curl";
    assert_eq!(carried(text), ["gcc kept", "git kept", "curl kept"]);
}

#[test]
fn scripts_in_scripts_and_here_documents_are_read() {
    let text = "FROM debian\nRUN [\"sh\", \"-c\", \"apt-get install -y gcc\"]\nRUN <<EOF\nset -e\nif true; then\n  apt-get install -y git\nfi\nEOF\nRUN bash -lc 'apt-get install -y make'";
    assert_eq!(carried(text), ["gcc kept", "git kept", "make kept"]);
}

#[test]
fn builds_and_development_packages_of_node() {
    let text = "FROM node\nRUN npm ci && npm run build && npm prune --omit=dev";
    assert_eq!(carried(text), ["npm ci purged", "npm run build kept"]);
    let production = "FROM node\nENV NODE_ENV=production\nRUN npm ci\nRUN npx tsc -p .";
    assert_eq!(carried(production), ["npx tsc -p . kept"]);
    let inline =
        "FROM node\nRUN NODE_ENV=production yarn install\nRUN yarn --frozen-lockfile\nRUN yarn build";
    assert_eq!(carried(inline), ["yarn --frozen-lockfile kept", "yarn build kept"]);
    let workspaces =
        "FROM node\nRUN pnpm install -g tsx && pnpm --filter web build && pnpm run dev && bun install";
    assert_eq!(carried(workspaces), ["pnpm --filter web build kept", "bun install kept"]);
}

#[test]
fn builds_of_other_languages() {
    for command in [
        "go build -o /x .",
        "cargo build --release",
        "./mvnw -q package",
        "./gradlew :app:bootJar",
        "dotnet publish -c Release",
    ] {
        assert_eq!(carried(&format!("FROM debian\nRUN {command}")), [format!("{command} kept")]);
    }
    for command in [
        "go mod download",
        "cargo fetch",
        "mvn dependency:go-offline",
        "gradle dependencies",
        "dotnet restore",
    ] {
        assert_eq!(carried(&format!("FROM debian\nRUN {command}")), Vec::<String>::new(), "{command}");
    }
}

#[test]
fn start_commands_show_what_an_image_is_for() {
    let purpose =
        |tail: &str| with_image(&format!("FROM node\n{tail}"), |_, carried| carried.start.purpose());
    for (tail, expected) in [
        ("CMD [\"npm\", \"run\", \"dev\"]", Purpose::Development),
        ("CMD yarn start:dev", Purpose::Development),
        ("CMD [\"sh\", \"-c\", \"sleep 1 && uvicorn app:app --reload\"]", Purpose::Development),
        ("ENTRYPOINT [\"pytest\"]", Purpose::Development),
        ("CMD [\"node\", \"dist/main.js\"]", Purpose::Service),
        ("CMD npm start\nENTRYPOINT [\"tini\", \"--\"]", Purpose::Service),
        ("CMD [\"/bin/bash\", \"--login\"]", Purpose::Development),
        ("CMD [\"bash\", \"-lc\", \"node main.js\"]", Purpose::Service),
        ("CMD [\"bash\", \"start.sh\"]", Purpose::Service),
        ("", Purpose::Unknown),
    ] {
        assert_eq!(purpose(tail), expected, "{tail}");
    }
}
