//! Commands in scripts: folders, variables, functions, patterns, defaults.

use super::told;

#[test]
fn scripts_are_followed_through_folders_and_variables() {
    let script = "#!/bin/bash\nset -e\ncd \"$(dirname \"$0\")/..\"\nCOMPOSE=\"docker compose -f a.yml -f deploy/b.yml\"\n\
                  $COMPOSE up -d web\n(cd api && docker build -f Dockerfile.dev .)\ndocker build other\n";
    let known = ["a.yml", "deploy/b.yml", "api/Dockerfile.dev", "Dockerfile.dev", "other/Dockerfile"];
    let found = told(&known, &[("scripts/up.sh", script)]);
    let expected = [
        "Builds Executed api/Dockerfile.dev",
        "Builds Executed other/Dockerfile by default",
        "Runs Executed a.yml [a.yml deploy/b.yml]",
        "Runs Executed deploy/b.yml [a.yml deploy/b.yml]",
    ];
    assert_eq!(found, expected);
}

#[test]
fn the_caller_says_where_a_script_starts() {
    let known = ["docker-compose.x.yml", "sub/docker-compose.x.yml"];
    let script = ("scripts/up.sh", "docker compose -f docker-compose.x.yml up\n");
    assert_eq!(told(&known, &[script]), ["Runs Executed docker-compose.x.yml"]);
    let caller = ("run.sh", "#!/bin/sh\ncd sub && bash ../scripts/up.sh && docker ps\n");
    let ci = (".github/workflows/ci.yml", "jobs:\n  a:\n    steps:\n      - run: ./run.sh # docker\n");
    // CI starts the caller at the root, and the caller enters `sub`
    assert_eq!(told(&known, &[script, caller, ci]), ["Runs Executed sub/docker-compose.x.yml"]);
    let direct = (
        ".github/workflows/ci.yml",
        "jobs:\n  a:\n    steps:\n      - run: ../scripts/up.sh # docker\n        working-directory: sub\n",
    );
    assert_eq!(told(&known, &[script, direct]), ["Runs Executed sub/docker-compose.x.yml"]);
}

#[test]
fn functions_loops_and_alternatives() {
    let script = "dc() { docker compose -f \"$1\" \"${@:2}\"; }\nup() { dc_all \"$@\"; }\ndc docker-compose.a.yml\n\
                  for f in docker-compose.b.yml docker-compose.c.yml; do docker compose -f $f up; done\n\
                  F=docker-compose.d.yml\nif x; then F=docker-compose.e.yml; fi\ndocker compose -f $F down\n\
                  FILES=(-f docker-compose.a.yml)\nFILES+=(-f docker-compose.b.yml)\ndocker compose \"${FILES[@]}\" pull\n";
    let known = [
        "docker-compose.a.yml",
        "docker-compose.b.yml",
        "docker-compose.c.yml",
        "docker-compose.d.yml",
        "docker-compose.e.yml",
    ];
    let found = told(&known, &[("x.sh", script)]);
    for expected in [
        "Runs Executed docker-compose.a.yml",
        "Runs Executed docker-compose.b.yml",
        "Runs Executed docker-compose.c.yml",
        "Handles Executed docker-compose.d.yml",
        "Handles Executed docker-compose.e.yml",
        "Runs Executed docker-compose.a.yml [docker-compose.a.yml docker-compose.b.yml]",
        "Runs Executed docker-compose.b.yml [docker-compose.a.yml docker-compose.b.yml]",
    ] {
        assert!(found.iter().any(|line| line == expected), "{expected} in {found:#?}");
    }
}

#[test]
fn patterns_fill_in_what_is_there() {
    let script = "docker compose -f docker-compose.$ENV.yml up\ndocker compose -f $FILE up\ndocker compose -f *.yml up\n\
                  cp docker-compose*.yml backup/\n";
    let found = told(&["docker-compose.dev.yml", "docker-compose.yml"], &[("x.sh", script)]);
    let expected = [
        "Names Maintenance docker-compose.dev.yml",
        "Names Maintenance docker-compose.yml",
        "Runs Parametrised docker-compose.dev.yml",
    ];
    assert_eq!(found, expected);
}

#[test]
fn defaults_are_selected_as_compose_does() {
    let known = ["compose.yaml", "docker-compose.yml", "compose.override.yml", "sub/x.sh.yml"];
    let found = told(&known, &[("sub/x.sh", "docker compose up -d\n")]);
    let layers = "[compose.yaml compose.override.yml]";
    let expected = [
        format!("Runs Executed compose.override.yml by default {layers}"),
        format!("Runs Executed compose.yaml by default {layers}"),
    ];
    assert_eq!(found, expected);
    let environment =
        [(".env", "COMPOSE_FILE=docker-compose.yml:sub/x.sh.yml\n"), ("sub/x.sh", "docker compose up\n")];
    let found = told(&known, &environment);
    let layers = "[docker-compose.yml sub/x.sh.yml]";
    assert!(found.contains(&format!("Runs Executed docker-compose.yml {layers}")), "{found:#?}");
    assert!(found.contains(&format!("Runs Executed docker-compose.yml by default {layers}")), "{found:#?}");
    assert!(!found.iter().any(|line| line.contains("compose.yaml")), "{found:#?}");
}

#[test]
fn what_is_absent_is_told_only_where_it_ought_to_be() {
    let script = "docker compose -f docker-compose.gone.yml up\ndocker compose -f docker-compose.$X.yml up\n\
                  curl -o docker-compose.loaded.yml https://x\ndocker compose -f docker-compose.loaded.yml up\n\
                  docker compose -f ../../out.yml up\ndocker compose -f docker-compose.ignored.yml up\n\
                  docker compose -f docker-compose.down.yml down\n";
    let found =
        told(&["docker-compose.yml"], &[("x.sh", script), (".gitignore", "docker-compose.ignored.yml\n")]);
    assert_eq!(found, ["Runs Executed missing:docker-compose.gone.yml"]);
}

#[test]
fn copies_are_noted_where_they_leave_the_folder() {
    let script = "#!/bin/sh\n# docker compose\ncp \"$CODE/deploy/build.yml\" \"$CODE/build.yml\"\ncp a.yml a.yml.bak\n\
                  mv b.yml /srv/\ncp c.yml c.bak.yml ../backups\ninstall -m 644 d.yml d.new.yml\n";
    let known = ["deploy/build.yml", "a.yml", "b.yml", "c.yml", "c.bak.yml", "d.yml"];
    let found = told(&known, &[("up.sh", script)]);
    let copied: Vec<&str> = found.iter().filter_map(|line| line.strip_prefix("Copies Executed ")).collect();
    assert_eq!(copied, ["b.yml", "c.bak.yml", "c.yml", "deploy/build.yml"]);
}
