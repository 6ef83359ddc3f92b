//! Near-equal Dockerfiles of one context whose images stay apart: one Dockerfile with a target for each.

use super::*;

const COMPOSE: &str = "\
services:
  api:
    build: {context: ., dockerfile: Dockerfile.api}
  jobs:
    build:
      context: .
      dockerfile: Dockerfile.jobs
  queue:
    image: redis:7
";

fn dockerfile(package: &str, name: &str) -> String {
    format!(
        "FROM python:3.11\nRUN apt-get update && apt-get install -y gcc && rm -rf /var/lib/apt/lists/*\nWORKDIR /srv\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n\
         RUN pip install {package}\nCOPY {name}/ ./{name}/\nCMD [\"python\", \"-m\", \"{name}.main\"]\n"
    )
}

fn repository(api: &str, jobs: &str) -> Repository {
    Repository::new(&[
        ("compose.yaml", COMPOSE),
        ("Dockerfile.api", api),
        ("Dockerfile.jobs", jobs),
        ("requirements.txt", "flask==3.0\n"),
        ("api/main.py", ""),
        ("jobs/main.py", ""),
    ])
}

#[test]
fn what_two_begin_alike_is_one_stage() {
    let plan =
        repository(&dockerfile("bottle==0.13.2", "api"), &dockerfile("schedule==1.2.2", "jobs")).plan();
    let expected = "\
FROM python:3.11 AS builder
RUN apt-get update && apt-get install -y gcc && rm -rf /var/lib/apt/lists/*
WORKDIR /srv

RUN python -m venv --system-site-packages --without-pip /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements.txt .
RUN --mount=type=cache,target=/root/.cache/pip python -m pip install -r requirements.txt

FROM builder AS builder-api
RUN --mount=type=cache,target=/root/.cache/pip python -m pip install bottle==0.13.2

FROM builder AS builder-jobs
RUN --mount=type=cache,target=/root/.cache/pip python -m pip install schedule==1.2.2

FROM python:3.11-slim AS shared
WORKDIR /srv
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*

FROM shared AS api

COPY --from=builder-api /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH

COPY requirements.txt .
COPY api/ ./api/
CMD [\"python\", \"-m\", \"api.main\"]

FROM shared AS jobs

COPY --from=builder-jobs /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH

COPY requirements.txt .
COPY jobs/ ./jobs/
CMD [\"python\", \"-m\", \"jobs.main\"]
";
    assert_eq!(file(&plan, "shop.Dockerfile"), expected);
    let compose = "\
name: shop

services:
  api:
    build: {context: .., dockerfile: new/shop.Dockerfile, target: api}
  jobs:
    build:
      context: ..
      dockerfile: new/shop.Dockerfile
      target: jobs
  queue:
    image: redis:7
";
    assert_eq!(file(&plan, "compose.yaml"), compose);
    assert_eq!(file(&plan, "shop.Dockerfile.dockerignore"), "new\n");
    let step =
        plan.steps.iter().find(|step| step.does == "Build 2 images from one Dockerfile, a target each");
    let equal = &step.unwrap().equal;
    assert_eq!(equal, &["each target's steps, stage by stage, are those of its own Dockerfile"]);
    // what they get isn't called equal
    let start = plan.steps.last().unwrap();
    assert!(start.equal.contains(&"every build's context and arguments".to_owned()), "{start:#?}");
    // both images are weighed, each by its own target
    let after: Vec<&str> = plan.ledger.after.iter().map(|image| image.name.as_str()).collect();
    assert_eq!(after, ["shop-api", "shop-jobs", "redis:7"]);
}

/// Where nothing would be shared, or a shared stage could mean something else, each keeps its Dockerfile.
#[test]
fn who_keeps_a_dockerfile_of_its_own() {
    let (api, jobs) = (dockerfile("bottle", "api"), dockerfile("schedule", "jobs"));
    let both = |from: &str, to: &str| (api.replace(from, to), jobs.replace(from, to));
    for (what, (api, jobs)) in [
        ("an argument ends with its stage", both("FROM python:3.11\n", "FROM python:3.11\nARG A=1\n")),
        ("another base", (api.clone(), jobs.replace("python:3.11", "python:3.12"))),
        ("another beginning", (api.clone(), jobs.replace("install -y gcc", "install -y g++"))),
        ("lines that end as on Windows", both("\n", "\r\n")),
    ] {
        let plan = repository(&api, &jobs).plan();
        let targets = plan.files.iter().filter(|file| file.text.contains("target: ")).count();
        assert_eq!(targets, 0, "{what}: {plan:#?}");
    }
    let own = repository(&api, &jobs);
    write(&own.root, &[("Dockerfile.jobs.dockerignore", "api\n")]);
    assert!(!file(&own.plan(), "compose.yaml").contains("target: "));
}
