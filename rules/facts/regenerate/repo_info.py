"""Reads the sizes of ../base-images.tsv again from docker-library/repo-info.

Input: a checkout of docker-library/repo-info (repos/NAME/local/TAG.md, repos/NAME/remote/TAG.md). Rewrites the table in
place: of each official image's row whose basis is `read` it takes the size on disk, the compressed one and the date
where the checkout has them, and keeps what it has not. More arguments are tags to be added.

    python3 repo_info.py path/to/repo-info python:3.15-slim node:28
"""

import re
import sys
from pathlib import Path

TABLE = Path(__file__).parent.parent / "base-images.tsv"
UNITS = {"B": 1e-6, "Kb": 1e-3, "Mb": 1.0, "Gb": 1000.0}


def local(text):
    """Megabytes on disk, and the day of the build."""
    size = re.search(r"^- Virtual Size: ~ ([\d.]+) (B|Kb|Mb|Gb)\b", text, re.M)
    created = re.search(r"^- Created: `(\d{4}-\d\d-\d\d)", text, re.M)
    amd64 = "`linux`/`amd64`" in text
    return (float(size[1]) * UNITS[size[2]], created[1] if created else "-") if size and amd64 else None


def remote(text):
    """Compressed megabytes of the image for linux/amd64."""
    _, _, own = text.partition(" - linux; amd64\n")
    size = re.search(r"Total Size: .*\((\d+) bytes\)", own.partition("\n### ")[0])
    return int(size[1]) / 1e6 if size else None


def text_of(checkout, repository, kind, tag):
    file = checkout / "repos" / repository / kind / f"{tag}.md"
    return file.read_text() if file.exists() else ""


def number(megabytes):
    return f"{megabytes:.2f}" if megabytes < 10 else f"{megabytes:.1f}" if megabytes < 1000 else f"{megabytes:.0f}"


def main():
    checkout = Path(sys.argv[1])
    lines = TABLE.read_text().splitlines()
    start = next(index for index, line in enumerate(lines) if not line.startswith("#")) + 1
    rows = [line.split("\t") for line in lines[start:]]
    known = {(row[0], row[1]) for row in rows}
    wanted = [tuple(image.split(":")) for image in sys.argv[2:]]
    rows += [[*image, image[0], "-", "-", "read", "-", "-"] for image in wanted if image not in known]
    for row in rows:
        if row[5] != "read" or "/" in row[0] or row[7].startswith("docker-library/docs"):
            continue
        if found := local(text_of(checkout, row[0], "local", row[1])):
            row[3], row[6] = number(found[0]), found[1]
        if packed := remote(text_of(checkout, row[0], "remote", row[1])):
            row[4] = number(packed)
    rows = sorted(row for row in rows if row[3:5] != ["-", "-"])
    TABLE.write_text("\n".join(lines[:start] + ["\t".join(row) for row in rows]) + "\n")


if __name__ == "__main__":
    main()
