"""Made-up tellings: a table of answers, the college of each line, and all that follows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from forum.collectives.models import CollegeNames
from forum.opinion_map.opinions.landscape import landscape, stability
from forum.opinion_map.opinions.told import tell, without_allies
from forum.opinion_map.opinions.votes import Floats, from_table
from forum.opinion_map.telling.rules import Kept, Told
from tests.opinion_map.worlds import anything, camps

K = 10
NAMES = ("professional", "concerned", "ally")


@dataclass(frozen=True)
class Phrase:
    ref: str
    words: str
    url: str = ""
    hidden: bool = False


class Collective:
    slug = "lorne"

    def college_name(self, college: str) -> str:
        return CollegeNames().college_name(college)

    def renames(self, college: str) -> bool:
        return False


def phrases(count: int = 12) -> list[Phrase]:
    return [Phrase(f"r{n}", f"Énoncé {n}") for n in range(count)]


def telling(
    table: Floats,
    colleges: Sequence[str],
    k: int = K,
    *,
    before: Kept | None = None,
    times: int = 3,
    out: Sequence[int] = (),
    closing: bool = False,
) -> tuple[Told, Kept]:
    votes = from_table(table)
    hidden = np.isin(np.arange(votes.statements), out)
    heard = without_allies(votes, colleges)
    drawn = landscape(heard, hidden)
    steady = stability(heard, drawn, hidden, times=times) if times else None
    return tell(
        votes,
        colleges,
        k,
        drawn=drawn,
        out=hidden,
        steadiness=steady,
        before=before,
        closing=closing,
    )


def two_camps(people: int = 120, seed: int = 1) -> tuple[Floats, list[str]]:
    """Two camps that agree on the last three statements; most concerned persons are of the second."""
    table, camp = camps(people, 12, 0.8, seed)
    chance = np.random.default_rng(seed).random(people)
    return table, [
        "concerned" if c == (r < 0.8) else "professional" for c, r in zip(camp, chance, strict=True)
    ]


def world(seed: int) -> tuple[Floats, list[str]]:
    """Anything: few or many people, camps or noise, colleges of any size, statements that few have seen."""
    chance = np.random.default_rng(seed)
    people, statements = int(chance.integers(0, 70)), int(chance.integers(1, 14))
    clear = chance.random() < 0.5 and people > 2 and statements > 4
    table = camps(people, statements, 0.7, seed)[0] if clear else anything(people, statements, seed)
    shares = chance.dirichlet(np.ones(3))
    return table, [str(name) for name in chance.choice(NAMES, people, p=shares)]


def numbers(raw: Any, name: str = "") -> Iterator[tuple[str, int]]:
    """Every whole number of a JSON, with the key it stands under."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            yield from numbers(value, key if not isinstance(value, int) or name != "colleges" else name)
    elif isinstance(raw, list | tuple):
        for value in raw:
            yield from numbers(value, name)
    elif isinstance(raw, int) and not isinstance(raw, bool):
        yield name, raw
