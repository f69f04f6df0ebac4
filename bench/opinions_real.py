"""Real conversations, with the groups that Polis published: how well ours, red-dwarf's and the published ones hold."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from forum.opinion_map.opinions import landscape, polis
from forum.opinion_map.opinions.groups import agreement_of, inertia, partition
from forum.opinion_map.opinions.votes import NOBODY, Flags, Floats, Ints, Votes, votes_of

REAL = Path(os.environ.get("FORUM_REAL_DATA", Path(__file__).resolve().parents[2] / "shared" / "real"))
HEAD = (
    "| conversation | participants × statements | groups: ours, published | inertia: ours, red-dwarf, published "
    "| ours / the better | adjusted Rand to the published: ours, red-dwarf | stability |",
    "|" + " --- |" * 7,
)


@dataclass(frozen=True)
class Talk:
    """A conversation and the published group of each participant (NOBODY: none)."""

    name: str
    votes: Votes
    out: Flags
    groups: Ints

    @property
    def k(self) -> int:
        return int(self.groups.max()) + 1


@cache
def talks() -> list[Talk]:
    return [*_published(), *_golden()]


def _published() -> Iterator[Talk]:
    for folder in sorted((REAL / "polis").glob("*/")):
        files = {name: (folder / name).read_bytes() for name in (polis.TABLE, polis.STATEMENTS)}
        talk = polis.read(files)
        yield Talk(folder.name, talk.votes, talk.out, talk.groups)


def _golden() -> Iterator[Talk]:
    for folder in sorted((REAL / "polis-golden").glob("*/")):
        maths = json.loads((folder / "math-pca2.json").read_text(encoding="utf-8"))
        cast = json.loads((folder / "votes.json").read_text(encoding="utf-8"))
        people, marks = sorted(map(int, maths["user-vote-counts"])), maths["tids"]
        row, column = ({mark: place for place, mark in enumerate(names)} for names in (people, marks))
        cast.sort(key=lambda vote: vote["modified"])
        cells = [(row[v["participant_id"]], column[v["statement_id"]], v["vote"]) for v in cast]
        rows, columns, values = np.asarray(cells, dtype=np.int64).T
        members = dict(zip(maths["base-clusters"]["id"], maths["base-clusters"]["members"], strict=True))
        groups = np.full(len(people), NOBODY, dtype=np.int64)
        for group in maths["group-clusters"]:
            for base in group["members"]:
                groups[[row[person] for person in members[base]]] = group["id"]
        votes = votes_of(rows, columns, values, len(people), len(marks))
        yield Talk(folder.name, votes, np.isin(marks, maths["mod-out"]), groups)


def compared(talk: Talk, theirs: Ints | None) -> str:
    """Inertia: the sum of squared distances to the middle of the group, on our axes, of the participants whom all place,
    with as many groups as were published. The published groups depend on their history and are no ground truth.
    Stability: the mean adjusted Rand index between the groups shown, as many as we choose, and those of a hundred
    bootstraps of participants."""
    drawn = landscape.landscape(talk.votes, talk.out)
    held = (talk.groups != NOBODY) & (drawn.labels != NOBODY)
    if theirs is not None:
        held &= theirs != NOBODY
    places, published = drawn.places[held], talk.groups[held]
    mine = partition(places, talk.k)
    own, their, before = (
        _spread(places, labels) for labels in (mine, None if theirs is None else theirs[held], published)
    )
    better = min(value for value in (their, before) if value is not None)
    steady = landscape.stability(talk.votes, drawn, talk.out)
    alike = [agreement_of(mine, published)]
    alike += [] if theirs is None else [agreement_of(theirs[held], published)]
    cells = [
        talk.name,
        f"{talk.votes.people} × {talk.votes.statements}",
        f"{drawn.k}, {talk.k}",
        ", ".join("–" if value is None else f"{value:.1f}" for value in (own, their, before)),
        f"{(own or 0.0) / better:.3f}",
        ", ".join(f"{value:.3f}" for value in alike),
        "–" if steady is None else f"{steady:.3f}",
    ]
    return "| " + " | ".join(cells) + " |"


def _spread(places: Floats, labels: Ints | None) -> float | None:
    return None if labels is None else inertia(places, labels)
