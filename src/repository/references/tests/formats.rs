//! Formats that hold commands or settings: Make, pipelines, editors, platforms, units.

use super::told;

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
    // a profile's patch of that artifact: the name counts from its context
    let patch = "profiles:\n  - name: debug\n    patches:\n      - op: replace\n        path: /build/artifacts/0/docker/dockerfile\n        value: Dockerfile.debug\n";
    assert_eq!(
        told(
            &["app/Dockerfile.debug", "app/Dockerfile.dev"],
            &[("skaffold.yaml", &format!("{skaffold}{patch}"))]
        ),
        [
            "Builds Executed app/Dockerfile.debug",
            "Builds Executed app/Dockerfile.dev",
            "Names Executed app/Dockerfile.debug"
        ]
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
