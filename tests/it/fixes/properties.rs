//! Whatever the Dockerfile: what is fixed stays readable and keeps its line ends, and fixing twice changes nothing.

use std::path::Path;

use careen::analysis::Analysis;
use careen::apply::{self, Fixing};
use careen::edit::{Applicability, Edit};
use careen::lint::{self, Context, Rewrites};
use careen::repository::{Changes, Repository, changed, load};
use careen::rules;
use careen::settings::Settings;
use careen::source::FileId;
use careen::syntax::dockerfile::{self, Keyword};
use proptest::prelude::*;

const BASES: [&str; 5] =
    ["debian:bookworm-slim", "python:3.12-bookworm", "python:3.11-slim", "node:22-bookworm-slim", "node:22"];

/// Lines that rules have something to say about, in most ways in which people write them.
const LINES: [&str; 32] = [
    "WORKDIR /app",
    "COPY requirements.txt package.json ./",
    "COPY . .",
    "COPY --from=build /app .",
    "USER node",
    "ENV PIP_NO_CACHE_DIR=1",
    "RUN apt-get update && apt-get install -y ffmpeg git",
    "RUN apt-get update; apt-get install -y ffmpeg",
    "RUN apt-get update && \\\n    apt-get install -y \\\n    ffmpeg \\\n    graphviz",
    "RUN apt-get update \\\n # a comment in between\n && apt-get -qq install graphviz",
    "RUN set -eux; apt-get update; apt-get install -y --no-install-recommends graphviz; # done",
    "RUN sudo apt-get update && sudo apt-get install -y graphviz || true",
    "RUN if true; then apt-get update && apt-get install -y ffmpeg; fi",
    "RUN (apt-get update && apt-get install -y ffmpeg)",
    "RUN apt-get install -y curl",
    "RUN apt-get purge -y git && rm -rf /var/lib/apt/lists/*",
    "RUN rm -rf /var/lib/apt/lists/*",
    "RUN rm -rf /app/node_modules || true",
    "RUN pip install -r requirements.txt",
    "RUN python3 -m pip install --upgrade pip && pip3 install numpy pandas",
    "RUN PIP_INDEX_URL=https://example.com pip install 'pandas==2.2.0' # heavy",
    "RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt",
    "RUN [\"pip\", \"install\", \"numpy\"]",
    "RUN <<EOF\napt-get update\napt-get install -y ffmpeg\npip install numpy\nEOF",
    "RUN sh -c 'apt-get update && apt-get install -y ffmpeg'",
    "RUN uv sync",
    "RUN npm ci",
    "RUN npm install && npm run build",
    "RUN yarn && yarn build",
    "RUN curl -fsSL https://example.com/x | bash",
    "RUN chown -R node:node /app",
    "HEALTHCHECK CMD curl -f http://localhost || exit 1",
];

const MANIFEST: &str = r#"{"dependencies": {"express": "^5", "mongoose": "^8"}, "devDependencies": {"jest": "^30", "typescript": "^5"}}"#;

fn stage() -> impl Strategy<Value = String> {
    let lines = proptest::collection::vec(proptest::sample::select(&LINES[..]), 1..7);
    (proptest::sample::select(&BASES[..]), lines, any::<bool>()).prop_map(|(base, lines, is_named)| {
        let name = if is_named { " AS build" } else { "" };
        format!("FROM {base}{name}\n{}\n", lines.join("\n"))
    })
}

fn dockerfile() -> impl Strategy<Value = String> {
    let ends = proptest::sample::select(&["CMD [\"python\", \"main.py\"]\n", "CMD node server.js", ""][..]);
    let stages = proptest::collection::vec(stage(), 1..3);
    (stages, ends, any::<bool>()).prop_map(|(stages, end, crlf)| {
        let text = stages.concat() + end;
        if crlf { text.replace('\n', "\r\n") } else { text }
    })
}

fn repository(folder: &Path, text: &str) -> Repository {
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write("Dockerfile", text);
    write(
        "compose.yaml",
        "name: shop\nservices:\n  api: {build: .}\n  worker:\n    build: .\n  cron:\n    build: .\n",
    );
    write("Makefile", "up:\n\tdocker compose up -d\n");
    write("requirements.txt", "numpy==2.1.0\nrequests==2.32.0\n");
    write("package.json", MANIFEST);
    load(folder, &Settings::default()).unwrap()
}

fn fix(repository: &Repository, least: Applicability) -> Fixing {
    apply::fix(repository, &Settings::default(), rules::ALL, least, &|_| true)
}

fn after(repository: &Repository, fixing: &Fixing) -> Repository {
    let put = fixing.changed.iter().map(|it| (it.path.clone(), it.after.clone())).collect();
    changed(repository, Changes { put, ..Changes::default() })
}

/// Keywords and problems of a Dockerfile.
fn shape(text: &str) -> (Vec<Keyword>, usize) {
    let parsed = dockerfile::parse(FileId(0), text);
    (parsed.instructions.iter().map(|it| it.keyword).collect(), parsed.problems.len())
}

proptest! {
    #![proptest_config(crate::any_input::cases(12))]

    #[test]
    fn fixing_twice_changes_nothing(text in dockerfile()) {
        let folder = tempfile::tempdir().unwrap();
        let repository = repository(folder.path(), &text);
        for least in [Applicability::Safe, Applicability::Unsafe] {
            let once = fix(&repository, least);
            prop_assert_eq!(&once.refused, &Vec::<String>::new());
            let fixed = after(&repository, &once);
            let twice = fix(&fixed, least);
            prop_assert!(twice.changed.is_empty() && twice.applied.is_empty(), "{:#?}", twice);
            for change in &once.changed {
                let before = change.before.as_deref().unwrap_or_default();
                let crlf = |text: &str| (text.matches("\r\n").count(), text.matches('\n').count());
                let ((crlf_before, all_before), (crlf_after, all_after)) = (crlf(before), crlf(&change.after));
                prop_assert_eq!(crlf_before == all_before && crlf_before > 0, crlf_after == all_after && crlf_after > 0, "{}", change.path);
            }
            let sound = |repository: &Repository| {
                let of_compose = repository.compose_files.iter().map(|file| file.problems.len());
                of_compose.chain(repository.dockerfiles.iter().map(|file| file.syntax.problems.len())).sum::<usize>()
            };
            prop_assert_eq!(sound(&fixed), sound(&repository));
        }
    }

    /// A safe fix takes no instruction away but a `RUN` that joins the one above it, and brings none.
    #[test]
    fn safe_fixes_keep_the_instructions(text in dockerfile()) {
        let folder = tempfile::tempdir().unwrap();
        let repository = repository(folder.path(), &text);
        let fixing = fix(&repository, Applicability::Safe);
        let after = fixing.changed.iter().find(|it| it.path == "Dockerfile").map_or(text.as_str(), |it| &it.after);
        let joined = fixing.applied.iter().filter(|it| it.fixed.rule == "deleted-in-later-layer").count();
        let ((before, _), (after, _)) = (shape(&text), shape(after));
        prop_assert_eq!(before.len(), after.len() + joined);
        let others = |all: &[Keyword]| all.iter().copied().filter(|it| *it != Keyword::Run).collect::<Vec<_>>();
        prop_assert_eq!(others(&before), others(&after));
    }

    #[test]
    fn what_is_offered_to_be_looked_at_can_be_read(text in dockerfile()) {
        let folder = tempfile::tempdir().unwrap();
        let repository = repository(folder.path(), &text);
        let settings = Settings::default();
        let analysis = Analysis::new(&repository, &settings);
        let rewrites = Rewrites::shown(&repository, &analysis);
        let context =
            Context { repository: &repository, analysis: &analysis, settings: &settings, rewrites: &rewrites };
        let findings = lint::run(context, rules::ALL).findings;
        let looked_at = findings.iter().flat_map(|finding| &finding.fixes);
        for fix in looked_at.filter(|fix| fix.applicability == Applicability::DisplayOnly) {
            for edit in &fix.edits {
                let (Edit::Replace { text: new, .. } | Edit::Create { text: new, .. }) = edit;
                prop_assert_eq!(shape(new).1, 0, "{}", new);
            }
        }
    }
}
