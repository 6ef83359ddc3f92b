//! Where edits go, and where none is offered: one rule at a time, over small Dockerfiles. Caches are a story of their own.

use careen::apply;
use careen::edit::Applicability;
use careen::repository::load;
use careen::rules;
use careen::settings::Settings;

use crate::cli::{careen, repository, stdout};

const MANIFEST: &str = r#"{"dependencies": {"express": "^5", "mongoose": "^8"}}"#;

/// A Dockerfile after a rule's fixes, from `least` on.
pub(super) fn fixed(rule: &str, least: Applicability, dockerfile: &str, beside: &[(&str, &str)]) -> String {
    let mut files = vec![
        ("Dockerfile", dockerfile),
        ("package.json", MANIFEST),
        ("requirements.txt", "numpy==2.1.0\n"),
        ("server.js", "listen()\n"),
    ];
    files.extend(beside);
    let folder = repository(&files);
    let settings = Settings { select: vec![rule.to_owned()], ..Settings::default() };
    let repository = load(folder.path(), &settings).unwrap();
    let fixing = apply::fix(&repository, &settings, rules::ALL, least, &|_| true);
    assert_eq!(fixing.refused, Vec::<String>::new());
    let changed = fixing.changed.into_iter().find(|changed| changed.path == "Dockerfile");
    changed.map_or(dockerfile.to_owned(), |changed| changed.after)
}

#[test]
fn a_flag_is_given_to_those_who_know_it() {
    let fix = |base: &str| {
        let text = format!(
            "FROM {base}\nCOPY package.json server.js ./\nRUN npm install\nCMD [\"node\", \"server.js\"]\n"
        );
        let manifest =
            r#"{"dependencies": {"express": "^5"}, "devDependencies": {"jest": "^30", "typescript": "^5"}}"#;
        fixed("dev-dependencies-in-image", Applicability::Unsafe, &text, &[("package.json", manifest)])
            .contains("--omit=dev")
    };
    assert!(fix("node:22-bookworm-slim") && !fix("node:14-slim"));
}

#[test]
fn owners_move_only_where_nothing_else_can_have_written() {
    let with = |before: &str, between: &str, owner: &str| {
        format!(
            "FROM node:22-bookworm-slim AS build\nWORKDIR /app\nCOPY package.json .\nRUN npm install\n\n\
             FROM node:22-bookworm-slim\n{before}COPY --from=build /app /app\n{between}RUN chown -R {owner} /app\n\
             USER node\nCMD [\"node\", \"server.js\"]\n"
        )
    };
    let fixed = |text: &str| fixed("layer-copied-by-chown", Applicability::Unsafe, text, &[]);
    let moved = |text: &str, owner: &str| {
        text.replace("COPY --from", &format!("COPY --chown={owner} --from"))
            .replace("COPY --link", &format!("COPY --chown={owner} --link"))
            .replace("COPY server", &format!("COPY --chown={owner} server"))
            .replace("chown -R", "chown")
    };
    for (before, between, owner) in [
        ("", "", "node:node"),
        (
            "WORKDIR /app\nRUN groupadd app && useradd -g app app\n",
            "COPY server.js /app/\nENV A=b\n",
            "app:app",
        ),
        ("RUN apt-get update && apt-get install -y tini\n", "EXPOSE 80\n", "1000:1000"),
        ("", "COPY --link server.js /app/\n", "1000:1000"),
    ] {
        let text = with(before, between, owner);
        assert_eq!(fixed(&text), moved(&text, owner));
    }
    for (before, between, owner) in [
        ("", "", "node"),
        ("", "", "$USER:$USER"),
        ("", "RUN npm run build\n", "node:node"),
        ("", "RUN useradd app\n", "app:app"),
        ("", "ADD x.tar.gz /app\n", "node:node"),
        ("", "WORKDIR /app/sub\n", "node:node"),
        ("COPY rootfs/ /\n", "", "node:node"),
        ("RUN mkdir -p /app/data\n", "", "node:node"),
        ("RUN useradd -d /app app\n", "", "app:app"),
        ("", "COPY --chown=root:root server.js /app/\n", "node:node"),
        ("", "COPY --link server.js /app/\n", "node:node"),
        ("USER root\n", "", "node:node"),
    ] {
        let text = with(before, between, owner);
        assert_eq!(fixed(&text), text);
    }
}

/// What comes from the context is root's; what comes from a stage has the owner that it has there.
#[test]
fn what_is_roots_already_needs_no_chown() {
    let large = "x".repeat(6_000_000);
    let helped = |copy: &str, between: &str, owner: &str| {
        let text = format!(
            "FROM node:22-bookworm-slim\n{copy} model /app/\n{between}RUN chown -R {owner} /app\nCMD [\"node\"]\n"
        );
        let folder = repository(&[("Dockerfile", text.as_str()), ("model", large.as_str())]);
        let output = careen(folder.path(), &["check", "--select", "layer-copied-by-chown"]);
        let is_told = stdout(&output).contains("leave it out: what a `COPY` without `--chown` brings");
        let fixed = fixed("layer-copied-by-chown", Applicability::Safe, &text, &[("model", &large)]);
        (is_told, fixed.replace(&text, "nothing"))
    };
    let (is_told, fixed) = helped("COPY", "", "root:root");
    assert!(is_told && fixed.contains("\nCOPY model /app/\nRUN chown root:root /app\n"), "{fixed}");
    assert!(helped("COPY", "", "0").0);
    for (copy, between, owner) in [
        ("COPY", "", "node:node"),
        ("COPY", "", "root:root /app && chmod -R 755"),
        ("COPY --chown=node:node", "", "root:root"),
        ("COPY", "RUN chown node /app/model\n", "root:root"),
    ] {
        let (is_told, fixed) = helped(copy, between, owner);
        assert!(!is_told, "{copy} {between} {owner}");
        assert!(!fixed.contains("COPY model /app/\nRUN chown root"), "{fixed}");
    }
    // of a stage: the owner it has there may be another
    let built = "FROM node:22-bookworm-slim AS build\nWORKDIR /app\nCOPY package.json .\nRUN npm install\n\nFROM node:22-bookworm-slim\nCOPY --from=build /app /app\nRUN chown -R root:root /app\nCMD [\"node\"]\n";
    let fixed = self::fixed("layer-copied-by-chown", Applicability::Safe, built, &[]);
    assert!(
        fixed.contains("COPY --chown=root:root --from=build /app /app\nRUN chown root:root /app\n"),
        "{fixed}"
    );
}

#[test]
fn two_runs_become_one_only_where_both_mean_the_same_together() {
    let with = |first: &str, between: &str, second: &str| {
        format!("FROM debian:bookworm-slim\nRUN {first}\n{between}RUN {second}\nCMD [\"jq\"]\n")
    };
    let fixed = |text: &str| fixed("deleted-in-later-layer", Applicability::Safe, text, &[]);
    const FIRST: &str = "apt-get update && apt-get install -y --no-install-recommends ffmpeg";
    const SECOND: &str = "rm -rf /var/lib/apt/lists/*";
    for (first, between) in
        [(FIRST, ""), (FIRST, "\n"), ("apt-get update; apt-get install -y ffmpeg || true", "")]
    {
        let expected = with(first, between, SECOND).replace(&format!("\n{between}RUN rm"), " \\\n    && rm");
        assert_eq!(fixed(&with(first, between, SECOND)), expected);
    }
    let laid_out = FIRST.replace("&& ", "&& \\\n\t");
    let expected = with(&laid_out, "", SECOND).replace("\nRUN rm", " && \\\n\trm");
    assert_eq!(fixed(&with(&laid_out, "", SECOND)), expected);
    for (first, between, second) in [
        (FIRST, "# careful\n", SECOND),
        (FIRST, "ENV A=b\n", SECOND),
        (FIRST, "", "rm -rf /var/lib/apt/lists/*; true"),
        (FIRST, "", "rm -rf /var/lib/apt/lists/* || true"),
        ("cd /tmp && apt-get update && apt-get install -y ffmpeg", "", SECOND),
        ("export A=b && apt-get update && apt-get install -y ffmpeg", "", SECOND),
        ("A=b; apt-get update && apt-get install -y ffmpeg", "", SECOND),
        ("--network=host apt-get update && apt-get install -y ffmpeg", "", SECOND),
        ("if true; then apt-get update; fi", "", SECOND),
    ] {
        let text = with(first, between, second);
        assert_eq!(fixed(&text), text);
    }
}

/// What two builds would both be called, neither is: whichever comes second would run the other's image.
#[test]
fn images_of_other_builds_get_other_names() {
    const MAIN: &str = "FROM python:3.12-slim\nCOPY . /app\nCMD [\"python\", \"/app/main.py\"]\n";
    let stack = |dockerfile: &str, argument: &str| {
        let build =
            format!("build: {{context: ./web, dockerfile: {dockerfile}, args: {{PART: {argument}}}}}");
        format!("services:\n  api:\n    {build}\n  worker:\n    {build}\n    command: work\n")
    };
    let names = |second: &str| {
        let folder = repository(&[
            ("compose.yaml", stack("Dockerfile", "a").as_str()),
            ("docker-compose.local.yml", second),
            (
                "Makefile",
                "up:\n\tdocker compose up\nlocal:\n\tdocker compose -f docker-compose.local.yml up\n",
            ),
            ("web/Dockerfile", &format!("ARG PART\n{MAIN}")),
            ("web/Dockerfile.local", MAIN),
        ]);
        let settings = Settings { select: vec!["rebuilt-image".to_owned()], ..Settings::default() };
        let repository = load(folder.path(), &settings).unwrap();
        let fixing = apply::fix(&repository, &settings, rules::ALL, Applicability::Unsafe, &|_| true);
        let lines = fixing.changed.iter().flat_map(|changed| changed.after.lines());
        lines.filter_map(|line| Some(line.trim().strip_prefix("image: ")?.to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(names(&stack("Dockerfile", "a")), ["web:local"; 4], "one build, one name");
    assert_eq!(
        names(&stack("Dockerfile.local", "a")),
        ["web-api-local:local"; 2],
        "the other has no name that this one could not have, too"
    );
    assert_eq!(names(&stack("Dockerfile", "b")), Vec::<String>::new());
}
