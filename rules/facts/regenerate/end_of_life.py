"""Writes ../end-of-life.tsv: until when the releases of languages, distributions and databases get fixes.

Input: a checkout of endoflife-date/endoflife.date (products/NAME.md), and ../end-of-life-images.tsv, which names the
products.

    python3 end_of_life.py path/to/endoflife.date 2026-08-22 > ../end-of-life.tsv
"""

import re
import sys
from pathlib import Path

IMAGES = Path(__file__).parent.parent / "end-of-life-images.tsv"


def releases(page):
    """The releases of a product, each a {field: text}."""
    found = []
    for line in page.partition("\nreleases:\n")[2].splitlines():
        if line.startswith("---"):
            break
        if match := re.match(r'(?:  - |    )(\w+): *"?([^"#]*?)"?\s*(?:#.*)?$', line):
            if line.startswith("  - "):
                found.append({})
            if found:
                found[-1][match[1]] = match[2]
    return found


def main():
    products = {}
    for line in IMAGES.read_text().splitlines():
        cells = line.split("\t")
        if not line.startswith("#") and cells[0] != "of":
            products[cells[2]] = cells[5]
    print(f"""\
# The last day on which a release gets fixes that everyone can have. A release without a set day is left out.
# Source: endoflife-date/endoflife.date as of {sys.argv[2]}; which of its dates: support in end-of-life-images.tsv.
# Regenerate: rules/facts/regenerate/end_of_life.py. Why: what no longer gets fixes should not be shipped.
product\trelease\tend""")
    for product, support in sorted(products.items()):
        page = (Path(sys.argv[1]) / "products" / f"{product}.md").read_text()
        for release in releases(page):
            end = release.get(support, release.get("eol", ""))
            if re.fullmatch(r"\d{4}-\d\d-\d\d", end):
                print(product, release["releaseCycle"], end, sep="\t")


if __name__ == "__main__":
    main()
