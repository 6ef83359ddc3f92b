//! `--merge-containers`: services of one family as processes of one container, what that costs. Who stays apart, and why, is a story
//! of its own.

use super::*;

const DOCKERFILE: &str = "\
FROM python:3.11
WORKDIR /srv
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
USER shop
CMD [\"python\", \"-m\", \"shop.web\"]
";

pub(super) const COMPOSE: &str = "\
services:
  # what customers see
  web:
    build: .
    restart: always
    ports: [\"8080:8000\"]
    environment: {STORE: db, SECRET: \"${SECRET}\"}
  worker:
    build: .
    command: python -m shop.worker --every \"5 minutes\"
    restart: always
    container_name: shop-worker
    working_dir: jobs
    stop_signal: SIGINT
    environment: [STORE=db, PACE=slow]
    volumes: [work:/work]
    depends_on:
      db: {condition: service_healthy}
  proxy:
    image: caddy:2
    depends_on:
      - db
      - web
  db:
    image: postgres:16

volumes:
  work:
";

pub(super) fn shop(compose: &str) -> Repository {
    Repository::new(&[
        ("compose.yaml", compose),
        ("Dockerfile", DOCKERFILE),
        ("requirements.txt", "flask\n"),
        ("shop/__init__.py", ""),
    ])
}

#[test]
fn two_services_become_one_container() {
    let plan = shop(COMPOSE).merged();
    let expected = "\
name: shop

services:
  # web: what customers see
  shop:
    build:
      context: ..
      dockerfile: new/shop.Dockerfile
    image: shop
    entrypoint: [/usr/local/bin/processes]
    restart: always
    stop_signal: SIGTERM
    ports:
      - \"8080:8000\"
    environment:
      STORE: db
      WEB_SECRET: \"${SECRET}\"
      WORKER_PACE: slow
    volumes:
      - work:/work
    networks:
      default:
        aliases:
          - web
          - worker
          - shop-worker
    depends_on:
      db:
        condition: service_healthy
    healthcheck:
      test: [CMD, /usr/local/bin/processes, health]
  proxy:
    image: caddy:2
    depends_on:
      - db
      - shop
  db:
    image: postgres:16

volumes:
  work:
";
    assert_eq!(file(&plan, "compose.yaml"), expected);
    let dockerfile = file(&plan, "shop.Dockerfile");
    let started = "\
    web)
        export SECRET=\"$WEB_SECRET\"
        unset $apart
        cd /srv
        exec python -m shop.web
        ;;
    worker)
        export PACE=\"$WORKER_PACE\"
        unset $apart
        cd /srv/jobs
        exec python -m shop.worker --every '5 minutes'
        ;;
";
    assert!(dockerfile.contains(started), "{dockerfile}");
    assert!(dockerfile.contains("    supervise worker INT 10000 'exit 0'\n"), "{dockerfile}");
    let install =
        "FROM python:3.11-slim\nRUN apt-get update && apt-get install -y --no-install-recommends s6 ";
    assert!(dockerfile.contains(install), "{dockerfile}");
    let step = plan.steps.iter().find(|step| step.does.starts_with("Run 2 services")).unwrap();
    for said in [
        "not proved equal: 2 services become the one container `shop`",
        "no container is called `shop-worker` any more",
        "all of them see what was mounted for one: `/work` (of `worker`)",
        "all of them wait for `db`, for which 1 of them did",
        "`proxy` waits for `shop` instead of `web`",
        "the container is healthy while every process is up, which nobody asked before",
    ] {
        assert!(step.differs.iter().any(|line| line == said), "{said}: {step:#?}");
    }
    // the proof of equal services is not claimed
    let start = plan.steps.last().unwrap();
    assert!(start.equal.iter().all(|line| !line.starts_with("all ")), "{start:#?}");
    assert_eq!(plan.ledger.after.iter().filter(|image| image.name == "shop").count(), 1);
    assert!(plan.ledger.before.iter().all(|image| image.is_pulled || image.becomes == [0]));
}

#[test]
fn nothing_of_it_without_the_flag() {
    let plan = shop(COMPOSE).plan();
    assert!(plan.files.iter().all(|file| !file.text.contains("s6")), "{plan:#?}");
    assert!(file(&plan, "compose.yaml").contains("  worker:\n"));
}

/// A restart policy decides what becomes of a process that ends.
#[test]
fn who_ends_is_started_again_as_before() {
    for (policy, end) in [
        ("restart: always", "'exit 0'"),
        ("restart: unless-stopped", "'exit 0'"),
        ("restart: on-failure", "'[ \"$1\" != 0 ] || exit 125'"),
        ("init: true", "'exit 125'"),
    ] {
        let plan = shop(&COMPOSE.replace("restart: always", policy)).merged();
        let said = format!("    supervise web TERM 10000 {end}\n");
        assert!(file(&plan, "shop.Dockerfile").contains(&said), "{policy}");
    }
}

/// An image that is shared and slim already has nothing to win but by the flag.
#[test]
fn an_image_that_stays_gets_a_dockerfile_with_the_supervisor() {
    let compose = "\
services:
  web:
    build: .
    image: example/shop:1
    networks: {default: {}}
  worker:
    build: .
    image: example/shop:1
    command: [python, -m, shop.worker]
    networks: {default: {}}
";
    let dockerfile = "FROM python:3.11-slim\nCOPY shop /srv/shop\nCMD [\"python\", \"-m\", \"shop.web\"]\n";
    let repository = shop(compose);
    write(&repository.root, &[("Dockerfile", dockerfile)]);
    assert!(repository.plan().is_empty());
    let plan = repository.merged();
    let expected = "\
name: shop

services:
  shop:
    build:
      context: ..
      dockerfile: new/shop.Dockerfile
    image: example/shop:1
    entrypoint: [/usr/local/bin/processes]
    networks:
      default:
        aliases:
          - web
          - worker
    healthcheck:
      test: [CMD, /usr/local/bin/processes, health]
";
    assert_eq!(file(&plan, "compose.yaml"), expected);
    let text = file(&plan, "shop.Dockerfile");
    assert!(text.starts_with("FROM python:3.11-slim\nRUN apt-get update"), "{text}");
    // the only one of its image is left as it is
    let alone = shop(
        &compose.replace("    image: example/shop:1\n    command", "    image: example/shop:2\n    command"),
    );
    write(&alone.root, &[("Dockerfile", dockerfile)]);
    assert!(alone.merged().is_empty());
}

/// The origin story, with the flag: the plan and every file of it.
#[test]
fn three_generations_merged() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/three-generations");
    crate::fixtures::copy(&fixture.join("repo"), &folder.path().join("repo"));
    let arguments = ["rewrite", "repo", "--merge-containers"];
    for (name, more) in [("merge-containers.txt", None), ("merge-containers.diff", Some("--diff"))] {
        let arguments: Vec<&str> = arguments.into_iter().chain(more).collect();
        let (code, said, complaint) = careen(folder.path(), &arguments);
        assert_eq!((code, complaint.as_str()), (Some(0), ""));
        let path = fixture.join(name);
        if crate::blessed::wanted() {
            std::fs::write(&path, &said).unwrap();
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(said == expected, "CAREEN_BLESS=1 would change fixtures/three-generations/{name}");
    }
}
