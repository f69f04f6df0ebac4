"""`python -m bench.newcomer`: what whoever knows all papers but one reads of the last person in a map of opinions.

A made-up conversation is drawn twice, before and after a batch of k that holds one person whom the attacker does not
know. Everything else is known: every other paper, the program, the first telling. They draw the second one themselves in
both of two worlds (the newcomer says this, or that) and choose the world whose figures are nearest to the published ones,
part by part: the shares by college, sizes, what groups say, steadiness, the picture's coordinates, all of it. The files
(CSV, comments.csv, open data) tell nothing that is not among these. A toss is right one time in two: the *advantage* is
how much oftener a guess is, from 0 to 1. Then the same with the mends taken away, on the same conversations.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import numpy as np

from forum.opinion_map.conversations import rules
from forum.opinion_map.opinions import maps, told
from forum.opinion_map.opinions.landscape import Landscape, stability
from forum.opinion_map.opinions.votes import Flags, Votes
from forum.opinion_map.telling.drawing import draw
from forum.opinion_map.telling.rules import Told
from tests.attack.score import wilson

K, PHRASES, PEOPLE = 10, 16, 70
AGAIN = 4  # drawings of each world: the lot and the bootstrap differ from one to the next
TIMES = 12  # bootstraps in each: fewer than the hundred of a real one, or it would take hours
FIRST = 3  # phrases that all answer: what makes a batch of short papers move the groups
Paper = dict[int, int]
Cells = dict[str, Any]
Numbers = tuple[float, ...]


@dataclass(frozen=True)
class Person:
    college: str
    before: Paper
    after: Paper


def paper(camp: int, chance: np.random.Generator, answers: int = 12) -> Paper:
    """Camps answer in opposite ways, but on the last quarter; one answer in six is anything."""
    asked = [*range(FIRST), *(FIRST + chance.permutation(PHRASES - FIRST)).tolist()][:answers]
    return {c: _answer(camp, c, chance) for c in asked}


def _answer(camp: int, column: int, chance: np.random.Generator) -> int:
    if chance.random() < 1 / 6:
        return int(chance.integers(-1, 2))
    together = column >= PHRASES * 3 // 4
    return 1 if together or (column + camp) % 2 == 0 else -1


def crowd(chance: np.random.Generator) -> list[Person]:
    """Most concerned persons are of the second camp."""
    people = []
    for n in range(PEOPLE):
        college = "concerned" if n % 2 else "professional"
        camp = int(chance.random() < (0.7 if college == "concerned" else 0.3))
        own = paper(camp, chance)
        people.append(Person(college, own, own))
    return people


def whole(chance: np.random.Generator) -> list[Person]:
    """The others of the batch answered as much as the newcomer."""
    return [Person("concerned", {}, paper(int(chance.integers(2)), chance)) for _ in range(K - 1)]


def little(chance: np.random.Generator) -> list[Person]:
    """The others of the batch answered too little to be placed."""
    return [Person("concerned", {}, paper(int(chance.integers(2)), chance, FIRST)) for _ in range(K - 1)]


def camps(chance: np.random.Generator) -> tuple[Person, Person]:
    """Of which camp is the newcomer?"""
    return tuple(Person("concerned", {}, paper(camp, chance)) for camp in (0, 1))  # type: ignore[return-value]


def answer(chance: np.random.Generator) -> tuple[Person, Person]:
    """The rest of their paper is known: did they agree with the fifth phrase, on which camps differ?"""
    rest = paper(int(chance.integers(2)), chance)
    return Person("concerned", {}, {**rest, 4: 1}), Person("concerned", {}, {**rest, 4: -1})


def college(chance: np.random.Generator) -> tuple[Person, Person]:
    """Their paper is known, and k others of each college came: of which one are they?"""
    rest = paper(int(chance.integers(2)), chance)
    return Person("concerned", {}, rest), Person("professional", {}, rest)


def both(chance: np.random.Generator) -> list[Person]:
    return [
        Person(name, {}, paper(int(chance.integers(2)), chance))
        for name in ("concerned", "professional")
        for _ in range(K)
    ]


GAMES: dict[str, tuple[Callable[..., list[Person]], Callable[..., tuple[Person, Person]]]] = {
    "the camp of the newcomer, among whole papers": (whole, camps),
    "the camp of the newcomer, among papers too short to be placed": (little, camps),
    "one answer of the newcomer, among whole papers": (whole, answer),
    "one answer of the newcomer, among papers too short to be placed": (little, answer),
    "the college of the newcomer, k others of each having come": (both, college),
}


def given(papers: Sequence[tuple[str, Paper]], last: Mapping[str, Any], chance: np.random.Generator) -> Cells:
    """What the process that draws is given: rows in a drawn order."""
    order = [papers[n] for n in chance.permutation(len(papers)) if papers[n][1]]
    cells = [(row, c, v) for row, (_name, own) in enumerate(order) for c, v in own.items()]
    rows, columns, values = zip(*cells, strict=True)
    return {
        "people": len(order),
        "phrases": PHRASES,
        "rows": rows,
        "columns": columns,
        "values": values,
        "colleges": [name for name, _own in order],
        "out": [False] * PHRASES,
        "k": K,
        "before": last.get("memory", {}),
        "kept": last.get("kept", {}),
        "closing": False,
    }


def admitted(people: Sequence[Person]) -> list[tuple[str, Paper]]:
    """The papers that a map is drawn with after the slot (`drawing/actions.py::admit`)."""
    fresh = [
        (one.college, rules.kind(one.before, one.after, PHRASES)) for one in people if one.after != one.before
    ]
    let_in = rules.admitted(fresh, K)
    return [
        (
            one.college,
            one.after if (one.college, rules.kind(one.before, one.after, PHRASES)) in let_in else one.before,
        )
        for one in people
    ]


def parts(raw: Mapping[str, Any]) -> dict[str, Numbers]:
    """The telling as numbers, by part; what the page lays out is computed as the page does."""
    one = Told.from_json(json.loads(json.dumps(raw)))
    opinions = one.opinions
    found = {
        "shares by college": [
            n for by in one.shares for name in ("professional", "concerned") for n in _share(by.get(name))
        ]
        + [float(one.people.get(name) or 0) for name in ("professional", "concerned")],
        "sizes of groups": [float(n or -9) for g in opinions.groups for n in (g.size, *g.colleges.values())],
        "what groups say": [
            n
            for g in opinions.groups
            for s in g.says
            for n in (100.0 * s.column, float(s.agree), *_share(s.here), *_share(s.elsewhere))
        ]
        + [float(n) for c in opinions.common for n in (100 * c.column, c.percent)],
        "steadiness": [float(opinions.steadiness or -9)],
        "picture": [
            float(n)
            for disc in draw(opinions, one.k).discs
            for n in (disc.x, disc.y, disc.radius, *(m for s in disc.signs for m in (s.x, s.y)))
        ],
    }
    found["groups, all of it"] = [n for name in list(found)[1:] for n in found[name]]
    found["all"] = [n for name in list(found)[:5] for n in found[name]]
    return {name: tuple(line) for name, line in found.items()}


def _share(share: Any) -> list[float]:
    return (
        [-9.0] * 4 if share is None else [share.people, share.agree, share.disagree, float(share.many_pass)]
    )


def likely(seen: Numbers, drawn: Sequence[Numbers]) -> float:
    """Log-likelihood of what is published, were it a draw like these: each number a bell as wide as theirs."""
    same = np.asarray([one for one in drawn if len(one) == len(seen)])
    if not len(same):
        return -1e9
    if not len(seen):
        return 0.0
    middle, wide = same.mean(axis=0), same.std(axis=0) + 0.3
    far = ((np.asarray(seen) - middle) / wide) ** 2
    return float(np.log(len(same) / len(drawn)) - (np.minimum(far, 20) / 2 + np.log(wide)).sum())


def played(game: str, trial: int) -> dict[str, float]:
    """By part: 1 for a right guess, 0 for a wrong one, a half for a toss."""
    chance = np.random.default_rng((trial, 5))
    others, worlds = GAMES[game]
    known, batch, two = crowd(chance), others(chance), worlds(chance)
    first = maps.drawing(given([(p.college, p.before) for p in known], {}, chance))

    def after(world: int, lot: np.random.Generator) -> dict[str, Numbers]:
        return parts(maps.drawing(given(admitted([*known, *batch, two[world]]), first, lot))["told"])

    true = int(chance.integers(2))
    published = after(true, np.random.default_rng((trial, 6)))
    mine = np.random.default_rng((trial, 7))
    tried = [[after(world, mine) for _ in range(AGAIN)] for world in (0, 1)]
    scores = {}
    for name, seen in published.items():
        a, b = (likely(seen, [one[name] for one in lines]) for lines in tried)
        scores[name] = 0.5 if abs(a - b) < 1e-9 else float((b > a) == bool(true))
    return scores


@contextmanager
def unmended() -> Iterator[None]:
    """As maps were drawn before: exact middles and steadiness, nobody left out, a batch counted without its kinds."""

    def any_kind(fresh: Sequence[tuple[str, str]], k: int) -> set[tuple[str, str]]:
        names = [name for name, _kind in fresh]
        return {one for one in fresh if names.count(one[0]) >= k}

    with (
        patch.object(told, "PLACE_STEP", 1),
        patch.object(told, "SURE_STEP", 1),
        patch.object(maps, "LEFT_OUT", 10**9),
        patch.object(rules, "admitted", any_kind),
    ):
        yield


@dataclass(frozen=True)
class Won:
    game: str
    part: str
    share: float
    n: int

    @property
    def advantage(self) -> float:
        return 2 * self.share - 1

    @property
    def interval(self) -> tuple[float, float]:
        low, high = wilson(self.share * self.n, self.n, 1.960)
        return 2 * low - 1, 2 * high - 1


def won(game: str, trials: int) -> list[Won]:
    played_all = [played(game, trial) for trial in range(trials)]
    return [
        Won(game, part, float(np.mean([one[part] for one in played_all])), trials) for part in played_all[0]
    ]


def main(trials: int) -> None:
    print(
        "| what is guessed | from | before | 95 % | now | 95 % | n |\n| --- | --- | --- | --- | --- | --- | --- |"
    )
    with cheap():
        for game in GAMES:
            with unmended():
                was = won(game, trials)
            for a, b in zip(was, won(game, trials), strict=True):
                print(f"| {game} | {a.part} | {_cells(a)} | {_cells(b)} | {trials} |", flush=True)


@contextmanager
def cheap() -> Iterator[None]:
    """A few bootstraps instead of a hundred."""
    with patch.object(maps, "stability", _few):
        yield


def _few(votes: Votes, drawn: Landscape, out: Flags) -> float | None:
    return stability(votes, drawn, out, TIMES)


def _cells(one: Won) -> str:
    low, high = one.interval
    return f"{one.advantage:+.2f} | {low:+.2f} to {high:+.2f}"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
