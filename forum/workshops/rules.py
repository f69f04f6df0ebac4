"""The hour of a workshop, and what a place may say. Pure."""

import re
from dataclasses import dataclass

MINUTES = 60
PLACE, THEME = 120, 400
_WAYS = "rue|av|bd|bld|all[ée]es?|impasse|chemin|quai|route|cours|square|passage|place|avenue|boulevard"
_NUMBERED = rf"\d+\s*(?:bis|ter|[a-d])?\s*,?\s+(?:{_WAYS})"
_ADDRESS = re.compile(rf"\b{_NUMBERED}\b|\b(?:rue|avenue|boulevard)\s+\w|\b\d{{5}}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the hour: `start` in minutes from the beginning."""

    key: str
    start: int
    minutes: int


def agenda() -> list[Step]:
    """Welcome, the three rooms, and the way out: what was said in each belongs to who said it."""
    parts = (("welcome", 8), ("nommer", 17), ("contester", 15), ("revendiquer", 15), ("closing", 5))
    steps, start = [], 0
    for key, minutes in parts:
        steps.append(Step(key, start, minutes))
        start += minutes
    return steps


def has_address(place: str) -> bool:
    """A street or a postcode: enough for somebody to wait at the door."""
    return _ADDRESS.search(place) is not None
