"""The cahier that a consultation leads to, in plain words: why each demand is in, and whom a plain count would leave out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forum.collectives.models import DECIDING, Collective
from forum.demands.consultations.models import Consultation
from forum.demands.consultations.queries import Option


@dataclass(frozen=True)
class Part:
    """What a college paid of a place, in percents, and how many of its voters want the demand."""

    college: str
    label: str
    percent: int
    people: int
    voters: int


@dataclass(frozen=True)
class Chosen:
    """`bought`: paid at once; else its backers had to save."""

    option: Option
    bought: bool
    parts: Sequence[Part]


@dataclass(frozen=True)
class Unheard:
    """By a way of choosing, how many of a college find nothing of theirs: `said` is count, some or most."""

    college: str
    label: str
    shares: Mapping[str, Any]
    plain: Mapping[str, Any]


@dataclass(frozen=True)
class Choice:
    """`instead`: what a plain count would have put in, that is not; `out`: what it would not have."""

    picks: Sequence[Chosen]
    instead: Sequence[Option]
    out: Sequence[Option]
    unheard: Sequence[Unheard]

    @property
    def filled(self) -> float:
        """How many pages the chosen demands print on, to a tenth."""
        return round(sum(one.option.pages for one in self.picks), 1)


def choice_of(consultation: Consultation, options: Sequence[Option], collective: Collective) -> Choice | None:
    """None where no size was set, or a deciding college was missing."""
    result = consultation.result
    if "picks" not in result:
        return None
    named = {option.ref: option for option in options}
    voters = {college: int(result["colleges"][college]["voters"]) for college in DECIDING}
    picks = [_chosen(named[one["demand"]], one, voters, collective) for one in result["picks"]]
    taken, plain = [one.option.ref for one in picks], result["plain"]
    return Choice(
        picks,
        [named[ref] for ref in plain if ref not in taken],
        [named[ref] for ref in taken if ref not in plain],
        _unheard(result["unheard"], collective),
    )


def _chosen(
    option: Option, one: Mapping[str, Any], voters: Mapping[str, int], collective: Collective
) -> Chosen:
    parts = [
        Part(
            college,
            collective.college_name(college),
            one["paid"][college],
            one["wanted"][college],
            voters[college],
        )
        for college in DECIDING
    ]
    return Chosen(option, one["way"] == "shares", parts)


def _unheard(told: Mapping[str, Mapping[str, Any]], collective: Collective) -> list[Unheard]:
    return [
        Unheard(college, collective.college_name(college), told["shares"][college], told["plain"][college])
        for college in DECIDING
        if college in told["shares"]
    ]
