"""What fits into a quarter of an hour. Fixed estimates, the same for all: nobody is timed. Pure."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

MINUTES = 15
SOON = 7  # days before its end, a ballot is worth saying
MARK = 8  # signs that stand for an act in the address of the page
MOST_SKIPPED = 100
# In this order where nothing is more needed than the rest.
ESTIMATES = {
    "own": 4,
    "merge": 2,
    "merge.sign": 2,
    "merge.vote": 4,
    "ballot": 4,
    "consultation": 6,
    "statement": 1,
    "commitment": 3,
    "amendment": 3,
    "orphan": 3,
    "argument": 5,
    "echo": 1,
    "missing": 2,
}


@dataclass(frozen=True, slots=True)
class Act:
    """A small useful thing to do: what kind, on what, where to do it, in which collective.

    `need`: 0 where the collective lacks this person's college and this thing, 2 where it lacks neither.
    """

    kind: str
    title: str
    url: str
    collective: str
    need: int = 2
    little: bool = False

    @property
    def minutes(self) -> int:
        return ESTIMATES[self.kind]


def mark(act: Act, seed: bytes) -> str:
    """Stands for an act on this person's page and this day: an address that is kept names nothing."""
    return hashlib.blake2b(f"{act.kind}|{act.url}".encode(), key=seed[:64], digest_size=MARK // 2).hexdigest()


def drawn(acts: Sequence[Act], seed: bytes) -> list[Act]:
    """What is lacking first; among equals an order that is this person's for the day, so that each has its readers."""
    return sorted(acts, key=lambda act: (act.need, mark(act, seed), act.url))


def skipped(asked: str) -> list[str]:
    """The marks that an address names; whatever else stands there is nobody's."""
    marks = [one for one in asked.split(".") if len(one) == MARK and set(one) <= set("0123456789abcdef")]
    return list(dict.fromkeys(marks))[-MOST_SKIPPED:]


def without(acts: Sequence[Act], marks: Collection[str], seed: bytes) -> list[Act]:
    return [act for act in acts if mark(act, seed) not in marks]


def queue(acts: Sequence[Act], minutes: int = MINUTES) -> list[Act]:
    """One of each kind, first those that lack most, then a second of each…, as long as the next one fits."""
    by_kind = [[act for act in acts if act.kind == kind] for kind in ESTIMATES]
    by_kind = sorted(filter(None, by_kind), key=lambda some: some[0].need > 0)
    chosen: list[Act] = []
    for act in filter(None, chain.from_iterable(zip_longest(*by_kind))):
        if sum(a.minutes for a in chosen) + act.minutes <= minutes:
            chosen.append(act)
    return chosen
