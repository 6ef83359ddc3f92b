"""Writes ../alpine-packages.tsv: what packages of Alpine Linux weigh and what they bring along.

Input: unpacked APKINDEX files of x86_64, the one to be preferred first, each with the branch it is of; the names of
the packages to be looked up are in alpine-roots.txt beside this file. In an image of Alpine the files are
/var/cache/apk/APKINDEX.*.tar.gz after `apk update`.

    python3 alpine.py 3.22/main=APKINDEX.main 3.18/community=APKINDEX.community > ../alpine-packages.tsv
"""

import re
import sys
from pathlib import Path

# What the alpine image is made of, by the packages that it lists (docker-library/repo-info, alpine 3.22).
BASE = """alpine-baselayout alpine-baselayout-data alpine-keys alpine-release apk-tools busybox busybox-binsh
ca-certificates-bundle libapk2 libcrypto3 libssl3 musl musl-utils scanelf ssl_client zlib""".split()
ALTERNATIVES = 4


def bare(need):
    """A dependency's name, without the version it asks for."""
    return re.split(r"[<>=~@]", need)[0]


def stanzas(text, branch):
    for block in text.split("\n\n"):
        stanza = {line[0]: line[2:] for line in block.splitlines() if line[1:2] == ":"}
        if "P" in stanza:
            yield stanza | {"branch": branch}


class Index:
    def __init__(self, stanzas):
        self.packages, providers = {}, {}
        for stanza in stanzas:
            self.packages.setdefault(stanza["P"], stanza)
        for name, stanza in sorted(self.packages.items()):
            for provided in stanza.get("p", "").split():
                providers.setdefault(bare(provided), []).append(name)
        # The provider with the highest priority first, as apk takes it.
        priority = lambda name: (-int(self.packages[name].get("k", 0)), name)
        self.providers = {name: sorted(names, key=priority) for name, names in providers.items()}

    def candidates(self, need):
        name = bare(need)
        return [name] if name in self.packages else self.providers.get(name, [])

    def needs(self, name):
        """What a package needs beyond the base: each the names that satisfy it."""
        listed = [need for need in self.packages[name].get("D", "").split() if not need.startswith("!")]
        found = [self.candidates(need) for need in listed]
        return [c for c in found if c and name not in c and not set(c).intersection(BASE)]

    def closure(self, root):
        pending, seen = [root], {root}
        while pending:
            for candidates in self.needs(pending.pop(0)):
                if not seen.intersection(candidates):
                    seen.add(candidates[0])
                    pending.append(candidates[0])
        return seen


def main():
    files = [argument.split("=", 1) for argument in sys.argv[1:]]
    index = Index(s for branch, file in files for s in stanzas(Path(file).read_text(), branch))
    roots = Path(__file__).with_name("alpine-roots.txt").read_text().split()
    virtual = {
        name: index.providers[name][0]
        for name in roots
        if name not in index.packages and name in index.providers
    }
    table = set().union(*(index.closure(virtual.get(n, n)) for n in roots if n in index.packages or n in virtual))
    branches = ", ".join(branch for branch, _ in files)
    print(f"""\
# Packages of Alpine Linux (x86_64; {branches}: a package is of the first one that has it) beyond the base that
# alpine is, and what each brings along. installed, download: the index's I and S; kB = 1,000 bytes. depends: each entry one need,
# `a|b` = the first one unless another is there already; what the base has is left out. recommends: apk knows none.
# A row without version is a name that another package provides; one of 0 kB with a version is of the base. What comes only with another package (install_if) is left out.
# Source: Alpine's package indexes, of 2025-11-16 (main) and 2025-04 (community), in copies that public repositories keep; the
# newer community index could not be had, so its packages are those of an older release. Regenerate: rules/facts/regenerate/alpine.py.
# Why: apk closures overlap as Debian's do.
package\tversion\tinstalled_kB\tdownload_kB\tdepends\trecommends""")
    for name in sorted(table.union(virtual, BASE)):
        if name in virtual:
            print(name, "-", 0, 0, "-" if virtual[name] in BASE else virtual[name], "-", sep="\t")
            continue
        if name in BASE:
            print(name, index.packages.get(name, {}).get("V", "-"), 0, 0, "-", "-", sep="\t")
            continue
        stanza = index.packages[name]
        needs = [[c for c in candidates if c in table][:ALTERNATIVES] for candidates in index.needs(name)]
        depends = ",".join(dict.fromkeys("|".join(c) for c in needs if c)) or "-"
        installed, download = round(int(stanza["I"]) / 1000), round(int(stanza["S"]) / 1000)
        print(name, stanza["V"], installed, download, depends, "-", sep="\t")


if __name__ == "__main__":
    main()
