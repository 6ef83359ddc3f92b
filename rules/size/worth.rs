//! From how many bytes on a finding is worth its words. What following it costs decides, never a repository: estimates of a
//! handful of packages err by a megabyte or two, and whoever reads a finding spends more than that saves. Each page says its own.

/// A line of an ignore file, or a word about growth: it costs next to nothing, and below a megabyte figures are rounding.
pub(super) const A_LINE: u64 = 1_000_000;

/// A deletion moved into the `RUN` that brings what is deleted: the lines are there already, so a little above what the package
/// manager itself writes at each run (0.3 to 1.2 MB measured) is enough.
pub(super) const A_MOVED_LINE: u64 = 2_000_000;

/// Another way to do the same (`COPY --chown`, an install without development packages): a type package, a stub or a folder of
/// sources stays below it.
pub(super) const ANOTHER_WAY: u64 = 5_000_000;

/// A flag or a clean-up to be remembered in every `RUN`: apk's indexes (2 MB) and a few small wheels stay below it, apt's lists
/// (20 MB) lie above.
pub(super) const A_FLAG: u64 = 10_000_000;

/// A second stage, as rewrites count it.
pub(super) const A_STAGE: u64 = crate::rewrite::A_STAGE;
