//! Exact figures, neighbours, and what stays unknown.

use super::*;

fn on_disk(repository: &str, tag: &str) -> (u64, Basis, &'static str) {
    let size = size(repository, tag).unwrap_or_else(|| panic!("{repository}:{tag}"));
    assert!(size.on_disk.low <= size.on_disk.expected && size.on_disk.expected <= size.on_disk.high);
    assert!(size.compressed.low <= size.compressed.expected);
    assert!(size.compressed.expected <= size.compressed.high);
    assert!(size.compressed.expected < size.on_disk.expected, "{repository}:{tag}");
    (size.on_disk.expected / 1_000_000, size.basis, size.tag)
}

#[test]
fn a_tag_in_the_table_has_its_own_figure() {
    assert_eq!(on_disk("python", "3.11-bookworm"), (1010, Basis::Read, "3.11-bookworm"));
    assert_eq!(on_disk("python", "3.11"), (1120, Basis::Derived, "3.11"));
    assert_eq!(on_disk("docker.io/library/ubuntu", "24.04"), (78, Basis::Read, "24.04"));
}

#[test]
fn other_versions_take_the_nearest_of_the_same_variant() {
    assert_eq!(on_disk("python", "3.11-slim"), (130, Basis::Nearest, "3.11-slim-bookworm"));
    assert_eq!(on_disk("python", "3.12"), (1110, Basis::Nearest, "3.12-trixie"));
    assert_eq!(on_disk("python", "3.12-bookworm"), (1010, Basis::Nearest, "3.11-bookworm"));
    assert_eq!(on_disk("node", "20-slim"), (227, Basis::Nearest, "22-bookworm-slim"));
    assert_eq!(on_disk("node", "20-bookworm").2, "24-bookworm");
    assert_eq!(on_disk("debian", "12"), (120, Basis::Nearest, "bookworm"));
    assert_eq!(on_disk("debian", "12-slim").2, "bookworm-slim");
    assert_eq!(on_disk("ubuntu", "22.04").2, "24.04");
    assert_eq!(on_disk("node", "").2, "24");
    assert_eq!(on_disk("eclipse-temurin", "17").2, "21");
    assert_eq!(on_disk("maven", "3.9-eclipse-temurin-17").2, "3-eclipse-temurin-21");
    assert_eq!(on_disk("redis", "alpine").2, "8.10.2-alpine");
}

#[test]
fn the_range_widens_with_the_distance() {
    let share = |tag| {
        let size = size("node", tag).map(|size| size.on_disk);
        size.map(|e| (e.high - e.low) as f64 / e.expected as f64)
    };
    assert!(share("24-trixie") < share("24-bullseye"));
    assert!(share("24-bullseye") < share("18-trixie"));
}

#[test]
fn a_compressed_figure_gives_a_wide_range() {
    let size = size("debian", "bullseye-slim");
    let size = size.expect("debian is known");
    assert_eq!(size.tag, "bookworm-slim", "a neighbour's real figure beats a ratio");
    assert_eq!(size.compressed.expected, 30_300_000);
    assert_eq!(on_disk("fedora", "latest"), (187, Basis::Derived, "latest"));
}

#[test]
fn what_the_table_does_not_know_is_unknown() {
    assert_eq!(size("example.com/own", "1.0"), None);
    assert_eq!(size("python", "3.11-windowsservercore"), None);
    assert_eq!(size("python", "3.11-onbuild"), None);
    assert_eq!(size("scratch", "").map(|size| size.on_disk.high), Some(0));
}

#[test]
fn the_table_is_whole() {
    table::assert_width::<8>(BASE_IMAGES);
    for [repository, tag, _, on_disk, compressed, basis, ..] in table::rows::<8>(BASE_IMAGES) {
        assert!(parse_basis(basis).is_some(), "{repository}:{tag}");
        assert!(table::bytes(on_disk).or(table::bytes(compressed)).is_some(), "{repository}:{tag}");
        assert!(!tag.contains([' ', '(']), "{repository}:{tag}");
    }
}

#[test]
fn the_ratio_covers_every_row_that_has_both_sizes() {
    for row in TABLE.values().flatten() {
        if let (Some(disk), Some(pull)) = (row.on_disk, row.compressed) {
            let derived = Estimate { low: pull, expected: pull, high: pull }.unpacked();
            assert!((derived.low..=derived.high).contains(&disk), "{} {disk} {pull}", row.tag);
        }
    }
}
