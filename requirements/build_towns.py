"""Rebuild forum/petitions/towns/communes.tsv.gz from the official list of communes (see the README beside it).

Once a year, when INSEE publishes its code officiel géographique: take the new npm package, run this, change the README.
Usage: python requirements/build_towns.py communes.json forum/petitions/towns/communes.tsv.gz
"""

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
from forum.petitions.towns.rules import fold

NOBODY = {"984", "989"}  # lands where nobody lives
Row = tuple[str, str, str, str, str]


def rows(communes: list[dict[str, Any]]) -> Iterator[Row]:
    """Name, code, postal codes, thousands of people from ten on, what a former commune or an arrondissement is part of."""
    names = {one["code"]: one["nom"] for one in communes if one["type"] == "commune-actuelle"}
    for one in communes:
        if one["departement"] in NOBODY:
            continue
        whole = names.get(one.get("chefLieu") or one.get("commune") or "", "")
        if whole and fold(whole) == fold(one["nom"]):
            continue  # a former commune whose name the new one has: nobody tells them apart
        thousands = one.get("population", 0) // 1000
        postal = " ".join(sorted(one.get("codesPostaux", [])))
        yield one["nom"], one["code"], postal, str(thousands) if thousands >= 10 else "", whole


def main(source: str, target: str) -> None:
    listed = sorted(
        rows(json.loads(Path(source).read_text("utf-8"))), key=lambda row: (fold(row[0]), row[1], row[4])
    )
    text = "".join("\t".join(row) + "\n" for row in listed)
    Path(target).write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    main(*sys.argv[1:])
