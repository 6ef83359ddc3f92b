//! Which packages of a distribution are there to build with.

use super::carried::Kind;
use crate::facts::{self, ToolchainClass};

/// What a package of a distribution is for.
pub fn kind(name: &str) -> Kind {
    if PULLS_IN_COMPILERS.contains(&name.trim_start_matches('@')) {
        return Kind::Compiler;
    }
    if is_java_kit(name) {
        // a compiler, too; but what to do about it is another package, not another stage
        return Kind::Package;
    }
    match facts::toolchain_class(name) {
        Some(ToolchainClass::Compiler) if is_assembler(name) => Kind::BuildTool,
        Some(ToolchainClass::Compiler) => Kind::Compiler,
        Some(ToolchainClass::BuildTool) => Kind::BuildTool,
        Some(ToolchainClass::Headers) => Kind::Headers,
        Some(ToolchainClass::Tool) => Kind::Package,
        None if is_versioned_compiler(name) => Kind::Compiler,
        // `postgresql-server-dev-16`
        None if name.contains("-dev-") => Kind::Headers,
        None => Kind::Package,
    }
}

/// Debian's, Alpine's, Arch's and Fedora's packages and groups that stand for a compiler with all it needs.
const PULLS_IN_COMPILERS: [&str; 7] = [
    "build-essential",
    "build-base",
    "alpine-sdk",
    "base-devel",
    "Development Tools",
    "development-tools",
    "crossbuild-essential-arm64",
];

fn is_java_kit(name: &str) -> bool {
    name.contains("jdk") || (name.starts_with("java-") && name.ends_with("-devel"))
}

/// Generators and assemblers: a few megabytes that prove nothing alone.
fn is_assembler(name: &str) -> bool {
    matches!(name, "swig" | "nasm" | "yasm")
}

/// `gcc-12`, `clang-15`, `g++-12`, `golang-1.22`: a compiler's name, a hyphen, and digits.
fn is_versioned_compiler(name: &str) -> bool {
    let Some((compiler, version)) = name.rsplit_once('-') else { return false };
    version.starts_with(|first: char| first.is_ascii_digit())
        && version.chars().all(|character| character.is_ascii_digit() || character == '.')
        && facts::toolchain_class(compiler) == Some(ToolchainClass::Compiler)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_told_apart() {
        for (name, expected) in [
            ("build-essential", Kind::Compiler),
            ("gcc-12", Kind::Compiler),
            ("gcc-12-base", Kind::Package),
            ("g++", Kind::Compiler),
            ("libgcc", Kind::Package),
            ("libpq-dev", Kind::Headers),
            ("musl-dev", Kind::Headers),
            ("postgresql-server-dev-16", Kind::Headers),
            ("make", Kind::BuildTool),
            ("curl", Kind::Package),
            ("git", Kind::Package),
            ("@development-tools", Kind::Compiler),
        ] {
            assert_eq!(kind(name), expected, "{name}");
        }
    }
}
