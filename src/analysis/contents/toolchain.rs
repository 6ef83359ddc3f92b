//! Which packages of a distribution are there to build with.

use super::carried::Kind;

/// What a package of a distribution is for, by the naming conventions of Debian, Alpine and Fedora.
pub(super) fn kind(name: &str) -> Kind {
    if is_compiler(name) {
        Kind::Compiler
    } else if is_headers(name) {
        Kind::Headers
    } else if BUILD_TOOLS.contains(&name) {
        Kind::BuildTool
    } else {
        Kind::Package
    }
}

/// Compilers, and what is there to pull them in.
const COMPILERS: [&str; 24] = [
    "build-essential", "build-base", "alpine-sdk", "base-devel", "gcc", "g++", "gcc-c++", "cpp", "clang", "llvm",
    "gfortran", "gcc-gfortran", "rust", "rustc", "cargo", "rustup", "go", "golang", "golang-go", "ghc", "tcc",
    "crossbuild-essential-arm64", "Development Tools", "development-tools",
];

/// What compilers are driven with; little use without one.
const BUILD_TOOLS: [&str; 16] = [
    "make", "gmake", "cmake", "ninja", "ninja-build", "meson", "autoconf", "automake", "libtool", "pkg-config",
    "pkgconf", "pkgconfig", "bison", "flex", "swig", "patch",
];

fn is_compiler(name: &str) -> bool {
    let group = name.trim_start_matches('@');
    COMPILERS.iter().any(|compiler| group == *compiler || is_version_of(name, compiler))
}

/// `gcc-12`, `clang-15`, `g++-12`, `golang-1.22`: the name, a hyphen, and digits.
fn is_version_of(name: &str, compiler: &str) -> bool {
    let version = name.strip_prefix(compiler).and_then(|rest| rest.strip_prefix('-'));
    version.is_some_and(|version| {
        version.starts_with(|first: char| first.is_ascii_digit())
            && version.chars().all(|character| character.is_ascii_digit() || character == '.')
    })
}

/// `-dev` on Debian and Alpine, `-devel` on Fedora and SUSE; Alpine and Fedora name the kernel's apart.
fn is_headers(name: &str) -> bool {
    name.ends_with("-dev")
        || name.ends_with("-devel")
        || matches!(name, "linux-headers" | "kernel-headers")
        || name.contains("-dev-")
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
