"""Writes ../unpacking.tsv: bytes on disk for one compressed byte, by image repository, with the error of using it.

Input: docker-library/docs as it was in April 2016 (git show 45a4733ae:NAME/tag-details.md for each image). Its
tag-details.md files are the last published record of both sizes of one and the same build.

    python3 unpacking.py path/to/docs > ../unpacking.tsv
    python3 unpacking.py path/to/docs 2016-04 debian:jessie ubuntu:14.04    rows of ../base-images.tsv for these tags

Figures of today come from ../base-images.tsv: its rows with both sizes, read.
"""

import re
import statistics
import sys
from collections import defaultdict
from pathlib import Path

SMALLEST = 1_000_000  # below, the packing's own bytes count
ENOUGH = 3  # pairs of a repository, to have a row of its own
SPREAD = 0.20  # by which today's images lie outside of those of 2016
TABLE = Path(__file__).parent.parent / "base-images.tsv"


def read(docs):
    """{(repository, tag): (bytes on disk, compressed)} of all tags."""
    sizes = {}
    for file in sorted(Path(docs).glob("*/tag-details.md")):
        key = on_disk = None
        for line in file.read_text(errors="replace").splitlines():
            if match := re.match(r"## `([^`:]+):([^`]+)`", line):
                key, on_disk = match.groups(), None
            elif match := re.search(r"Total Virtual Size: .*\((\d+) bytes", line):
                on_disk = int(match[1])
            elif (match := re.search(r"Total v2 Content-Length: .*\((\d+) bytes", line)) and key and on_disk:
                sizes[key] = (on_disk, int(match[1]))
    return sizes


def ratios(sizes):
    """{repository: the ratios of its builds}, each build once whatever its tags."""
    builds = defaultdict(set)
    for (repository, _), (on_disk, packed) in sizes.items():
        if packed >= SMALLEST:
            builds[repository].add((on_disk, packed))
    return {name: sorted(a / b for a, b in pairs) for name, pairs in builds.items()}


def today():
    """Pairs of today, as (repository, ratio): rows that were read, both sizes known."""
    for line in TABLE.read_text().splitlines():
        cells = line.split("\t")
        if len(cells) == 8 and cells[5] == "read" and cells[6] > "2020" and "-" not in (cells[3], cells[4]):
            yield cells[0], float(cells[3]) / float(cells[4])


def describe(errors):
    errors = sorted(abs(e) for e in errors)
    return f"median {statistics.median(errors):.1%}, 9 of 10 within {errors[int(0.9 * len(errors))]:.1%}"


def main():
    sizes = read(sys.argv[1])
    if len(sys.argv) > 2:
        for image in sys.argv[3:]:
            repository, tag = image.split(":")
            on_disk, packed = (f"{size / 1e6:.1f}" for size in sizes[repository, tag])
            print(repository, tag, repository, on_disk, packed, "read", sys.argv[2], "docker-library/docs", sep="\t")
        return
    known = ratios(sizes)
    every = sorted(ratio for own in known.values() for ratio in own)
    with_others, without = [], []
    for name, own in known.items():
        foreign = statistics.median(ratio for other, all_of in known.items() if other != name for ratio in all_of)
        for index, ratio in enumerate(own):
            rest = own[:index] + own[index + 1 :]
            without.append(foreign / ratio - 1)
            if len(rest) >= ENOUGH - 1:
                with_others.append(statistics.median(rest) / ratio - 1)
    used = lambda name: statistics.median(known[name] if len(known.get(name, [])) >= ENOUGH else every)
    now = [used(name) / ratio - 1 for name, ratio in today()]
    print(f"""\
# Bytes on disk for one compressed byte of an image, where one of the two is all that is known. low and high: the repository's
# own range, wider by {SPREAD:.0%} either way; typical: its median. '*' = every other repository: 1 of 100 lies outside.
# Source: docker-library/docs of April 2016, the last record of both sizes of one build: {len(every)} builds of {len(known)} repositories.
# Regenerate: rules/facts/regenerate/unpacking.py. Error of the size on disk, derived from the compressed one:
# leaving one build out: {describe(with_others)} ({len(with_others)} builds whose repository has others);
# leaving its whole repository out: {describe(without)} ({len(without)} builds);
# for images of today that have both figures: {describe(now)} ({len(now)} images, which may pair two builds of one tag).
# Why: the ratio is no constant, and a derived figure has an error to state.
repository\tpairs\tlow\ttypical\thigh""")
    edge = len(every) // 200
    print("*", len(every), f"{every[edge]:.2f}", f"{statistics.median(every):.2f}", f"{every[-1 - edge]:.2f}", sep="\t")
    for name in sorted(known):
        own = known[name]
        if len(own) >= ENOUGH:
            low, high = own[0] * (1 - SPREAD), own[-1] * (1 + SPREAD)
            print(name, len(own), f"{low:.2f}", f"{statistics.median(own):.2f}", f"{high:.2f}", sep="\t")


if __name__ == "__main__":
    main()
