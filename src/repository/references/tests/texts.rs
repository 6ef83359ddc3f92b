//! Texts that name files: code, documents, comments, other Compose files.

use super::{COMPOSE, DOCKERFILE, told};

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

#[test]
fn a_header_shows_the_folder_that_its_commands_are_given_in() {
    let header =
        "# docker compose -f deploy/prod.yml -f deploy/more.compose.yml up\nservices:\n  a:\n    image: x\n";
    let plain = "services:\n  a:\n    image: x\n";
    let found = told(&[], &[("x/deploy/prod.yml", header), ("x/deploy/more.compose.yml", plain)]);
    let layers = "[x/deploy/prod.yml x/deploy/more.compose.yml]";
    let expected = [
        format!("Runs Documented x/deploy/more.compose.yml {layers}"),
        format!("Runs Documented x/deploy/prod.yml {layers}"),
    ];
    assert_eq!(found, expected);
    // a path without a folder shows nothing: the commands start where the file lies
    let beside = header.replace("deploy/prod.yml", "prod.yml").replace("deploy/more", "more");
    let found = told(&[], &[("x/deploy/prod.yml", &beside), ("x/deploy/more.compose.yml", plain)]);
    assert_eq!(found, expected);
}

#[test]
fn owners_answer_for_what_they_are_named_with() {
    let owners = "# docker-compose.a.yml @x\n/docker-compose.b.yml @x @y\ndeploy/docker-compose.c.yml  @x # why\n\
                  docker-compose.d.yml # nobody's\n*.yml @x\n";
    let known = [
        "docker-compose.a.yml",
        "docker-compose.b.yml",
        "deploy/docker-compose.c.yml",
        "docker-compose.d.yml",
    ];
    assert_eq!(
        told(&known, &[("CODEOWNERS", owners)]),
        ["Names Documented deploy/docker-compose.c.yml", "Names Documented docker-compose.b.yml"]
    );
}
