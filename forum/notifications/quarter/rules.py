"""What fits into a quarter of an hour. Fixed estimates, the same for all: nobody is timed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

MINUTES = 15
SOON = 7  # days before its end, a ballot is worth saying
ESTIMATES = {"ballot": 4, "commitment": 3, "amendment": 3, "orphan": 3, "argument": 5, "echo": 1}


@dataclass(frozen=True, slots=True)
class Act:
    """A small useful thing to do: what kind, on what, where to do it, in which collective."""

    kind: str
    title: str
    url: str
    collective: str

    @property
    def minutes(self) -> int:
        return ESTIMATES[self.kind]


def queue(acts: Sequence[Act], minutes: int = MINUTES) -> list[Act]:
    """One of each kind, the most pressing kind first, then a second of each…, as long as the next one fits."""
    by_kind = [[act for act in acts if act.kind == kind] for kind in ESTIMATES]
    chosen: list[Act] = []
    for act in filter(None, chain.from_iterable(zip_longest(*by_kind))):
        if sum(a.minutes for a in chosen) + act.minutes <= minutes:
            chosen.append(act)
    return chosen
