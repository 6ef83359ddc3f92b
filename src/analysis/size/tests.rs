//! Estimates against images that were built and measured (BuildKit, 2026-11-22; bases within 3 % of the official ones).

use super::*;
use crate::analysis::Analysis;
use crate::settings::Settings;

const REQUIREMENTS: &str = "scipy\nnumpy\npandas\nredis\naiohttp\nwebsockets\n";

pub(super) fn with_repository<T>(files: &[(&str, &str)], ask: impl Fn(&Sizes) -> T) -> T {
    with_analysis(files, |analysis| ask(analysis.sizes()))
}

pub(super) fn with_analysis<T>(files: &[(&str, &str)], ask: impl Fn(&Analysis<'_>) -> T) -> T {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let settings = Settings::default();
    let repository = crate::repository::load(folder.path(), &settings).unwrap();
    ask(&Analysis::new(&repository, &settings))
}

/// Expected megabytes of an image, and whether the measured figure lies in the range.
fn against(dockerfile: &str, measured: u64) -> (u64, bool) {
    with_repository(&[("Dockerfile", dockerfile), ("requirements.txt", REQUIREMENTS)], |sizes| {
        let size = sizes.images[0].size();
        let measured = measured * 1_000_000;
        (size.expected / 1_000_000, size.low <= measured && measured <= size.high)
    })
}

#[test]
fn estimates_hold_the_measured_sizes() {
    let pip = "COPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\n";
    let tools = "RUN apt-get update && apt-get install -y gcc g++ build-essential curl && rm -rf /var/lib/apt/lists/*\n";
    for (dockerfile, measured) in [
        (format!("FROM python:3.11-slim\n{pip}"), 461),
        (format!("FROM python:3.11-slim\n{tools}{pip}"), 831),
        (format!("FROM python:3.11-bookworm\n{pip}"), 1311),
    ] {
        let (expected, within) = against(&dockerfile, measured);
        assert!(within, "{expected} MB for {measured} MB: {dockerfile}");
        assert!(
            expected.abs_diff(measured) * 100 < measured * 12,
            "{expected} MB for {measured} MB: {dockerfile}"
        );
    }
}

/// Three services with folders of their own.
fn services(dockerfile: &str) -> Footprint {
    let compose = "name: p\nservices:\n  a: {build: a}\n  b: {build: b}\n  c: {build: c}\n";
    let mut files = vec![("compose.yaml", compose)];
    let paths: Vec<[String; 3]> = ["a", "b", "c"]
        .iter()
        .map(|name| ["Dockerfile", "requirements.txt", "main.py"].map(|file| format!("{name}/{file}")))
        .collect();
    for [docker, requirements, main] in &paths {
        files.extend([
            (docker.as_str(), dockerfile),
            (requirements.as_str(), "numpy\n"),
            (main.as_str(), "print()\n"),
        ]);
    }
    with_repository(&files, Sizes::footprint)
}

#[test]
fn equal_requirements_before_sources_share_their_layer() {
    let install = "RUN pip install --no-cache-dir -r requirements.txt\n";
    let shared = services(&format!("FROM python:3.11-slim\nCOPY requirements.txt .\n{install}COPY . .\n"));
    let apart = services(&format!("FROM python:3.11-slim\nCOPY . .\n{install}"));
    assert_eq!(shared.sum_of_images.expected / 1000, apart.sum_of_images.expected / 1000);
    assert!(
        shared.unique_on_disk.expected * 2
            < apart.unique_on_disk.expected + shared.sum_of_images.expected / 2
    );
    assert!(apart.unique_on_disk.expected > shared.unique_on_disk.expected);
}

#[test]
fn images_have_the_names_that_compose_gives_them() {
    let compose = "name: shop\nservices:\n  api: {build: .}\n  worker: {build: ., image: shop/worker}\n  twin: {build: ., image: shop/worker}\n";
    let names = with_repository(&[("compose.yaml", compose), ("Dockerfile", "FROM scratch\n")], |sizes| {
        sizes.images.iter().map(|image| (image.name.clone(), image.services.len())).collect::<Vec<_>>()
    });
    assert_eq!(names, [("shop-api".to_owned(), 1), ("shop/worker".to_owned(), 2)]);
}

#[test]
fn what_cannot_be_weighed_is_said() {
    let partial = |dockerfile: &str| {
        with_repository(&[("Dockerfile", dockerfile)], |sizes| sizes.images[0].is_partial())
    };
    assert!(partial("FROM example.com/own\n"));
    assert!(partial("FROM debian:12\nRUN curl -O https://example.com/x\n"));
    assert!(!partial("FROM debian:12\nRUN mkdir /x && apt-get update && apt-get install -y curl\n"));
}

#[test]
fn what_comes_from_another_image_is_at_most_that_image() {
    let copied = |dockerfile: &str| {
        with_repository(&[("Dockerfile", dockerfile)], |sizes| {
            let image = &sizes.images[0];
            (image.layers[1].size, image.is_partial())
        })
    };
    let (programs, partial) =
        copied("FROM debian:12\nCOPY --from=ghcr.io/astral-sh/uv:latest /uv /uvx /bin/\n");
    assert!(!partial && programs.low == 0 && programs.expected > 20_000_000);
    let (some, partial) = copied("FROM debian:12\nCOPY --from=node:20 /usr/local/bin/node /usr/local/bin/\n");
    assert!(partial && (some.low, some.expected) == (0, 0) && some.high > 800_000_000);
    let (all, partial) = copied("FROM scratch\nCOPY --from=alpine:3.20 / /\n");
    assert!(!partial && all.low > 5_000_000);
}

#[test]
fn packages_of_alpine_are_weighed() {
    let dockerfile = "FROM alpine:3.20\nRUN apk add --no-cache curl git && apk update && apk add gcc\n";
    with_repository(&[("Dockerfile", dockerfile)], |sizes| {
        let image = &sizes.images[0];
        assert!(!image.is_partial() && image.layers[1].size.expected > 50_000_000);
        assert!(image.layers[1].of(Reason::Lists).expected > 1_000_000, "the update keeps the indexes");
    });
    let clean = "FROM alpine:3.20\nRUN apk add --update curl && rm -rf /var/cache/apk/*\n";
    with_repository(&[("Dockerfile", clean)], |sizes| {
        assert_eq!(sizes.images[0].layers[1].of(Reason::Lists), Estimate::ZERO);
    });
}

#[test]
fn a_layer_stores_a_file_again_once() {
    let model = "x".repeat(2_000_000);
    let again = |change: &str| {
        let dockerfile = format!("FROM debian:12-slim\nCOPY model /app/\nRUN {change}\n");
        with_repository(&[("Dockerfile", &dockerfile), ("model", &model)], |sizes| {
            sizes.images[0].layers.last().unwrap().of(Reason::Again).expected / 1_000_000
        })
    };
    assert_eq!(again("chown -R 7:7 /app"), 2);
    assert_eq!(again("chown -R 7:7 /app && chmod -R 755 /app"), 2);
    assert_eq!(again("chown -R 7:7 /app && chmod 755 /app/model"), 2);
}

/// Each stage copies all of the one before it into several folders.
#[test]
fn copies_of_copies_are_bounded() {
    let mut dockerfile = "FROM python:3.12-slim AS s0\nRUN pip install --target /lib2 numpy\n".to_owned();
    for stage in 1..12 {
        dockerfile += &format!("FROM scratch AS s{stage}\n");
        let copy = |folder| format!("COPY --from=s{} /lib2 /lib2/{folder}\n", stage - 1);
        dockerfile.extend(["a", "b", "c", "d", "e"].map(copy));
    }
    with_repository(&[("Dockerfile", &dockerfile)], |sizes| assert!(sizes.images[0].is_partial()));
}

#[test]
fn lock_files_of_large_projects_are_read() {
    let entries = (0..20_000).map(|number| {
        format!("\"node_modules/no-such-{number}\": {{\"version\": \"1.0.0\", \"resolved\": \"https://example.com/\"}},\n")
    });
    let entries: String = entries.collect();
    let lock = format!(
        "{{\"lockfileVersion\": 3, \"packages\": {{{entries}\"node_modules/express\": {{\"version\": \"5.1.0\"}}}}}}"
    );
    assert!(lock.len() > 1_500_000);
    let manifest = r#"{"dependencies": {"express": "^5.1.0"}}"#;
    let dockerfile =
        "FROM node:22-slim\nCOPY package.json package-lock.json ./\nRUN npm ci && npm cache clean --force\n";
    let files =
        [("Dockerfile", dockerfile), ("package.json", manifest), ("package-lock.json", lock.as_str())];
    with_repository(&files, |sizes| {
        let install = &sizes.images[0].layers[2];
        assert!(install.size.low > 1_000_000_000, "twenty thousand packages: {:?}", install.size);
    });
}

/// pipenv has pip keep what it downloads in a folder of its own (its manual: `PIPENV_CACHE_DIR`).
#[test]
fn a_cache_lies_where_its_manager_keeps_it() {
    let lock = r#"{"default": {"numpy": {"version": "==2.0.0"}}}"#;
    for (install, own, other) in [
        ("pip install numpy", "pip", "pipenv"),
        ("pip install pipenv && pipenv install --system --deploy", "pipenv", "pip"),
    ] {
        let kept = |removed: &str| {
            let run = install.replace("pip install pipenv", "pip install --no-cache-dir pipenv");
            let text = format!(
                "FROM python:3.11-slim\nCOPY Pipfile.lock .\nRUN {run} && rm -rf /root/.cache/{removed}\n"
            );
            with_repository(&[("Dockerfile", &text), ("Pipfile.lock", lock)], |sizes| {
                sizes.images[0].layers.last().unwrap().of(Reason::Cache).expected
            })
        };
        assert!(kept(other) > 5_000_000, "{install}: {}", kept(other));
        assert_eq!(kept(own), 0, "{install}");
    }
}
