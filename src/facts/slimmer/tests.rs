//! Which siblings are named, and that none is made up.

use super::*;
use crate::facts::size;

/// The sibling as `repository:tag`, for an image written so.
fn sibling(image: &str) -> Option<String> {
    let (repository, tag) = image.rsplit_once(':').unwrap_or((image, ""));
    slimmer(repository, tag)?.sibling.map(|s| format!("{}:{}", s.repository, s.tag))
}

fn relation(image: &str) -> Option<Relation> {
    let (repository, tag) = image.rsplit_once(':').unwrap_or((image, ""));
    slimmer(repository, tag).map(|slimmer| slimmer.relation)
}

#[test]
fn full_tags_have_their_siblings() {
    for (image, expected) in [
        ("python", "python:slim"),
        ("python:latest", "python:slim"),
        ("python:3", "python:3-slim"),
        ("python:3.11", "python:3.11-slim"),
        ("python:3.11-bookworm", "python:3.11-slim-bookworm"),
        ("python:3.14-rc", "python:3.14-rc-slim"),
        ("python:bookworm", "python:slim-bookworm"),
        ("node:20", "node:20-slim"),
        ("node:lts", "node:lts-slim"),
        ("node:current", "node:current-slim"),
        ("node:hydrogen", "node:hydrogen-slim"),
        ("node:20-bookworm", "node:20-bookworm-slim"),
        ("node:20-buster", "node:20-buster-slim"),
        ("node:bookworm", "node:bookworm-slim"),
        ("debian:12", "debian:12-slim"),
        ("debian:12.5", "debian:12.5-slim"),
        ("debian:bookworm", "debian:bookworm-slim"),
        ("debian:bookworm-20240513", "debian:bookworm-20240513-slim"),
        ("debian", "debian:stable-slim"),
        ("ruby:3.3-bookworm", "ruby:3.3-slim-bookworm"),
        ("perl:5.40", "perl:5.40-slim"),
        ("perl:5.40-threaded-bookworm", "perl:5.40-slim-threaded-bookworm"),
        ("pypy:3.10-bookworm", "pypy:3.10-slim-bookworm"),
        ("erlang:27", "erlang:27-slim"),
        ("elixir:1.17-otp-27", "elixir:1.17-otp-27-slim"),
        ("public.ecr.aws/docker/library/python:3.11", "public.ecr.aws/docker/library/python:3.11-slim"),
        ("mirror.gcr.io/library/node:22", "mirror.gcr.io/library/node:22-slim"),
        ("ghcr.io/astral-sh/uv:python3.12-bookworm", "ghcr.io/astral-sh/uv:python3.12-bookworm-slim"),
    ] {
        assert_eq!(sibling(image).as_deref(), Some(expected), "{image}");
        assert_eq!(relation(image), Some(Relation::Slim), "{image}");
    }
}

#[test]
fn kits_have_runtimes() {
    for (image, expected) in [
        ("openjdk:8", "openjdk:8-jre"),
        ("openjdk:11-jdk-slim", "openjdk:11-jre-slim"),
        ("openjdk:11-slim", "openjdk:11-jre-slim"),
        ("openjdk:17-jdk-bullseye", "openjdk:17-jdk-slim-bullseye"),
        ("eclipse-temurin:21", "eclipse-temurin:21-jre"),
        ("eclipse-temurin:17-jdk-jammy", "eclipse-temurin:17-jre-jammy"),
        ("eclipse-temurin:21-jdk-alpine", "eclipse-temurin:21-jre-alpine"),
        ("tomcat:10-jdk17-temurin-jammy", "tomcat:10-jre17-temurin-jammy"),
        ("ibm-semeru-runtimes:open-17-jdk-jammy", "ibm-semeru-runtimes:open-17-jre-jammy"),
        ("mcr.microsoft.com/dotnet/sdk:8.0", "mcr.microsoft.com/dotnet/aspnet:8.0"),
        ("mcr.microsoft.com/dotnet/sdk:8.0.404-alpine3.20", "mcr.microsoft.com/dotnet/aspnet:8.0-alpine3.20"),
        (
            "mcr.microsoft.com/dotnet/sdk:8.0-bookworm-slim",
            "mcr.microsoft.com/dotnet/aspnet:8.0-bookworm-slim",
        ),
        ("nvidia/cuda:12.4.1-devel-ubuntu22.04", "nvidia/cuda:12.4.1-runtime-ubuntu22.04"),
        ("nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04", "nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04"),
        ("pytorch/pytorch:2.4.0-cuda12.4-cudnn9-devel", "pytorch/pytorch:2.4.0-cuda12.4-cudnn9-runtime"),
        ("swift:5.10-jammy", "swift:5.10-jammy-slim"),
        ("jetty:10-jdk17-alpine-eclipse-temurin", "jetty:10-jre17-alpine-eclipse-temurin"),
        ("mono", "mono:slim"),
        ("java:8", "java:8-jre"),
        ("java:8-jdk-alpine", "java:8-jre-alpine"),
        ("mcr.microsoft.com/dotnet/sdk:9.0-noble", "mcr.microsoft.com/dotnet/aspnet:9.0-noble"),
    ] {
        assert_eq!(sibling(image).as_deref(), Some(expected), "{image}");
    }
    assert_eq!(relation("eclipse-temurin:21"), Some(Relation::JdkToJre));
    assert_eq!(relation("swift:5.10"), Some(Relation::SdkToRuntime));
    assert_eq!(relation("nvidia/cuda:12.4.1-devel-ubuntu22.04"), Some(Relation::DevelToRuntime));
}

#[test]
fn toolchains_belong_in_a_builder() {
    for image in
        ["golang:1.22", "golang:1.22-alpine", "rust", "maven:3-eclipse-temurin-21", "gradle:jdk21", "gcc:13"]
    {
        assert_eq!(relation(image), Some(Relation::BuilderOnly), "{image}");
        assert_eq!(sibling(image), None, "{image}");
    }
}

#[test]
fn nothing_is_made_up() {
    for image in [
        "python:3.11-slim",
        "python:3.11-slim-bookworm",
        "python:3.11-alpine",
        "python:3.11-windowsservercore",
        "python:3.11-windowsservercore-ltsc2022",
        "node:20-alpine",
        "node:20-alpine3.20",
        "node:20-bookworm-slim",
        "node:8-onbuild",
        "debian:bookworm-slim",
        "debian:bookworm-backports",
        "ubuntu:24.04",
        "alpine:3.20",
        "openjdk:17",
        "openjdk:17-jdk",
        "openjdk:21-jdk-slim",
        "eclipse-temurin:21-jre",
        "eclipse-temurin:22",
        "eclipse-temurin",
        "debian:experimental",
        "php:8.3-fpm",
        "postgres:17",
        "tomcat:10",
        "jetty:12-jdk21",
        "nginx:alpine",
        "golang:1.22-windowsservercore",
        "nvidia/cuda:12.4.1-runtime-ubuntu22.04",
        "mcr.microsoft.com/dotnet/aspnet:8.0",
        "buildpack-deps:bookworm-curl",
        "ghcr.io/astral-sh/uv:python3.12-bookworm-slim",
        "ghcr.io/astral-sh/uv:python3.12-alpine",
        "ghcr.io/astral-sh/uv:latest",
        "gcr.io/distroless/python3-debian12:latest",
        "mcr.microsoft.com/dotnet/aspnet:9.0-noble-chiseled",
        "java:8-jre",
        "bitnami/python:3.11",
        "example.com/python:3.11",
        "",
        "python:-",
        "python:--slim--",
    ] {
        assert_eq!(sibling(image), None, "{image}");
    }
    assert_eq!(relation("golang:1.22-windowsservercore"), None);
    assert_eq!(relation("buildpack-deps:bookworm"), Some(Relation::BuilderOnly));
}

/// A sibling is only worth naming where it is smaller: wherever both sizes are known, it is.
#[test]
fn siblings_of_known_images_are_smaller() {
    let mut compared = 0;
    for line in
        include_str!("../../../rules/facts/base-images.tsv").lines().filter(|line| !line.starts_with('#'))
    {
        let cells: Vec<&str> = line.split('\t').collect();
        let [repository, tag, ..] = cells[..] else { continue };
        let Some(sibling) = slimmer(repository, tag).and_then(|slimmer| slimmer.sibling) else { continue };
        let sizes = (size(repository, tag), size(&sibling.repository, &sibling.tag));
        let (Some(full), Some(slim)) = sizes else { continue };
        compared += 1;
        let (full, slim) = (full.on_disk.expected, slim.on_disk.expected);
        assert!(slim < full, "{repository}:{tag} {full}, {}:{} {slim}", sibling.repository, sibling.tag);
    }
    assert!(compared >= 40, "{compared}");
}

#[test]
fn the_table_is_whole() {
    table::assert_width::<8>(VARIANTS);
    assert!(table::rows::<8>(VARIANTS).all(|row| parse_relation(row[3]).is_some()));
    for row in table::rows::<8>(VARIANTS).filter(|row| row[4] == "swap") {
        assert!(row[2].split('-').count() >= row[1].trim_start_matches("*-").split('-').count(), "{row:?}");
    }
    let places = ["swap", "after-version", "end", "repository", "-"];
    assert!(table::rows::<8>(VARIANTS).all(|row| places.contains(&row[4])));
}
