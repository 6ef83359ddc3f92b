//! Python: uv, poetry, and a base alone.

use super::*;

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
