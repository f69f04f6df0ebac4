"""The result of a consultation, as its page tells it: each college on its own, then on a par; never one raw total."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forum.collectives.models import COLLEGES, DECIDING, Collective
from forum.core.i18n import _
from forum.deliberation.judgement.rules import GRADES, Profile, Ranked, ranking
from forum.demands.consultations.counting.rules import ranked, together
from forum.demands.consultations.models import Consultation
from forum.demands.consultations.queries import Option


@dataclass(frozen=True)
class Slice:
    """A part of a bar, in percents of its width; the best grade stands on the left."""

    level: int
    at: float
    width: float


@dataclass(frozen=True)
class Verdict:
    """One demand in one ranking. `counts`: the best grade first; empty on a par, where papers do not weigh the same:
    `shares`, in percents, in the same order. The gauge: how many percents gave `more` than the majority grade, or `less`."""

    rank: int
    tied: bool
    level: int
    percent: int
    more: int
    less: int
    slices: Sequence[Slice]
    shares: Sequence[int]
    counts: Sequence[int] = ()


@dataclass(frozen=True)
class Told:
    """What is told of a college. `voters`, `grants` and `quorum` are 0 where too few answered to tell."""

    college: str
    label: str
    decides: bool
    reached: bool
    voters: int
    grants: int
    quorum: int
    verdicts: Mapping[str, Verdict]


@dataclass(frozen=True)
class Line:
    """One demand of the page: its place on a par, if there is one; how far both colleges want it; each that is told."""

    option: Option
    par: Verdict | None
    common: int | None
    colleges: Sequence[tuple[Told, Verdict]]


@dataclass(frozen=True)
class Result:
    enough: bool
    colleges: Sequence[Told]
    lines: Sequence[Line]

    @property
    def missing(self) -> list[Told]:
        return [told for told in self.colleges if told.decides and not told.reached]


def ranking_of(consultation: Consultation) -> list[Ranked]:
    """On a par; nothing where a deciding college is missing."""
    result = consultation.result
    return ranked(_profiles(result, DECIDING), result["options"]) if result.get("enough") else []


def _profiles(result: Mapping[str, Any], colleges: Sequence[str]) -> dict[str, dict[str, Profile]]:
    return {
        college: {ref: tuple(counts) for ref, counts in result["colleges"][college]["profiles"].items()}
        for college in colleges
        if "profiles" in result["colleges"].get(college, {})
    }


def result_of(consultation: Consultation, options: Sequence[Option], collective: Collective) -> Result:
    """In the order of the ranking on a par; without one, in the drawn order."""
    result = consultation.result
    found = _profiles(result, COLLEGES)
    told = [
        _told(college, result["colleges"][college], found.get(college, {}), collective)
        for college in COLLEGES
    ]
    par = _verdicts(ranking_of(consultation), counted=False)
    lines = [
        Line(
            option,
            par.get(option.ref),
            together(consultation.way, [found.get(c, {}).get(option.ref) for c in DECIDING]),
            [(one, one.verdicts[option.ref]) for one in told if option.ref in one.verdicts],
        )
        for option in options
    ]
    return Result(
        bool(par), told, sorted(lines, key=lambda line: line.par.rank if line.par else len(lines) + 1)
    )


def _told(
    college: str, one: Mapping[str, Any], profiles: Mapping[str, Profile], collective: Collective
) -> Told:
    return Told(
        college,
        collective.college_name(college),
        college in DECIDING,
        bool(one["reached"]),
        int(one.get("voters", 0)),
        int(one.get("grants", 0)),
        int(one.get("quorum", 0)),
        _verdicts(ranking(profiles), counted=True),
    )


def _verdicts(found: Sequence[Ranked], *, counted: bool) -> dict[str, Verdict]:
    ranks = [one.rank for one in found]
    return {
        one.option: Verdict(
            one.rank,
            ranks.count(one.rank) > 1,
            one.gauge.grade,
            round(100 * one.profile[-1] / one.gauge.papers),
            round(100 * one.gauge.above / one.gauge.papers),
            round(100 * one.gauge.below / one.gauge.papers),
            slices(one.profile),
            [round(100 * count / one.gauge.papers) for count in one.profile[::-1]],
            one.profile[::-1] if counted else (),
        )
        for one in found
    }


def slices(profile: Profile) -> list[Slice]:
    """The parts of the bar that hold something, best grade first."""
    papers, at, found = sum(profile), 0, list[Slice]()
    for level in range(len(profile) - 1, -1, -1):
        if profile[level]:
            found.append(Slice(level, round(100 * at / papers, 2), round(100 * profile[level] / papers, 2)))
            at += profile[level]
    return found


def level_names(way: str) -> list[str]:
    """The lowest first, in the reader's language."""
    if way == "approval":
        return [_("pas choisie"), _("choisie")]
    return [_(name) for name in GRADES.values()]
