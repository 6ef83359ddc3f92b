"""Prints rows of ../base-images.tsv for ghcr.io/astral-sh/uv, whose images are other images with two programs added.

Input: uv's wheel for musl from PyPI (pip download --no-deps --only-binary=:all: --platform musllinux_1_1_x86_64 uv),
which holds the same programs, and ../base-images.tsv for the images that they are added to.

    python3 uv.py uv-*.whl 2026-11-22
"""

import gzip
import sys
import zipfile
from pathlib import Path

TABLE = Path(__file__).parent.parent / "base-images.tsv"
BASES = {
    "debian-slim": ("debian", "trixie-slim"),
    "bookworm-slim": ("debian", "bookworm-slim"),
    "trixie-slim": ("debian", "trixie-slim"),
    "alpine": ("alpine", "3.22"),
    "python3.10-bookworm-slim": ("python", "3.11-slim-bookworm"),
    "python3.11-bookworm-slim": ("python", "3.11-slim-bookworm"),
    "python3.12-bookworm-slim": ("python", "3.12-slim-bookworm"),
    "python3.12-trixie-slim": ("python", "3.12-slim-trixie"),
    "python3.13-trixie-slim": ("python", "3.13-slim-trixie"),
    "python3.12-alpine": ("python", "3.12-alpine3.23"),
    "python3.13-alpine": ("python", "3.13-alpine"),
    "python3.12-bookworm": ("python", "3.11-bookworm"),
    "python3.12-trixie": ("python", "3.12-trixie"),
}


def main():
    known = {tuple(line.split("\t")[:2]): line.split("\t") for line in TABLE.read_text().splitlines()}
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        programs = [wheel.read(name) for name in wheel.namelist() if "/scripts/" in name]
    on_disk = sum(map(len, programs)) / 1e6
    packed = sum(len(gzip.compress(program, 6)) for program in programs) / 1e6

    def row(tag, family, size, compressed, note):
        print("ghcr.io/astral-sh/uv", tag, family, size, compressed, "derived", sys.argv[2], note, sep="\t")

    row("latest", "scratch", f"{on_disk:.1f}", f"{packed:.1f}", "its two programs")
    for tag, base in BASES.items():
        cells = known[base]
        compressed = "-" if cells[4] == "-" else f"{float(cells[4]) + packed:.1f}"
        row(tag, cells[2], f"{float(cells[3]) + on_disk:.1f}", compressed, ":".join(base) + " and uv's programs")


if __name__ == "__main__":
    main()
