"""Writes ../npm-packages.tsv: what packages of npm weigh, each by itself, and which they bring along.

Installs the packages given together, as one project, and measures each package that comes. Which to give: those that
most public projects ask for in their own package.json, counted over projects; their closures hold what is downloaded
most. Install scripts don't run: what they would download is not counted. Nor does a conflict of peers stop it.

    python3 npm.py popular FOLDER... > names     names asked for by 5 or more of the repositories below these folders
    python3 npm.py names 2026-11-22 > ../npm-packages.tsv
"""

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from urllib.parse import unquote

ENOUGH = 5  # repositories that ask for a package
INSTALL = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps", "--loglevel=error"]


def popular(folders):
    asking = defaultdict(set)
    for repository in (inner for folder in folders for inner in Path(folder).iterdir() if inner.is_dir()):
        for file in repository.rglob("package.json"):
            if "node_modules" not in file.parts:
                try:
                    manifest = json.loads(file.read_text())
                    for kind in ("dependencies", "devDependencies"):
                        for name, version in manifest.get(kind, {}).items():
                            # not those of the project's own
                            if isinstance(version, str) and ":" not in version:
                                asking[name].add(repository)
                except (ValueError, AttributeError):
                    pass
    return sorted(name for name, repositories in asking.items() if len(repositories) >= ENOUGH)


def size(folder):
    """The package alone, without those inside it."""
    if folder.name == "node_modules":
        return 0
    return sum(size(file) if file.is_dir() and not file.is_symlink() else file.lstat().st_size for file in folder.iterdir())


def cached(cache):
    """{package: what npm's cache holds of it}: its description and its archive."""
    found = defaultdict(int)
    for file in (cache / "_cacache" / "index-v5").rglob("*"):
        for line in file.read_text().splitlines() if file.is_file() else []:
            entry = json.loads(line.partition("\t")[2] or "{}")
            path = unquote(entry.get("key", "").partition("://")[2].partition("/")[2])
            found[path.partition("/-/")[0]] += entry.get("size", 0) + len(line)
    return found


def main():
    if sys.argv[1] == "popular":
        print(*popular(sys.argv[2:]), sep="\n")
        return
    names = Path(sys.argv[1]).read_text().split()
    with tempfile.TemporaryDirectory() as folder:
        project, cache = Path(folder) / "project", Path(folder) / "cache"
        project.mkdir()
        (project / "package.json").write_text('{"name": "measured", "version": "1.0.0", "private": true}')
        subprocess.run([*INSTALL, "--cache", cache, *names], cwd=project, check=True, stdout=sys.stderr)
        lock = json.loads((project / "node_modules" / ".package-lock.json").read_text())["packages"]
        in_cache = cached(cache)
        rows = {}
        for path, entry in lock.items():
            name = path.rpartition("node_modules/")[2]
            # the one that lies outermost is the one that most others share
            if name in rows and rows[name][0] <= path.count("node_modules/"):
                continue
            optional = {peer for peer, meta in entry.get("peerDependenciesMeta", {}).items() if meta.get("optional")}
            needs = {*entry.get("dependencies", {}), *entry.get("optionalDependencies", {})}
            needs |= {*entry.get("peerDependencies", {})} - optional
            own = size(project / path) if (project / path).exists() else 0
            rows[name] = (path.count("node_modules/"), entry["version"], own, in_cache[name], needs)
    print(f"""\
# Packages of npm, each alone, as npm puts them on x86-64 Linux; what install scripts download is not in. kB = 1,000 bytes.
# Installed together {sys.argv[2]}: the {len(names)} packages that {ENOUGH} or more of some 200 public repositories ask for in package.json,
# the package managers, and all that they bring. Regenerate: rules/facts/regenerate/npm.py.
# own = the package without those it needs; cache = its archive and its description in npm's cache; needs = what is installed
# with it, peers included. Why: node_modules is the sum of a closure, and closures overlap.
name\tversion\town_kB\tcache_kB\tneeds""")
    for name, (_, version, own, kept, needs) in sorted(rows.items()):
        needs = ",".join(sorted(need for need in needs if need in rows)) or "-"
        print(name, version, round(own / 1000), round(kept / 1000), needs, sep="\t")


if __name__ == "__main__":
    main()
