//! What stays as it is, and why.

use super::*;

/// Everything careen leaves as it is, with the beginning of its reason.
#[test]
fn what_cannot_be_known_is_declined() {
    let on = |lines: &str| format!("FROM python:3.11\nWORKDIR /app\n{lines}\n");
    let pip = "COPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .";
    for (dockerfile, requirements, reason) in [
        (on(&format!("RUN make\n{pip}")), "flask\n", "what `RUN make` leaves behind isn't known"),
        (
            on(&format!("USER app\n{pip}")),
            "flask\n",
            "`RUN pip install -r requirements.txt` installs as the user `app`",
        ),
        (on(&format!("ONBUILD COPY . .\n{pip}")), "flask\n", "`ONBUILD` acts in images"),
        (
            on(&format!("ADD https://example.com/x /x\n{pip}")),
            "flask\n",
            "`ADD https://example.com/x /x` downloads",
        ),
        (on(&format!("ENV PATH=/usr/local/bin:$PATH\n{pip}")), "flask\n", "`ENV PATH` moves"),
        (
            on(&format!("{pip}\nCMD [\"/usr/local/bin/gunicorn\"]")),
            "flask\n",
            "`CMD [\"/usr/local/bin/gunicorn\"]` names",
        ),
        (
            on("COPY . .\nRUN pip install -e ."),
            "",
            "an editable installation without `pyproject.toml` writes into its sources",
        ),
        (on("COPY . .\nRUN pip install --user flask"), "", "`pip --user` may install elsewhere"),
        (on("COPY . .\nRUN pip install $EXTRA"), "", "what pip installs depends on `${EXTRA}`"),
        (
            on("COPY . .\nRUN if true; then pip install flask; fi"),
            "",
            "`RUN if true; then pip install flask; fi` is more than",
        ),
        (
            on("COPY . .\nRUN [\"pip\", \"install\", \"flask\"]"),
            "",
            "`RUN [\"pip\", \"install\", \"flask\"]` is not a plain",
        ),
        (on("RUN --network=none pip install flask"), "", "`RUN pip install flask` has flags besides mounts"),
        (
            on("RUN apt-get update && apt-get install -y gcc && pip install flask"),
            "",
            "`RUN apt-get update && apt-get install -y gcc && pip install …` installs system and",
        ),
        (
            on("RUN apt-get update && apt-get install -y libgdal-dev\nRUN pip install flask"),
            "",
            "what an image needs of `libgdal-dev`",
        ),
        (on("COPY --from=busybox /x /x"), "", "it installs nothing with pip, uv, poetry or pipenv"),
        (on(pip), "-e ./lib\n", "an editable installation without `pyproject.toml`"),
        (on(pip), "-e git+https://example.com/x.git#egg=x\n", "`requirements.txt` keeps a checkout of"),
        (on(pip), "uwsgi\n", "`uwsgi` is compiled against libraries"),
        (on(&format!("{pip}\nCMD gcc x.c && ./a.out")), "flask\n", "it calls `gcc` when it runs"),
        (
            "FROM python:3.11-alpine\nRUN pip install flask\n".into(),
            "",
            "`python:3.11-alpine` is not one of Debian's images",
        ),
        ("FROM python:3\nRUN pip install flask\n".into(), "", "`python:3` doesn't say which Python"),
        ("ARG V=3.11\nFROM python:$V\nRUN pip install flask\n".into(), "", "its base is put together"),
        (
            "FROM python:3.11 AS a\nFROM a\nRUN pip install flask\n".into(),
            "",
            "it has several stages already, and the last stands on another",
        ),
        (
            "FROM continuumio/miniconda3\nRUN pip install flask\n".into(),
            "",
            "what `continuumio/miniconda3` holds isn't known",
        ),
    ] {
        let plan = Repository::shop(&dockerfile, requirements).plan();
        let found: Vec<&str> = plan.declined.iter().map(|declined| declined.reason.as_str()).collect();
        assert!(found.iter().any(|found| found.starts_with(reason)), "{dockerfile}\n{found:#?}");
        assert!(!plan.files.iter().any(|file| file.path.ends_with("Dockerfile")), "{dockerfile}");
    }
}

#[test]
fn compose_files_beyond_one_file_are_declined() {
    for (extra, compose, reason) in [
        ("compose.override.yaml", COMPOSE.to_owned(), "`compose.override.yaml` is layered on it"),
        (
            "x",
            COMPOSE.replace("./media", "${MEDIA}"),
            "service `web` has a path that can't be moved: `${MEDIA}:/media:ro`",
        ),
        ("x", format!("include: [db.yaml]\n{COMPOSE}"), "it includes other files"),
        ("x", COMPOSE.replace("    depends_on: [web]", "    extends: web"), "its services extend others"),
    ] {
        let repository = Repository::shop(DOCKERFILE, "flask\n");
        let patch = "services:\n  web:\n    environment: {A: b}\n";
        write(&repository.root, &[("compose.yaml", &compose), (extra, patch), ("db.yaml", "services: {}\n")]);
        let plan = repository.plan();
        assert!(plan.is_empty(), "{compose}");
        let found: Vec<&str> = plan.declined.iter().map(|declined| declined.reason.as_str()).collect();
        assert!(found.iter().any(|found| found.starts_with(reason)), "{reason}: {found:#?}");
    }
}

/// Services of two files that run together are built alike and stay two images; the plan says why.
#[test]
fn a_family_across_compose_files_says_why_it_stays_apart() {
    let compose = |name: &str| format!("services:\n  {name}:\n    build: ./bot\n");
    let dockerfile = |base: &str| {
        format!(
            "FROM {base}\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nCMD [\"python\", \"bot.py\"]\n"
        )
    };
    let repository = Repository::new(&[
        ("compose.yaml", &compose("bot")),
        ("second/compose.yaml", &compose("news")),
        ("bot/Dockerfile", &dockerfile("python:3.11-slim")),
        ("bot/requirements.txt", "flask\n"),
        ("bot/bot.py", ""),
        ("second/bot/Dockerfile", &dockerfile("python:3.11")),
        ("second/bot/requirements.txt", "flask\n"),
        ("second/bot/bot.py", ""),
        ("Makefile", "up:\n\tdocker compose up -d\n\tdocker compose -f second/compose.yaml up -d\n"),
    ]);
    let declined = repository.plan().declined;
    let apart = declined.iter().find(|it| it.what == "compose.yaml (bot), second/compose.yaml (news)");
    let reason = &apart.unwrap_or_else(|| panic!("{declined:#?}")).reason;
    let expected = "but can't share an image: `second/bot/Dockerfile` beside `bot/Dockerfile`: it stands on `python:3.11`";
    assert!(reason.contains(expected), "{reason}");
}

/// A second stage is lines to look after: it has to win more than a small package.
#[test]
fn what_wins_next_to_nothing_is_left() {
    let plan = |development: &[&str]| {
        let all = |line: &dyn Fn(&str) -> String| {
            development.iter().map(|name| line(name)).collect::<Vec<_>>().join(",")
        };
        let wanted = all(&|name| format!(r#""{name}":"*""#));
        let locked = all(&|name| format!(r#""node_modules/{name}":{{"version":"1.0.0","dev":true}}"#));
        let manifest = format!(
            r#"{{"scripts":{{"start":"node server.js"}},"dependencies":{{"express":"*"}},"devDependencies":{{{wanted}}}}}"#
        );
        let lock = format!(
            r#"{{"lockfileVersion":3,"packages":{{"":{manifest},"node_modules/express":{{"version":"4.21.2"}},{locked}}}}}"#
        );
        let dockerfile = "FROM node:22-alpine\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci && npm cache clean --force\n\
             COPY server.js ./\nCMD [\"npm\", \"start\"]\n";
        let repository = Repository::new(&[
            ("compose.yaml", "services:\n  web:\n    build: .\n"),
            ("Dockerfile", dockerfile),
            ("package.json", &manifest),
            ("package-lock.json", &lock),
            ("server.js", "require(\"express\")().listen(80)\n"),
        ]);
        repository.plan()
    };
    let small = plan(&["prettier"]);
    assert!(small.is_empty(), "{small:#?}");
    let reason = &small.declined[0].reason;
    assert!(reason.starts_with("its image would only get about "), "{reason}");
    let large = plan(&["prettier", "typescript", "webpack"]);
    assert_eq!(large.steps.len(), 2, "{large:#?}");
}
