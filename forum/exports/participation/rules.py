"""Who takes part beside who is concerned, by the numbers that pages tell. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Compared:
    """A place (or a college): how many are concerned there, how many were heard as it is told, both as percents of all.

    Made of what the page tells already, so that it tells nothing more.
    """

    concerned: int
    heard: int | None
    percent_concerned: int
    percent_heard: int
    little: bool


def compared(concerned: Sequence[int], heard: Sequence[int | None]) -> list[Compared]:
    """`little`: under half of its part, as it is told. What is withheld may be large, and cover another: nothing is said
    of it. Where nobody is told to be concerned, nothing can be missing."""
    everyone, voices = sum(concerned), sum(n or 0 for n in heard)
    found = []
    for there, told in zip(concerned, heard, strict=True):
        part, said = _percent(there, everyone), _percent(told or 0, voices)
        little = told is not None and there > 0 and (not voices or 2 * told * everyone < there * voices)
        found.append(Compared(there, told, part, said, little))
    return found


def little_heard(told: Mapping[str, int | None]) -> list[str]:
    """Of the deciding colleges, by the numbers as they are told: too few to be told, or less than half of the other's."""
    counts = {college: n or 0 for college, n in told.items()}
    return [college for college, n in counts.items() if not n or 2 * n < max(counts.values())]


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
