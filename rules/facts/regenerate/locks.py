"""Writes ../pypi-wheels.tsv: what popular packages of PyPI are as wheels, by the lock files of public projects.

uv.lock holds, for each package, every wheel with its size and what the package needs: the sizes of many packages
without asking the index for one. Only packages that are downloaded much or that several projects lock, with what they
need in turn, and only those that ../pypi-packages.tsv hasn't measured.

    python3 locks.py NAMES 15000 2026-11-22 PROJECT... > ../pypi-wheels.tsv
    python3 locks.py extras NAMES 15000 2026-11-22 PROJECT... > ../pypi-extras.tsv
    python3 locks.py beside NAMES 15000 2026-11-22 PROJECT...    rows `pypi-beside` of ../package-sizes.tsv

How sizes differ between the versions that the files lock goes to the standard error: rows of ../package-ratios.tsv.

It reads markers and versions with the copy of packaging that pip brings.

NAMES is a file of names, the most downloaded first; the first 15000 of it count, and what several projects have. PROJECT
is a folder with a project's lock files, at any depth: they are of one hand, and say once that a package is used.
"""

import random
import sys
import tomllib
from pathlib import Path

from pip._vendor.packaging.markers import Marker
from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.packaging.version import Version

import sizes

RARE = 2  # projects that have a package, at most
SEVERAL = 2  # projects that have it, where it counts without being downloaded much
BESIDE = [1, 2, 4, 8]  # packages that are chosen together
ENOUGH = 2  # others that a project asks for

MEASURED = Path(__file__).parent.parent / "pypi-packages.tsv"
LINUX = {
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_release": "",
    "platform_system": "Linux",
    "platform_version": "",
    "python_full_version": "3.11.7",
    "python_version": "3.11",
    "sys_platform": "linux",
    "extra": "",
}
PYTHONS = [{"python_version": version, "python_full_version": f"{version}.7"} for version in ("3.9", "3.11", "3.13")]
# the interpreter whose wheel is taken, the first that is there
TAGS = ["-cp311-cp311-", "-abi3-", "-cp312-cp312-", "-cp313-cp313-", "-py3-none-", "-cp310-cp310-"]


def wheel(entry):
    """(kind, bytes) of the wheel that CPython 3.11 takes on x86-64 Linux with glibc, or a later one."""
    sizes = {wheel["url"].rpartition("/")[2]: wheel["size"] for wheel in entry.get("wheels", []) if "size" in wheel and "url" in wheel}
    native = {name: size for name, size in sizes.items() if "manylinux" in name and "x86_64" in name}
    for tag in TAGS:
        fitting = [size for name, size in sorted(native.items()) if tag in name]
        if fitting:
            return "native", fitting[-1]
    pure = [size for name, size in sorted(sizes.items()) if name.endswith("-none-any.whl")]
    return ("pure", pure[0]) if pure else None


def source(entry):
    """What is compiled where there is no wheel for this platform."""
    size = entry.get("sdist", {}).get("size")
    return ("source", size) if size else None


def needs(entry):
    """What it brings on Linux, other than itself with an extra."""
    found = set()
    for need in entry.get("dependencies", []):
        if "marker" not in need or Marker(need["marker"]).evaluate(LINUX):
            found.add(canonicalize_name(need["name"]))
            for extra in need.get("extra", []):
                found.add((canonicalize_name(need["name"]), extra))
    return found


def on_linux(need):
    return "marker" not in need or any(Marker(need["marker"]).evaluate({**LINUX, **python}) for python in PYTHONS)


def needed(entries):
    """The names of a lock file that are for Linux, whatever Python: what its own members lead to, with all their groups."""
    by_name = {}
    for entry in entries:
        by_name.setdefault(entry["name"], []).append(entry)
    pending = [entry for entry in entries if "registry" not in entry.get("source", {})]
    found = {entry["name"] for entry in pending}
    while pending:
        entry = pending.pop()
        groups = [*entry.get("optional-dependencies", {}).values(), *entry.get("dev-dependencies", {}).values()]
        for need in (need for of in [entry.get("dependencies", []), *groups] for need in of):
            if need["name"] not in found and on_linux(need):
                found.add(need["name"])
                pending += by_name.get(need["name"], [])
    return found


def drift(versions):
    """An older version's wheel for one byte of the newest one's."""
    ratios = {"same-major": [], "other-major": []}
    for sizes in versions.values():
        newest = max(sizes)
        for version in {*sizes} - {newest}:
            same = version.major == newest.major and version.major > 0
            ratios["same-major" if same else "other-major"].append(sizes[version] / sizes[newest])
    for what, values in ratios.items():
        figures = (sorted(values)[round(share * (len(values) - 1))] for share in (0.1, 0.5, 0.9))
        print(what, 0, len(values), *(f"{figure:.2f}" for figure in figures), sep="\t", file=sys.stderr)


def of_sources(packages):
    """What is installed for one byte of a package's sources, by the packages that were measured."""
    for what, column in ("source", 4), ("source-bare", 5):
        disk = {row[0]: float(row[column]) * 1000 for row in sizes.rows("pypi-packages.tsv")}
        for start, end in (20, 5_000), (5_000, 1e9):
            found = sorted(disk[name] / size for name, size in packages.items() if name in disk and start <= size < end)
            figures = (found[round(share * (len(found) - 1))] for share in (0.1, 0.5, 0.9))
            print(what, start if start > 20 else 0, len(found), *(f"{figure:.2f}" for figure in figures), sep="\t", file=sys.stderr)


def locks_of(projects):
    """(project, its lock file)"""
    return [(project, lock) for project in projects for lock in sorted(Path(project).rglob("uv.lock"))]


def entries_of(lock):
    return tomllib.loads(lock.read_text()).get("package", [])


def beside(locks, seen):
    """What packages that hardly a lock file has bring where its project asks for others besides: the rest left out."""
    typical = {(what, start): float(middle) for what, start, _, _, middle, _ in sizes.rows("package-ratios.tsv") if what.startswith(("wheel", "source"))}
    measured = {row[0]: float(row[4]) * 1000 for row in sizes.rows("pypi-packages.tsv")}

    def weight(name, entry):
        kind, size = wheel(entry) or source(entry) or ("pure", 0)
        kind = "source" if kind == "source" else f"wheel-{kind}"
        start = max((start for what, start in typical if what == kind and int(start) * 1000 <= size), key=int)
        return measured.get(name, size / 1000 * typical[kind, start])

    found = {count: [] for count in BESIDE}
    random.seed(1)
    for lock in locks:
        entries = entries_of(lock)
        by_name = {canonicalize_name(entry["name"]): entry for entry in entries if "registry" in entry.get("source", {})}
        brings = {name: needs(entry) for name, entry in by_name.items()}
        extra = {
            (canonicalize_name(entry["name"]), extra): needs({"dependencies": of})
            for entry in entries
            for extra, of in entry.get("optional-dependencies", {}).items()
        }

        def reached(asked):
            pending, done = list(asked), set()
            for need in pending:
                if need not in done:
                    done.add(need)
                    more = extra.get(need, ()) if isinstance(need, tuple) else brings.get(need, ())
                    pending += [other for other in more if other not in done]
            return {name for name in done if name in by_name}

        for member in entries:
            if not {"virtual", "editable", "directory"} & member.get("source", {}).keys():
                continue
            asked = {need for need in needs(member) if not isinstance(need, tuple) and need in by_name}
            rare = sorted(need for need in asked if 0 < len(seen.get(need, ())) <= RARE)
            for count in BESIDE:
                for _ in range(20 if len(rare) >= count and len(asked) >= count + ENOUGH else 0):
                    chosen = set(random.sample(rare, count))
                    others = reached(asked - chosen)
                    brought = reached(chosen) - others
                    found[count].append(sum(weight(name, by_name[name]) for name in brought))
    for count, figures in found.items():
        if figures:
            print("pypi-beside", count, *(max(1, round(figure)) for figure in sizes.quantiles(figures)), len(figures) // 20, sep="\t")


def print_extras(extras, plain, known):
    print("""\
# What packages of PyPI bring besides where they are asked for with an extra: `uvicorn[standard]`. On 64-bit Linux with glibc.
# Source: the lock files that pypi-wheels.tsv is from, which record the extras that a project asks for; of the packages that
# pypi-packages.tsv or that table has. Regenerate: rules/facts/regenerate/locks.py extras.
# Why: an extra may weigh more than its package.
extra\tneeds""")
    for (name, extra), needs in sorted(extras.items(), key=lambda item: "%s[%s]" % item[0]):
        found = sorted(need for need in plain(needs) - {name} if need in known)
        if name in known and found:
            print(f"{name}[{extra}]", ",".join(found), sep="\t")


def main():
    form = sys.argv[1] if sys.argv[1] in ("extras", "beside") else None
    names, first, date, *projects = sys.argv[1 + bool(form) :]
    popular = [canonicalize_name(name) for name in Path(names).read_text().split()][: int(first)]
    measured = {line.split("\t")[0] for line in MEASURED.read_text().splitlines() if not line.startswith("#")}
    known, extras, versions, seen, packages = {}, {}, {}, {}, {}
    locks = locks_of(projects)
    for project, lock in locks:
        entries = entries_of(lock)
        here = needed(entries)
        for entry in entries:
            if entry["name"] not in here:
                continue
            own = wheel(entry) or source(entry)
            if own is None or "registry" not in entry.get("source", {}):
                continue
            version = Version(entry["version"])
            name = canonicalize_name(entry["name"])
            versions.setdefault((name, own[0]), {})[version] = own[1]
            seen.setdefault(name, set()).add(project)
            if packed := entry.get("sdist", {}).get("size"):
                packages[name] = packed / 1000
            if name not in known or known[name][0] < version:
                known[name] = (version, *own, needs(entry))
            for extra, entries in entry.get("optional-dependencies", {}).items():
                extras.setdefault((name, canonicalize_name(extra)), set()).update(needs({"dependencies": entries}))

    def plain(needs):
        """The names among needs, those of the extras that are asked for in them."""
        pending, found = list(needs), set()
        while pending:
            need = pending.pop()
            if isinstance(need, tuple):
                pending += [other for other in extras.get(need, ()) if other not in found]
            elif need not in found:
                found.add(need)
        return {need for need in found if need in known or need in measured}

    several = (name for name in known if len(seen[name]) >= SEVERAL)
    wanted, pending = set(), [*several, *(name for name in popular if name in known)]
    while pending:
        name = pending.pop()
        if name not in wanted and name not in measured and name in known:
            wanted.add(name)
            pending += plain(known[name][3])
    if form == "beside":
        # a project's largest says most of what it asks for
        largest = {project: max((lock for of, lock in locks if of == project), key=lambda lock: lock.stat().st_size) for project, _ in locks}
        beside(largest.values(), seen)
        return
    if form == "extras":
        print_extras(extras, plain, wanted | measured)
        return
    drift(versions)
    of_sources(packages)
    of_popular = sum(1 for name in popular if name in known or name in measured)
    first_thousand = sum(1 for name in popular[:1000] if name in known or name in measured)
    print(f"""\
# Packages of PyPI by their wheels: for CPython 3.11 on x86-64 Linux with glibc, where there is one; kind source: by their
# sources, since they have none. kB = 1,000 bytes.
# Which: those of the {first} most downloaded of {date} and those that {SEVERAL} projects have, where pypi-packages.tsv hasn't
# measured them, with all they need: with that table, {of_popular} of the {first}, {first_thousand} of the first 1,000. Source: {len(locks)} uv.lock
# files of {len(projects)} public projects, the newest version among them. Regenerate: rules/facts/regenerate/locks.py. Why: a
# lock file states each download's bytes, and what they become has a known distribution (package-sizes.tsv), while of a
# package that nobody knows nothing can be said but what packages weigh.
# locks = how many of the projects have it: what none has is like what one has (package-sizes.tsv).
name\tversion\tkind\twheel_kB\tneeds\tlocks""")
    for name in sorted(wanted):
        version, kind, size, _ = known[name]
        row = ",".join(sorted(plain(known[name][3]) - {name})) or "-"
        print(name, version, kind, max(1, round(size / 1000)), row, len(seen[name]), sep="\t")


if __name__ == "__main__":
    main()
