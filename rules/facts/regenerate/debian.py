"""Writes ../debian-N-packages.tsv: what packages of a Debian release weigh and what they bring along.

Input: the release's package lists (main, updates and security, amd64) as text on standard input, and the names of
the packages to be looked up in debian-roots.txt beside this file. On a machine whose apt knows the release:

    apt-get indextargets --format '$(FILENAME)' 'Created-By: Packages' | grep bookworm |
        xargs -n 1 /usr/lib/apt/apt-helper cat-file | python3 debian.py 12 2026-11-22 > ../debian-12-packages.tsv

The base is what debootstrap's minbase installs, which the debian images are: essential and required packages, and apt.
"""

import re
import sys
from itertools import zip_longest
from pathlib import Path

MERGED = "usr-is-merged"  # debootstrap merges /usr by itself, without the package that would
ALTERNATIVES = 4  # of a dependency that several packages satisfy; the first one is what apt takes on a bare base


def order(char):
    """How Debian sorts a character of a version: `~` before the end, letters before everything else."""
    return -1 if char == "~" else 0 if char == "" else ord(char) if char.isalpha() else ord(char) + 256


def compare_part(one, other):
    for (text1, number1), (text2, number2) in zip_longest(
        re.findall(r"(\D*)(\d*)", one), re.findall(r"(\D*)(\d*)", other), fillvalue=("", "")
    ):
        for a, b in zip_longest(text1, text2, fillvalue=""):
            if order(a) != order(b):
                return order(a) - order(b)
        if int(number1 or 0) != int(number2 or 0):
            return int(number1 or 0) - int(number2 or 0)
    return 0


def compare(one, other):
    def parts(version):
        epoch, _, rest = version.rpartition(":")
        upstream, _, revision = rest.rpartition("-")
        return [epoch or "0", upstream or rest, revision if upstream else "0"]

    return next((c for c in map(compare_part, parts(one), parts(other)) if c), 0)


def stanzas(lines):
    stanza = {}
    for line in lines:
        if line == "\n":
            if stanza:
                yield stanza
            stanza = {}
        elif not line[0].isspace():
            key, _, value = line.partition(": ")
            stanza[key] = value.rstrip("\n")
    if stanza:
        yield stanza


def groups(field):
    """A dependency field as groups of alternatives, without versions and architectures."""
    return [
        [re.sub(r"[\s(:\[].*", "", name.strip()) for name in group.split("|")]
        for group in (field or "").split(",")
        if group.strip()
    ]


class Release:
    def __init__(self, lines):
        self.packages, self.providers = {}, {}
        for stanza in stanzas(lines):
            known = self.packages.get(stanza["Package"])
            if known is None or compare(stanza["Version"], known["Version"]) > 0:
                self.packages[stanza["Package"]] = stanza
        for name in sorted(self.packages):
            for (provided, *_) in groups(self.packages[name].get("Provides")):
                self.providers.setdefault(provided, []).append(name)
        required = [
            name
            for name, stanza in self.packages.items()
            if stanza.get("Essential") == "yes" or stanza.get("Priority") == "required"
        ]
        self.base = set()
        self.base = self.closure(required + ["apt"], ["Pre-Depends", "Depends"])

    def candidates(self, group):
        """The packages that satisfy a group, in the order in which apt tries them."""
        real = [name for name in group if name in self.packages]
        provided = [other for name in group for other in self.providers.get(name, [])]
        return list(dict.fromkeys(real + provided))

    def needs(self, name, fields):
        """What a package needs beyond the base: each the names that satisfy it."""
        found = [self.candidates(group) for field in fields for group in groups(self.packages[name].get(field))]
        return [c for c in found if c and name not in c and not self.base.intersection(c)]

    def closure(self, names, fields):
        """The named packages with all they need; what is named is there before alternatives are chosen."""
        pending = [name for name in names if name in self.packages]
        seen = set(pending)
        while pending:
            for candidates in self.needs(pending.pop(0), fields):
                if not seen.intersection(candidates):
                    chosen = MERGED if MERGED in candidates else candidates[0]
                    seen.add(chosen)
                    pending.append(chosen)
        return seen


HEAD = """\
# Packages of Debian {release} (amd64, with updates and security, {date}) beyond the base that debian:{release} is ({base} packages),
# and what each brings along. installed = Installed-Size, download = size of the .deb; kB = 1,000 bytes. depends, recommends: each
# entry one need, `a|b` = the first one unless another is there already; what the base has is left out.
# A row without version is a name that one other package provides; one of 0 kB with a version is of the base: there already.
# Source: Debian's package lists. Regenerate: rules/facts/regenerate/debian.py. Checked against apt-get -s on 40 packages and sets
# (2026-11-22): without recommended packages the same sets, in 12 and 13; with them (12) 30 the same and all but one within 0.4 %.
# Why: closures overlap, so what several packages weigh together is the union of theirs, not the sum.
package\tversion\tinstalled_kB\tdownload_kB\tdepends\trecommends"""


def main():
    release, date = sys.argv[1:]
    debian = Release(sys.stdin)
    roots = Path(__file__).with_name("debian-roots.txt").read_text().split()
    provided = {
        name: debian.providers[name][0]
        for name in roots
        if name not in debian.packages and len(debian.providers.get(name, [])) == 1
    }
    # Each by itself, since what is chosen among alternatives depends on what else is there.
    table = set().union(*(debian.closure([root], ["Pre-Depends", "Depends", "Recommends"])
                          for root in {provided.get(root, root) for root in roots}))

    def cell(name, fields):
        needs = [[c for c in candidates if c in table][:ALTERNATIVES] for candidates in debian.needs(name, fields)]
        return ",".join(dict.fromkeys("|".join(c) for c in needs if c)) or "-"

    print(HEAD.format(release=release, date=date, base=len(debian.base)))
    for name in sorted(table.union(provided, debian.base)):
        if name in provided:
            print(name, "-", 0, 0, "-" if provided[name] in debian.base else provided[name], "-", sep="\t")
            continue
        stanza = debian.packages[name]
        if name in debian.base:
            print(name, stanza["Version"], 0, 0, "-", "-", sep="\t")
            continue
        installed = round(int(stanza.get("Installed-Size", 0)) * 1.024)
        download = round(int(stanza["Size"]) / 1000)
        depends, recommends = cell(name, ["Pre-Depends", "Depends"]), cell(name, ["Recommends"])
        print(name, stanza["Version"], installed, download, depends, recommends, sep="\t")
    for name in sorted(set(roots) - set(debian.packages) - set(provided)):
        print("not in this release:", name, file=sys.stderr)


if __name__ == "__main__":
    main()
