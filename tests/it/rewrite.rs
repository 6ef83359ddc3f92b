//! Rewrites: whole expected files of small repositories, what is declined and why, and that nothing else is touched.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use careen::analysis::Analysis;
use careen::repository::load;
use careen::rewrite::{Place, Plan, Request, plan};
use careen::settings::Settings;

const COMPOSE: &str = "\
# The shop.
services:
  web:
    build: .
    command: python -m shop.web   # not the default
    ports: [\"8080:8000\"]
    env_file: shop.env
    volumes:
      - ./media:/media:ro
      - data:/data
  worker:
    # builds what web builds
    build:
      context: .   # all of it
    command: python -m shop.worker
    depends_on: [web]
  db:
    image: postgres:16
    volumes: [data:/var/lib/postgresql/data]
volumes:
  data:
";

const DOCKERFILE: &str = "\
# The shop's image.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1
WORKDIR /srv

# for psycopg2
RUN apt-get update && apt-get install -y --no-install-recommends \\
    gcc \\
    libpq-dev \\
    && rm -rf /var/lib/apt/lists/*

# everything at once
COPY . .
RUN pip install --no-cache-dir -r requirements.txt

RUN useradd -m shop && chown shop /srv
USER shop
EXPOSE 8000
LABEL org.example.team=shop
HEALTHCHECK --interval=30s CMD python -m shop.health
STOPSIGNAL SIGINT
VOLUME /media
CMD [\"python\", \"-m\", \"shop.web\"]
";

const MAKEFILE: &str = "up:\n\tdocker compose up -d\n";

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

/// A repository in a folder of this name, so that the project's name is known.
struct Repository {
    _folder: tempfile::TempDir,
    root: PathBuf,
}

impl Repository {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("shop");
        write(&root, &[("Makefile", MAKEFILE)]);
        write(&root, files);
        Self { _folder: folder, root }
    }

    /// The shop with another Dockerfile and other requirements.
    fn shop(dockerfile: &str, requirements: &str) -> Self {
        Self::new(&[
            ("compose.yaml", COMPOSE),
            ("Dockerfile", dockerfile),
            ("requirements.txt", requirements),
            ("shop/__init__.py", ""),
        ])
    }

    fn plan(&self) -> Plan {
        self.plan_for(Place::within("new"))
    }

    fn plan_for(&self, place: Place) -> Plan {
        let settings = Settings::default();
        let repository = load(&self.root, &settings).unwrap();
        let analysis = Analysis::new(&repository, &settings);
        plan(&repository, &analysis, &Request { place, family: None })
    }
}

fn file<'p>(plan: &'p Plan, path: &str) -> &'p str {
    let found = plan.files.iter().find(|file| file.path == path);
    &found.unwrap_or_else(|| panic!("{path} is not among the files: {plan:#?}")).text
}

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
            "rewrites of its language aren't proved by builds",
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

/// In the place of the originals, the new files leave nothing to rewrite.
#[test]
fn a_second_plan_changes_nothing() {
    for (dockerfile, requirements) in
        [(DOCKERFILE, "flask\n"), ("FROM python:3.11\nRUN pip install flask\n", "")]
    {
        let repository = Repository::shop(dockerfile, requirements);
        let first = repository.plan();
        let compose = file(&first, "compose.yaml")
            .replace("context: ..", "context: .")
            .replace("new/shop.Dockerfile", "Dockerfile");
        write(
            &repository.root,
            &[("compose.yaml", &compose), ("Dockerfile", file(&first, "shop.Dockerfile"))],
        );
        let second = repository.plan();
        assert!(second.is_empty(), "{second:#?}");
    }
}

#[test]
fn whatever_is_offered_is_well_formed_and_the_same_twice() {
    use careen::source::FileId;
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut roots: Vec<PathBuf> =
        std::fs::read_dir(&fixtures).unwrap().map(|entry| entry.unwrap().path().join("repo")).collect();
    roots.sort();
    let mut offered = 0;
    for root in roots {
        let settings = Settings::default();
        let planned = || {
            let repository = load(&root, &settings).unwrap();
            let analysis = Analysis::new(&repository, &settings);
            plan(&repository, &analysis, &Request { place: Place::within("new"), family: None })
        };
        let plan = planned();
        assert_eq!(plan, planned());
        for file in &plan.files {
            let problems = match Path::new(&file.path).extension().and_then(|end| end.to_str()) {
                Some("yaml") => careen::syntax::yaml::parse(FileId(0), &file.text).problems,
                Some("Dockerfile") => careen::syntax::dockerfile::parse(FileId(0), &file.text).problems,
                _ => continue,
            };
            assert!(problems.is_empty(), "{}: {problems:?}", file.path);
            offered += 1;
        }
    }
    assert!(offered >= 7, "{offered}");
}

fn careen(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_careen")).current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn snapshot(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.unwrap());
    let files = files.filter(|entry| entry.file_type().is_file());
    files.map(|entry| (entry.path().to_owned(), std::fs::read(entry.path()).unwrap())).collect()
}

#[test]
fn only_a_new_or_empty_folder_is_written() {
    let repository = Repository::shop(DOCKERFILE, "flask\n");
    let before = snapshot(&repository.root);
    for arguments in [
        &["rewrite"][..],
        &["rewrite", "--diff"],
        &["rewrite", "--write", "shop"],
        &["rewrite", "--write", "Makefile"],
    ] {
        let (code, _, complaint) = careen(&repository.root, arguments);
        assert_eq!(code, Some(if arguments.len() > 2 { 2 } else { 0 }), "{arguments:?} {complaint}");
        assert_eq!(snapshot(&repository.root), before, "{arguments:?}");
    }
    let (code, said, complaint) = careen(&repository.root, &["rewrite", "--write", "new"]);
    assert_eq!((code, complaint.as_str()), (Some(0), ""));
    assert_eq!(said, "Wrote 5 files into `new`. Read `new/README.md` next.\n");
    let after = snapshot(&repository.root);
    assert!(before.iter().all(|(path, text)| after.get(path) == Some(text)));
    let new = after.keys().filter(|path| !before.contains_key(*path));
    assert!(new.clone().all(|path| path.starts_with(repository.root.join("new"))));
    assert_eq!(new.count(), 5);
    assert_eq!(careen(&repository.root, &["rewrite", "--write", "new"]).0, Some(2));
}

#[test]
fn one_family_may_be_asked_for() {
    let repository = Repository::shop(DOCKERFILE, "flask\n");
    let (_, all, _) = careen(&repository.root, &["rewrite", "--family", "worker"]);
    assert!(all.contains("Build `shop` once for 2 services"), "{all}");
    let (_, none, _) = careen(&repository.root, &["rewrite", "--family", "nobody"]);
    assert!(none.starts_with("Nothing to rewrite."), "{none}");
}

/// The Compose implementation itself, asked what both files mean.
#[test]
fn compose_reads_the_same_system() {
    let Some(compose) = compose_command() else {
        eprintln!("SKIPPED: no `docker compose`, `docker-compose` or CAREEN_COMPOSE on this machine");
        return;
    };
    let repository = Repository::shop(DOCKERFILE, "flask\n");
    write(&repository.root, &[("shop.env", "A=b\n")]);
    for place in ["new", "../beside", "deep/er/new"] {
        let folder = repository.root.join(place);
        assert_eq!(careen(&repository.root, &["rewrite", "--write", place]).0, Some(0));
        let meaning = |files: &[PathBuf]| {
            let mut command = Command::new(&compose[0]);
            command.args(&compose[1..]);
            files.iter().for_each(|file| _ = command.arg("-f").arg(file));
            let output = command.args(["config", "--format", "json"]).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()
        };
        let mut before = meaning(&[repository.root.join("compose.yaml")]);
        let mut after = meaning(&[folder.join("compose.yaml")]);
        let context = |value: &serde_json::Value| value["services"]["web"]["build"]["context"].clone();
        assert_eq!(context(&before), context(&after));
        for value in [&mut before, &mut after] {
            for service in ["web", "worker"] {
                let body = value["services"][service].as_object_mut().unwrap();
                body.remove("build");
                body.remove("image");
            }
        }
        assert_eq!(before, after);
        let beside = meaning(&[folder.join("compose.yaml"), folder.join("compose.beside.yaml")]);
        assert_eq!(beside["name"], "shop-beside");
        assert_eq!(beside["volumes"]["data"]["name"], "shop-beside_data");
        assert_eq!(beside["services"]["web"]["ports"].as_array().unwrap().len(), 1);
        assert_eq!(beside["services"]["web"]["ports"][0]["published"], "18080");
        std::fs::remove_dir_all(folder).unwrap();
    }
}

pub(crate) fn compose_command() -> Option<Vec<String>> {
    let given = std::env::var("CAREEN_COMPOSE").ok().map(|path| vec![path]);
    let known = [vec!["docker".to_owned(), "compose".to_owned()], vec!["docker-compose".to_owned()]];
    given.into_iter().chain(known).find(|command| {
        let output = Command::new(&command[0]).args(&command[1..]).arg("version").output();
        output.is_ok_and(|output| output.status.success())
    })
}
