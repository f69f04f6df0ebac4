"""Real conversations with the answers that Polis published, read in place; absent, their tests say so."""

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from forum.opinion_map.opinions import polis
from forum.opinion_map.opinions.votes import Flags, Ints, Votes, votes_of

REAL = Path(os.environ.get("FORUM_REAL_DATA", Path(__file__).resolve().parents[2].parent / "shared" / "real"))
CONVERSATIONS = (
    "american-assembly.bowling-green",
    "canadian-electoral-reform",
    "scoop-hivemind.biodiversity",
    "vtaiwan.uberx",
)
GOLDEN = ("50ptpt-3gp-strict-no-meta", "above-100-ptpts")


@dataclass(frozen=True)
class Golden:
    """What Polis computed, with our sign: agreeing is +1, so its means and places are turned round."""

    votes: Votes
    people: tuple[int, ...]
    marks: tuple[int, ...]
    maths: dict[str, Any]

    @property
    def out(self) -> Flags:
        return np.isin(self.marks, self.maths["mod-out"])

    @property
    def bases(self) -> list[list[int]]:
        """Rows of the participants of each base cluster."""
        row = {person: place for place, person in enumerate(self.people)}
        return [[row[p] for p in members] for members in self.maths["base-clusters"]["members"]]

    @property
    def labels(self) -> Ints:
        labels = np.full(len(self.people), -1, dtype=np.int64)
        known = dict(zip(self.maths["base-clusters"]["id"], self.bases, strict=True))
        for group in self.maths["group-clusters"]:
            for base in group["members"]:
                labels[known[base]] = group["id"]
        return labels

    def by_mark(self, name: str) -> list[Any]:
        return [self.maths[name][str(mark)] for mark in self.marks]


def folder(kind: str, name: str) -> Path:
    found = REAL / kind / name
    if not found.is_dir():
        pytest.skip(f"no real data at {found} (FORUM_REAL_DATA)")
    return found


def files(name: str) -> dict[str, bytes]:
    here = folder("polis", name)
    return {path.name: path.read_bytes() for path in here.glob("*.csv") if path.name != "summary.csv"}


@cache
def conversation(name: str) -> polis.Conversation:
    """From the table alone: reading the history too takes seconds in all, and has its own test."""
    return polis.read({key: raw for key, raw in files(name).items() if key != polis.HISTORY})


@cache
def golden(name: str) -> Golden:
    here = folder("polis-golden", name)
    maths = json.loads((here / "math-pca2.json").read_text(encoding="utf-8"))
    cast = json.loads((here / "votes.json").read_text(encoding="utf-8"))
    people, marks = tuple(sorted(map(int, maths["user-vote-counts"]))), tuple(maths["tids"])
    row, column = ({mark: place for place, mark in enumerate(names)} for names in (people, marks))
    cast.sort(key=lambda vote: vote["modified"])
    cells = [(row[v["participant_id"]], column[v["statement_id"]], v["vote"]) for v in cast]
    rows, columns, values = np.asarray(cells).T
    votes = votes_of(rows, columns, values, len(people), len(marks))
    return Golden(votes, people, marks, maths)
