//! The new Compose file, whole, and the override beside it.

use super::*;

#[test]
fn the_compose_file_with_one_build() {
    let plan = Repository::shop(DOCKERFILE, "flask==3.0\n").plan();
    let expected = "\
# The shop.
name: shop

services:
  web:
    build:
      context: ..
      dockerfile: new/shop.Dockerfile
    image: shop
    command: python -m shop.web   # not the default
    ports: [\"8080:8000\"]
    env_file: ../shop.env
    volumes:
      - ../media:/media:ro
      - data:/data
  worker:
    # builds what web builds
    # all of it
    image: shop
    command: python -m shop.worker
    depends_on: [web]
  db:
    image: postgres:16
    volumes: [data:/var/lib/postgresql/data]
volumes:
  data:
";
    assert_eq!(file(&plan, "compose.yaml"), expected);
    let beside = "\
# Layered on compose.yaml, this runs the system beside the one that is running, without sharing its ports,
# container names, volumes or networks. Folders of the host that are mounted are still the same ones.
name: shop-beside

services:
  web:
    image: shop-beside
    ports: !override
      - \"18080:8000\"
  worker:
    image: shop-beside
";
    assert_eq!(file(&plan, "compose.beside.yaml"), beside);
    // the new folder lies in the build context and must not get into the image
    assert_eq!(file(&plan, "shop.Dockerfile.dockerignore"), "new\n");
    let paths: Vec<&str> = plan.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "README.md",
            "compose.beside.yaml",
            "compose.yaml",
            "shop.Dockerfile",
            "shop.Dockerfile.dockerignore"
        ]
    );
}

#[test]
fn slim_images_of_wheels_are_only_shared() {
    let dockerfile = "FROM python:3.11-slim\nRUN pip install flask\nCMD [\"python\"]\n";
    let plan = Repository::shop(dockerfile, "").plan();
    let steps: Vec<&str> = plan.steps.iter().map(|step| step.does.as_str()).collect();
    assert_eq!(steps, ["Build `shop` once for 2 services", "Start the system from `new/compose.yaml`"]);
    assert!(file(&plan, "compose.yaml").contains("    build: ..\n    image: shop\n"));
}

#[test]
fn a_build_in_an_anchor_stays_there() {
    let compose = "x-app: &app\n  build: .\n  restart: always\nservices:\n  web:\n    <<: *app\n  worker:\n    <<: *app\n    command: python -m worker\n";
    let repository = Repository::shop(DOCKERFILE, "flask\n");
    write(&repository.root, &[("compose.yaml", compose)]);
    let expected = "name: shop\n\nx-app: &app\n  build:\n    context: ..\n    dockerfile: new/shop.Dockerfile\n  image: shop\n  restart: always\nservices:\n  web:\n    <<: *app\n  worker:\n    <<: *app\n    command: python -m worker\n";
    assert_eq!(file(&repository.plan(), "compose.yaml"), expected);
}

/// What is on a network that another file makes belongs to one system with it; nobody is on the default network of the
/// second, so the one file has none in its name.
#[test]
fn a_file_on_the_network_of_another_joins_it() {
    let clients = "name: clients\nservices:\n  one:\n    build: .\n    networks: [shop]\n  two:\n    build: .\n    networks: [shop]\nnetworks:\n  shop:\n    external: true\n    name: shop_inner\n";
    let main = "services:\n  db:\n    image: postgres:16\n    networks: [inner]\n  cache:\n    image: redis:7\n    networks: [inner]\n  queue:\n    image: redis:7\n    networks: [inner]\nnetworks:\n  inner:\n    driver: bridge\n";
    let repository = Repository::shop(DOCKERFILE, "flask\n");
    write(
        &repository.root,
        &[
            ("compose.yaml", main),
            ("clients.yaml", clients),
            ("Makefile", "up:\n\tdocker compose up -d\n\tdocker compose -f clients.yaml up -d\n"),
        ],
    );
    let plan = repository.plan();
    assert_eq!(plan.declined, []);
    let expected = "\
name: shop

services:
  db:
    image: postgres:16
    networks: [inner]
  cache:
    image: redis:7
    networks: [inner]
  queue:
    image: redis:7
    networks: [inner]

  # of clients.yaml
  one:
    build:
      context: ..
      dockerfile: new/clients.Dockerfile
    image: clients
    networks: [inner]
  two:
    image: clients
    networks: [inner]

networks:
  inner:
    driver: bridge
";
    assert_eq!(file(&plan, "compose.yaml"), expected);
}

/// The override leaves nothing by which two systems could meet, but the host's folders.
#[test]
fn the_override_shares_nothing() {
    let compose = "\
services:
  web:
    build: .
    container_name: shop-web
    ports: [\"127.0.0.1:8080:8000\", \"18080:81\", \"60000:82/udp\", \"83\", \"${PORT:-8084}:84\", \"3002:${PORT}/udp\", \"${IP}:85:85\"]
    networks: [front, back]
    volumes: [\"kept:/a\", \"given:/b\", \"placed:/c\", \"own:/d\"]
networks:
  front:
    name: shop-front
  back:
volumes:
  kept:
    name: shop-kept
  given:
    external: true
  placed:
    driver_opts: {type: nfs, o: \"addr=10.0.0.1\", device: \":/shop\"}
  own:
";
    let repository = Repository::shop(DOCKERFILE, "flask\n");
    write(&repository.root, &[("compose.yaml", compose)]);
    let expected = "
name: shop-beside

services:
  web:
    container_name: !reset null
    ports: !override
      - \"127.0.0.1::8000\"
      - \"28080:81\"
      - \"50000:82/udp\"
      - \"83\"
      - \"18084:84\"
      - \"${PORT}/udp\"
      - \"${IP}::85\"

volumes:
  kept: !override
    name: shop-beside_kept
  given: !override
    name: shop-beside_given
  placed: !override
    name: shop-beside_placed

networks:
  front: !override
    name: shop-beside_front
";
    let plan = repository.plan();
    let beside = file(&plan, "compose.beside.yaml");
    assert_eq!(&beside[beside.find("name:").unwrap()..], &expected[1..]);
}

/// Builds that stay as they are get the new folder, too, unless something leaves it out.
#[test]
fn builds_that_are_sent_the_new_folder_are_named() {
    let odd = "services:\n  odd:\n    build: {context: ., dockerfile: odd.Dockerfile}\n";
    let compose = COMPOSE.replace("services:\n", odd);
    let repository = Repository::shop(DOCKERFILE, "flask\n");
    write(
        &repository.root,
        &[("compose.yaml", &compose), ("odd.Dockerfile", "FROM scratch\nCOPY . /\nCMD [\"/odd\"]\n")],
    );
    let told = || {
        let plan = repository.plan();
        let differs = &plan.steps.last().unwrap().differs;
        differs.iter().find(|line| line.contains("`odd`")).cloned()
    };
    let said = "the new folder lies in the build context of `odd`, and no `.dockerignore` leaves it out of their builds";
    assert_eq!(told().as_deref(), Some(said));
    write(&repository.root, &[(".dockerignore", "new\n")]);
    assert_eq!(told(), None);
}
