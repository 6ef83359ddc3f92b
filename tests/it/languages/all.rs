//! What holds of every language: what is declined, what wins nothing, what an offer has to be.

use careen::source::FileId;
use careen::syntax::dockerfile::parse;

use super::*;

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
        ("FROM rust:1.80\nRUN cargo build\n".into(), &[][..], "rewrites of its language aren't proved by builds yet"),
        ("FROM debian:12\nRUN pip install flask\n".into(), &[][..], "it stands on no language's official image"),
        ("FROM example/python:3.11\nRUN pip install flask\n".into(), &[][..], "what `example/python:3.11` holds isn't known"),
    ] {
        let found = rewrite(&with(&dockerfile, rest)).expect_err(&dockerfile);
        assert!(found.starts_with(reason), "{dockerfile}\n{found}");
    }
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
    let bases = [
        "python:3.11",
        "python:3.11-slim",
        "node:20",
        "node:20-slim",
        "node:20-alpine",
        "golang:1.22",
        "golang:1.26-bookworm",
        "golang:1.26-alpine",
    ];
    let systems = [
        "",
        "RUN apt-get update && apt-get install -y gcc libpq-dev curl && rm -rf /var/lib/apt/lists/*\n",
        "# tools\nRUN apk add --no-cache python3 make g++ tini\n",
        "RUN apt-get update && \\\n    # for node-gyp\n    apt-get install -y python3 make g++\n",
    ];
    let sources = ["COPY . .\n", "COPY package*.json pyproject.toml* uv.lock* requirements.txt* go.* ./\n"];
    let installs = [
        "RUN pip install -r requirements.txt\n",
        "RUN pip install uv && uv pip install --system -r requirements.txt\n",
        "RUN pip install .\n",
        "RUN uv sync --frozen\n",
        "RUN npm ci\n",
        "RUN npm install\nCOPY . .\nRUN npm run build\n",
        "RUN corepack enable && yarn install\n",
        "RUN go build -o /bin/x .\n",
        "RUN go mod download\nCOPY . .\nRUN go generate ./... && go install ./...\nRUN chmod +x x.sh\n",
        "RUN CGO_ENABLED=0 go build ./cmd/x\n",
    ];
    let said = "ENV A=b\nEXPOSE 80\nLABEL x=y\nVOLUME /data\nSTOPSIGNAL SIGINT\nHEALTHCHECK CMD true\n";
    let end = |base: &str| match base.split(':').next() {
        Some("node") => "CMD [\"npm\", \"start\"]\n",
        Some("golang") => "USER nobody\nENTRYPOINT [\"x\"]\nCMD [\"-v\"]\n",
        _ => "USER nobody\nENTRYPOINT [\"python\"]\nCMD [\"-m\", \"x\"]\n",
    };
    let installer = |base: &str| match base.split(':').next() {
        Some("node") => ["npm ", "yarn "],
        Some("golang") => ["go build", "go install"],
        _ => ["pip ", "uv "],
    };
    let rest: Vec<(&str, &str)> =
        UV.iter().chain(NODE).chain(GO).copied().chain([("requirements.txt", "flask\n")]).collect();
    let mut offered = 0;
    for base in bases {
        for system in systems {
            for (source, install) in sources.iter().flat_map(|it| installs.map(|install| (it, install))) {
                if !installer(base).iter().any(|name| install.contains(name)) {
                    continue;
                }
                for end in [end(base)] {
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
    assert!(offered > 90, "{offered}");
}
