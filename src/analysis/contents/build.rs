//! Commands that compile or bundle: what they leave is what runs, what they needed isn't.

use super::action::{Action, Ecosystem, Tool};
use super::words::Arguments;
use crate::source::Spanned;

/// The build a command is; `None` for other commands.
pub(super) fn read(program: &str, words: &[Spanned<String>]) -> Option<Action> {
    let arguments = Arguments::read(words, valued(program));
    let all = |names: &[&str]| arguments.rest.iter().any(|word| names.contains(&word.value.as_str()));
    let first = arguments.subcommand();
    let language = |ecosystem| Some(Action::Build(Tool::Language(ecosystem)));
    match program {
        "go" if matches!(first, Some("build" | "install")) => language(Ecosystem::Go),
        "cargo" if matches!(first, Some("build" | "install" | "zigbuild")) => language(Ecosystem::Rust),
        "mvn" | "mvnw" if all(&["package", "install", "verify", "compile"]) => language(Ecosystem::Java),
        "gradle" | "gradlew" if arguments.rest.iter().any(|word| builds_with_gradle(&word.value)) => {
            language(Ecosystem::Java)
        }
        "sbt" if all(&["assembly", "stage", "package", "compile"]) => language(Ecosystem::Java),
        "lein" if matches!(first, Some("uberjar" | "jar")) => language(Ecosystem::Java),
        "javac" => language(Ecosystem::Java),
        "dotnet" | "msbuild" if matches!(first, Some("publish" | "build")) => language(Ecosystem::Dotnet),
        "tsc" | "webpack" | "rollup" | "esbuild" | "parcel" => language(Ecosystem::Node),
        "vite" | "next" | "nuxt" | "nuxi" | "ng" | "react-scripts" | "vue-cli-service" | "nest" | "astro"
        | "turbo" | "nx" | "tsup"
            if all(&["build"]) =>
        {
            language(Ecosystem::Node)
        }
        "make" | "gmake" | "cmake" | "ninja" | "meson" | "gcc" | "g++" | "cc" | "clang" => {
            Some(Action::Build(Tool::Native))
        }
        _ => None,
    }
}

fn valued(program: &str) -> &'static [&'static str] {
    match program {
        "mvn" | "mvnw" => &["-f", "--file", "-pl", "--projects", "-P", "-s", "--settings", "-T"],
        "gradle" | "gradlew" => &["-p", "--project-dir", "-x", "--exclude-task", "-b"],
        "dotnet" => &["-c", "--configuration", "-o", "--output", "-r", "--runtime", "-f", "--framework"],
        "cargo" => &["--target", "--manifest-path", "-p", "--package", "--bin", "--features", "--root", "-j"],
        _ => &[],
    }
}

/// Tasks of Gradle's java, application and war plugins, and of Spring's and Shadow's; `:module:task` is one, too.
fn builds_with_gradle(task: &str) -> bool {
    let task = task.rsplit(':').next().unwrap_or(task);
    matches!(
        task,
        "build"
            | "assemble"
            | "jar"
            | "war"
            | "bootJar"
            | "bootWar"
            | "shadowJar"
            | "installDist"
            | "distTar"
            | "distZip"
            | "fatJar"
            | "stage"
    )
}

/// Whether a script of `package.json` of this name builds by convention: `build`, `build:prod`, `build-client`.
pub(super) fn is_build_script(script: &str) -> bool {
    let mut words = script.split([':', '-', '_', '.']);
    words.any(|word| matches!(word, "build" | "compile" | "bundle" | "tsc" | "webpack"))
        && !script.split([':', '-', '_']).any(|word| matches!(word, "dev" | "watch" | "serve" | "start"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_that_build() {
        assert!(is_build_script("build") && is_build_script("build:prod") && is_build_script("webpack-prod"));
        assert!(!is_build_script("start") && !is_build_script("build:watch") && !is_build_script("rebuild"));
    }
}
