//! Small repositories on disk, read whole: who names what.

use super::{Reference, Target};
use crate::repository::{Repository, load};
use crate::settings::Settings;

const COMPOSE: &str = "services:\n  web:\n    image: nginx\n";
const DOCKERFILE: &str = "FROM alpine\n";

/// A repository with these Compose files and Dockerfiles (told apart by their names) beside other files.
fn repository(known: &[&str], others: &[(&str, &str)]) -> Repository {
    let folder = tempfile::tempdir().unwrap();
    let text = |path: &str| if path.to_lowercase().contains("dockerfile") { DOCKERFILE } else { COMPOSE };
    let known = known.iter().map(|path| (*path, text(path)));
    for (path, text) in known.chain(others.iter().copied()) {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    load(folder.path(), &Settings::default()).unwrap()
}

/// `Use Strength target`, and the layers where there are some, one line a reference in the order of the files.
fn told(known: &[&str], others: &[(&str, &str)]) -> Vec<String> {
    let repository = repository(known, others);
    let mut lines: Vec<String> =
        repository.references.iter().map(|reference| line(&repository, reference)).collect();
    lines.sort();
    lines.dedup();
    lines
}

fn line(repository: &Repository, reference: &Reference) -> String {
    let target = match &reference.target {
        Target::Compose(id) => repository.compose(*id).path.clone(),
        Target::Dockerfile(id) => repository.dockerfile(*id).path.clone(),
        Target::Code(path) => format!("code:{path}"),
        Target::Missing(path) => format!("missing:{path}"),
    };
    let layers = reference.layering.as_ref().map(|layering| {
        let files: Vec<&str> =
            layering.files.iter().map(|id| repository.compose(*id).path.as_str()).collect();
        format!(" [{}]", files.join(" "))
    });
    let by_default = if reference.by_path { "" } else { " by default" };
    format!(
        "{:?} {:?} {target}{by_default}{}",
        reference.usage,
        reference.strength,
        layers.unwrap_or_default()
    )
}

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
fn make_recipes() {
    let makefile = "DC = docker compose -f docker-compose.dev.yml\nENV ?= prod\nup: ## start\n\t@$(DC) up -d \\\n\t  web\n\
                    up-%:\n\tdocker compose -f docker-compose.$*.yml up\nbuild:\n\tcd api && docker build -t x .\n\
                    stack:\n\tdocker stack deploy -c stacks/$(ENV).yml x\n";
    let known = ["docker-compose.dev.yml", "docker-compose.test.yml", "api/Dockerfile", "stacks/prod.yml"];
    let found = told(&known, &[("Makefile", makefile)]);
    let expected = [
        "Builds Executed api/Dockerfile by default",
        "Runs Executed docker-compose.dev.yml",
        "Runs Executed stacks/prod.yml",
        "Runs Parametrised docker-compose.dev.yml",
        "Runs Parametrised docker-compose.test.yml",
    ];
    assert_eq!(found, expected);
}

#[test]
fn workflows() {
    let workflow = "on: push\nenv:\n  COMPOSE_FILE: docker-compose.ci.yml\njobs:\n  a:\n    strategy:\n      matrix:\n        include:\n\
        \x20         - {name: api, file: Dockerfile.api}\n          - {name: web, file: Dockerfile.web}\n    steps:\n\
        \x20     - run: |\n          docker compose up -d\n      - run: docker build .\n        working-directory: app\n\
        \x20     - uses: docker/build-push-action@v6\n        with:\n          context: images\n\
        \x20         file: images/${{ matrix.file }}\n\
        \x20     - uses: docker/build-push-action@v6\n        with:\n          context: app\n\
        \x20     - uses: hoverkraft-tech/compose-action@v2\n        with:\n          compose-file: |\n\
        \x20           docker-compose.ci.yml\n            docker-compose.extra.yml\n";
    let known = [
        "docker-compose.ci.yml",
        "docker-compose.extra.yml",
        "app/Dockerfile",
        "images/Dockerfile.api",
        "images/Dockerfile.web",
    ];
    let found = told(&known, &[(".github/workflows/ci.yml", workflow)]);
    let expected = [
        "Builds Executed app/Dockerfile by default",
        "Builds Parametrised images/Dockerfile.api",
        "Builds Parametrised images/Dockerfile.web",
        "Runs Executed docker-compose.ci.yml",
        "Runs Executed docker-compose.extra.yml",
    ];
    assert_eq!(found, expected);
}

#[test]
fn pipelines_and_task_runners() {
    let gitlab = "build:\n  before_script:\n    - cd app\n  script:\n    - docker build -f Dockerfile.ci .\n";
    assert_eq!(
        told(&["app/Dockerfile.ci"], &[(".gitlab-ci.yml", gitlab)]),
        ["Builds Executed app/Dockerfile.ci"]
    );
    let package = r#"{"scripts": {"up": "docker-compose -f ../docker-compose.dev.yml up"}}"#;
    assert_eq!(
        told(&["docker-compose.dev.yml"], &[("web/package.json", package)]),
        ["Runs Executed docker-compose.dev.yml"]
    );
    let taskfile = "vars:\n  FILE: docker-compose.dev.yml\ntasks:\n  up:\n    dir: deploy\n    cmds:\n      - docker compose -f {{.FILE}} up\n";
    assert_eq!(
        told(&["deploy/docker-compose.dev.yml"], &[("Taskfile.yml", taskfile)]),
        ["Runs Executed deploy/docker-compose.dev.yml"]
    );
    let justfile = "file := \"docker-compose.dev.yml\"\nup *args:\n    docker compose -f {{file}} up\n";
    assert_eq!(
        told(&["docker-compose.dev.yml"], &[("justfile", justfile)]),
        ["Runs Executed docker-compose.dev.yml"]
    );
    let pyproject = "[tool.poe.tasks]\nup = \"docker compose -f docker-compose.dev.yml up\"\n";
    assert_eq!(
        told(&["docker-compose.dev.yml"], &[("pyproject.toml", pyproject)]),
        ["Runs Executed docker-compose.dev.yml"]
    );
    let jenkins = "node {\n  sh 'docker compose -f docker-compose.dev.yml up'\n  docker.build(\"x\", \"-f Dockerfile.ci .\")\n}\n";
    let found = told(&["docker-compose.dev.yml", "Dockerfile.ci"], &[("Jenkinsfile", jenkins)]);
    assert_eq!(found, ["Builds Executed Dockerfile.ci", "Runs Executed docker-compose.dev.yml"]);
}

#[test]
fn editors_builders_and_platforms() {
    let devcontainer =
        "// x\n{\"dockerComposeFile\": [\"../docker-compose.yml\", \"extra.yml\"], \"service\": \"web\",}";
    let found = told(
        &["docker-compose.yml", ".devcontainer/extra.yml"],
        &[(".devcontainer/devcontainer.json", devcontainer)],
    );
    let layers = "[docker-compose.yml .devcontainer/extra.yml]";
    assert_eq!(
        found,
        [
            format!("Runs Executed .devcontainer/extra.yml {layers}"),
            format!("Runs Executed docker-compose.yml {layers}")
        ]
    );
    let bake = "target \"base\" {\n  context = \"app\"\n}\ntarget \"api\" {\n  inherits = [\"base\"]\n  dockerfile = \"Dockerfile.api\"\n}\n";
    assert_eq!(
        told(&["app/Dockerfile.api"], &[("docker-bake.hcl", bake)])[0],
        "Builds Executed app/Dockerfile.api"
    );
    let skaffold = "build:\n  artifacts:\n    - image: x\n      context: app\n      docker:\n        dockerfile: Dockerfile.dev\n";
    assert_eq!(
        told(&["app/Dockerfile.dev"], &[("skaffold.yaml", skaffold)])[0],
        "Builds Executed app/Dockerfile.dev"
    );
    let railway = "[build]\ndockerfilePath = \"Dockerfile.api\"\n";
    assert_eq!(
        told(&["Dockerfile.api"], &[("railway.api.toml", railway)]),
        ["Builds Executed Dockerfile.api"]
    );
    let ansible = "- hosts: all\n  tasks:\n    - community.docker.docker_compose_v2:\n        project_src: \"{{ app_dir }}/deploy\"\n        files: [prod.yml]\n";
    assert_eq!(
        told(&["deploy/prod.yml"], &[("ansible/site.yml", ansible)]),
        ["Runs Executed deploy/prod.yml"]
    );
    let earthfile = "VERSION 0.8\nx:\n    FROM DOCKERFILE -f app/Dockerfile.x app\n    WITH DOCKER --compose docker-compose.yml\n        RUN true\n    END\n";
    let found = told(&["app/Dockerfile.x", "docker-compose.yml"], &[("Earthfile", earthfile)]);
    assert_eq!(found, ["Builds Executed app/Dockerfile.x", "Runs Executed docker-compose.yml"]);
}

#[test]
fn units() {
    let unit = "[Service]\nWorkingDirectory=/opt/app/deploy\nExecStart=/usr/bin/docker compose -f prod.compose.yml up\n\
                ExecStop=/usr/bin/docker compose -f prod.compose.yml down\n";
    let found = told(&["deploy/prod.compose.yml"], &[("systemd/app.service", unit)]);
    assert_eq!(found, ["Handles Executed deploy/prod.compose.yml", "Runs Executed deploy/prod.compose.yml"]);
    let crontab = "0 3 * * * root cd /opt/app && docker compose -f docker-compose.backup.yml run backup\n";
    assert_eq!(
        told(&["docker-compose.backup.yml"], &[("crontab", crontab)]),
        ["Runs Executed docker-compose.backup.yml"]
    );
}

#[test]
fn code() {
    let python = "import subprocess\nsubprocess.run([\"docker\", \"compose\", \"-f\", \"docker-compose.test.yml\", \"up\"])\n\
                  os.system(f\"docker build -f {name}.Dockerfile .\")\nprint(\"docker compose -f docker-compose.old.yml up\")\n\
                  PATH = \"docker/docker-compose.it.yml\"\nif name == \"docker-compose.yml\": pass\n";
    let known = [
        "docker-compose.test.yml",
        "docker-compose.old.yml",
        "docker/docker-compose.it.yml",
        "docker-compose.yml",
        "api.Dockerfile",
    ];
    let found = told(&known, &[("tests/x.py", python)]);
    let expected = [
        "Builds Parametrised api.Dockerfile",
        "Names Executed docker/docker-compose.it.yml",
        "Runs Documented docker-compose.old.yml",
        "Runs Executed docker-compose.test.yml",
    ];
    assert_eq!(found, expected);
    let java = "new DockerComposeContainer(new File(\"src/test/docker-compose.yml\"))";
    assert_eq!(
        told(&["src/test/docker-compose.yml"], &[("src/test/X.java", java)]),
        ["Runs Executed src/test/docker-compose.yml"]
    );
}

#[test]
fn documents() {
    let readme = "# App\n\n```sh\ngit clone x && cd my-app\ndocker compose -f docker-compose.dev.yml up -d\n```\n\n\
                  `docker-compose.new.yml` replaces `docker-compose.old.yml`. See docker-compose.dev.yml.\n\n\
                  ## Legacy files\n\n- `docker-compose.v1.yml`: the first attempt\n";
    let known = [
        "docker-compose.dev.yml",
        "docker-compose.new.yml",
        "docker-compose.old.yml",
        "docker-compose.v1.yml",
    ];
    let found = told(&known, &[("README.md", readme)]);
    let expected = [
        "Names Documented docker-compose.dev.yml",
        "Names Documented docker-compose.new.yml",
        "Retires Documented docker-compose.old.yml",
        "Retires Documented docker-compose.v1.yml",
        "Runs Documented docker-compose.dev.yml",
    ];
    assert_eq!(found, expected);
}

#[test]
fn compose_files_speak_of_themselves_and_each_other() {
    let base = "# docker compose -f base.yml -f extra.compose.yml up\nservices:\n  a:\n    build: {context: app, dockerfile: Dockerfile.x}\n";
    let extra = "include:\n  - path: base.yml\nservices:\n  b:\n    extends: {file: base.yml, service: a}\n";
    let dead = "# DEPRECATED, see the other one\nservices:\n  c:\n    image: x\n";
    let found = told(
        &["app/Dockerfile.x"],
        &[("base.yml", base), ("extra.compose.yml", extra), ("old.compose.yml", dead)],
    );
    let expected = [
        "Builds Executed app/Dockerfile.x",
        "Extends Executed base.yml",
        "Includes Executed base.yml",
        "Retires Documented old.compose.yml",
        "Runs Documented base.yml [base.yml extra.compose.yml]",
        "Runs Documented extra.compose.yml [base.yml extra.compose.yml]",
    ];
    assert_eq!(found, expected);
}

#[test]
fn files_under_any_name_are_read_where_something_runs_or_builds_them() {
    let script = "docker compose -f deploy/stack up\ndocker build -f build/api.image .\n";
    let files = [("x.sh", script), ("deploy/stack", COMPOSE), ("build/api.image", DOCKERFILE)];
    assert_eq!(told(&[], &files), ["Builds Executed build/api.image", "Runs Executed deploy/stack"]);
}

#[test]
fn remarks_are_no_use() {
    let script = "# docker compose -f docker-compose.old.yml up\ntrue\n";
    assert_eq!(
        told(&["docker-compose.old.yml"], &[("x.sh", script)]),
        ["Runs Maintenance docker-compose.old.yml"]
    );
    assert_eq!(
        told(
            &["docker-compose.old.yml"],
            &[(".gitignore", "docker-compose.local.yml\n"), (".dockerignore", "docker-compose.old.yml\n")]
        ),
        ["Names Maintenance docker-compose.old.yml"]
    );
}

#[test]
fn unpacked_packages_belong_to_others() {
    let script = "docker compose -f docker-compose.yml up\n";
    let packages = [("node_modules/x/up.sh", script), ("venv/lib/site-packages/x/up.sh", script)];
    assert_eq!(told(&["docker-compose.yml"], &packages), Vec::<String>::new());
    assert_eq!(told(&["docker-compose.yml"], &[("lib/up.sh", script)]), ["Runs Executed docker-compose.yml"]);
}
