"""The arithmetic of the map: how much each deciding college agrees, and what they agree on together. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from forum.deliberation.rules import agreement as common_agreement

LEAST = 5  # PSEUDONYMITY 7: under so many voters a college's counts are not told, and so not drawn
DECIDING = ("professional", "concerned")
CHOICES = ("for", "against", "abstain", "objection")
NEAR = 4  # points closer than this share of an axis, in percent, are drawn as one


@dataclass(frozen=True, slots=True)
class Point:
    """One ballot. An agreement is None where too few of that college voted."""

    number: int
    ref: str
    title: str
    professional: float | None
    concerned: float | None

    @property
    def common(self) -> float | None:
        """« Accord commun »: high only if both colleges agree."""
        if self.professional is None or self.concerned is None:
            return None
        return self.professional * self.concerned


@dataclass(frozen=True, slots=True)
class Dot:
    """What is drawn: a place in percent of each axis, and the numbers of the ballots that are there."""

    x: int
    y: int
    numbers: tuple[int, ...]

    @property
    def label(self) -> str:
        return ", ".join(map(str, self.numbers))


def agreement(counts: Mapping[str, int]) -> float | None:
    """(for + 1) / (for + against + objection + 2): few votes stay near one half. None under LEAST voters."""
    if sum(counts.get(choice, 0) for choice in CHOICES) < LEAST:
        return None
    return float(
        common_agreement(counts.get("for", 0), counts.get("against", 0) + counts.get("objection", 0))
    )


def points(ballots: Sequence[tuple[str, str, Mapping[str, Mapping[str, int]]]]) -> list[Point]:
    """(ref, title, result) of each ballot → points, most agreed first; those that cannot be placed come last."""
    measured = [
        Point(0, ref, title, *(agreement(result.get(college, {})) for college in DECIDING))
        for ref, title, result in ballots
    ]
    measured.sort(key=lambda p: (-(p.common or 0.0), p.title, p.ref))
    return [replace(point, number=number) for number, point in enumerate(measured, 1)]


def dots(placed: Sequence[Point]) -> list[Dot]:
    """Neighbours share one dot and one label, or their numbers would be printed over each other."""
    found: list[Dot] = []
    for point in placed:
        if point.professional is None or point.concerned is None:
            continue
        x, y = round(100 * point.professional), round(100 * point.concerned)
        near = next((d for d in found if abs(d.x - x) < NEAR and abs(d.y - y) < NEAR), None)
        if near is None:
            found.append(Dot(x, y, (point.number,)))
        else:
            found[found.index(near)] = Dot(near.x, near.y, (*near.numbers, point.number))
    return found
