"""Logs made from nothing, as the forum would write them, to be checked and spoilt."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from forum.core.crypto import public_of, sha256
from forum.petitions.journal import notes, rules
from forum.petitions.journal.checker.verify import run
from forum.petitions.journal.receipts import Receipt

CODE, TEXT, SEED = "abcd2345", sha256("le texte").hex(), sha256("a key for tests")
PUBLIC = notes.base64_of(public_of(SEED))
ORIGIN = rules.origin(CODE, TEXT)
Line = dict[str, Any]


def salt(n: int) -> bytes:
    return sha256(f"salt {n}")[:16]


def content(n: int) -> bytes:
    return rules.contents(CODE, sha256(f"nul {n}"))


class Made:
    """A log whose slots added so many signatures each; a negative number takes back that leaf."""

    def __init__(self, *slots: int, seed: bytes = SEED, origin: str = ORIGIN) -> None:
        self.seed, self.origin = seed, origin
        self.hashes: list[bytes] = []
        self.lines: list[Line] = []
        self.points: list[notes.Point] = []
        self.count = 0
        for slot in slots:
            if slot < 0:
                self.revoke(-slot)
            else:
                for _ in range(slot):
                    self.add()
            self.sign()

    def _line(self, leaf: bytes, kind: str, **more: Any) -> None:
        self.lines.append({"leaf": len(self.hashes), "kind": kind, "hash": leaf.hex(), **more})
        self.hashes.append(leaf)

    def add(self) -> None:
        n = len(self.hashes)
        self._line(rules.leaf_hash(rules.commitment(salt(n), content(n))), "add")
        self.count += 1

    def revoke(self, leaf: int, reason: str = "signer") -> None:
        hashed = rules.leaf_hash(rules.revocation(CODE, leaf, reason))
        self._line(hashed, "revoke", revokes=leaf, reason=reason)
        self.count -= 1

    def sign(self) -> None:
        size, root = len(self.hashes), rules.root(self.hashes)
        signature = notes.signed(self.seed, self.origin, size, root)
        point = notes.Point(self.origin, size, root, self.count, public_of(self.seed), signature)
        self.points.append(point)
        self.lines.append({"checkpoint": point.note})

    @property
    def head(self) -> Line:
        point = self.points[-1] if self.points else None
        return {
            "format": "porte-voix/journal/1",
            "petition": CODE,
            "sha256": TEXT,
            "size": len(self.hashes),
            "signatures": self.count,
            "root": (point.root if point else rules.EMPTY_ROOT).hex(),
            "keys": [notes.base64_of(public_of(self.seed))],
        }

    def receipt(self, leaf: int) -> str:
        proof = rules.inclusion_proof(self.hashes, leaf)
        return Receipt(leaf, salt(leaf), content(leaf), proof, self.points[-1]).text

    def coherence(self, old: int) -> Line:
        proof = rules.consistency_proof(self.hashes, self.points[old].size)
        return {
            "format": "porte-voix/coherence/1",
            "old": self.points[old].note,
            "new": self.points[-1].note,
            "proof": [step.hex() for step in proof],
            "keys": [PUBLIC],
        }

    def text(self, head: Line | None = None, lines: Sequence[Line] | None = None) -> str:
        every = [head or self.head, *(self.lines if lines is None else lines)]
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in every)


def checked(
    folder: Path, log: str | bytes, receipt: str = "", since: str = "", keys: Sequence[str] = (PUBLIC,)
) -> tuple[int, str]:
    """(exit code, what was said)."""
    said: list[str] = []
    paths = {}
    for name, data in (("log", log), ("receipt", receipt), ("since", since)):
        paths[name] = folder / name
        paths[name].write_bytes(data if isinstance(data, bytes) else data.encode())
    code = run(
        str(paths["log"]),
        str(paths["receipt"]) if receipt else "",
        str(paths["since"]) if since else "",
        keys,
        said.append,
    )
    return code, "\n".join(said)
