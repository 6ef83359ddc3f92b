"""Writes ../package-sizes.tsv: what so many packages weigh together of which nothing but the number is known.

Draws packages at random from the tables and adds up what they weigh: those that were chosen by how
much they are downloaded (../pypi-wheels.tsv) or asked for (npm-roots.txt,
debian-roots.txt, alpine-roots.txt), so that nobody's wish decides.

    python3 sizes.py > new && mv new ../package-sizes.tsv
    python3 sizes.py ratios > wheel rows of ../package-ratios.tsv, from the packages that were measured
"""

import random
import re
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
DRAWS = 2000
COUNTS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
SEVERAL = 8  # packages of one scope
# as packages are named that are for one platform
PLATFORM = re.compile(r"\blinux\b.*\b(x64|64)\b")
# wheels of this many kB and more are a class of their own: data, and libraries that are compressed inside already
FROM = {"pure": [0, 5_000], "native": [0, 5_000, 20_000, 100_000]}


def rows(table):
    lines = (line for line in (HERE.parent / table).read_text().splitlines() if not line.startswith("#"))
    next(lines)
    return [line.split("\t") for line in lines]


def needs(cell):
    return [] if cell == "-" else cell.split(",")


def quantiles(values):
    values = sorted(values)
    return [values[round(share * (len(values) - 1))] for share in (0.1, 0.5, 0.9)]


def ratios():
    """(kind, from, bare) → what wheels of the measured packages become; those of a few kB are mostly packing."""
    found = {}
    for kind, classes in FROM.items():
        for start, end in zip(classes, [*classes[1:], 1e9]):
            for bare in (False, True):
                of = [(float(row[5 if bare else 4]), float(row[3])) for row in rows("pypi-packages.tsv") if row[2] == kind]
                found[kind, start, bare] = [disk / wheel for disk, wheel in of if max(start, 20) <= wheel * 1000 < end]
    return found


def pypi():
    typical = {key: quantiles(values)[1] for key, values in ratios().items()}
    sizes, brings = {}, {}
    for row in rows("pypi-packages.tsv"):
        sizes[row[0]], brings[row[0]] = float(row[4]) * 1000, needs(row[9])
    compiled = [float(row[4]) for row in rows("package-ratios.tsv") if row[0] == "source"]
    for name, _, kind, wheel, cell, _ in rows("pypi-wheels.tsv"):
        if kind == "source":
            sizes[name], brings[name] = float(wheel) * compiled[float(wheel) >= 5_000], needs(cell)
            continue
        start = max(start for start in FROM[kind] if start <= float(wheel))
        sizes[name], brings[name] = float(wheel) * typical[kind, start, False], needs(cell)
    # leave one project out, and these are in no table
    return sizes, brings, [row[0] for row in rows("pypi-wheels.tsv") if row[5] == "1"]


def npm():
    """Sizes, needs, what projects ask for, what others bring along, and what holds a program for one platform."""
    table = rows("npm-packages.tsv")
    sizes = {name: float(own) for name, _, own, _, _ in table}
    brings = {row[0]: needs(row[4]) for row in table}
    asked = [name for name in (HERE / "npm-roots.txt").read_text().split() if name in sizes]
    programs = [name for name in sizes if PLATFORM.search(name)]
    # what no table would have without one of the packages that were measured together, or without the projects that have
    # committed theirs: what no table has now is like them
    needed = {need for needed in brings.values() for need in needed}
    older = (HERE / "npm-older.txt").read_text().split()
    reached = Counter(name for root in {*asked, *older} & sizes.keys() for name in together([root], brings) - {root})
    brought = [
        name
        for name, _, _, cache, _ in table
        if name in needed and name not in programs and (cache == "-" or reached[name] == 1)
    ]
    return sizes, brings, asked, brought, programs


def scopes(sizes, brings, programs):
    """What the packages of one scope weigh, each in its newest version, where others need them: of scopes with several."""
    needed = {need for needed in brings.values() for need in needed} - {*programs}
    found = {}
    for name in sorted(needed & sizes.keys()):
        scope, inside, plain = name.partition("/")
        if inside and "@" not in plain:
            found.setdefault(scope, []).append(sizes[name])
    return [weights for weights in found.values() if len(weights) >= SEVERAL]


def distribution(table, roots):
    """The packages that public Dockerfiles ask for, with what they bring, in kB."""
    table = rows(table)
    sizes = {name: float(installed) for name, _, installed, *_ in table}
    first = {row[0]: [need.partition("|")[0] for need in needs(row[4])] for row in table}
    roots = [name for name in (HERE / roots).read_text().split() if sizes.get(name)]
    return sizes, first, roots


def together(names, brings):
    pending, seen = list(names), set()
    while pending:
        name = pending.pop()
        if name not in seen:
            seen.add(name)
            pending += brings.get(name, [])
    return seen


def again(names):
    """A sample as another look might have found it: a small one says less of all packages than of itself."""
    return random.choices(names, k=len(names))


def draw(what, names, weigh, counts=COUNTS, choose=random.choices):
    for count in counts:
        figures = quantiles([weigh(choose(again(names), k=count)) for _ in range(DRAWS)])
        print(what, count, *(max(1, round(figure)) for figure in figures), sep="\t")


def main():
    if sys.argv[1:] == ["ratios"]:
        for (kind, start, bare), values in ratios().items():
            figures = (f"{figure:.2f}" for figure in quantiles(values))
            print(f"wheel-{kind}" + "-bare" * bare, start, len(values), *figures, sep="\t")
        return
    random.seed(1)
    # these want lock files: locks.py beside
    kept = ["\t".join(row) for row in rows("package-sizes.tsv") if row[0] == "pypi-beside"]
    print(f"""\
# What so many packages weigh together that no table lists: kB = 1,000 bytes on disk. One in ten draws is below low, half are
# below median, nine in ten below high. `alone`: without what they need; otherwise with it, what several need counted once.
# Source: {DRAWS} draws each, each from a resample of the sample. pypi: from the packages of
# pypi-wheels.tsv that one project alone locks: without it no table would have them, as it is with what is unlisted now.
# pypi-beside: from 148 projects' lock files, what one or several of their packages that hardly another file has bring beyond
# what the project's others need (locks.py beside).
# npm, npm-alone: from npm-roots.txt (what public projects ask for). npm-brought: from the rows of npm-packages.tsv that others
# need and that no table would have without one project. npm-scope: from scopes of which it has {SEVERAL} and more, one scope a
# draw, since packages of one scope are alike. npm-platform: from those that are named for 64-bit Linux. apt, apk: from
# debian-roots.txt and alpine-roots.txt (what public Dockerfiles ask for). Regenerate: rules/facts/regenerate/sizes.py.
# How well it holds for packages that it isn't drawn from: README.md beside it. Checked on 94 packages that only one of 2,453
# public Dockerfiles asks for and no table has: 0.2, 13 and 320 MB.
# Why: of a package that nobody listed only this is known; its size is spread over three orders of magnitude, but many of
# them together are surer than one.
what\tpackages\tlow\tmedian\thigh""")
    print(*kept, sep="\n")
    sizes, brings, names = pypi()
    draw("pypi", names, lambda chosen: sum(sizes.get(name, 0) for name in together(chosen, brings)))
    draw("pypi-alone", names, lambda chosen: sum(sizes[name] for name in chosen))
    sizes, brings, names, brought, programs = npm()
    draw("npm", names, lambda chosen: sum(sizes.get(name, 0) for name in together(chosen, brings)))
    draw("npm-alone", names, lambda chosen: sum(sizes[name] for name in chosen))
    # of one scope each time: they are alike
    of_one = lambda weights, k: random.choices(random.choice(weights), k=k)
    draw("npm-scope", scopes(sizes, brings, programs), sum, [count for count in COUNTS if count >= SEVERAL], of_one)
    for what, names in ("npm-brought", brought), ("npm-platform", programs):
        draw(what, names, lambda chosen: sum(sizes[name] for name in chosen))
    sizes, brings, names = distribution("debian-12-packages.tsv", "debian-roots.txt")
    headers = [name for name in names if name.endswith("-dev")]
    libraries = [name for name in names if name.startswith("lib") and name not in headers]
    programs = sorted(set(names) - set(headers) - set(libraries))
    weigh = lambda chosen: sum(sizes[name] for name in together(chosen, brings))
    for what, names in ("apt-headers", headers), ("apt-library", libraries), ("apt-program", programs):
        draw(what, names, weigh)
    sizes, brings, names = distribution("alpine-packages.tsv", "alpine-roots.txt")
    draw("apk", names, lambda chosen: sum(sizes[name] for name in together(chosen, brings)))


if __name__ == "__main__":
    main()
