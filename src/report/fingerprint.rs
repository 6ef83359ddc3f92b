//! A name for a finding that survives edits elsewhere in its file.

use std::collections::BTreeMap;

use crate::lint::Finding;
use crate::source::Sources;

/// Gives each finding its fingerprint: 16 hex digits over the rule, the path, the text of the line and, among equals,
/// the order in the file. Line numbers don't enter, so that a line may move.
pub(super) fn fingerprints<'a>(
    sources: &Sources,
    findings: impl Iterator<Item = &'a Finding>,
) -> Vec<String> {
    let mut seen: BTreeMap<u64, u64> = BTreeMap::new();
    let mut fingerprint = |finding: &Finding| {
        let source = &sources[finding.primary.span.file];
        let line = source.line_text(finding.primary.span.start).trim();
        let base = fnv1a([finding.rule, &source.path, line].map(str::as_bytes));
        let occurrence = seen.entry(base).or_default();
        let hash = fnv1a([&base.to_le_bytes(), &occurrence.to_le_bytes()].map(|bytes| bytes.as_slice()));
        *occurrence += 1;
        format!("{hash:016x}")
    };
    findings.map(&mut fingerprint).collect()
}

/// 64-bit FNV-1a over the parts, each closed by a zero byte. Chosen because it never changes between versions.
fn fnv1a<const N: usize>(parts: [&[u8]; N]) -> u64 {
    let bytes = parts.into_iter().flat_map(|part| part.iter().chain(&[0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::{finding, sources};

    fn of(text: &str, places: &[usize]) -> Vec<String> {
        let sources = sources(&[("Dockerfile", text)]);
        let findings: Vec<Finding> =
            places.iter().map(|&at| finding("non-slim-base", 0, at..at + 4, "m")).collect();
        fingerprints(&sources, findings.iter())
    }

    #[test]
    fn lines_may_move() {
        assert_eq!(of("FROM a\n", &[0]), of("# new\n\n  FROM a\n", &[9]));
    }

    #[test]
    fn equal_lines_are_told_apart_by_their_order() {
        let both = of("FROM a\nFROM a\n", &[0, 7]);
        assert_ne!(both[0], both[1]);
        assert_eq!(both[0], of("FROM a\n", &[0])[0]);
    }

    #[test]
    fn the_hash_is_the_published_one() {
        // FNV-1a of "" closed by a zero byte: one round over byte 0
        assert_eq!(fnv1a([b""]), 0xcbf2_9ce4_8422_2325u64.wrapping_mul(0x100_0000_01b3));
    }
}
