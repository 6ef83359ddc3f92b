"""Measures packages of npm and puts them into ../npm-packages.tsv.

Asks the npm registry, by npm and one name after the other, for the packages given; so give it the few that are needed.
Install scripts don't run: what they would download is not counted.

    python3 npm.py express @types/node

A package that the table has already is not measured again: to renew a row, delete it first.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

TABLE = Path(__file__).parent.parent / "npm-packages.tsv"
INSTALL = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]


def size(folder):
    return sum(file.lstat().st_size for file in Path(folder).rglob("*") if not file.is_dir())


def measure(name):
    with tempfile.TemporaryDirectory() as folder:
        project, cache = Path(folder) / "project", Path(folder) / "cache"
        project.mkdir()
        (project / "package.json").write_text('{"name": "measured", "version": "1.0.0", "private": true}')
        done = subprocess.run([*INSTALL, "--cache", cache, name], cwd=project, capture_output=True)
        if done.returncode:
            return None
        modules = project / "node_modules"
        own = size(modules / name) - size(modules / name / "node_modules")
        packages = json.loads((modules / ".package-lock.json").read_text())["packages"]
        version = json.loads((modules / name / "package.json").read_text())["version"]
        sizes = [f"{bytes / 1e6:.1f}" for bytes in (own, size(modules), size(cache))]
        return [name, version, sizes[0], sizes[1], str(len(packages)), sizes[2]]


def main():
    lines = TABLE.read_text().splitlines()
    start = next(index for index, line in enumerate(lines) if not line.startswith("#")) + 1
    rows = {line.split("\t")[0]: line.split("\t") for line in lines[start:]}
    for name in sys.argv[1:]:
        if name not in rows:
            row = measure(name)
            if row:
                rows[name] = row
            print(*row or ["not measured:", name], file=sys.stderr)
    TABLE.write_text("\n".join(lines[:start] + ["\t".join(rows[name]) for name in sorted(rows)]) + "\n")


if __name__ == "__main__":
    main()
