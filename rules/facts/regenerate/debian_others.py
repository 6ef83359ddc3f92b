"""Writes ../debian-12-others.tsv: what every other package of Debian 12 weighs with all it needs.

../debian-12-packages.tsv has, one by one, the packages that public Dockerfiles ask for and what those need. All others are
here in short: what they bring by themselves, and the large packages of that table that they need besides.

Input as for debian.py, on standard input:

    ... | python3 debian_others.py 2026-11-22 > ../debian-12-others.tsv
    ... | python3 debian_others.py check             what the same does for packages whose closure the table has
"""

import random
import sys
from pathlib import Path

from debian import Release

TABLE = Path(__file__).parent.parent / "debian-12-packages.tsv"
FIELDS = ["Pre-Depends", "Depends"]
LARGE = 4_000  # kB with all it needs: smaller needs are counted in
NAMED = 3  # needs at most
# sections of Debian's archive that hold what no image is built from: documentation, symbols of debuggers, what only the
# packages of one compiler are built from, desktops and games
LEFT_OUT = """doc debug localization tasks kernel otherosfs haskell rust golang ocaml lisp javascript cli-mono
introspection games hamradio electronics gnustep gnome kde xfce education""".split()


class Others:
    def __init__(self, debian):
        self.debian, self.needed = debian, {}
        self.size = {
            name: round(int(stanza.get("Installed-Size", 0)) * 1.024) for name, stanza in debian.packages.items()
        }
        rows = (line.split("\t") for line in TABLE.read_text().splitlines() if not line.startswith("#"))
        next(rows)
        self.listed = {row[0] for row in rows if row[1] != "-"} - debian.base
        self.closures = {name: self.closure(name, FIELDS) for name in sorted(self.listed & set(debian.packages))}
        self.weight = {name: self.sum(closure) for name, closure in self.closures.items()}

    def needs(self, name, fields):
        key = name, len(fields)
        if key not in self.needed:
            self.needed[key] = self.debian.needs(name, fields)
        return self.needed[key]

    def closure(self, name, fields):
        pending, seen = [name], {name}
        for one in pending:
            for candidates in self.needs(one, fields):
                if not seen.intersection(candidates):
                    seen.add(candidates[0])
                    pending.append(candidates[0])
        return seen

    def sum(self, names):
        return sum(self.size[name] for name in names)

    def row(self, name):
        """What it brings by itself, the listed packages that it needs besides, and what it recommends."""
        closure = self.closure(name, FIELDS)
        large = [need for need in closure - {name} if self.weight.get(need, 0) >= LARGE]
        named, covered = [], set()
        for need in sorted(large, key=lambda need: (-self.weight[need], need)):
            if need not in covered and self.closures[need] <= closure and len(named) < NAMED:
                named.append(need)
                covered |= self.closures[need]
        with_recommended = self.closure(name, [*FIELDS, "Recommends"])
        reached = set().union(closure, *(self.closure(need, [*FIELDS, "Recommends"]) for need in named))
        return self.sum(closure - covered), self.sum(with_recommended - reached), named


def quantiles(values):
    values = sorted(values)
    return [round(values[round(share * (len(values) - 1))], 2) for share in (0.05, 0.5, 0.95)]


def main():
    others = Others(Release(sys.stdin))
    if sys.argv[1:] == ["check"]:
        roots = sorted(others.listed.intersection(Path(__file__).with_name("debian-roots.txt").read_text().split()))
        random.seed(1)
        for count in (1, 2, 4, 8):
            ratios = []
            for _ in range(500):
                chosen = random.sample(roots, count)
                rows = [others.row(name) for name in chosen]
                named = set().union(*(others.closures[need] for _, _, needs in rows for need in needs), set())
                whole = set().union(*(others.closures[name] for name in chosen))
                ratios.append((sum(own for own, _, _ in rows) + others.sum(named)) / max(1, others.sum(whole)))
            print(count, *quantiles(ratios))
        return
    packages = others.debian.packages
    names = [
        name
        for name, stanza in packages.items()
        if name not in others.listed | others.debian.base and stanza.get("Section") not in LEFT_OUT
    ]
    print(f"""\
# Packages of Debian 12 (amd64, with updates and security, {sys.argv[1]}) that debian-12-packages.tsv doesn't have: all of them but
# those of sections that hold what no image is built from (documentation, symbols, sources of single compilers, desktops, games).
# own = the package with what it needs, less `needs`: up to {NAMED} packages of that table that are large with all they need, and come
# along. recommended = what those add, less what recommendations of `needs` add, which comes first. kB = 1,000 bytes.
# Source: Debian's package lists. Regenerate: rules/facts/regenerate/debian_others.py.
# Why: one package that no table has makes an install's size unknown, and Debian says what each weighs.
package\town_kB\trecommended_kB\tneeds""")
    for name in sorted(names):
        own, recommended, needs = others.row(name)
        print(name, own, recommended, ",".join(sorted(needs)) or "-", sep="\t")


if __name__ == "__main__":
    main()
