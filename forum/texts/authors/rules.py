"""Several authors of one text: how many, what their answers come to, when a text waits for somebody. Pure.

A proposal is answered by all its text's authors, each with yes or no. All have answered, or TOGETHER_DAYS have passed since
the first of them did: what those who answered agree on is done, and where they disagree the group decides. It decides as
well where the one who proposes a change is the only one who wants it: nobody changes alone what several write. A text is an
orphan when nobody is left who could answer, or when something has waited ORPHAN_DAYS for an answer.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from forum.collectives.rules import DECIDING

KINDS = ("mechanism", "grievance", "challenge", "demand")  # the texts that several may write
MOST = 8
LINKS = 8  # that may wait for one text
LINK_DAYS = 14
TOGETHER_DAYS = 7
ORPHAN_DAYS = 30
TAKEN_DAYS = 7
VERDICTS = ("accepted", "refused")
DISAGREE, ALONE = "disagree", "alone"


def outcome(
    authors: Collection[bytes], answers: Mapping[bytes, str], *, over: bool, proposer: bytes | None = None
) -> str:
    """accepted, refused, disagree or alone; "" as long as it waits. The answer of who is an author no more does not count.

    `proposer`: who proposed the change. Their yes to it waits for one of another author's, or for the group.
    """
    given = {author: answers[author] for author in authors if author in answers}
    if not given or (len(given) < len(authors) and not over):
        return ""
    if len(set(given.values())) > 1:
        return DISAGREE
    said = next(iter(given.values()))
    return ALONE if said == "accepted" and set(given) == {proposer} and len(authors) > 1 else said


def last_day(first: date) -> date:
    """The last day on which the others answer, once one has."""
    return first + timedelta(TOGETHER_DAYS)


def taken_day(offered: date) -> date:
    """The last day on which an answer of an author's ends an offer to take their text over."""
    return offered + timedelta(TAKEN_DAYS)


def lacking(colleges: Collection[str]) -> list[str]:
    """The deciding colleges of which nobody writes the text."""
    return [college for college in sorted(DECIDING, reverse=True) if college not in colleges]


def orphan(authors: int, waiting: Sequence[date], today: date) -> str:
    """left, silent or "". `waiting`: the days since which proposals of change have had no answer at all."""
    if not authors:
        return "left"
    return "silent" if any(day + timedelta(ORPHAN_DAYS) <= today for day in waiting) else ""
