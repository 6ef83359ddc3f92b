"""Writes ../npm-packages.tsv: what packages of npm weigh, each by itself, and which they bring along.

Installs the packages given together, as one project, and measures each package that comes. Which to give: those that
most public projects ask for in their own package.json, counted over projects; their closures hold what is downloaded
most. Install scripts don't run: what they would download is not counted. Nor does a conflict of peers stop it.

    python3 npm.py popular FOLDER... > npm-roots.txt    what 5 or more of the repositories below these folders ask for
    python3 npm.py older FOLDER... > older              the same for versions before the table's: typescript@5
    python3 npm.py npm-roots.txt older                  measures these into the table, which keeps the rows it has

npm-roots.txt and the rows of today began with the package managers, and with what was measured before.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from urllib.parse import unquote

TABLE = Path(__file__).parent.parent / "npm-packages.tsv"
ARCHIVE = 0.26  # of a package is its archive: 24.7 MB of 94.4, over 403 packages
ENOUGH = 5  # repositories that ask for a package
INSTALL = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps", "--loglevel=error"]


def major(version):
    return version.partition(".")[0]


def table():
    """Its head, and {package: row}."""
    lines = TABLE.read_text().splitlines()
    start = next(index for index, line in enumerate(lines) if not line.startswith("#")) + 1
    return lines[:start], {line.split("\t")[0]: line.split("\t") for line in lines[start:]}


def asked(folders):
    """{(package, major version or nothing): how many repositories ask for it}"""
    asking = defaultdict(set)
    for repository in (inner for folder in folders for inner in Path(folder).iterdir() if inner.is_dir()):
        for file in repository.rglob("package.json"):
            if "node_modules" in file.parts:
                continue
            try:
                manifest = json.loads(file.read_text())
                kinds = [manifest.get(kind, {}) for kind in ("dependencies", "devDependencies")]
                wanted = [pair for kind in kinds for pair in kind.items()]
            except (ValueError, AttributeError):
                continue
            for name, version in wanted:
                # not those of the project's own
                if isinstance(version, str) and ":" not in version:
                    asking[name, None].add(repository)
                    if match := re.match(r"[\^~]?(\d+)", version):
                        asking[name, match[1]].add(repository)
    return {key for key, repositories in asking.items() if len(repositories) >= ENOUGH}


def size(folder):
    """The package alone, without those inside it."""
    if folder.name == "node_modules":
        return 0
    return sum(size(file) if file.is_dir() and not file.is_symlink() else file.lstat().st_size for file in folder.iterdir())


def described(cache):
    """{package: its description in npm's cache}"""
    found = {}
    for file in (cache / "_cacache" / "index-v5").rglob("*"):
        # a later line of a key takes the place of an earlier one
        for line in file.read_text().splitlines() if file.is_file() else []:
            entry = json.loads(line.partition("\t")[2] or "{}")
            path = unquote(entry.get("key", "").partition("://")[2].partition("/")[2])
            found[path] = entry.get("size", 0) + len(line)
    return found


def name_of(path, entry):
    return entry.get("name") or path.rpartition("node_modules/")[2]


def resolved(lock, path, need):
    """Where a package finds what it needs: beside itself, or further out."""
    while True:
        at = f"{path}/node_modules/{need}".lstrip("/")
        if at in lock or not path:
            return at if at in lock else None
        path = path.rpartition("node_modules/")[0].rstrip("/")


def measure(names, rows):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        project, cache = Path(folder) / "project", Path(folder) / "cache"
        project.mkdir()
        (project / "package.json").write_text('{"name": "measured", "version": "1.0.0", "private": true}')
        # two versions of one package need names of their own
        wanted = [f"{name.replace('@', '-').replace('/', '-')}@npm:{name}" if "@" in name[1:] else name for name in names]
        subprocess.run([*INSTALL, "--cache", cache, *wanted], cwd=project, check=True, stdout=sys.stderr)
        lock = json.loads((project / "node_modules" / ".package-lock.json").read_text())["packages"]
        descriptions = described(cache)
        newest = {name: row[1] for name, row in rows.items() if "@" not in name[1:]}
        # the one that lies outermost is the one that most others share
        for path in sorted(lock, key=lambda path: path.count("node_modules/")):
            newest.setdefault(name_of(path, lock[path]), lock[path]["version"])

        def key(path):
            name, version = name_of(path, lock[path]), lock[path]["version"]
            return name if major(newest[name]) == major(version) else f"{name}@{major(version)}"

        added = {}
        for path in sorted(lock, key=lambda path: path.count("node_modules/")):
            entry = lock[path]
            if key(path) in rows or key(path) in added or not (project / path).exists():
                continue
            optional = {peer for peer, meta in entry.get("peerDependenciesMeta", {}).items() if meta.get("optional")}
            needs = {*entry.get("dependencies", {}), *entry.get("optionalDependencies", {})}
            needs |= {*entry.get("peerDependencies", {})} - optional
            found = sorted({key(at) for need in needs if (at := resolved(lock, path, need))})
            own = size(project / path)
            kept = descriptions.get(name_of(path, entry), 0) + ARCHIVE * own
            kilobytes = [str(round(bytes / 1000)) for bytes in (own, kept)]
            added[key(path)] = [key(path), entry["version"], *kilobytes, ",".join(found) or "-"]
        return added


def main():
    if sys.argv[1] in ("popular", "older"):
        wanted, (_, rows) = asked(sys.argv[2:]), table()
        if sys.argv[1] == "popular":
            found = {name for name, version in wanted if version is None}
        else:
            found = {f"{name}@{of}" for name, of in wanted if of and name in rows and major(rows[name][1]) != of}
        print(*sorted(found), sep="\n")
        return
    for names in sys.argv[1:]:
        head, rows = table()
        rows |= measure([name for name in Path(names).read_text().split() if name not in rows], rows)
        TABLE.write_text("\n".join(head + ["\t".join(rows[name]) for name in sorted(rows)]) + "\n")


if __name__ == "__main__":
    main()
