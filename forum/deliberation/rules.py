"""Tallies by college, and the rule of parity: shared only if both deciding colleges adopt. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from forum.collectives.rules import DECIDING
from forum.core.i18n import _

LEAST = 5  # under so many voters in a college, only adopted or not is told (PSEUDONYMITY 7)
SHARED, SINGLE, REJECTED = "shared", "single", "rejected"
# The standing questions under which arguments are given, by code: said by the rooms that ask them.
QUESTIONS: dict[str, str] = {}


def question_names() -> dict[str, str]:
    return {code: _(asked) for code, asked in QUESTIONS.items()}


@dataclass(frozen=True)
class Rule:
    """Copied into the ballot at opening. Percentages, whole numbers: no rounding decides."""

    quorum_percent: int
    threshold_percent: int = 50


@dataclass(frozen=True)
class Tally:
    """The papers of one college, by choice, and how many people of it might have voted."""

    papers: Mapping[str, int] = field(default_factory=dict)
    grants: int = 0

    def of(self, choice: str) -> int:
        return self.papers.get(choice, 0)

    @property
    def voters(self) -> int:
        return sum(self.papers.values())

    @property
    def expressed(self) -> int:
        """Abstaining counts for the quorum, not here."""
        return self.of("for") + self.of("against") + self.of("objection")


@dataclass(frozen=True)
class Outcome:
    """`carried_by`: the only college that adopted, if one did alone."""

    name: str
    carried_by: str = ""


def quorum(grants: int, percent: int) -> int:
    """How many must vote: the share of the grants, rounded up, and never nobody."""
    return max(1, -(-grants * percent // 100))


def adopts(tally: Tally, rule: Rule) -> bool:
    """The college reaches its quorum, and more than the threshold of what was expressed is for."""
    enough = tally.voters >= quorum(tally.grants, rule.quorum_percent)
    return enough and tally.of("for") * 100 > rule.threshold_percent * tally.expressed


def decide(tallies: Mapping[str, Tally], rule: Rule) -> Outcome:
    """Allies are in the tallies to be shown; they are not asked."""
    adopting = [college for college in sorted(DECIDING) if adopts(tallies.get(college, Tally()), rule)]
    if len(adopting) == len(DECIDING):
        return Outcome(SHARED)
    return Outcome(SINGLE, adopting[0]) if adopting else Outcome(REJECTED)


def told(tally: Tally, rule: Rule) -> dict[str, int]:
    """What may be known of a college for ever: its counts, or with few voters nothing but its decision."""
    adopted = {"adopted": int(adopts(tally, rule))}
    if tally.voters < LEAST:
        return adopted
    counts = {choice: tally.of(choice) for choice in ("for", "against", "abstain", "objection")}
    return {
        **counts,
        "grants": tally.grants,
        "quorum": quorum(tally.grants, rule.quorum_percent),
        **adopted,
    }
