//! What builds leave: a linked program, an archive, a bundle. Ranges by kind, since no manifest says.

use super::Estimate;
use crate::analysis::contents::Ecosystem;

/// What a build of a language leaves for running, with as many modules linked in as the manifest lists; `stripped` where
/// the command leaves debugging symbols out.
pub(super) fn program(ecosystem: Ecosystem, modules: Option<usize>, stripped: bool) -> Option<Estimate> {
    let (least, each) = match ecosystem {
        // measured: net/http alone 6.1 MB, 4.4 without symbols; what modules add is from public release binaries
        Ecosystem::Go => (Estimate::kilobytes(1_800, 6_200, 9_000), Estimate::kilobytes(60, 300, 900)),
        // a release build keeps its symbols' names only
        Ecosystem::Rust => (Estimate::kilobytes(400, 900, 4_000), Estimate::kilobytes(10, 45, 120)),
        // an archive with its dependencies in it; a starter brings ten of them
        Ecosystem::Java => (Estimate::kilobytes(50, 1_500, 8_000), Estimate::kilobytes(300, 3_500, 12_000)),
        Ecosystem::Dotnet => (Estimate::kilobytes(200, 3_000, 70_000), Estimate::ZERO),
        // a bundle for browsers
        Ecosystem::Node => (Estimate::kilobytes(20, 1_200, 12_000), Estimate::ZERO),
        _ => return None,
    };
    let share = if ecosystem == Ecosystem::Go && stripped { 0.70 } else { 1.0 };
    Some(least.plus(each.times(modules.unwrap_or_default() as f64)).times(share))
}

/// What compiling in an image leaves beside the program: the modules' sources and the build cache.
/// `publisher` says that the toolchain is its publisher's: Go's from 1.20 on compiles its library into each build cache,
/// Debian 12's brings it compiled (measured: 0.5 MB).
pub fn workspace(ecosystem: Ecosystem, modules: Option<usize>, publisher: bool) -> Option<Estimate> {
    let modules = modules.unwrap_or_default() as f64;
    match ecosystem {
        // the cache of the standard library, and sources and cache of each module
        Ecosystem::Go if !publisher => Some(
            Estimate::kilobytes(200, 700, 60_000)
                .plus(Estimate::kilobytes(800, 4_000, 15_000).times(modules)),
        ),
        Ecosystem::Go => Some(
            Estimate::kilobytes(30_000, 90_000, 180_000)
                .plus(Estimate::kilobytes(800, 4_000, 15_000).times(modules)),
        ),
        // `target/` holds each crate several times; the registry its sources
        Ecosystem::Rust => Some(
            Estimate::kilobytes(4_000, 15_000, 60_000)
                .plus(Estimate::kilobytes(1_500, 5_000, 12_000).times(modules)),
        ),
        // plugins and dependencies in the local repository
        Ecosystem::Java => Some(
            Estimate::kilobytes(15_000, 50_000, 120_000)
                .plus(Estimate::kilobytes(500, 4_000, 12_000).times(modules)),
        ),
        _ => None,
    }
}
