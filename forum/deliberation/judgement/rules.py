"""Majority judgement: each option is graded, and ranked by the exact order of its majority values. Pure.

Source: M. Balinski, R. Laraki, *Majority Judgment*, MIT Press, 2010, chapters 1 and 12: an option's majority grade is
the middle grade (the lower of the two middle ones where voters are even in number); ties are broken by taking one such
grade away from each, and again, until they differ. Nothing is rounded: profiles are whole numbers of papers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from math import prod

from forum.core.i18n import later

# From the lowest to the highest; a paper that leaves an option without a grade counts as the lowest.
GRADES = {
    "reject": later("à rejeter"),
    "poor": later("insuffisant"),
    "fair": later("passable"),
    "quite": later("assez bien"),
    "good": later("bien"),
    "very": later("très bien"),
}
Profile = tuple[int, ...]  # how many papers gave each grade, the lowest grade first


@dataclass(frozen=True)
class Gauge:
    """What is told of an option: its majority grade, and how many papers gave it more (`above`) or less (`below`)."""

    grade: int
    above: int
    below: int
    papers: int

    @property
    def sign(self) -> int:
        """1 where more papers are above than below, -1 where fewer or as many are."""
        return 1 if self.above > self.below else -1


@dataclass(frozen=True)
class Ranked:
    """One option in its place; options that nothing tells apart share a rank, and the next ranks are left out."""

    option: str
    rank: int
    profile: Profile
    gauge: Gauge


def completed(profile: Sequence[int], papers: int) -> Profile:
    """A profile of `papers` grades: whoever left the option without one gave it the lowest. ValueError if there are more."""
    missing = papers - sum(profile)
    if missing < 0 or any(count < 0 for count in profile):
        raise ValueError("more grades than papers")
    return (profile[0] + missing, *profile[1:])


def gauge(profile: Profile) -> Gauge:
    """ValueError for a profile without a paper: nobody's opinion has no middle."""
    papers = sum(profile)
    if papers == 0:
        raise ValueError("no paper")
    grade = _at(profile, (papers + 1) // 2)
    return Gauge(grade, sum(profile[grade + 1 :]), sum(profile[:grade]), papers)


def _at(profile: Profile, place: int) -> int:
    """The grade of the paper at that place, from 1, the lowest first."""
    for grade, count in enumerate(profile):
        place -= count
        if place <= 0:
            return grade
    raise ValueError("no such paper")


def majority_value(profile: Profile) -> Iterator[tuple[int, int]]:
    """The grades taken away one after the other, by runs: (grade, how many times in a row the same two grades come).

    Outwards from the middle, papers go by twos, the lower one first: each run is a pair of such grades, told as one number,
    `lower * (number of grades) + upper`. Where papers are odd in number the middle one goes first, alone.
    """
    papers, grades = sum(profile), len(profile)
    low, high = papers // 2, papers // 2 + 1
    if papers % 2:
        yield _at(profile, high), 1
        low, high = papers // 2, papers // 2 + 2
    below, above = _runs(profile, low, down=True), _runs(profile, papers + 1 - high, down=False)
    yield from _pairs(below, above, grades)


def _runs(profile: Profile, papers: int, *, down: bool) -> list[list[int]]:
    """The `papers` lowest grades from the middle down, or the highest from the middle up: [grade, count] runs."""
    runs: list[list[int]] = []
    order = enumerate(profile) if down else reversed(list(enumerate(profile)))
    for grade, count in order:
        taken = min(count, papers)
        if taken:
            runs.append([grade, taken])
        papers -= taken
    return runs[::-1]


def _pairs(below: list[list[int]], above: list[list[int]], grades: int) -> Iterator[tuple[int, int]]:
    at = to = 0
    while at < len(below) and to < len(above):
        times = min(below[at][1], above[to][1])
        yield below[at][0] * grades + above[to][0], times
        below[at][1] -= times
        above[to][1] -= times
        at, to = at + (below[at][1] == 0), to + (above[to][1] == 0)


def compare(a: Profile, b: Profile) -> int:
    """Positive where `a` ranks before `b`, 0 where nothing tells them apart. ValueError if papers differ in number."""
    if len(a) != len(b) or sum(a) != sum(b):
        raise ValueError("profiles of different elections")
    left, right = [list(run) for run in majority_value(a)], [list(run) for run in majority_value(b)]
    at = to = 0
    while at < len(left):
        if left[at][0] != right[to][0]:
            return left[at][0] - right[to][0]
        times = min(left[at][1], right[to][1])
        left[at][1] -= times
        right[to][1] -= times
        at, to = at + (left[at][1] == 0), to + (right[to][1] == 0)
    return 0


def ranking(profiles: Mapping[str, Profile]) -> list[Ranked]:
    """Best first; options in the same place stand in the order in which they were given."""

    def worse(a: str, b: str) -> int:
        return compare(profiles[b], profiles[a])

    order = sorted(profiles, key=cmp_to_key(worse))
    found: list[Ranked] = []
    for place, option in enumerate(order, 1):
        tied = found and compare(found[-1].profile, profiles[option]) == 0
        rank = found[-1].rank if tied else place
        found.append(Ranked(option, rank, profiles[option], gauge(profiles[option])))
    return found


def on_a_par(profiles: Sequence[Profile]) -> Profile:
    """One profile in which each of these weighs the same, however many papers it has; exact, so larger than their sum.

    ValueError where one of them has no paper: a college that did not vote cannot be weighed.
    """
    papers = [sum(profile) for profile in profiles]
    if not papers or not all(papers):
        raise ValueError("a college without a paper")
    weights = [prod(papers[:at] + papers[at + 1 :]) for at in range(len(papers))]
    return tuple(
        sum(weight * profile[grade] for weight, profile in zip(weights, profiles, strict=True))
        for grade in range(len(profiles[0]))
    )
