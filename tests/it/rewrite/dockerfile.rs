//! The new Dockerfile, whole.

use super::*;

#[test]
fn the_dockerfile_in_two_stages() {
    let plan = Repository::shop(DOCKERFILE, "flask==3.0\npsycopg2==2.9.9\n").plan();
    let expected = "\
# The shop's image.
FROM python:3.11-slim-bookworm AS builder

ENV PYTHONUNBUFFERED=1
WORKDIR /srv

# for psycopg2
RUN apt-get update && apt-get install -y --no-install-recommends \\
    gcc \\
    libpq-dev \\
    && rm -rf /var/lib/apt/lists/*

RUN python -m venv --system-site-packages --without-pip /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements.txt .
RUN --mount=type=cache,target=/root/.cache/pip python -m pip install -r requirements.txt

FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1
WORKDIR /srv

# for psycopg2
RUN apt-get update && apt-get install -y --no-install-recommends \\
    libpq5 \\
    && rm -rf /var/lib/apt/lists/*

COPY --from=builder /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH

# everything at once
COPY . .

RUN useradd -m shop && chown shop /srv
USER shop
EXPOSE 8000
LABEL org.example.team=shop
HEALTHCHECK --interval=30s CMD python -m shop.health
STOPSIGNAL SIGINT
VOLUME /media
CMD [\"python\", \"-m\", \"shop.web\"]
";
    assert_eq!(file(&plan, "shop.Dockerfile"), expected);
}

#[test]
fn a_full_base_becomes_slim_with_what_it_then_lacks() {
    let dockerfile = "FROM python:3.11\nWORKDIR /app\nCOPY requirements*.txt ./\nRUN pip3 install -U pip && \\\n    pip3 install -r requirements.txt\nCOPY . .\nCMD [\"sh\", \"start.sh\"]\n";
    let repository = Repository::shop(dockerfile, "-r more.txt\nlightgbm\n");
    write(
        &repository.root,
        &[
            ("requirements-more.txt", ""),
            ("start.sh", "#!/bin/sh\nwget -q localhost\nexec python -m shop.web\n"),
        ],
    );
    let declined = repository.plan().declined;
    assert_eq!(declined[0].reason, "`/app/more.txt` isn't copied from a file of the build context");
    write(&repository.root, &[("requirements.txt", "-r requirements-more.txt\nlightgbm\n")]);
    let plan = repository.plan();
    let expected = "\
FROM python:3.11 AS builder
WORKDIR /app

RUN python -m venv --system-site-packages --without-pip /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements.txt .
COPY requirements-more.txt .
RUN --mount=type=cache,target=/root/.cache/pip pip3 install -U pip && \\
    python -m pip install -r requirements.txt

FROM python:3.11-slim
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 wget && rm -rf /var/lib/apt/lists/*

COPY --from=builder /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH

COPY requirements*.txt ./
COPY . .
CMD [\"sh\", \"start.sh\"]
";
    assert_eq!(file(&plan, "shop.Dockerfile"), expected);
}

/// Of several Dockerfiles made one, the text of the first stays with its comments; the plan says whose are lost.
#[test]
fn comments_that_the_one_dockerfile_lacks_are_told_of() {
    let mut files = vec![("compose.yaml".to_owned(), "services:\n".to_owned())];
    for (name, comment) in [("a", "# all have this\n"), ("b", "# all have this\n"), ("c", "# c's own\n")] {
        files[0].1 += &format!("  {name}:\n    build: ./{name}\n");
        let text = format!(
            "FROM python:3.11\nWORKDIR /app\n{comment}COPY requirements.txt .\nRUN pip install -r requirements.txt\n\
             COPY . .\nCMD [\"python\", \"{name}.py\"]\n"
        );
        files.push((format!("{name}/Dockerfile"), text));
        files.push((format!("{name}/requirements.txt"), "flask==3.0\n".to_owned()));
        files.push((format!("{name}/{name}.py"), "import flask\n".to_owned()));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let plan = Repository::new(&files).plan();
    assert!(plan.steps[0].does.contains("from 3 Dockerfiles made one"), "{plan:#?}");
    let told: Vec<&String> = plan.steps[0].differs.iter().filter(|line| line.contains("comments")).collect();
    assert_eq!(told, ["comments of `c/Dockerfile` stay there alone"]);
}
