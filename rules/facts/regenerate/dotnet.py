"""Prints rows of ../base-images.tsv for .NET images.

Input: tests/performance/ImageSize.nightly.linux.json of dotnet/dotnet-docker, the sizes on disk (bytes) which its own
tests compared new images with. The last version of the file is of April 2025: git show 8ccf302edf^:PATH

    python3 dotnet.py ImageSize.nightly.linux.json 2025-04

Rows of 10.0 are left out: there the file repeats those of 9.0, before any image was measured.
"""

import json
import re
import sys

REPOSITORIES = ["runtime-deps", "runtime", "aspnet", "sdk"]
VARIANTS = {  # others, and 8.0-noble, repeat a neighbour's figure or are seldom a base
    "8.0": ["bookworm-slim", "alpine3.21", "jammy", "jammy-chiseled", "jammy-chiseled-extra"],
    "9.0": ["bookworm-slim", "alpine3.21", "noble", "noble-chiseled", "noble-chiseled-extra"],
}
DEFAULT = "bookworm-slim"  # what the tags 8.0 and 9.0 stand for


def main():
    text, date = open(sys.argv[1]).read(), sys.argv[2]
    sizes = json.loads(re.sub(r",(\s*})", r"\1", text))  # the file has commas too many
    for repository_sizes in sizes.values():
        for path, size in repository_sizes.items():
            _, repository, version, variant, architecture = path.split("/")
            wanted = repository in REPOSITORIES and architecture == "amd64" and variant in VARIANTS.get(version, [])
            if not wanted:
                continue
            for tag in [f"{version}-{variant}"] + ([version] if variant == DEFAULT else []):
                cells = [f"mcr.microsoft.com/dotnet/{repository}", tag, variant.split("-")[0]]
                cells += [f"{size / 1e6:.1f}", "-", "read", date, "dotnet-docker's own record"]
                print(*cells, sep="\t")


if __name__ == "__main__":
    main()
