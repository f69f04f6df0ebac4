"""A name that was told: its place, whose it is, and how far it goes. What the rules share."""

import re
from collections.abc import Callable
from typing import NamedTuple

from forum.guard.names.cut import PARTICLES, Words
from forum.guard.names.lists import SURNAMES
from forum.guard.names.lists import words as words_of

CHILD, RELATIVE, FAMILY, COLLEAGUE, WORKER, PERSON = (
    "child",
    "relative",
    "family",
    "colleague",
    "worker",
    "person",
)
AGE_NEXT = re.compile(
    r",? \(?(?:qui a |a )?(?:agee? de )?\d{1,2} (?:ans|mois)\b(?! (?:d'|de |apres|avant|plus tard|que |pour ))"
    r"|,? \(?agee?s? de "
)


# Between a name and what is said of it.
AFTER_NAME = words_of("mon ma notre qui il elle du la le est et a c'est c de ki")


class Name(NamedTuple):
    """Where it stands, whose it is (`role`), and its folded words (`key`), by which it is known elsewhere in the text."""

    start: int
    end: int
    role: str
    key: str
    small: bool = False  # typed without its capital, it may come back so


Told = tuple[list[Name], int]  # names, and the word after what was read
Rule = Callable[[Words, int], Told]
NOTHING: Told = ([], 0)


def name_at(words: Words, i: int, role: str, start: int | None = None) -> tuple[Name, int]:
    j = words.name_end(i) if words.capital(i) else _small_end(words, i)
    key = " ".join(low for low in words.low[i:j] if low not in PARTICLES)
    return Name(
        words.spans[i][0] if start is None else start, words.reach(j), role, key, not words.capital(i)
    ), j


def _small_end(words: Words, i: int) -> int:
    """« kévin marchandot mon éduc »: a last name, if a clause ends after it; « kevin dore bien » has none."""
    j = i + 1
    if not words.joined(j) or words.capital(j) or not (words.strange(j) or words.low[j] in SURNAMES):
        return j
    ends = j + 1 >= len(words) or not words.joined(j + 1) or words.at(j + 1) in AFTER_NAME
    return j + 1 if ends else j


def one(words: Words, i: int, role: str, start: int | None = None) -> Told:
    name, after = name_at(words, i, role, start)
    return [name], after


def aged(words: Words, i: int) -> bool:
    return AGE_NEXT.match(words.plain, words.spans[i][1]) is not None


def listed(words: Words, i: int, role: str) -> Told:
    """One name, and those that follow it in a list."""
    name, j = name_at(words, i, role)
    names = [name]
    while len(names) < 12:
        if words.joined(j) and words.low[j] in ("et", "ou") and words.joined(j + 1):
            k = j + 1
        elif words.gap(j) == ", " and words.first_name(j, small=name.small):
            k = j
        else:
            break
        if not words.name_like(k) and not (name.small and words.strange(k)):
            break
        name, j = name_at(words, k, role)
        names.append(name)
    return names, j
