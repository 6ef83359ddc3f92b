"""Writes ../default-suites.tsv: the release of Debian that an official image stands on where its tag names none.

Input: a checkout of docker-library/official-images with its history. Of every tag that is a version alone, the last
release that library/NAME listed it with counts: images of old versions aren't built again.

    python3 default_suites.py path/to/official-images golang > ../default-suites.tsv
"""

import re
import subprocess
import sys

HEAD = """\
# The release of Debian that an official image stands on where its tag is a version and names no release.
# from: the first version of a run that ends before the next row's; a tag of two numbers (1.24) is the last of its versions.
# '-' = not released when this was read.
# Source: the history of docker-library/official-images (library/NAME), the last listing of each tag, read %s.
# Made by regenerate/default_suites.py. Why: a program that links the C library has to run on the release it was built on.
repository	from	suite"""
SUITES = {"jessie", "stretch", "buster", "bullseye", "bookworm", "trixie"}


def git(checkout, *words):
    return subprocess.run(["git", "-C", checkout, *words], capture_output=True, text=True, check=True).stdout


def listed(text):
    """The tags of a library file, each with its release."""
    for block in text.split("\n\n"):
        fields = [line.split(":", 1) for line in block.splitlines() if ":" in line]
        folder = next((value for name, value in fields if name == "Directory"), "")
        suite = next((part for part in re.split("[/ -]", folder.strip()) if part in SUITES), None)
        tags = [tag.strip() for name, value in fields if name in ("Tags", "SharedTags") for tag in value.split(",")]
        yield from ((tag, suite) for tag in tags if suite)


def main():
    checkout, *names = sys.argv[1:]
    print(HEAD % git(checkout, "log", "-1", "--format=%cs").strip())
    for name in names:
        last = {}
        for commit in git(checkout, "log", "--reverse", "--format=%H", "--", f"library/{name}").split():
            for tag, suite in listed(git(checkout, "show", f"{commit}:library/{name}")):
                if re.fullmatch(r"\d+\.\d+\.\d+", tag):
                    last[tuple(map(int, tag.split(".")))] = suite
        before = None
        for version in sorted(last):
            if last[version] != before:
                before = last[version]
                print(name, ".".join(map(str, version)), before, sep="\t")
        newest = max(last)
        print(name, f"{newest[0]}.{newest[1] + 1}.0", "-", sep="\t")


main()
