"""Adds to ../npm-packages.tsv what packages weigh that public projects have committed with their node_modules.

Git knows the size of each file of a commit, so such a project says exactly what each of its packages weighs, and its
package.json which others it needs. Only packages that the table hasn't, the newest version of each; what is for another
platform than 64-bit Linux with glibc is left out, and so are needs that nobody here has. A project that ignores files of
its packages (`dist`, say) has committed less than npm installed: those whose packages don't weigh what the table, or a
project that is like it, says of the same versions are left out.

    python3 committed.py GIT_DIRECTORY... > added && mv added ../npm-packages.tsv

How sizes differ between versions goes to the standard error: rows of ../package-ratios.tsv.

What npm's cache has of them isn't known, so that column says nothing: by this the rows are told from measured ones.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

TABLE = Path(__file__).parent.parent / "npm-packages.tsv"
LARGE = 50  # kB: of smaller packages a few files more or less are half
ENOUGH = 15  # packages in common with the table, by which a repository is judged
NAME = re.compile(r"(@[a-z0-9~][a-z0-9._~-]*/)?[a-z0-9~][a-z0-9._~-]*")
FOREIGN = re.compile(r"\b(darwin|win32|windows|android|freebsd|openbsd|netbsd|sunos|aix|arm|arm64|ia32|ppc64|s390x|riscv64|loong64|mips64el|musl|wasm32)\b")


def git(directory, *arguments, given=None):
    run = subprocess.run(["git", "--git-dir", directory, *arguments], input=given, capture_output=True, check=True)
    return run.stdout


def folders(directory):
    """{folder of a package: [name, bytes, the object of its package.json]}"""
    found = {}
    for line in git(directory, "ls-tree", "-r", "-l", "-z", "HEAD").decode(errors="replace").split("\0"):
        about, _, path = line.partition("\t")
        before, inside, rest = path.rpartition("node_modules/")
        if not inside or rest.startswith("."):
            continue
        name, _, file = rest.partition("/")
        if name.startswith("@"):
            scope, (name, _, file) = name, file.partition("/")
            name = f"{scope}/{name}"
        _, _, blob, size = about.split()
        if not NAME.fullmatch(name) or not size.isdigit():
            continue
        package = found.setdefault((before, name), [name, 0, None])
        package[1] += int(size)
        if file == "package.json":
            package[2] = blob
    return [package for package in found.values() if package[2]]


def manifests(directory, packages):
    """Each with what its package.json says."""
    answer = git(directory, "cat-file", "--batch", given="\n".join(blob for _, _, blob in packages).encode())
    for name, size, _ in packages:
        head, _, answer = answer.partition(b"\n")
        if head.endswith(b"missing"):
            continue
        length = int(head.split()[-1])
        try:
            manifest = json.loads(answer[:length])
        except ValueError:
            manifest = None
        answer = answer[length + 1 :]
        # a package that some build made lighter, or that isn't the registry's, has another name or no version
        if isinstance(manifest, dict) and manifest.get("name") == name:
            # older versions of npm wrote notes of their own into the file
            notes = {key: value for key, value in manifest.items() if key.startswith("_")}
            yield name, size - (len(json.dumps(notes, indent=2)) if notes else 0), manifest


def number(version):
    match = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)", version if isinstance(version, str) else "")
    return tuple(map(int, match.groups())) if match else None


def quality(packages, trusted):
    """How the packages that are known in the same version compare with it: (how many, the 10th percentile, median)."""
    ratios = []
    for name, size, manifest in packages:
        known = trusted.get((name, manifest.get("version")), 0)
        if known >= 4_000:
            ratios.append(size / known)
    ratios.sort()
    return (len(ratios), ratios[len(ratios) // 10], ratios[len(ratios) // 2]) if ratios else (0, 0, 0)


def whole(projects, rows):
    """Those projects that have committed all that npm installed, by the table's packages and then by each other's."""
    trusted = {}
    for row in rows.values():
        name, version, own, *_ = row.split("\t")
        # `name@4`
        trusted[name[:1] + name[1:].partition("@")[0], version] = int(own) * 1000
    left, found = list(projects), None
    while found != []:
        found = []
        for project in left:
            count, low, typical = quality(project, trusted)
            if count >= ENOUGH and low >= 0.9 and 0.9 <= typical <= 1.1:
                print(f"{count} in common: {low:.2f}, {typical:.2f}", file=sys.stderr)
                found.append(project)
        for project in found:
            left.remove(project)
            for name, size, manifest in project:
                trusted.setdefault((name, str(manifest.get("version"))), size)
            yield project


def drift(versions, rows):
    """Rows of ../package-ratios.tsv: what an older version weighs for one byte of the table's."""
    ratios = {"npm-same-major": [], "npm-other-major": []}
    for name, sizes in versions.items():
        _, newest, own, cache, _ = rows[name].split("\t")
        for version, size in sizes.items():
            if cache != "-" and number(newest) and version < number(newest) and int(own) >= LARGE:
                same = version[0] == number(newest)[0] > 0
                ratios["npm-same-major" if same else "npm-other-major"].append(size / 1000 / int(own))
    for what, values in ratios.items():
        figures = (sorted(values)[round(share * (len(values) - 1))] for share in (0.1, 0.5, 0.9))
        print(what, 0, len(values), *(f"{figure:.2f}" for figure in figures), sep="\t", file=sys.stderr)


def main():
    lines = TABLE.read_text().splitlines()
    start = next(index for index, line in enumerate(lines) if not line.startswith("#")) + 1
    rows = {line.split("\t")[0]: line for line in lines[start:]}
    newest, taken, versions = {}, 0, {}
    for packages in whole([list(manifests(directory, folders(directory))) for directory in sys.argv[1:]], rows):
        taken += 1
        for name, size, manifest in packages:
            version = number(manifest.get("version"))
            if version and name in rows:
                versions.setdefault(name, {})[version] = size
            if version and name not in rows and not FOREIGN.search(name) and size > 200:
                if name not in newest or newest[name][0] < version:
                    needs = manifest.get("dependencies")
                    newest[name] = version, size, sorted(needs) if isinstance(needs, dict) else []
    drift(versions, rows)
    known = rows.keys() | newest.keys()
    for name, (version, size, needs) in newest.items():
        own, needed = max(1, round(size / 1000)), ",".join(need for need in needs if need in known) or "-"
        text = ".".join(map(str, version))
        rows[name] = "\t".join([name, text, str(own), "-", needed])
    print(f"{len(newest)} added from {taken} repositories", file=sys.stderr)
    print("\n".join(lines[:start] + [rows[name] for name in sorted(rows)]))


if __name__ == "__main__":
    main()
