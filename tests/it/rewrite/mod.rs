//! Rewrites: whole expected files of small repositories, what is declined and why, and that nothing else is touched.

mod apart;
mod command;
mod compose;
mod declined;
mod dockerfile;
mod ledger;
mod merged;
mod oracle;
mod profiles;
mod targets;
mod twice;

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
        self.planned(place, false)
    }

    /// With services of one family in one container.
    fn merged(&self) -> Plan {
        self.planned(Place::within("new"), true)
    }

    fn planned(&self, place: Place, merge_containers: bool) -> Plan {
        let settings = Settings::default();
        let repository = load(&self.root, &settings).unwrap();
        let analysis = Analysis::new(&repository, &settings);
        plan(&repository, &analysis, &Request { place, family: None, merge_containers })
    }
}

fn file<'p>(plan: &'p Plan, path: &str) -> &'p str {
    let found = plan.files.iter().find(|file| file.path == path);
    &found.unwrap_or_else(|| panic!("{path} is not among the files: {plan:#?}")).text
}

fn careen(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_careen")).current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}
