"""Writes ../default-suites.tsv: the release of Debian or Alpine that an official image stands on where its tag names none.

Input: a checkout of docker-library/official-images with its history. Of every tag that is a version alone, the last
release that library/NAME listed it with counts: images of old versions aren't built again.

    python3 default_suites.py path/to/official-images golang > ../default-suites.tsv
"""

import re
import subprocess
import sys

HEAD = """\
# The release of Debian or Alpine that an official image stands on where its tag is a version and names no release.
# word: what the tag says beside its version; '-' = nothing.
# from: the first version of a run that ends before the next row's; a tag of two numbers (1.24) is the last of its versions.
# '-' = not released when this was read.
# Source: the history of docker-library/official-images (library/NAME), the last listing of each tag, read %s.
# Made by regenerate/default_suites.py. Why: a program that links the C library has to run on the release it was built on.
repository	word	from	suite"""
SUITES = {"jessie", "stretch", "buster", "bullseye", "bookworm", "trixie"}


def git(checkout, *words):
    return subprocess.run(["git", "-C", checkout, *words], capture_output=True, text=True, check=True).stdout


def listed(text):
    """The tags of a library file, each with its release."""
    for block in text.split("\n\n"):
        fields = [line.split(":", 1) for line in block.splitlines() if ":" in line]
        folder = next((value for name, value in fields if name == "Directory"), "")
        suite = next((part for part in re.split("[/ -]", folder.strip()) if part in SUITES or re.match("alpine[0-9]", part)), None)
        tags = [tag.strip() for name, value in fields if name in ("Tags", "SharedTags") for tag in value.split(",")]
        yield from ((tag, suite) for tag in tags if suite)


def main():
    checkout, *names = sys.argv[1:]
    print(HEAD % git(checkout, "log", "-1", "--format=%cs").strip())
    for name in names:
        last = {"-": {}, "alpine": {}}
        for commit in git(checkout, "log", "--reverse", "--format=%H", "--", f"library/{name}").split():
            for tag, suite in listed(git(checkout, "show", f"{commit}:library/{name}")):
                if match := re.fullmatch(r"(\d+)\.(\d+)\.(\d+)(?:-(alpine))?", tag):
                    last[match[4] or "-"][tuple(map(int, match.groups()[:3]))] = suite
        for word, versions in last.items():
            before = None
            for version in sorted(versions):
                if versions[version] != before:
                    before = versions[version]
                    print(name, word, ".".join(map(str, version)), before, sep="\t")
            newest = max(versions)
            print(name, word, f"{newest[0]}.{newest[1] + 1}.0", "-", sep="\t")


main()
