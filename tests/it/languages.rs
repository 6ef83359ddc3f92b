//! The languages' rooms: whole rewrites of small projects, what they leave as it is and why, and what holds for every
//! one that is offered.

use std::path::Path;

use careen::repository::load;
use careen::rewrite::{Replacement, replacement};
use careen::settings::Settings;
use careen::source::FileId;
use careen::syntax::dockerfile::parse;

/// Files of a project, the Dockerfile among them.
type Project<'a> = &'a [(&'a str, &'a str)];

fn rewrite(files: Project<'_>) -> Result<Option<Replacement>, String> {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    of_folder(folder.path())
}

fn of_folder(folder: &Path) -> Result<Option<Replacement>, String> {
    let repository = load(folder, &Settings::default()).unwrap();
    let dockerfile = repository.dockerfiles.iter().find(|it| it.path == "Dockerfile").unwrap();
    replacement(&repository, dockerfile)
}

fn offered(files: Project<'_>) -> Replacement {
    rewrite(files).unwrap_or_else(|reason| panic!("{reason}")).expect("something is won")
}

/// Two copies of a project differ by their Dockerfile only.
fn with<'a>(dockerfile: &'a str, rest: Project<'a>) -> Vec<(&'a str, &'a str)> {
    std::iter::once(("Dockerfile", dockerfile)).chain(rest.iter().copied()).collect()
}

const UV: Project<'_> = &[
    ("pyproject.toml", "[project]\nname = 'x'\nversion = '1'\ndependencies = ['flask']\n"),
    ("uv.lock", "[[package]]\nname = 'flask'\n[[package]]\nname = 'psycopg2'\n"),
    ("main.py", ""),
];

#[test]
fn uv_fills_the_environment_beside_the_project() {
    let dockerfile = "\
FROM python:3.11
COPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/
WORKDIR /app
# dependencies first
RUN --mount=type=cache,target=/root/.cache/uv \\
    --mount=type=bind,source=uv.lock,target=uv.lock \\
    --mount=type=bind,source=pyproject.toml,target=pyproject.toml \\
    uv sync --locked --no-install-project
COPY . .
RUN --mount=type=cache,target=/root/.cache/uv uv sync --locked
ENV PATH=\"/app/.venv/bin:$PATH\"
CMD [\"python\", \"main.py\"]
";
    let expected = "\
FROM python:3.11 AS builder
COPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/
WORKDIR /app
# dependencies first
RUN --mount=type=cache,target=/root/.cache/uv \\
    --mount=type=bind,source=uv.lock,target=uv.lock \\
    --mount=type=bind,source=pyproject.toml,target=pyproject.toml \\
    uv sync --locked --no-install-project
COPY . .
RUN --mount=type=cache,target=/root/.cache/uv uv sync --locked

FROM python:3.11-slim
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*

COPY --from=builder /app/.venv /app/.venv

COPY . .
ENV PATH=\"/app/.venv/bin:$PATH\"
CMD [\"python\", \"main.py\"]
";
    assert_eq!(offered(&with(dockerfile, UV)).text, expected);
    // a command that needs uv keeps it
    let runs = dockerfile.replace("[\"python\", ", "[\"uv\", \"run\", ");
    let kept = offered(&with(&runs, UV)).text;
    assert_eq!(kept.matches("COPY --from=ghcr.io/astral-sh/uv:latest").count(), 2);
}

#[test]
fn uv_pip_installs_into_an_environment_of_ours() {
    let dockerfile = "FROM python:3.11\nRUN pip install uv\nWORKDIR /app\nCOPY requirements.txt .\nRUN uv pip install --system --no-cache -r requirements.txt\nCOPY . .\nCMD [\"python\", \"-m\", \"x\"]\n";
    let expected = "\
FROM python:3.11 AS builder

RUN python -m venv --system-site-packages --without-pip /opt/venv
ENV PATH=/opt/venv/bin:$PATH
RUN --mount=type=cache,target=/root/.cache/pip pip install uv
WORKDIR /app
COPY requirements.txt .
RUN --mount=type=cache,target=/root/.cache/uv uv pip install --python /opt/venv/bin/python -r requirements.txt

FROM python:3.11-slim
";
    let text = offered(&with(dockerfile, &[("requirements.txt", "flask\n")])).text;
    assert!(text.starts_with(expected), "{text}");
}

const POETRY: Project<'_> = &[
    (
        "pyproject.toml",
        "[tool.poetry]\nname = 'x'\n[tool.poetry.dependencies]\npython = '^3.11'\nflask = '*'\n",
    ),
    ("poetry.lock", "[[package]]\nname = 'flask'\n"),
];

#[test]
fn poetry_has_an_environment_of_its_own() {
    let dockerfile = "FROM python:3.11\nENV POETRY_VIRTUALENVS_CREATE=false\nWORKDIR /app\nRUN pip install poetry==1.8.5\nCOPY pyproject.toml poetry.lock ./\nRUN poetry install --only main --no-root\nCOPY . .\nUSER nobody\nCMD [\"python\", \"-m\", \"x\"]\n";
    let expected = "\
FROM python:3.11 AS builder
ENV POETRY_VIRTUALENVS_CREATE=false
WORKDIR /app

RUN python -m venv /opt/tools
RUN python -m venv --system-site-packages --without-pip /opt/venv
ENV VIRTUAL_ENV=/opt/venv PATH=/opt/venv/bin:/opt/tools/bin:$PATH
RUN --mount=type=cache,target=/root/.cache/pip /opt/tools/bin/pip install poetry==1.8.5
COPY pyproject.toml poetry.lock ./
RUN poetry install --only main --no-root

FROM python:3.11-slim
ENV POETRY_VIRTUALENVS_CREATE=false
WORKDIR /app
COPY --from=builder /opt/venv /opt/venv
ENV VIRTUAL_ENV=/opt/venv PATH=/opt/venv/bin:$PATH

COPY pyproject.toml poetry.lock ./
COPY . .
USER nobody
CMD [\"python\", \"-m\", \"x\"]
";
    assert_eq!(offered(&with(dockerfile, POETRY)).text, expected);
    let runs = dockerfile.replace("[\"python\"", "[\"poetry\", \"run\", \"python\"");
    let kept = offered(&with(&runs, POETRY)).text;
    assert!(kept.contains("COPY --from=builder /opt/tools /opt/tools\n"), "{kept}");
}

const NODE: Project<'_> = &[
    (
        "package.json",
        r#"{"scripts": {"build": "tsc", "start": "node dist/x.js", "dev": "nodemon x"}, "dependencies": {"express": "4"}, "devDependencies": {"typescript": "5", "nodemon": "3"}}"#,
    ),
    (
        "package-lock.json",
        r#"{"lockfileVersion": 3, "packages": {"": {}, "node_modules/typescript": {"dev": true, "bin": {"tsc": "x"}}, "node_modules/nodemon": {"dev": true, "bin": {"nodemon": "x"}}}}"#,
    ),
    (".dockerignore", "node_modules\n"),
    ("src/x.ts", "import express from 'express';\n"),
];

#[test]
fn what_node_builds_is_carried_whole() {
    let dockerfile = "\
FROM node:20
ENV PORT=3000
WORKDIR /app
COPY --chown=node . .
RUN npm ci
# compiles into dist
RUN npm run build
RUN mkdir -p logs
USER node
EXPOSE 3000
HEALTHCHECK CMD curl -f localhost:3000
CMD [\"npm\", \"start\"]
";
    let expected = "\
FROM node:20 AS builder
ENV PORT=3000
WORKDIR /app
COPY package.json .
COPY package-lock.json .
RUN --mount=type=cache,target=/root/.npm npm ci
COPY --chown=node . .
# compiles into dist
RUN npm run build
RUN npm prune --omit=dev --ignore-scripts

FROM node:20-slim
ENV PORT=3000
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl && rm -rf /var/lib/apt/lists/*
COPY --from=builder /app /app
RUN mkdir -p logs
USER node
EXPOSE 3000
HEALTHCHECK CMD curl -f localhost:3000
CMD [\"npm\", \"start\"]
";
    assert_eq!(offered(&with(dockerfile, NODE)).text, expected);
}

#[test]
fn packages_alone_come_out_of_the_builder() {
    let dockerfile = "FROM node:20-slim\nRUN apt-get update && apt-get install -y python3 make g++ tini && rm -rf /var/lib/apt/lists/*\nWORKDIR /app\nCOPY . .\nRUN npm ci\nENTRYPOINT [\"tini\", \"--\"]\nCMD [\"npm\", \"run\", \"dev\"]\n";
    let expected = "\
FROM node:20-slim AS builder
RUN apt-get update && apt-get install -y python3 make g++ tini && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json .
COPY package-lock.json .
RUN --mount=type=cache,target=/root/.npm npm ci

FROM node:20-slim
RUN apt-get update && apt-get install -y tini && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=builder /app/node_modules /app/node_modules
COPY . .
ENTRYPOINT [\"tini\", \"--\"]
CMD [\"npm\", \"run\", \"dev\"]
";
    let found = offered(&with(dockerfile, NODE));
    assert_eq!(found.text, expected);
    let why = "development dependencies stay: `nodemon` is called when the image runs";
    assert!(found.differs.iter().any(|line| line == why), "{:?}", found.differs);
}

/// What stays as it is, with the beginning of its reason.
#[test]
fn what_cannot_be_known_is_declined() {
    let npm = "WORKDIR /app\nCOPY . .\nRUN npm ci\nCMD node x\n";
    for (dockerfile, rest, reason) in [
        (format!("FROM node:lts\n{npm}"), NODE, "`node:lts` doesn't say which Node.js"),
        (format!("FROM node:20\n{npm}"), &[("x.js", "")][..], "`/app/package.json` isn't copied"),
        (
            format!("FROM node:20\n{npm}"),
            &[("package.json", r#"{"workspaces": ["a"]}"#)][..],
            "its project is a workspace",
        ),
        (
            format!("FROM node:20\n{npm}"),
            &[("package.json", r#"{"dependencies": {"puppeteer": "1"}}"#)][..],
            "`puppeteer` needs programs or libraries",
        ),
        ("FROM node:20\nCOPY . /\nRUN npm ci\n".into(), NODE, "the project lies in `/`"),
        ("FROM node:20\nWORKDIR /app\nCOPY . .\nCMD node x\n".into(), NODE, "it installs no project"),
        ("FROM node:20\nWORKDIR /app\nCOPY . .\nRUN cd a && npm ci\n".into(), NODE, "`RUN cd a && npm ci` works in"),
        ("FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\nWORKDIR /b\nRUN yarn\n".into(), NODE, "several package managers"),
        ("FROM node:20\nWORKDIR /a\nCOPY . .\nRUN npm ci\nWORKDIR /b\nRUN npm ci\n".into(), NODE, "`/a` and `/b` hold"),
        ("FROM node:20\nWORKDIR /app\nCOPY . .\nRUN apt-get update && apt-get install -y make && npm ci\n".into(), NODE, "`RUN apt-get update && apt-get install -y make && npm ci` installs system"),
        ("FROM node:20-alpine\nWORKDIR /app\nCOPY . .\nRUN apk add cairo-dev\nRUN npm ci\n".into(), NODE, "what an image needs of `cairo-dev`"),
        ("FROM python:3.11\nWORKDIR /app\nCOPY . .\nRUN uv tool install x\n".into(), UV, "`uv tool` brings"),
        ("FROM python:3.11\nENV UV_PROJECT_ENVIRONMENT=/usr/local\nWORKDIR /app\nCOPY . .\nRUN uv sync\n".into(), UV, "uv installs into the system's"),
        ("FROM python:3.11\nWORKDIR /app\nCOPY . .\nRUN uv sync && uv venv /b\n".into(), UV, "packages lie in several"),
        ("FROM python:3.11\nWORKDIR /app\nCOPY . .\nRUN curl https://example.com/x | sh\nRUN pip install flask\n".into(), UV, "what `RUN curl https://example.com/x | sh` leaves"),
        ("FROM golang:1.22\nRUN go build\n".into(), &[][..], "rewrites of its language aren't proved by builds"),
    ] {
        let found = rewrite(&with(&dockerfile, rest)).expect_err(&dockerfile);
        assert!(found.starts_with(reason), "{dockerfile}\n{found}");
    }
}

#[test]
fn a_base_with_variables_keeps_them() {
    let dockerfile = "ARG VERSION=3.11\nFROM python:${VERSION}-bookworm\nRUN pip install flask\n";
    let text = offered(&with(dockerfile, &[])).text;
    assert!(text.contains("FROM python:${VERSION}-bookworm AS builder\n"), "{text}");
    assert!(text.contains("\nFROM python:${VERSION}-slim-bookworm\n"), "{text}");
    let compose =
        |args: &str| format!("services:\n  web:\n    build:\n      context: .\n      args: {args}\n");
    for (args, is_offered) in [
        ("{VERSION: '3.11'}", true),
        ("[VERSION=3.11]", true),
        ("{OTHER: x}", true),
        ("{VERSION: 3.11-alpine}", false),
        ("[VERSION]", false),
    ] {
        let compose = compose(args);
        let found = rewrite(&with(dockerfile, &[("compose.yaml", &compose)]));
        assert_eq!(found.is_ok(), is_offered, "{args}: {found:?}");
    }
}

#[test]
fn where_nothing_is_installed_the_base_alone_changes() {
    let dockerfile = "# standard library only\nFROM python:3.11\nWORKDIR /app\nCOPY . .\nHEALTHCHECK CMD curl localhost\nCMD python x.py\n";
    let expected = "# standard library only\nFROM python:3.11-slim\nWORKDIR /app\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\n\nCOPY . .\nHEALTHCHECK CMD curl localhost\nCMD python x.py\n";
    let found = offered(&with(dockerfile, &[("x.py", "")]));
    assert_eq!(found.text, expected);
    assert_eq!(rewrite(&with(&found.text, &[("x.py", "")])).ok().flatten(), None);
}

#[test]
fn nothing_is_offered_where_nothing_is_won() {
    let wins_nothing = |dockerfile: &str| rewrite(&with(dockerfile, NODE)).unwrap().is_none();
    assert!(wins_nothing("FROM node:20-alpine\nWORKDIR /app\nCOPY . .\nRUN npm ci --omit=dev\nCMD node x\n"));
    assert!(!wins_nothing("FROM node:20-alpine\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD node x\n"));
    assert!(rewrite(&with("FROM python:3.11-slim\nRUN pip install uv flask\n", UV)).unwrap().is_none());
}

/// Everything that lines like these make, in any combination: what is offered is well-formed, says everything that the
/// original says of the image, and is itself left alone.
#[test]
fn whatever_is_offered_is_whole_and_final() {
    let bases = ["python:3.11", "python:3.11-slim", "node:20", "node:20-slim", "node:20-alpine"];
    let systems = [
        "",
        "RUN apt-get update && apt-get install -y gcc libpq-dev curl && rm -rf /var/lib/apt/lists/*\n",
        "# tools\nRUN apk add --no-cache python3 make g++ tini\n",
        "RUN apt-get update && \\\n    # for node-gyp\n    apt-get install -y python3 make g++\n",
    ];
    let sources = ["COPY . .\n", "COPY package*.json pyproject.toml* uv.lock* requirements.txt* ./\n"];
    let installs = [
        "RUN pip install -r requirements.txt\n",
        "RUN pip install uv && uv pip install --system -r requirements.txt\n",
        "RUN pip install .\n",
        "RUN uv sync --frozen\n",
        "RUN npm ci\n",
        "RUN npm install\nCOPY . .\nRUN npm run build\n",
        "RUN corepack enable && yarn install\n",
    ];
    let said = "ENV A=b\nEXPOSE 80\nLABEL x=y\nVOLUME /data\nSTOPSIGNAL SIGINT\nHEALTHCHECK CMD true\n";
    let ends = ["CMD [\"npm\", \"start\"]\n", "USER nobody\nENTRYPOINT [\"python\"]\nCMD [\"-m\", \"x\"]\n"];
    let rest: Vec<(&str, &str)> =
        UV.iter().chain(NODE).copied().chain([("requirements.txt", "flask\n")]).collect();
    let mut offered = 0;
    for base in bases {
        for system in systems {
            for (source, install) in sources.iter().flat_map(|it| installs.map(|install| (it, install))) {
                let is_node = base.starts_with("node");
                if is_node == (install.contains("pip") || install.contains("uv")) {
                    continue;
                }
                for end in [ends[usize::from(!is_node)]] {
                    let text = format!("FROM {base}\n{system}WORKDIR /app\n{source}{install}{said}{end}");
                    let Ok(Some(found)) = rewrite(&with(&text, &rest)) else { continue };
                    offered += 1;
                    assert!(parse(FileId(0), &found.text).problems.is_empty(), "{}", found.text);
                    let last = &found.text[found.text.rfind("\nFROM ").unwrap()..];
                    for line in said.lines().chain(end.lines()) {
                        assert!(last.contains(line), "{line} of\n{text}\n{}", found.text);
                    }
                    assert!(!found.differs.is_empty());
                    let again = rewrite(&with(&found.text, &rest));
                    assert!(!matches!(again, Ok(Some(_))), "{}\n{again:?}", found.text);
                }
            }
        }
    }
    assert!(offered > 40, "{offered}");
}
