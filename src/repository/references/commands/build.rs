//! `docker build`, kaniko and `docker buildx bake`.

use super::options::{Options, Step};
use super::{Bake, Build, Field, Invocation};
use crate::source::Span;

/// Options of `docker build`, `docker buildx build`, `podman build` and `buildah bud` that take a value. Source: their
/// reference pages.
const VALUED: [&str; 69] = [
    "-f",
    "--file",
    "-t",
    "--tag",
    "--build-arg",
    "--build-context",
    "--target",
    "--platform",
    "--label",
    "--cache-from",
    "--cache-to",
    "--output",
    "-o",
    "--progress",
    "--secret",
    "--ssh",
    "--network",
    "--add-host",
    "--allow",
    "--annotation",
    "--attest",
    "--builder",
    "--cgroup-parent",
    "--iidfile",
    "--metadata-file",
    "--no-cache-filter",
    "--provenance",
    "--sbom",
    "--shm-size",
    "--ulimit",
    "--isolation",
    "-m",
    "--memory",
    "--memory-swap",
    "-c",
    "--cpu-shares",
    "--cpu-period",
    "--cpu-quota",
    "--cpuset-cpus",
    "--cpuset-mems",
    "--security-opt",
    "--call",
    "--arch",
    "--os",
    "--variant",
    "--authfile",
    "--creds",
    "--cert-dir",
    "--format",
    "--from",
    "--jobs",
    "--layers-label",
    "--logfile",
    "--manifest",
    "--runtime",
    "--runtime-flag",
    "--userns",
    "--uts",
    "--pid",
    "--ipc",
    "-v",
    "--volume",
    "--dns",
    "--dns-search",
    "--device",
    "--env",
    "--ignorefile",
    "--timestamp",
    "--namespace",
];

/// Reads the words behind `docker build`.
pub(super) fn build(span: Span, words: &[Field], from_context: bool) -> Invocation {
    let mut build = Build { file: None, context: None, from_context, span };
    for step in Options::new(words, &VALUED) {
        match step {
            Step::Valued(name, value) if matches!(name.as_str(), "-f" | "--file") => build.file = Some(value),
            // `--check` is `--call=check`: the file is linted or described, nothing is built
            Step::Flag(name) if matches!(name.as_str(), "-h" | "--help" | "--check") => {
                return Invocation::Other;
            }
            Step::Valued(name, value) if name == "--call" && value.text != "build" => {
                return Invocation::Other;
            }
            Step::Word(word) => {
                build.context.get_or_insert(word);
            }
            _ => {}
        }
    }
    Invocation::Build(build)
}

/// Reads the options of kaniko's executor. Source: kaniko's README, "Additional Flags".
pub(super) fn kaniko(span: Span, words: &[Field]) -> Invocation {
    let mut build = Build { file: None, context: None, from_context: true, span };
    let valued =
        ["-f", "--dockerfile", "-c", "--context", "--context-sub-path", "-d", "--destination", "--build-arg"];
    for step in Options::new(words, &valued) {
        if let Step::Valued(name, mut value) = step {
            match name.as_str() {
                "-f" | "--dockerfile" => build.file = Some(value),
                "-c" | "--context" => {
                    if let Some(path) = value.text.strip_prefix("dir://") {
                        value.text = path.to_owned();
                    }
                    build.context = Some(value);
                }
                _ => {}
            }
        }
    }
    if build.file.is_none() && build.context.is_none() { Invocation::Other } else { Invocation::Build(build) }
}

/// Reads the words behind `docker buildx bake`.
pub(super) fn bake(span: Span, words: &[Field]) -> Invocation {
    let mut bake = Bake { files: Vec::new(), span };
    let valued = ["-f", "--file", "--set", "--builder", "--metadata-file", "--progress", "--allow", "--call"];
    for step in Options::new(words, &valued) {
        if let Step::Valued(name, value) = step
            && matches!(name.as_str(), "-f" | "--file")
        {
            bake.files.push(value);
        }
    }
    Invocation::Bake(bake)
}
