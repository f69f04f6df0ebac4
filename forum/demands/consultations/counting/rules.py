"""From papers to what may be known of them for ever: profiles by college, a ranking on a par, a choice. Pure.

A deciding college that stays under its quorum, or under five voters, has no detail, and nothing is ranked or chosen then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from forum.collectives.rules import DECIDING
from forum.deliberation.judgement.rules import Profile, Ranked, completed, on_a_par, ranking
from forum.deliberation.rules import LEAST, agreement, quorum
from forum.demands.platforms.rules import Pick, blocs, chosen, most_wanted, unheard

# What each grade is worth to whoever pays for a demand, the lowest first: under « assez bien » one does not want it.
WORTH = {"grades": (0, 0, 0, 1, 2, 3), "approval": (0, 1)}
Answers = Mapping[str, int]


@dataclass(frozen=True)
class Asked:
    """What was fixed at the opening; `options` in the drawn order, without those that were hidden since.

    A size in pages: `lengths` of the demands in lines, and the `room` there is for them; else a number of `places`.
    """

    way: str
    levels: int
    options: Sequence[str]
    places: int
    quorum_percent: int
    lengths: Mapping[str, int] = field(default_factory=dict)
    room: int = 0

    @property
    def costs(self) -> dict[str, int]:
        return dict(self.lengths) or dict.fromkeys(self.options, 1)

    @property
    def budget(self) -> int:
        return self.room or self.places


@dataclass(frozen=True)
class Papers:
    """The answers of one college, and how many people of it might have answered."""

    answers: Sequence[Answers] = field(default_factory=list)
    grants: int = 0

    def reach(self, percent: int) -> bool:
        return len(self.answers) >= max(LEAST, quorum(self.grants, percent))


def profiles(papers: Sequence[Answers], asked: Asked) -> dict[str, Profile]:
    """By demand, how many gave each grade. Whoever gave none gave the lowest."""
    found: dict[str, Profile] = {}
    for option in asked.options:
        counts = [0] * asked.levels
        for answers in papers:
            if option in answers:
                counts[answers[option]] += 1
        found[option] = completed(counts, len(papers))
    return found


def ranked(by_college: Mapping[str, Mapping[str, Profile]], options: Sequence[str]) -> list[Ranked]:
    """On a par: every college weighs the same. ValueError where one of them has no paper."""
    return ranking({o: on_a_par([found[o] for found in by_college.values()]) for o in options})


def together(way: str, found: Sequence[Profile | None]) -> int | None:
    """The agreement of the deciding colleges as one figure, in percents: the product of theirs. None if one is not told.

    To want a demand is to choose it, or to give it a grade that pays for it; the rest of the college does not.
    """
    product = Fraction(1)
    for profile in found:
        if profile is None:
            return None
        wanted = sum(count for count, worth in zip(profile, WORTH[way], strict=True) if worth)
        product *= agreement(wanted, sum(profile) - wanted)
    return round(100 * product)


def result(papers: Mapping[str, Papers], asked: Asked, k: int) -> dict[str, Any]:
    """What is written at the count; whole numbers, lists and words alone."""
    told = {college: _told(one, asked, college in DECIDING) for college, one in papers.items()}
    enough = all(papers[college].reach(asked.quorum_percent) for college in DECIDING) and bool(asked.options)
    return {
        "options": list(asked.options),
        "colleges": told,
        "enough": enough,
        **(_choice(papers, asked, k) if enough and asked.budget else {}),
    }


def _told(papers: Papers, asked: Asked, decides: bool) -> dict[str, Any]:
    if len(papers.answers) < LEAST:
        return {"reached": False}
    counts: dict[str, Any] = {"voters": len(papers.answers), "grants": papers.grants}
    if decides:
        counts["quorum"] = max(LEAST, quorum(papers.grants, asked.quorum_percent))
        if not papers.reach(asked.quorum_percent):
            return {"reached": False, **counts}
    found = profiles(papers.answers, asked)
    return {"reached": True, **counts, "profiles": {option: list(found[option]) for option in found}}


# -- the cahier that may come of it --------------------------------------------


def _choice(papers: Mapping[str, Papers], asked: Asked, k: int) -> dict[str, Any]:
    worth = WORTH[asked.way]
    voters = [
        (college, {option: worth[answers.get(option, 0)] for option in asked.options})
        for college in sorted(DECIDING)
        for answers in papers[college].answers
    ]
    groups = blocs(voters)
    picks = chosen(asked.costs, groups, asked.budget, asked.options)
    plain = most_wanted(groups, asked.budget, asked.options, asked.costs)
    return {
        "picks": [_pick(pick) for pick in picks],
        "plain": plain,
        "unheard": {
            name: {college: few(*counts, k) for college, counts in unheard(groups, refs).items()}
            for name, refs in (("shares", [pick.demand for pick in picks]), ("plain", plain))
        },
    }


def _pick(pick: Pick) -> dict[str, Any]:
    """Shares in whole percents: an exact fraction would tell how people had grouped their answers."""
    professional = round(pick.paid.get("professional", Fraction()) * 100)
    return {
        "demand": pick.demand,
        "way": pick.way,
        "paid": {"professional": professional, "concerned": 100 - professional},
        "wanted": {college: pick.backers.get(college, 0) for college in DECIDING},
    }


def few(missed: int, people: int, k: int) -> dict[str, Any]:
    """How many found nothing of theirs. A small number, or one that leaves a small one, is told as a word."""
    if 0 < missed < k:
        return {"said": "some"}
    if 0 < people - missed < k:
        return {"said": "most"}
    return {"said": "count", "missed": missed, "people": people}
