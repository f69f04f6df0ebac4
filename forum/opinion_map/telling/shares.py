"""How many answered what, told so that no small number of persons can be worked out; what colleges make of it. Pure.

A share is told in tenths, the nearest (an exact half goes to the even one), never under one nor above nine: « 9 sur 10 au
moins ». It is told from k persons on, whose number goes down to a multiple of k. Tried on every table: from eight persons
on, no number of persons under k that agree, disagree or pass can be worked out of it (tests/opinion_map/test_shares.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forum.opinion_map.rules import DECIDING

LEAST_TOLD = 8  # under eight persons even tenths would tell how many
MOST_OF_THEM, HARDLY_ANY = 9, 1
TOGETHER, APART, SPLIT, MANY = 7, 3, 4, 4  # in tenths
UNITES, DIVIDES, UNKNOWN = "unites", "divides", "unknown"
FEW, PASSES, MIXED = "few", "passes", "mixed"
BETWEEN, INSIDE = "between", "inside"


@dataclass(frozen=True, slots=True)
class Tally:
    """Exact counts of one statement in one college. Never shown; passes are seen too."""

    agree: int = 0
    disagree: int = 0
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """At least so many persons answered; in tenths of them, how many agree and disagree; whether many pass."""

    people: int
    agree: int
    disagree: int
    many_pass: bool = False


@dataclass(frozen=True, slots=True)
class Stand:
    """What the deciding colleges make of a statement, read from their shares alone: anybody can check it.

    `agree`: the side on which they are together. `why`: how they are divided, or why nothing can be said; `lacking`: the
    colleges where too few have answered.
    """

    kind: str
    agree: bool = True
    why: str = ""
    lacking: tuple[str, ...] = ()


def step(k: int) -> int:
    return max(k, LEAST_TOLD)


def tenths(part: int, whole: int) -> int:
    """The nearest tenth, between one and nine. As a ratio alone: the same people twice change nothing."""
    down, left = divmod(10 * part, whole)
    up = 2 * left > whole or (2 * left == whole and down % 2 == 1)
    return min(max(down + up, HARDLY_ANY), MOST_OF_THEM)


def share(tally: Tally, k: int) -> Share | None:
    k = step(k)
    if tally.seen < k:
        return None
    passed = tally.seen - tally.agree - tally.disagree
    agree, disagree = tenths(tally.agree, tally.seen), tenths(tally.disagree, tally.seen)
    return Share(tally.seen - tally.seen % k, agree, disagree, 10 * passed >= MANY * tally.seen)


def stand(shares: Mapping[str, Share]) -> Stand:
    """*Unites*: in each deciding college 7 in 10 agree, or in each 7 in 10 disagree; refusing together unites too.

    *Divides*, where it does not unite: one college agrees more than the other by 3 in 10 and the other disagrees more by
    3 in 10; or in one of them 4 in 10 agree and 4 in 10 disagree. *Unknown*: anything else.
    No test of significance: a college that comes twice as numerous would pass more of them, and weigh more for it. From
    ten answers on, 7 in 10 is above one half surely enough for Polis' own test (one chance in ten of being wrong).
    """
    lacking = tuple(college for college in DECIDING if college not in shares)
    if lacking:
        return Stand(UNKNOWN, why=FEW, lacking=lacking)
    told = [shares[college] for college in DECIDING]
    if all(one.agree >= TOGETHER for one in told):
        return Stand(UNITES)
    if all(one.disagree >= TOGETHER for one in told):
        return Stand(UNITES, agree=False)
    if _between(*told) or _between(*reversed(told)):
        return Stand(DIVIDES, why=BETWEEN)
    if any(min(one.agree, one.disagree) >= SPLIT for one in told):
        return Stand(DIVIDES, why=INSIDE)
    return Stand(UNKNOWN, why=PASSES if any(one.many_pass for one in told) else MIXED)


def _between(one: Share, other: Share) -> bool:
    return one.agree - other.agree >= APART and other.disagree - one.disagree >= APART


def consensus(shares: Sequence[Share], agree: bool = True) -> int:
    """Group-aware consensus Π (A + 1) / (S + 2), in percent, from what is told: the exact one, to the percent, would
    give small counts back to whoever tries every table. High only where every one of them agrees, however small."""
    found = 1.0
    for one in shares:
        said = (one.agree if agree else one.disagree) * one.people / 10
        found *= (said + 1) / (one.people + 2)
    return round(100 * found)
