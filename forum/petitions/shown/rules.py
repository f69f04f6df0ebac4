"""What a petition shows of its progress: the next milestone, parity, places in steps, departments as tiles. Pure."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import count as counting

from forum.collectives.rules import plain_ascii

ROUND, GOAL, OFFICIAL = "round", "goal", "official"
FIRST = 50
EVEN = 4, 5  # the smaller college has at least four fifths of the larger
LEVELS = 3


@dataclass(frozen=True, slots=True)
class Milestone:
    """The number to reach, and why that one: a round number, the team's goal, or what an official path asks for."""

    number: int
    why: str
    missing: int
    percent: int


def round_numbers() -> Iterator[int]:
    """50, 100, 250, 500, 1 000, 2 500, 5 000, 10 000 …"""
    yield FIRST
    for power in counting(2):
        yield from (10**power, 25 * 10 ** (power - 1), 5 * 10**power)


def next_milestone(total: int, goal: int = 0, needed: int = 0) -> Milestone:
    """The first of all milestones that `total` has not reached. `percent` is rounded down: 100 is never short of one."""
    above = next(number for number in round_numbers() if number > total)
    wanted = [(needed, OFFICIAL), (goal, GOAL), (above, ROUND)]
    number, why = min((pair for pair in wanted if pair[0] > total), key=lambda pair: pair[0])
    return Milestone(number, why, number - total, 100 * total // number)


def reached(total: int) -> int:
    """The last round milestone that was reached; 0 before the first."""
    last = 0
    for number in round_numbers():
        if number > total:
            return last
        last = number
    raise AssertionError("round numbers do not end")


@dataclass(frozen=True, slots=True)
class Parity:
    """Who is fewer, and how many are missing for as many; `even` when it is nearly so."""

    even: bool
    fewer: str
    missing: int


def parity(professional: int, concerned: int) -> Parity:
    low, high = sorted((professional, concerned))
    fewer = "professional" if professional < concerned else "concerned"
    return Parity(low * EVEN[1] >= high * EVEN[0], fewer, high - low)


# -- places -----------------------------------------------------------------


def told(counts: Mapping[str, int], k: int) -> dict[str, int]:
    """Place → signatures, as it may be told: by whole steps of k, and never under k. What is not here is not told.

    The total is public, so all that is not told could be had by subtraction: unless it is nothing at all, it is made of
    k signatures at least, and the smallest place goes with it where it would be fewer. An empty place and a small one
    look alike; "" (nobody said where) is never told, and covers the others.
    """
    large = {place: n for place, n in counts.items() if n >= k and place}
    rest = sum(counts.values()) - sum(large.values())
    if large and 0 < rest < k:
        del large[min(large, key=lambda place: (large[place], place))]
    return {place: n - n % k for place, n in large.items()}


@dataclass(frozen=True, slots=True)
class Department:
    """A department of France, and its tile: column and row from the top left, roughly where it is."""

    code: str
    name: str
    x: int
    y: int


@lru_cache(maxsize=1)
def departments() -> Mapping[str, Department]:
    """Code (`01`, `2A`, `974`) → department. Codes and names: INSEE, code officiel géographique; the drawing is ours."""
    text = files(__package__).joinpath("departements.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {r["code"]: Department(r["code"], r["nom"], int(r["colonne"]), int(r["ligne"])) for r in rows}


@lru_cache(maxsize=1)
def _by_name() -> Mapping[str, Department]:
    return {_plain(one.name): one for one in departments().values()}


def _plain(name: str) -> str:
    return plain_ascii(name.replace("’", "'"))


def department(code: str, name: str) -> Department | None:
    """The department that a collective's place is, by its code or by its whole name; None for any other place."""
    return departments().get(code.upper().zfill(2)) or _by_name().get(_plain(name))


def by_department(places: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Department's code → the code that a collective's place has, for those of its places that are departments."""
    found = [(department(code, name), code) for code, name in places]
    return {one.code: code for one, code in reversed(found) if one}


@dataclass(frozen=True, slots=True)
class Tile:
    """`level` 0: not told; 1 to LEVELS: the more, the higher. `x` and `y` in units of the drawing, of its top left."""

    label: str
    x: int
    y: int
    level: int


SIDE, GAP = 27, 1


def tiles(numbers: Mapping[str, int]) -> list[Tile]:
    """All departments, those with numbers (by department's code) at their level: thirds of the largest."""
    most = max(numbers.values(), default=0)
    return [
        Tile(one.code, one.x * SIDE, one.y * SIDE, level(numbers.get(one.code, 0), most))
        for one in departments().values()
    ]


def level(number: int, most: int) -> int:
    return -(-LEVELS * number // most) if number else 0


def size(drawn: Iterable[Tile]) -> tuple[int, int]:
    """(width, height) that holds them all."""
    shown = list(drawn)
    return max(t.x for t in shown) + SIDE, max(t.y for t in shown) + SIDE


@dataclass(frozen=True, slots=True)
class Spot:
    name: str
    number: int
    code: str = ""


def by_place(numbers: Mapping[str, int], names: Mapping[str, str]) -> tuple[list[Spot], dict[str, int]]:
    """(places in order, the largest first; department's code → number). A place that lost its name is left out."""
    places, on_map = [], dict[str, int]()
    for code, number in numbers.items():
        one = department(code, names.get(code, ""))
        name = names.get(code) or (one.name if one else "")
        if not name:
            continue
        places.append(Spot(name, number, one.code if one else ""))
        if one:
            on_map[one.code] = on_map.get(one.code, 0) + number
    return sorted(places, key=lambda place: (-place.number, place.name)), on_map


def drawable(places: Sequence[tuple[str, str]]) -> bool:
    """Whether most of a collective's places are departments, and more than one: else a map of France says nothing."""
    found = sum(department(code, name) is not None for code, name in places)
    return found > 1 and 2 * found > len(places)
