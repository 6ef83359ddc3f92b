//! Classes of names: packages that only builds need, images of backing stores, words that mark a generation or a variant.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::repository::canonical;
use super::table;

const TOOLCHAIN: &str = include_str!("../../rules/facts/toolchain-packages.tsv");
const BACKING: &str = include_str!("../../rules/facts/backing-images.tsv");
const AGE: &str = include_str!("../../rules/facts/age-words.tsv");
const STORE_JOBS: &str = include_str!("../../rules/facts/store-jobs.tsv");
const MAKING: &str = include_str!("../../rules/facts/making-words.tsv");
const ENVIRONMENT: &str = include_str!("../../rules/facts/environment-words.tsv");

/// What a distribution's package is for, where that is building or a person's comfort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ToolchainClass {
    /// A compiler.
    Compiler,
    /// Make, linkers, generators and the like.
    BuildTool,
    /// Headers and static libraries to build against.
    Headers,
    /// A tool that may well be needed at run time too (git, curl).
    Tool,
}

/// How a word marks a generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Age {
    /// Of an earlier time: `old`, `legacy`.
    Past,
    /// Kept beside the original: `bak`, `copy`.
    Copy,
    /// A place where past things are put: `archive`.
    Store,
    /// There is an older one: `new`.
    New,
}

/// What a word that marks a variant is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Environment {
    /// `dev`, `prod`.
    Stage,
    /// `ci`, `e2e`.
    Test,
    /// `local`, `aws`.
    Place,
    /// `gpu`, `arm64`.
    Hardware,
    /// `debug`, `minimal`.
    Mode,
}

type Map<T> = FxHashMap<&'static str, T>;

fn map<T>(text: &'static str, class: impl Fn(&'static str) -> Option<T>) -> Map<T> {
    table::rows::<2>(text).filter_map(|[name, cell]| Some((name, class(cell)?))).collect()
}

static TOOLCHAIN_TABLE: LazyLock<Map<ToolchainClass>> = LazyLock::new(|| {
    map(TOOLCHAIN, |cell| match cell {
        "compiler" => Some(ToolchainClass::Compiler),
        "build-tool" => Some(ToolchainClass::BuildTool),
        "headers" => Some(ToolchainClass::Headers),
        "tool" => Some(ToolchainClass::Tool),
        _ => None,
    })
});

/// The table's `*-x` rows, without the star.
static TOOLCHAIN_ENDINGS: LazyLock<Vec<(&'static str, ToolchainClass)>> = LazyLock::new(|| {
    table::rows::<2>(TOOLCHAIN)
        .filter_map(|[name, _]| Some((name.strip_prefix('*')?, *TOOLCHAIN_TABLE.get(name)?)))
        .collect()
});

static BACKING_TABLE: LazyLock<Map<&'static str>> = LazyLock::new(|| map(BACKING, Some));

static AGE_TABLE: LazyLock<Map<Age>> = LazyLock::new(|| {
    let age = |cell| match cell {
        "past" => Some(Age::Past),
        "copy" => Some(Age::Copy),
        "store" => Some(Age::Store),
        "new" => Some(Age::New),
        _ => None,
    };
    table::rows::<3>(AGE).filter_map(|[word, kind, _]| Some((word, age(kind)?))).collect()
});

static AGE_JOBS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    table::rows::<3>(AGE).filter(|[_, _, job]| *job == "yes").map(|[word, ..]| word).collect()
});

static STORE_JOB_TABLE: LazyLock<Map<&'static str>> = LazyLock::new(|| map(STORE_JOBS, Some));

static MAKING_TABLE: LazyLock<Vec<(&'static str, &'static str)>> =
    LazyLock::new(|| table::rows::<2>(MAKING).map(|[word, kind]| (word, kind)).collect());

static ENVIRONMENT_TABLE: LazyLock<Map<Environment>> = LazyLock::new(|| {
    map(ENVIRONMENT, |cell| match cell {
        "stage" => Some(Environment::Stage),
        "test" => Some(Environment::Test),
        "place" => Some(Environment::Place),
        "hardware" => Some(Environment::Hardware),
        "mode" => Some(Environment::Mode),
        _ => None,
    })
});

/// What a package of apt, apk, dnf, yum or pacman is for, if it is a build's. A version behind `=` doesn't matter.
pub fn toolchain_class(package: &str) -> Option<ToolchainClass> {
    let name = package.split('=').next().unwrap_or(package);
    let exact = || TOOLCHAIN_TABLE.get(name).filter(|_| !name.starts_with('*')).copied();
    let by_ending =
        || TOOLCHAIN_ENDINGS.iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, class)| *class);
    exact().or_else(by_ending)
}

/// The kind of backing store an image is (`redis`, `postgres`...), if it is one.
pub fn backing_store(repository: &str) -> Option<&'static str> {
    BACKING_TABLE.get(canonical(repository)).copied()
}

/// What a word (lower case) in a store's name says it is kept for: `cache`, `queue`.
pub fn store_job(word: &str) -> Option<&'static str> {
    STORE_JOB_TABLE.get(word).copied()
}

/// Whether a line of a script holds a command, or the redirection, that puts a file or folder somewhere.
pub fn may_make_files(line: &str) -> bool {
    MAKING_TABLE.iter().any(|(word, kind)| {
        let after = |(at, _): (usize, &str)| line.get(at + word.len()..).unwrap_or_default();
        line.match_indices(word).map(after).any(|after| *kind == "part" || after.starts_with(' '))
    })
}

/// How one word of a name (lower case) marks a generation.
pub fn age(word: &str) -> Option<Age> {
    AGE_TABLE.get(word).copied()
}

/// Whether a word (lower case) that may mark a generation may also be what a service does: `backup`.
pub fn is_also_a_job(word: &str) -> bool {
    AGE_JOBS.contains(word)
}

/// What a word of a name (lower case) that marks a variant is about.
pub fn environment(word: &str) -> Option<Environment> {
    ENVIRONMENT_TABLE.get(word).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_have_their_class() {
        assert_eq!(toolchain_class("gcc"), Some(ToolchainClass::Compiler));
        assert_eq!(toolchain_class("build-essential=12.9"), Some(ToolchainClass::BuildTool));
        assert_eq!(toolchain_class("libpq-dev"), Some(ToolchainClass::Headers));
        assert_eq!(toolchain_class("openssl-devel"), Some(ToolchainClass::Headers));
        assert_eq!(toolchain_class("java-17-openjdk-devel"), Some(ToolchainClass::Compiler));
        assert_eq!(toolchain_class("git"), Some(ToolchainClass::Tool));
        assert_eq!(toolchain_class("libpq5"), None);
        assert_eq!(toolchain_class("ca-certificates"), None);
        assert_eq!(toolchain_class(""), None);
    }

    #[test]
    fn backing_stores_are_known_through_mirrors() {
        assert_eq!(backing_store("redis"), Some("redis"));
        assert_eq!(backing_store("public.ecr.aws/docker/library/postgres"), Some("postgres"));
        assert_eq!(backing_store("docker.io/bitnami/redis"), Some("redis"));
        assert_eq!(backing_store("mariadb"), Some("mysql"));
        assert_eq!(backing_store("redis-commander"), None);
        assert_eq!(backing_store("example.com/redis"), None);
    }

    #[test]
    fn commands_make_files() {
        for line in ["cp a b", "git clone x", "echo x > y", "./download.sh"] {
            assert!(may_make_files(line), "{line}");
        }
        for line in ["", "docker build .", "tee", "cpu"] {
            assert!(!may_make_files(line), "{line}");
        }
        table::assert_width::<2>(MAKING);
        assert!(table::rows::<2>(MAKING).all(|[_, kind]| ["command", "part"].contains(&kind)));
    }

    #[test]
    fn words_mark_generations_or_variants_never_both() {
        assert_eq!(age("legacy"), Some(Age::Past));
        assert_eq!(age("bak"), Some(Age::Copy));
        assert_eq!(environment("prod"), Some(Environment::Stage));
        assert_eq!(environment("gpu"), Some(Environment::Hardware));
        assert_eq!((age("orders"), environment("orders")), (None, None));
        assert!(AGE_TABLE.keys().all(|word| environment(word).is_none()));
    }

    #[test]
    fn the_tables_are_whole() {
        for (text, len) in [
            (TOOLCHAIN, TOOLCHAIN_TABLE.len()),
            (BACKING, BACKING_TABLE.len()),
            (ENVIRONMENT, ENVIRONMENT_TABLE.len()),
        ] {
            table::assert_width::<2>(text);
            assert_eq!(table::rows::<2>(text).count(), len, "no row twice, none of an unknown class");
        }
        for text in [STORE_JOBS, MAKING] {
            table::assert_width::<2>(text);
        }
        table::assert_width::<3>(AGE);
        assert_eq!(table::rows::<3>(AGE).count(), AGE_TABLE.len());
    }
}
