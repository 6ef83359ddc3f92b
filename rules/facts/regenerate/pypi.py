"""Measures packages of PyPI and puts them, with all they depend on, into ../pypi-packages.tsv.

Asks the package index, by pip and one name after the other, for the packages given and for what these depend on; so
give it the few that are needed. Run it with the CPython that the table's head names, on x86-64 Linux with glibc.

    python3.11 pypi.py requests "uvicorn[standard]"     these (without names: nothing)
    python3.11 pypi.py path/to/wheels                   wheels that lie there, for what is too large to be installed

What the table has already is not measured again: to renew a row, delete it first.
"""

import compileall
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from email.parser import Parser
from pathlib import Path

TABLE = Path(__file__).parent.parent / "pypi-packages.tsv"
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
MUSL = ["--platform", "musllinux_1_2_x86_64", "--platform", "musllinux_1_1_x86_64"]
FOR_311 = ["--implementation", "cp", "--python-version", "3.11", "--only-binary=:all:"]


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def size(folder):
    return sum(file.lstat().st_size for file in Path(folder).rglob("*") if not file.is_dir())


def report(*arguments):
    """What pip would install, by its own report; nothing where it refuses."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        command = [*PIP, "install", "--dry-run", "--ignore-installed", "--report", file, *arguments]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return json.loads(file.read_text())["install"] if done.returncode == 0 else None


def musl(name, version):
    with tempfile.TemporaryDirectory() as folder:
        found = report("--no-deps", "--target", folder, *FOR_311, *MUSL, f"{name}=={version}")
        if found:
            return "yes"
        older = report("--no-deps", "--target", folder, *FOR_311, *MUSL, name)
        return "old:" + older[0]["metadata"]["version"] if older else "no"


def requirements(metadata, known):
    """The names of direct dependencies that are installed here."""
    needs = (need for need in metadata.get("requires_dist", []) if "extra ==" not in need)
    names = (normal(re.match(r"[A-Za-z0-9._-]+", need)[0]) for need in needs)
    return sorted({name for name in names if name in known})


def measure(name, version):
    with tempfile.TemporaryDirectory() as folder:
        wheels, target = Path(folder) / "wheels", Path(folder) / "target"
        subprocess.run([*PIP, "wheel", "--no-deps", "-w", wheels, f"{name}=={version}"], check=True)
        wheel = next(wheels.glob("*.whl"))
        subprocess.run([*PIP, "install", "--no-deps", "--no-compile", "--target", target, wheel], check=True)
        bare = size(target)
        compileall.compile_dir(target, quiet=2)
        native = not wheel.name.endswith("-any.whl")
        return native, wheel.stat().st_size, size(target), bare


def opened(wheel):
    """What a wheel would take, from its archive; only its modules are unpacked, to be compiled."""
    with zipfile.ZipFile(wheel) as archive, tempfile.TemporaryDirectory() as target:
        bare = sum(entry.file_size for entry in archive.infolist())
        archive.extractall(target, [name for name in archive.namelist() if name.endswith(".py")])
        sources = size(target)
        compileall.compile_dir(target, quiet=2)
        described = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        head = Parser().parsestr(archive.read(described).decode())
        native = not wheel.name.endswith("-any.whl")
        metadata = {"name": head["Name"], "version": head["Version"], "requires_dist": head.get_all("Requires-Dist", [])}
        return metadata, (native, wheel.stat().st_size, bare + size(target) - sources, bare)


def from_archives(folder, rows):
    found = {normal(metadata["name"]): (metadata, sizes) for metadata, sizes in map(opened, sorted(folder.glob("*.whl")))}
    for name, (metadata, (native, *sizes)) in found.items():
        needs = {*requirements(metadata, found)}
        # and what comes with the extras that it asks for
        for need, extras in re.findall(r"^([\w.-]+)\[([^]]*)\]", "\n".join(metadata["requires_dist"]), re.MULTILINE):
            for wanted in found[normal(need)][0]["requires_dist"] if normal(need) in found else []:
                if (extra := re.search(r"extra == ['\"]([^'\"]+)", wanted)) and extra[1] in extras.split(","):
                    needs.add(normal(re.match(r"[A-Za-z0-9._-]+", wanted)[0]))
        needs = ",".join(sorted(needs & {*found})) or "-"
        sizes = [megabytes(sizes[0]), megabytes(sizes[1]), megabytes(sizes[2])]
        row = [name, metadata["version"], "native" if native else "pure", *sizes, "-", "-", "-" if native else "pure", needs]
        rows.setdefault(name, row)


def megabytes(size):
    return f"{size / 1e6:.2f}"


def main():
    lines = TABLE.read_text().splitlines()
    start = next(index for index, line in enumerate(lines) if not line.startswith("#")) + 1
    rows = {line.split("\t")[0]: line.split("\t") for line in lines[start:]}
    for root in sys.argv[1:]:
        if Path(root).is_dir():
            from_archives(Path(root), rows)
            continue
        found = report(root)
        if found is None:
            print("pip refuses", root, file=sys.stderr)
            continue
        metadata = {normal(item["metadata"]["name"]): item["metadata"] for item in found}
        for name, of in metadata.items():
            if name in rows:
                continue
            try:
                native, wheel, compiled, bare = measure(name, of["version"])
            except (subprocess.CalledProcessError, StopIteration):
                print("not measured:", name, file=sys.stderr)
                continue
            on_musl = musl(name, of["version"]) if native else "pure"
            needs = ",".join(requirements(of, metadata)) or "-"
            sizes = [megabytes(wheel), megabytes(compiled), megabytes(bare)]
            kind = "native" if native else "pure"
            rows[name] = [name, of["version"], kind, *sizes, "-", "-", on_musl, needs]
            print(*rows[name], file=sys.stderr)
        own = rows.get(normal(root.partition("[")[0]))
        if own and "[" not in root and all(name in rows for name in metadata):
            own[6:8] = [str(len(metadata)), f"{sum(float(rows[name][4]) for name in metadata):.1f}"]
    TABLE.write_text("\n".join(lines[:start] + ["\t".join(rows[name]) for name in sorted(rows)]) + "\n")


if __name__ == "__main__":
    main()
