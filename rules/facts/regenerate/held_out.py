"""How well ../package-sizes.tsv holds for packages that it isn't drawn from: rows of the table in ../README.md.

Each sample is halved at random, ten times: the range that one half gives is held against draws from the other one. Of npm
each package that projects ask for is also left out with all that no other brings: what would be unlisted without it is
held against the table's own range for so many packages, so that packages of one project, which are alike, are together.

    python3 held_out.py
"""

import random
from collections import Counter
from math import log

import sizes

COUNTS = [1, 4, 16, 64]
DRAWS = 200
HALVINGS = 10


def samples():
    """(name, packages, what some of them weigh together)"""
    weights, brings, names = sizes.pypi()
    yield "pypi", names, lambda chosen: sum(weights.get(name, 0) for name in sizes.together(chosen, brings))
    yield "pypi-alone", names, lambda chosen: sum(weights[name] for name in chosen)
    own, needs, asked, brought, programs = sizes.npm()
    yield "npm", asked, lambda chosen: sum(own.get(name, 0) for name in sizes.together(chosen, needs))
    for what, of in ("npm-alone", asked), ("npm-brought", brought), ("npm-platform", programs):
        yield what, of, lambda chosen: sum(own[name] for name in chosen)


def within(figures, low, high):
    return sum(low <= figure <= high for figure in figures) / len(figures)


def halves(names, weigh, count):
    """The share of draws from one half that the other half's range holds, and the range's median width."""
    shares, widths = [], []
    for _ in range(HALVINGS):
        shuffled = random.sample(names, len(names))
        one, other = shuffled[::2], shuffled[1::2]
        low, _, high = sizes.quantiles([weigh(random.choices(sizes.again(one), k=count)) for _ in range(DRAWS)])
        shares.append(within([weigh(random.choices(other, k=count)) for _ in range(DRAWS)], low, high))
        widths.append(high / max(1, low))
    return sum(shares) / HALVINGS, sorted(widths)[HALVINGS // 2]


def between(table, count):
    """As careen reads a row between two others."""
    below = max(row for row in table if row <= count)
    above = min((row for row in table if row >= count), default=below)
    if above == below:
        return [figure * count / below for figure in table[below]]
    share = (log(count) - log(below)) / (log(above) - log(below))
    return [low ** (1 - share) * high**share for low, high in zip(table[below], table[above])]


def left_out():
    """Of packages that a project asks for: what no other brings, beside the table's range for so many."""
    own, needs, asked, _, programs = sizes.npm()
    closures = {root: sizes.together([root], needs) & own.keys() for root in asked}
    reached = Counter(name for closure in closures.values() for name in closure)
    table = {int(row[1]): [float(cell) for cell in row[2:]] for row in sizes.rows("package-sizes.tsv") if row[0] == "npm-brought"}
    inside = []
    for root, closure in closures.items():
        alone = [name for name in closure - {root} if reached[name] == 1 and name not in programs]
        if alone:
            low, _, high = between(table, len(alone))
            inside.append(low <= sum(own[name] for name in alone) <= high)
    return len(inside), sum(inside) / len(inside)


def main():
    random.seed(1)
    for what, names, weigh in samples():
        cells = []
        for count in COUNTS:
            share, width = halves(names, weigh, count)
            cells.append(f"{share:.0%} of {width:.1f}×" if width < 100 else f"{share:.0%} of {width:.0f}×")
        print("|", what, "|", len(names), "|", " | ".join(cells), "|")
    roots, share = left_out()
    print(f"npm, each of {roots} packages left out with what no other brings: {share:.0%} inside")


if __name__ == "__main__":
    main()
